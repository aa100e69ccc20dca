import BillingModel
public import BillingReports
import BillingTime

extension ConsumptionActions: CSVScreen {
    /// The executions of each bucket, then the totals of each row, each category and all.
    ///
    /// The column `section` tells `bucket` and `rowbucket` from `row`, `category` and `total`. Share and change belong to the
    /// last three, and so do the counts of what failed or was suppressed; they are those of the whole range.
    public func csvTable() throws -> CSVTable {
        var table = CSVTable(
            columns: [
                "section", "category", "type", "start", "end", "local", "executed", "failed", "suppressed",
            ]
                + ["share"] + CSVTable.completeness + CSVTable.change + ["width"] + CSVTable.stamp)
        let ends: [CSVValue] = [.text(width.description)]
        func add(_ section: String, _ names: [CSVValue], _ interval: Interval, _ executed: Int?) throws {
            try table.append(
                [.text(section)] + names + [
                    try .instant(interval.bucket.start), try .instant(interval.bucket.end),
                ]
                    + [.text(interval.local), .integer(executed), .missing, .missing, .missing]
                    + .completeness(interval.completeness) + .change(nil) + ends + .stamp(stamp))
        }
        func add(_ section: String, _ names: [CSVValue], _ tally: Tally) throws {
            try table.append(
                [.text(section)] + names + [try .instant(range.start), try .instant(range.end), .missing]
                    + [.integer(tally.executed), .integer(tally.failed), .integer(tally.suppressed)]
                    + [try .number(tally.share)] + .completeness(completeness) + .change(tally.change) + ends
                    + .stamp(stamp))
        }
        for (index, interval) in buckets.enumerated() {
            try add("bucket", [.missing, .missing], interval, interval.executed)
            for row in rows {
                try add("rowbucket", [.id(row.category), .id(row.type)], interval, row.executed[index])
            }
        }
        for row in rows { try add("row", [.id(row.category), .id(row.type)], row.total) }
        for category in categories {
            try add("category", [.id(category.category), .missing], category.total)
        }
        try add("total", [.missing, .missing], total)
        return table
    }
}
