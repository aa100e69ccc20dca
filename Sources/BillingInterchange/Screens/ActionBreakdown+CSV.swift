import BillingModel
public import BillingReports
import BillingTime

extension ActionBreakdown: CSVScreen {
    /// A row for each number: of each group and the rest in each bucket and in the range, of all together, and of the cost.
    ///
    /// The column `section` tells `row`, `rest`, `total` and `cost` apart; `measure` says what `value` is: `succeeded`, `failed`,
    /// `suppressed`, `billed` in `unit`, or `amount` in `currency`. What is not known has an empty value. The column `local`
    /// is filled for a bucket, and empty for the range.
    public func csvTable() throws -> CSVTable {
        var table = CSVTable(
            columns: [
                "section", "category", "type", "workflow", "outcome", "charge", "start", "end", "local",
            ]
                + ["measure", "unit", "currency", "value"] + CSVTable.completeness + ["width"]
                + CSVTable.stamp)
        func add(
            _ section: [CSVValue], _ interval: Interval?, _ measure: String, unit: String? = nil,
            in currency: Currency? = nil, _ value: CSVValue, _ completeness: Completeness
        ) throws {
            let bounds = interval.map { $0.bucket.start..<$0.bucket.end } ?? range.range
            try table.append(
                section + [try .instant(bounds.lowerBound), try .instant(bounds.upperBound)]
                    + [.text(interval?.local), .text(measure), .text(unit)]
                    + [currency.map { .currency($0) } ?? .missing, value] + .completeness(completeness)
                    + [.text(width.description)] + .stamp(stamp))
        }
        func add(_ section: [CSVValue], _ tallies: [ActionTally?], _ total: ActionTally?) throws {
            let all = zip(buckets.map(Optional.some) + [nil], tallies + [total])
            for (interval, tally) in all {
                let known = interval?.completeness ?? completeness
                try add(section, interval, "succeeded", .integer(tally?.succeeded), known)
                try add(section, interval, "failed", .integer(tally?.failed), known)
                try add(section, interval, "suppressed", .integer(tally?.suppressed), known)
                for part in tally?.billed ?? [] {
                    try add(section, interval, "billed", unit: part.unit, .decimal(part.quantity), known)
                }
            }
        }
        for row in rows {
            let group = row.group
            let names: [CSVValue] = [
                .id(group.category), .id(group.type), .id(group.workflow), .text(group.outcome?.rawValue),
            ]
            try add([.text("row")] + names + [.missing], row.tallies, row.total)
        }
        if let rest { try add([.text("rest")] + .missing(5), rest.tallies, rest.total) }
        try add([.text("total")] + .missing(5), buckets.map(\.tally), total)
        for part in cost?.charges ?? [] {
            let section = [.text("cost")] + .missing(4) + [CSVValue.id(part.charge)]
            for (interval, amount) in zip(buckets.map(Optional.some) + [nil], part.amounts + [part.total]) {
                try add(
                    section, interval, "amount", in: cost?.currency, .money(amount),
                    cost?.completeness ?? completeness)
            }
        }
        return table
    }
}
