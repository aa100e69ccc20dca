import BillingModel
public import BillingReports
import BillingStore

extension ScreenComparison: CSVScreen {
    /// A row for each cell that differs, then one for each commit since the earlier reading that erased something.
    ///
    /// The column `section` tells `cell` from `erasure`. `old` and `new` are the plain figures; `old_text` and `new_text`
    /// what the screen shows, which is all there is of a cell that is no number. `old_complete` and `new_complete` say
    /// whether the figure was complete, in place of a phase and a coverage. `since` is the revision of the earlier
    /// reading, `revision` that of the later one, or of the erasure.
    public func csvTable() throws -> CSVTable {
        var table = CSVTable(
            columns: [
                "section", "title", "tenant", "metric", "labels", "invoice", "part", "figure", "row",
                "column",
                "currency", "old", "new", "old_text", "new_text", "old_complete", "new_complete", "causes",
                "commit", "since",
            ] + CSVTable.stamp)
        for cell in cells {
            let place = cell.place
            let currency = (cell.new?.amount ?? cell.old?.amount)?.currency
            var cells: [CSVValue] = [
                .text("cell"), .text(title), .id(place.tenant), .id(place.metric), try .labels(place.labels),
                .id(place.invoice), .text(place.part), .text(place.figure), .text(cell.row),
                .text(cell.column), currency.map { .currency($0) } ?? .missing,
            ]
            cells += [
                try .plain(cell.old), try .plain(cell.new), .text(cell.old?.text), .text(cell.new?.text),
            ]
            cells += [cell.old, cell.new].map { $0.map { .flag($0.complete) } ?? .missing }
            cells += [
                .text(cell.causes.map(\.rawValue).joined(separator: " ")), .missing,
                .integer(since.number),
            ]
            try table.append(cells + .stamp(stamp))
        }
        for erasure in erasures {
            var cells: [CSVValue] = .missing(table.columns.count - 5)
            cells[0] = .text("erasure")
            cells[1] = .text(title)
            cells += [.id(erasure.id), .integer(since.number)]
            try table.append(
                cells + [.zone(stamp.zone), try .instant(stamp.now), .integer(erasure.revision.number)])
        }
        return table
    }
}

extension CSVValue {
    /// The number or the amount of a cell; empty if it is neither.
    fileprivate static func plain(_ content: ScreenCell.Content?) throws(BillingError) -> CSVValue {
        if let amount = content?.amount { return .money(amount) }
        return try .number(content?.number)
    }
}
