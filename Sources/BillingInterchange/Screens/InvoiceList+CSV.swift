import BillingModel
public import BillingReports

extension InvoiceList: CSVScreen {
    /// A row for each invoice, newest first, then one for the totals of each currency.
    ///
    /// The column `section` tells `invoice` from `total`; `invoices` says how many a row stands for. Amounts are in major
    /// units of `currency`. An invoice is what it is: instead of a phase and a coverage it has a status.
    public func csvTable() throws -> CSVTable {
        var table = CSVTable(
            columns: [
                "section", "tenant", "number", "issued", "local", "currency", "payable", "credits", "paid",
                "due", "status", "invoices", "start", "end", "first", "last", "document", "link",
            ] + CSVTable.stamp)
        for row in rows {
            let balance = row.balance
            try table.append(
                [
                    .text("invoice"), .id(row.tenant), .id(row.number), try .instant(row.issued),
                    .text(row.local), .currency(row.currency), .money(balance.payable),
                    .money(balance.credits), .money(balance.paid), .money(balance.due),
                    .text(balance.status.rawValue), .integer(1), try .instant(row.period?.time.start),
                    try .instant(row.period?.time.end), .date(row.period?.first), .date(row.period?.last),
                    .text(row.document), .text(row.link),
                ] + .stamp(stamp))
        }
        for total in totals {
            try table.append(
                [
                    .text("total"), .missing, .missing, .missing, .missing, .currency(total.currency),
                    .money(total.payable), .money(total.credits), .money(total.paid), .money(total.due),
                    .missing, .integer(total.invoices), .missing, .missing, .missing, .missing,
                    .missing, .missing,
                ] + .stamp(stamp))
        }
        return table
    }
}
