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
    /// `unrated` lists the charges without an amount by their ids, as JSON, so that amounts and shares are at least what is told.
    public func csvTable() throws -> CSVTable {
        var table = CSVTable(
            columns: [
                "section", "tenant", "basis", "width", "name", "invoice", "plan", "issued", "local",
                "attribution",
                "status", "currency", "amount", "share", "fixed", "left", "used", "elapsed", "ahead",
                "projected", "pace", "provisional", "unrated",
                "start", "end", "first", "last",
            ] + CSVTable.stamp)
        try table.append(
            [
                .text("budget"), .id(budget.tenant), .text(budget.basis.rawValue),
                .text(budget.period.description), .text(name), .missing, .missing, .missing, .missing,
                .missing,
                .missing, .currency(budget.amount.currency), .money(budget.amount), .money(spent),
                .money(fixed),
                .money(left), try .number(used), try .number(elapsed), .money(ahead), .money(projected),
                try .number(pace), .flag(provisional), try Self.unrated(parts),
                try .instant(time.start), try .instant(time.end), .date(time.firstDate), .date(time.lastDate),
            ] + .stamp(stamp))
        for part in parts { try table.append(try cells("part", part) + .stamp(stamp)) }
        for part in excluded { try table.append(try cells("excluded", part) + .stamp(stamp)) }
        return table
    }

    private static func unrated(_ parts: [Part]) throws -> CSVValue {
        var ids: [Identifier<Charge>] = []
        for doubt in parts.flatMap(\.unrated) where !ids.contains(doubt.charge) { ids.append(doubt.charge) }
        return ids.isEmpty ? .missing : try .json(ids)
    }

    private func cells(_ section: String, _ part: Part) throws -> [CSVValue] {
        [
            .text(section), .id(budget.tenant), .text(budget.basis.rawValue),
            .text(budget.period.description),
            .text(name), .id(part.invoice), .id(part.plan), try .instant(part.issued), .text(part.local),
            .text(part.attribution.rawValue), .text(part.status?.rawValue), .currency(part.amount.currency),
            .money(part.amount), .money(part.share), .money(part.fixed), .missing, .missing, .missing,
            .missing,
            .missing, .missing, .flag(part.provisional), try Self.unrated([part]),
            try .instant(part.period?.time.start), try .instant(part.period?.time.end),
            .date(part.period?.first), .date(part.period?.last),
        ]
    }
}
