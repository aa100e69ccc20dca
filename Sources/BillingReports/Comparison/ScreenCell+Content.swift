public import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension ScreenCell {
    /// What a cell shows.
    ///
    /// The JSON form has the keys `text` and `complete`, and `number` or `amount` if it is one.
    public struct Content: Hashable, Sendable, Codable {
        /// The figure before it was rounded for people; nil if there is none, or if it is no number.
        public let number: Double?
        /// The amount of money; nil if it is none.
        public let amount: Money?
        /// What people read: `5,162`, `USD 110.86`, `paid`, or `–` if the figure is missing.
        public let text: String
        /// Whether the figure is complete, so that its screen does not mark it.
        public let complete: Bool

        /// Makes a content that is no number, such as a date or a status.
        public init(text: String, complete: Bool = true) {
            self.init(number: nil, amount: nil, text: text, complete: complete)
        }

        /// Makes an amount of money.
        public init(_ amount: Money) {
            self.init(
                number: nil, amount: amount,
                text: "\(amount.currency) \(NumberText.amount(amount.amountText))", complete: true)
        }

        private init(number: Double?, amount: Money?, text: String, complete: Bool) {
            self.number = number
            self.amount = amount
            self.text = text
            self.complete = complete
        }

        /// Where a figure is missing.
        static let missing = Content(text: NumberText.missing)

        /// Whether there is a figure.
        var isMissing: Bool { self == .missing }
    }
}

extension ScreenCell.Content {
    init(_ number: Double?, _ cell: TextTable.Cell) {
        let text = cell.text.text
        self.init(
            number: number, amount: nil, text: text.isEmpty ? NumberText.missing : text,
            complete: cell.marks.isEmpty)
    }

    init(_ value: Double?, _ completeness: Completeness?) {
        self.init(value, TextTable.Cell(value, completeness))
    }

    /// A figure or, where it is missing, what was known last.
    init(_ value: Double?, _ completeness: Completeness?, lastKnown: LastKnown?) {
        self = Self(value, completeness).or(lastKnown)
    }

    /// This content or, where a figure is missing, what was known last.
    func or(_ lastKnown: LastKnown?) -> Self {
        guard isMissing, let lastKnown else { return self }
        return Self(text: ScreenText.lastKnown(lastKnown))
    }

    init(average: Double?, _ completeness: Completeness?) {
        self.init(average, TextTable.Cell(average: average, completeness))
    }

    init(count: Int, _ completeness: Completeness) {
        self.init(Double(count), .init(NumberText.whole(count), marks: FigureMarks(completeness)))
    }

    /// A part of a whole, from 0 to 1.
    init(share: Double?, isComplete: Bool) {
        let text = share.flatMap { NumberText.share(of: $0, in: 1) }
        self.init(share, text.map { .init($0, marks: isComplete ? [] : .incomplete) } ?? .missing)
    }

    /// The difference of a change, and its percentage.
    static func change(_ change: Change?) -> [(figure: String, title: String, content: Self)] {
        let cells = TextTable.Cell.change(change)
        return [
            ("change", "change", Self(change?.difference, cells[0])),
            ("percent", "change in %", Self(change?.percent, cells[1])),
        ]
    }
}
