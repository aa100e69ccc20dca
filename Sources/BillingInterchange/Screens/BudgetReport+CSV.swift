import BillingModel
import BillingStore
import BillingTime
public import BillingReports

extension BudgetReport: CSVScreen {
    /// A row for the budget, then one for each part of what is spent, and for each that is excluded.
    ///
    /// The column `section` tells `budget`, `part` and `excluded` apart. Of the budget `share` is what is spent; of a part it
    /// is what of its amount belongs to the period, and `fixed` is what of that does not grow with usage. Amounts are in major units of `currency`, and `used`, `elapsed` and
    /// `pace` are plain ratios. Instead of a phase and a coverage a row has `provisional`.
    public func csvTable() throws -> CSVTable {
        var table = CSVTable(
            columns: [
                "section", "tenant", "basis", "width", "name", "invoice", "plan", "issued", "local",
                "attribution",
                "status", "currency", "amount", "share", "fixed", "left", "used", "elapsed", "ahead",
                "projected", "pace", "provisional",
                "start",
                "end", "first", "last",
            ] + CSVTable.stamp)
        try table.append(
            [
                .text("budget"), .id(budget.tenant), .text(budget.basis.rawValue),
                .text(budget.period.description), .text(name), .missing, .missing, .missing, .missing,
                .missing,
                .missing, .currency(budget.amount.currency), .money(budget.amount), .money(spent),
                .money(fixed),
                .money(left), try .number(used), try .number(elapsed), .money(ahead), .money(projected),
                try .number(pace), .flag(provisional),
                try .instant(time.start), try .instant(time.end), .date(time.firstDate), .date(time.lastDate),
            ] + .stamp(stamp))
        for part in parts { try table.append(try cells("part", part) + .stamp(stamp)) }
        for part in excluded { try table.append(try cells("excluded", part) + .stamp(stamp)) }
        return table
    }

    private func cells(_ section: String, _ part: Part) throws(BillingError) -> [CSVValue] {
        [
            .text(section), .id(budget.tenant), .text(budget.basis.rawValue),
            .text(budget.period.description),
            .text(name), .id(part.invoice), .id(part.plan), try .instant(part.issued), .text(part.local),
            .text(part.attribution.rawValue), .text(part.status?.rawValue), .currency(part.amount.currency),
            .money(part.amount), .money(part.share), .money(part.fixed), .missing, .missing, .missing,
            .missing,
            .missing, .missing, .flag(part.provisional), try .instant(part.period?.time.start),
            try .instant(part.period?.time.end),
            .date(part.period?.first), .date(part.period?.last),
        ]
    }
}
