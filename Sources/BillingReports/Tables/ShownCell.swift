package import BillingTime

/// A cell as people see it, in whatever form: its text without what could control a terminal, and its marks.
package struct ShownCell: Hashable, Sendable {
    package let text: DisplayText
    /// Why the figure is not final.
    package let marks: FigureMarks
    /// The number that the text shows; nil of a text that stays as it is.
    package let number: Double?
    private let showsPlus: Bool
    /// What was known last of a figure that is missing.
    package let lastKnown: LastKnown?

    init(text: DisplayText, marks: FigureMarks, number: Double?, showsPlus: Bool, lastKnown: LastKnown?) {
        self.text = text
        self.marks = marks
        self.number = number
        self.showsPlus = showsPlus
        self.lastKnown = lastKnown
    }

    init(_ text: String, marks: FigureMarks = [], number: Double? = nil, showsPlus: Bool = false) {
        self.init(
            text: DisplayText(text), marks: marks, number: number, showsPlus: showsPlus, lastKnown: nil)
    }

    /// A cell as people read it; a number in words keeps its digits.
    package init(_ cell: ReportTable.Cell) {
        let number: Double? =
            switch (cell.value, cell.style) {
            case (.number, .words): nil
            case (.number(let number), _): number
            default: nil
            }
        self.init(
            text: DisplayText(cell.text), marks: cell.marks, number: number,
            showsPlus: cell.style == .signed || cell.style == .signedHundredths, lastKnown: cell.lastKnown)
    }

    /// How many decimals the number has; nil if it is none, or one with an exponent.
    var decimals: Int? {
        guard number?.isFinite == true, !text.text.contains("e") else { return nil }
        return text.text.split(separator: ".").dropFirst().first?.count ?? 0
    }

    /// The number with so many decimals.
    func with(decimals: Int) -> ShownCell {
        guard let number, self.decimals.map({ $0 < decimals }) == true else { return self }
        let text = NumberText.number(number, decimals: decimals, showsPlus: showsPlus && number != 0)
        return ShownCell(
            text: DisplayText(text), marks: marks, number: number, showsPlus: showsPlus, lastKnown: lastKnown)
    }

    /// Whether it is, or holds among the parts of a figure, one that is not known.
    package var isGap: Bool { text.text.split(separator: " / ").contains { $0 == NumberText.missing } }

    static let empty = ShownCell("")
}

extension [[ShownCell]] {
    /// The rows with as many decimals for all numbers of a column as one of them has.
    var withAlignedDecimals: [[ShownCell]] {
        var rows = self
        for column in first?.indices ?? 0..<0 {
            guard let most = compactMap({ $0[column].decimals }).max(), most > 0 else { continue }
            for row in indices { rows[row][column] = self[row][column].with(decimals: most) }
        }
        return rows
    }

    /// The marks of all figures, which a legend explains.
    package var marks: FigureMarks { joined().reduce([]) { $0.union($1.marks) } }

    /// Whether a figure is missing.
    package var hasGaps: Bool { joined().contains(where: \.isGap) }
}
