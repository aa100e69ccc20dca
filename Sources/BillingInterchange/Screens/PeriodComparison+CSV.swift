import BillingModel
public import BillingReports
import BillingTime

extension PeriodComparison: CSVScreen {
    /// A row for each figure of each row of the screen, with both sides of it.
    ///
    /// The column `section` tells `figure` from `omitted`, which is a row that cannot be told, with the `reason`. What
    /// begins with `base_` is of the range that the period is compared with; `start` to `last` are the bounds of each,
    /// dates only if it is made of whole ones. `date` is that of a peak or of a figure to date. Without rows, as before
    /// a first day has ended, the ranges are told by a row of the section `ranges`.
    public func csvTable() throws -> CSVTable {
        var table = CSVTable(columns: Self.columns)
        let whose: [CSVValue] = [.id(tenant), .text(name), .text(mode.description)]
        let filters: CSVValue = breakdown.filters.isEmpty ? .missing : try .json(breakdown.filters)
        var ends: [CSVValue] = [.integer(ranges.elapsed)]
        ends += try Self.bounds(ranges.period)
        ends += try Self.bounds(ranges.base)
        ends += try .stamp(stamp)
        for row in rows {
            let titles: [CSVValue] = [
                .id(row.metric), try .labels(row.labels), .text(row.part.rawValue), .text(row.name),
                .text(row.unit), .text(row.kind.rawValue), .integer(row.members),
            ]
            for pair in row.figures {
                var cells = [.text("figure")] + whose + titles
                cells.append(.text(pair.measure.rawValue))
                cells += try Self.side(pair.period)
                cells += try Self.side(pair.base)
                cells += try .change(pair.change)
                try table.append(cells + [filters, .missing] + ends)
            }
        }
        let blank = Self.columns.count - ends.count - 2
        for row in omitted {
            var cells = [.text("omitted")] + whose
            cells += [.id(row.metric), try .labels(row.labels), .text(row.part.rawValue), .text(row.name)]
            cells += .missing(blank - cells.count)
            try table.append(cells + [filters, .text(row.reason)] + ends)
        }
        if table.rows.isEmpty {
            var cells = [.text("ranges")] + whose
            cells += .missing(blank - cells.count)
            try table.append(cells + [filters, .missing] + ends)
        }
        return table
    }

    private static let columns: [String] = {
        let side = ["value", "date", "reporting", "widened"] + CSVTable.completeness
        let bounds = ["start", "end", "first", "last"]
        func base(_ columns: [String]) -> [String] { columns.map { "base_" + $0 } }
        return [
            "section", "tenant", "name", "mode", "metric", "labels", "part", "title", "unit", "kind",
            "members",
            "measure",
        ] + side + base(side) + CSVTable.change + ["filters", "reason", "elapsed"] + bounds + base(bounds)
            + CSVTable.stamp
    }()

    private static func side(_ side: Side) throws -> [CSVValue] {
        let cells: [CSVValue] = [
            try .number(side.value), .date(side.date), .integer(side.reporting), .flag(side.widened),
        ]
        return cells + (try .completeness(side.completeness))
    }

    private static func bounds(_ range: ComparedRange) throws -> [CSVValue] {
        [
            try .instant(range.range.start), try .instant(range.range.end), .date(range.dates?.lowerBound),
            .date(range.dates?.upperBound),
        ]
    }
}
