#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
import BillingStore
public import BillingTime

extension ReportTable {
    /// One cell: what programs read, what people read, and what it depends on.
    public struct Cell: Hashable, Sendable {
        /// What programs read.
        public enum Value: Hashable, Sendable {
            /// Nothing: a value would make no sense here.
            case empty
            /// A figure that is not known.
            case unknown
            /// A word or a name.
            case text(String)
            /// Words, in their order.
            case list([String])
            /// A whole number.
            case integer(Int)
            /// A number.
            case number(Double)
            /// A number with all its digits.
            case decimal(Decimal)
            /// An amount of money.
            case money(Money)
            /// A date.
            case date(LocalDate)
            /// An instant in microseconds since 1970.
            case instant(Int64)
            /// Whether something holds.
            case flag(Bool)
            /// A tenant.
            case tenant(TenantID)
            /// A metric.
            case metric(MetricID)
            /// The labels of a series.
            case labels(Labels)
            /// An invoice by its number.
            case invoice(InvoiceNumber)
            /// What series are told by.
            case filters([LabelBreakdown.Filter])
        }

        /// How a number is told to people.
        enum Style: Hashable, Sendable {
            case plain, average, hundredths, signed, signedHundredths
            /// As these words.
            case words(String)
        }

        /// What programs read.
        public let value: Value
        /// Why a figure is not final.
        package let marks: FigureMarks
        let style: Style
        /// What was known last of a figure that is missing.
        public internal(set) var lastKnown: LastKnown?
        /// The records that a figure depends on: where one of these changes, it may.
        public internal(set) var dependencies: [Dependency] = []

        init(_ value: Value, marks: FigureMarks = [], style: Style = .plain) {
            self.value = value
            self.marks = marks
            self.style = style
        }

        /// Makes a cell that people read as its value is.
        ///
        /// - Parameters:
        ///   - value: What programs read.
        ///   - text: What people read; nil for the form that all values of a kind have: `5,162`, `–` if it is not known.
        ///   - completeness: How far a figure can be relied on, for its marks; nil for what has none.
        ///   - dependencies: The records that it depends on.
        public init(
            _ value: Value, text: String? = nil, completeness: Completeness? = nil,
            dependencies: [Dependency] = []
        ) {
            self.init(
                value, marks: completeness.map { FigureMarks($0) } ?? [],
                style: text.map { .words($0) } ?? .plain)
            self.dependencies = dependencies
        }

        /// Nothing, where a value would make no sense.
        public static let empty = Cell(Value.empty)
        /// A figure that is not known.
        public static let unknown = Cell(Value.unknown)

        /// Whether the figure is complete, so that it is not marked.
        public var isComplete: Bool { marks.isEmpty }

        /// What people read: `5,162`, `2013-07-01`, `–` of a figure that is not known.
        public var text: String {
            switch (value, style) {
            case (_, .words(let words)): words
            case (.number(let number), .average): NumberText.average(number)
            case (.number(let number), .hundredths): NumberText.number(number, decimals: 2)
            case (.number(let number), .signed): NumberText.difference(number)
            case (.number(let number), .signedHundredths):
                NumberText.number(number, decimals: 2, showsPlus: true)
            case (.number(let number), .plain): NumberText.number(number)
            case (.empty, _): ""
            case (.unknown, _): NumberText.missing
            case (.text(let text), _): text
            case (.list(let words), _): words.joined(separator: ", ")
            case (.integer(let number), _): NumberText.whole(number)
            case (.decimal(let number), _): NumberText.decimal(number)
            case (.money(let amount), _): NumberText.amount(amount.amountText)
            case (.date(let date), _): "\(date)"
            case (.instant(let instant), _): ScreenText.utc(Instants.date(instant))
            case (.flag(let flag), _): flag ? "yes" : "no"
            case (.tenant(let tenant), _): tenant.text
            case (.metric(let metric), _): metric.text
            case (.labels(let labels), _): labels.pairs.map(\.value.text).joined(separator: ", ")
            case (.invoice(let number), _): number.text
            case (.filters(let filters), _): LabelBreakdown.words(filters)
            }
        }

        /// The cell as it depends on records.
        func depending(on dependencies: [Dependency]) -> Cell {
            var cell = self
            cell.dependencies = dependencies
            return cell
        }

        /// The cell with what was known last, which tells more than that it is not known.
        func or(_ lastKnown: LastKnown?) -> Cell {
            var cell = self
            if value == .unknown, style == .plain { cell.lastKnown = lastKnown }
            return cell
        }
    }
}

// MARK: Cells of values that may be missing

