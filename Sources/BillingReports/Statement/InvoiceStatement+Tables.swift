import BillingModel
import BillingTime

extension InvoiceStatement {
    /// What the screen is about.
    public var title: String { "Statement" }

    /// `movements`, newest first, the sums of all as `totals` and of each period as `periods`, what is missing in the numbers as
    /// `gaps`, and as `others` the numbers that follow no pattern.
    ///
    /// A sum and a balance depend on all invoices in their currency, whenever they were issued.
    public var tables: [ReportTable] {
        [
            entries, sums("totals", totals.map { (nil, $0) }), sums("periods", sumsOfPeriods),
            gaps(numbering),
            others,
        ]
    }

    /// The totals, those of each period, the movements, and what is missing.
    public var blocks: [ReportBlock] {
        var blocks: [ReportBlock] = []
        if let range { blocks.append(.line("Movements \(ScreenText.span(range))")) }
        if let statuses {
            blocks.append(.line("Invoices of status \(statuses.map(\.rawValue).joined(separator: ", "))"))
        }
        if totals.isEmpty { blocks.append(.line("No movements")) }
        blocks += [
            .table(sums("totals", totals.map { (nil, $0) })),
            .table(sums("periods", title: "Per \(width)", sumsOfPeriods)), .table(entries),
            .table(InvoiceList.references(movements.map { ($0.invoice, $0.document, $0.link) })),
        ]
        return blocks + numbering.flatMap { self.blocks(of: $0) }
    }

    private func blocks(of numbering: Numbering) -> [ReportBlock] {
        let title = "Numbers \(numbering.pattern) of \(numbering.tenant)"
        var blocks: [ReportBlock] =
            numbering.gaps.isEmpty
            ? [.line(""), .line(title + ": none is missing")] : [.table(gaps([numbering], title: title))]
        if !numbering.others.isEmpty {
            let others = numbering.others.map(\.text).joined(separator: ", ")
            blocks.append(.line("Not numbered so: \(others)"))
        }
        return blocks
    }

    // MARK: Sums

    private typealias Sum = (period: Period?, total: Total)

    private var sumsOfPeriods: [Sum] { periods.flatMap { period in period.totals.map { (period, $0) } } }

    private static var amounts: [(name: String, title: String, amount: (Total) -> Money)] {
        [
            ("opening", "Opening", \.opening), ("invoiced", "Invoiced", \.invoiced),
            ("credited", "Credited", \.credited), ("voided", "Voided", \.voided), ("paid", "Paid", \.paid),
            ("refunded", "Refunded", \.refunded), ("closing", "Closing", \.closing),
        ]
    }

    /// People do not see an amount that is rare and zero in all sums.
    private func isShown(_ amount: (name: String, title: String, amount: (Total) -> Money)) -> Bool {
        guard ["credited", "voided", "refunded"].contains(amount.name) else { return true }
        return (totals + periods.flatMap(\.totals)).contains { amount.amount($0).minorUnits != 0 }
    }

    private func sums(_ name: String, title: String? = nil, _ sums: [Sum]) -> ReportTable {
        let ofPeriods = name == "periods"
        return ReportTable(name, sums, title: title) { table in
            if ofPeriods {
                table.key("name", "Period", .fixed) { sum in
                    ReportTable.Cell(
                        .text(sum.period?.name ?? ""),
                        marks: sum.period?.time.isClipped == true ? .clipped : [])
                }
                table.note("clipped") {
                    .clipped($0.period?.time.clippedStart ?? false, $0.period?.time.clippedEnd ?? false)
                }
            }
            table.key("currency", ofPeriods ? "Currency" : "Total", ofPeriods ? .fixed : .left) {
                .currency($0.total.currency)
            }
            table.note("count") { .count($0.total.movements) }
            for amount in Self.amounts {
                table.figure(amount.name, isShown(amount) ? amount.title : nil) { sum in
                    .money(amount.amount(sum.total)).depending(on: [all(sum.total.currency)])
                }
            }
            if ofPeriods {
                table.bounds(
                    instants: { $0.period.map { $0.time.start..<$0.time.end } },
                    dates: { $0.period.map { ($0.time.firstDate, $0.time.lastDate) } })
            }
            table.stamp(stamp)
        }
    }

    // MARK: Movements

    private var entries: ReportTable {
        let showsTenant = Set(movements.map(\.tenant)).count > 1
        func own(_ movement: Movement) -> [ReportTable.Dependency] {
            [.init(.invoice(movement.invoice), of: movement.tenant, in: .ever, clock: stamp.zones)]
        }
        return ReportTable("movements", movements, title: "Movements") { table in
            table.key("tenant", showsTenant ? "Tenant" : nil) { .tenant($0.tenant) }
            table.note("instant") { .instant($0.posted) }
            table.note("local", "Time", .fixed) {
                .text($0.local, ScreenText.clock(String($0.local.prefix(19))))
            }
            table.key("invoice", "Invoice") { .invoice($0.invoice) }
            table.key("kind") { .text($0.kind.rawValue) }
            table.note(nil, "Movement", .fixed) { .text($0.name) }
            table.key("entry") { .id($0.entry) }
            table.note("dated") { $0.entered.map { .instant($0) } ?? .empty }
            table.figure("status", "Status", .fixed) { .text($0.status.rawValue).depending(on: own($0)) }
            table.figure("amount", "Amount") { .money($0.amount).depending(on: own($0)) }
            table.figure("balance", "Balance") { .money($0.balance).depending(on: [all($0.currency)]) }
            table.note("currency", "Currency", .fixed) { .currency($0.currency) }
            table.bounds(
                instants: { $0.period?.time.range }, dates: { $0.period.map { ($0.first, $0.last) } })
            table.note("document") { .text($0.document) }
            table.note("link") { .text($0.link) }
            table.stamp(stamp)
        }
    }

    private func all(_ currency: Currency, of tenant: TenantID? = nil) -> ReportTable.Dependency {
        .init(.invoices(currency), of: tenant, in: .ever, clock: stamp.zones)
    }

    // MARK: Numbers

    private func gaps(_ numbering: [Numbering], title: String? = nil) -> ReportTable {
        ReportTable(
            "gaps", numbering.flatMap { own in own.gaps.map { (tenant: own.tenant, gap: $0) } }, title: title
        ) { table in
            table.key("tenant") { .tenant($0.tenant) }
            table.key("first", "First missing") { .invoice($0.gap.first) }
            table.key("last", "Last missing") { .invoice($0.gap.last) }
            table.figure("count", "Numbers") { row in
                .count(row.gap.count).depending(on: totals.map { all($0.currency, of: row.tenant) })
            }
            table.stamp(stamp)
        }
    }

    private var others: ReportTable {
        ReportTable(
            "others", numbering.flatMap { own in own.others.map { (tenant: own.tenant, number: $0) } }
        ) { table in
            table.key("tenant") { .tenant($0.tenant) }
            table.key("invoice") { .invoice($0.number) }
            table.stamp(stamp)
        }
    }
}

extension InvoiceStatement.Movement {
    /// What it is called, with the entry's own date if that is another.
    fileprivate var name: String {
        let name = kind == .creditNote ? "credit note" : kind.rawValue
        return dated.map { "\(name) of \(ScreenText.utc($0).prefix(10))" } ?? name
    }
}
