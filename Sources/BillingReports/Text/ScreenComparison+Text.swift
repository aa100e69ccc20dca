import BillingModel
import BillingStore

extension ScreenComparison {
    /// The cells that differ, with what they showed and show and the causes, as aligned text for a terminal.
    public func text(width: Int) -> String {
        var screen = ScreenText("Changes: \(title)", stamp: stamp, width: width)
        screen.add(line: "Compared with what was known at revision \(since)")
        if !erasures.isEmpty {
            let revisions = erasures.map { "\($0.revision)" }.joined(separator: ", ")
            screen.add(
                line: "Erased since, and in neither reading: what the commits of revision \(revisions) name")
        }
        guard !cells.isEmpty else {
            screen.add(line: "No cell differs")
            return screen.finished
        }
        var table = TextTable(
            keys: 2, [.text("Row"), .text("Column"), .number("Was"), .number("Is"), .fixed("Cause")])
        for cell in cells {
            let causes = cell.causes.map(\.rawValue).joined(separator: ", ")
            table.add([
                .init(cell.row), .init(cell.column), .init(cell.old), .init(cell.new),
                .init(causes),
            ])
        }
        screen.add(table)
        return screen.finished
    }
}

extension TextTable.Cell {
    /// A column of a comparison mixes figures of every sort, so that each keeps its decimals.
    fileprivate init(_ content: ScreenCell.Content?) {
        self = content.map { Self($0.text, marks: $0.complete ? [] : .incomplete) } ?? .empty
    }
}
