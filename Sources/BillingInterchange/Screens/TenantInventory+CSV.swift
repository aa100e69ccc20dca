import BillingModel
public import BillingReports

extension TenantInventory: CSVScreen {
    /// A row for each count of each tenant, in the order of the screen, then one for each total.
    ///
    /// The column `section` tells `count` from `total`; a total has no tenant. `zone` is that of the tenant's dates.
    public func csvTable() throws -> CSVTable {
        var table = CSVTable(
            columns: ["section", "tenant", "name", "metric", "title", "unit", "value", "asof"]
                + CSVTable.completeness + ["members", "reporting", "shared", "since"] + CSVTable.change
                + CSVTable.stamp)
        let columns = Dictionary(columns.map { ($0.metric, $0) }) { first, _ in first }
        func titles(_ metric: MetricID) -> [CSVValue] {
            [.id(metric), .text(columns[metric]?.name), .text(columns[metric]?.unit)]
        }
        for row in rows {
            for count in row.counts {
                try table.append(
                    [.text("count"), .id(row.tenant), .text(row.name)] + titles(count.metric)
                        + [try .number(count.value), try .time(count.asof)]
                        + .completeness(count.completeness)
                        + [.integer(count.members), .integer(count.reporting), .missing, .date(since)]
                        + .change(count.change) + .stamp(stamp, zone: row.zone))
            }
        }
        for total in totals {
            try table.append(
                [.text("total"), .missing, .missing] + titles(total.metric)
                    + [try .number(total.value), .missing] + .completeness(total.completeness)
                    + [.integer(total.members), .integer(total.reporting), .flag(total.shared), .date(since)]
                    + .change(total.change) + .stamp(stamp))
        }
        return table
    }
}
