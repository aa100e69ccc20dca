import BillingModel

extension InvoiceList {
    /// What the list is about.
    public var title: String { "Invoices" }

    /// `invoices`, newest first, and `totals` of each currency.
    public var tables: [ReportTable] { [invoices, sums] }

    /// The invoices, their totals, and where their documents are.
    public var blocks: [ReportBlock] {
        var blocks: [ReportBlock] = []
        if let range { blocks.append(.line("Issued \(ScreenText.span(range))")) }
        if let statuses {
            blocks.append(.line("Status \(statuses.map(\.rawValue).joined(separator: ", "))"))
        }
        guard !rows.isEmpty else { return blocks + [.line("No invoices")] }
        blocks += [.table(invoices), .table(sums)]
        for currency in Set(rows.map(\.currency)).subtracting(totals.map(\.currency)).sorted() {
            blocks.append(.line("The total in \(currency.code) does not fit"))
        }
        return blocks + [.table(Self.references(rows.map { ($0.number, $0.document, $0.link) }))]
    }

    private var invoices: ReportTable {
        let showsTenant = Set(rows.map(\.tenant)).count > 1
        let showsPeriod = rows.contains { $0.period != nil }
        func depending(_ cell: ReportTable.Cell, _ row: Row) -> ReportTable.Cell {
            cell.depending(on: [.init(.invoice(row.number), of: row.tenant, in: time, clock: stamp.zones)])
        }
        return ReportTable("invoices", rows) { table in
            table.key("tenant", showsTenant ? "Tenant" : nil) { .tenant($0.tenant) }
            table.note("issued") { .instant($0.issued) }
            // The clock of one tenant is that of the heading; those of several may differ.
            table.note("local", "Issued", .fixed) { row in
                .text(row.local, ScreenText.clock(showsTenant ? row.local : String(row.local.prefix(19))))
            }
            table.key("number", "Number") { .invoice($0.number) }
            table.note(nil, showsPeriod ? "Period" : nil, .fixed) { .text($0.period?.text) }
            table.figure("status", "Status", .fixed) { depending(.text($0.status.rawValue), $0) }
            table.figure("payable", "Payable") { depending(.money($0.payable), $0) }
            table.figure("credits", "Credits") { depending(.money($0.credits), $0) }
            table.figure("paid", "Paid") { depending(.money($0.paid), $0) }
            table.figure("due", "Due") { depending(.money($0.due), $0) }
            table.note("currency", "Currency", .fixed) { .currency($0.currency) }
            table.bounds(
                instants: { $0.period?.time.range }, dates: { $0.period.map { ($0.first, $0.last) } })
            table.note("document") { .text($0.document) }
            table.note("link") { .text($0.link) }
            table.stamp(stamp)
        }
    }

    private var sums: ReportTable {
        func depending(_ cell: ReportTable.Cell, _ total: Total) -> ReportTable.Cell {
            cell.depending(on: [.init(.invoices(total.currency), in: time, clock: stamp.zones)])
        }
        return ReportTable("totals", totals) { table in
            table.key("currency", "Total") { .currency($0.currency) }
            table.figure("invoices", "Invoices") { depending(.count($0.invoices), $0) }
            table.figure("payable", "Payable") { depending(.money($0.payable), $0) }
            table.figure("credits", "Credits") { depending(.money($0.credits), $0) }
            table.figure("paid", "Paid") { depending(.money($0.paid), $0) }
            table.figure("due", "Due") { depending(.money($0.due), $0) }
            table.stamp(stamp)
        }
    }

    /// When the invoices were issued.
    private var time: ReportTable.Dependency.Time { range.map { .instants($0) } ?? .ever }

    /// Where documents are kept and invoices paid, of those that tell; an address is not cut, as it would lead nowhere.
    static func references(
        _ references: [(number: InvoiceNumber, document: String?, link: String?)]
    ) -> ReportTable {
        ReportTable(nil, references.filter { $0.document != nil || $0.link != nil }) { table in
            table.key(nil, "Number") { .invoice($0.number) }
            table.note(nil, "Document") { .text($0.document) }
            table.note(nil, "Payment", .fixed) { .text($0.link) }
        }
    }
}
