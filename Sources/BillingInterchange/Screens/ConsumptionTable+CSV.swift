import BillingModel
public import BillingReports
import BillingTime

extension ConsumptionTable: CSVScreen {
    /// A row for each window of each metric and for its month in progress, then rows for how active subjects are.
    ///
    /// The column `section` tells them apart:
    ///
    /// | section | what |
    /// | --- | --- |
    /// | `window` | a metric over the last `months` complete months |
    /// | `progress` | a metric in the month that holds `now`, whose first date is `month` |
    /// | `activity-month` | the level and stickiness of a `subject` in the month that begins on `month` |
    /// | `activity-window` | their means over the last `months`; `covered` counts the months with a level |
    /// | `omitted` | a row that cannot be told, and the `reason` |
    ///
    /// `part` tells the whole of a metric from its series, groups and rest; `filters` holds those of the breakdown as
    /// JSON, and is empty if every series counts. `dates_changed` and `net_change` are of levels.
    public func csvTable() throws -> CSVTable {
        var sheet = try Sheet(self)
        for row in rows {
            for window in row.windows { try sheet.add(window, of: row) }
            try sheet.add(row.progress, of: row)
        }
        for row in omitted { try sheet.add(row) }
        for level in activity { try sheet.add(level) }
        return sheet.table
    }

    private struct Sheet {
        var table = CSVTable(
            columns: [
                "section", "tenant", "name", "metric", "labels", "part", "title", "unit", "kind", "subject",
                "months",
                "month", "members", "reporting", "covered", "value", "average", "peak", "peak_date", "level",
                "stickiness", "dates_changed", "net_change", "widened", "filters", "reason",
            ] + CSVTable.completeness + CSVTable.change + CSVTable.stamp)
        private let whose: [CSVValue]
        private let stamp: [CSVValue]
        private let filters: CSVValue

        init(_ screen: ConsumptionTable) throws {
            filters = screen.breakdown.filters.isEmpty ? .missing : try .json(screen.breakdown.filters)
            whose = [.id(screen.tenant), .text(screen.name)]
            stamp = try .stamp(screen.stamp)
        }

        private func titles(_ row: Row) throws -> [CSVValue] {
            whose + [
                .id(row.metric), try .labels(row.labels), .text(row.part.rawValue), .text(row.name),
                .text(row.unit),
                .text(row.kind.rawValue), .missing,
            ]
        }

        private func figures(_ value: Double?, _ average: Double?, _ peak: Peak?) throws -> [CSVValue] {
            [
                try .number(value), try .number(average), try .number(peak?.value), .date(peak?.date),
                .missing,
                .missing,
            ]
        }

        mutating func add(_ window: Window, of row: Row) throws {
            var cells: [CSVValue] = [.text("window")]
            cells += try titles(row)
            cells += [
                .integer(window.months), .missing, .integer(row.members), .integer(window.reporting),
                .integer(window.covered),
            ]
            cells += try figures(window.value, window.average, window.peak)
            cells += [
                .integer(window.steps?.days), try .number(window.steps?.net), .missing, filters, .missing,
            ]
            try append(cells, window.completeness, window.change)
        }

        mutating func add(_ progress: Progress, of row: Row) throws {
            var cells: [CSVValue] = [.text("progress")]
            cells += try titles(row)
            cells += [.missing, .date(progress.month), .integer(row.members)]
            cells += [.integer(progress.reporting), .missing]
            cells += try figures(progress.value, progress.average, progress.peak)
            cells += [.missing, .missing, .flag(progress.widened), filters, .missing]
            try append(cells, progress.completeness, nil)
        }

        mutating func add(_ level: ActivityLevel) throws {
            for month in level.months {
                var cells: [CSVValue] = [.text("activity-month")]
                cells += whose + .missing(6)
                cells += [.id(level.subject), .missing, .date(month.month)]
                cells += .missing(7)
                cells += [try .number(month.level), try .number(month.stickiness)]
                cells += .missing(5)
                try append(cells, month.completeness, nil)
            }
            for window in level.windows {
                var cells: [CSVValue] = [.text("activity-window")]
                cells += whose + .missing(6)
                cells += [.id(level.subject), .integer(window.months), .missing, .missing, .missing]
                cells += [.integer(window.level.covered)]
                cells += .missing(4)
                cells += [try .number(window.level.value), try .number(window.stickiness.value)]
                cells += .missing(5)
                try append(cells, nil, nil)
            }
        }

        mutating func add(_ row: OmittedRow) throws {
            var cells: [CSVValue] = [.text("omitted")]
            cells += whose
            cells += [.id(row.metric), try .labels(row.labels), .text(row.part.rawValue), .text(row.name)]
            cells += .missing(17)
            try append(cells + [filters, .text(row.reason)], nil, nil)
        }

        private mutating func append(
            _ cells: [CSVValue], _ known: Completeness?, _ change: Change?
        ) throws {
            var cells = cells
            cells += try .completeness(known)
            cells += try .change(change)
            try table.append(cells + stamp)
        }
    }
}