extension ReportTable.Cell {
    /// A word or a name; empty without any.
    static func text(_ text: String?) -> Self { text.map { Self(.text($0)) } ?? .empty }
    /// A word or a name that people read otherwise.
    static func text(_ value: String?, _ words: String) -> Self {
        Self(value.map { .text($0) } ?? .empty, style: .words(words))
    }
    /// An id.
    static func id<Owner>(_ id: EntityID<Owner>?) -> Self { text(id?.text) }
    static func tenant(_ tenant: TenantID?) -> Self { tenant.map { Self(.tenant($0)) } ?? .empty }
    static func metric(_ metric: MetricID?) -> Self { metric.map { Self(.metric($0)) } ?? .empty }
    static func invoice(_ number: InvoiceNumber?) -> Self { number.map { Self(.invoice($0)) } ?? .empty }
    static func labels(_ labels: Labels, _ words: String? = nil) -> Self {
        labels.isEmpty ? .empty : Self(.labels(labels), text: words)
    }
    static func currency(_ currency: Currency?) -> Self { text(currency?.code) }
    static func flag(_ flag: Bool) -> Self { Self(.flag(flag)) }
    static func date(_ date: LocalDate?) -> Self { date.map { Self(.date($0)) } ?? .empty }
    static func instant(_ microseconds: Int64) -> Self { Self(.instant(microseconds)) }
    static func list(_ words: [String]) -> Self { words.isEmpty ? .empty : Self(.list(words)) }

    /// An instant; empty without any.
    ///
    /// One beyond the calendar, which only a screen that a host made can have, has no text, and its CSV is refused.
    static func instant(_ date: Date?) -> Self {
        guard let date else { return .empty }
        return Self(.instant((try? Instants.microseconds(date)) ?? .max))
    }

    /// A date, or an instant in UTC.
    static func time(_ time: SampleTime?) -> Self {
        switch time {
        case .date(let date): .date(date)
        case .instant(let instant): .instant(instant)
        case nil: .empty
        }
    }

    /// A figure, marked if it is not complete.
    static func number(_ value: Double?, _ completeness: Completeness?) -> Self {
        value.map { Self(.number($0), marks: FigureMarks(completeness)) } ?? .unknown
    }

    /// A number that is told to programs alone, or is not marked.
    static func number(_ value: Double?) -> Self { value.map { Self(.number($0)) } ?? .unknown }

    /// An average, marked if it is not complete.
    static func average(_ value: Double?, _ completeness: Completeness?) -> Self {
        value.map { Self(.number($0), marks: FigureMarks(completeness), style: .average) } ?? .unknown
    }

    /// A difference, with its sign.
    static func difference(_ value: Double?, marks: FigureMarks = []) -> Self {
        value.map { Self(.number($0), marks: marks, style: .signed) } ?? .unknown
    }

    /// A whole number.
    static func count(_ count: Int?, marks: FigureMarks = []) -> Self {
        count.map { Self(.integer($0), marks: marks) } ?? .unknown
    }

    /// A part of a whole, from 0 to 1, in percent; empty if there is no text for it.
    static func share(_ share: Double?, marks: FigureMarks = [], otherwise: Self = .empty) -> Self {
        guard let share, let text = NumberText.share(of: share, in: 1) else { return otherwise }
        return Self(.number(share), marks: marks, style: .words(text))
    }

    /// An amount without its currency.
    static func money(_ amount: Money?, marks: FigureMarks = [], otherwise: Self = .unknown) -> Self {
        amount.map { Self(.money($0), marks: marks) } ?? otherwise
    }

    /// An amount that lacks a part, so that it is the least that it can be.
    static func money(_ amount: Money?, marks: FigureMarks, isWhole: Bool) -> Self {
        guard let amount else { return .unknown }
        return Self(
            .money(amount), marks: marks,
            style: isWhole ? .plain : .words(ScreenText.amount(amount, isWhole: false)))
    }

    /// A decimal with all its digits.
    static func decimal(_ number: Decimal?, marks: FigureMarks = [], otherwise: Self = .unknown) -> Self {
        number.map { Self(.decimal($0), marks: marks) } ?? otherwise
    }

    /// A revision, which is not grouped.
    static func revision(_ revision: Revision?) -> Self {
        revision.map { Self(.integer(Int($0.number)), style: .words("\($0)")) } ?? .empty
    }

    /// How many of some there are: `3 of 12`.
    static func count(_ count: Int, of all: Int) -> Self {
        Self(.integer(count), style: .words("\(count) of \(all)"))
    }
}
