import BillingModel
import BillingRating
import BillingTime

extension InvoiceVerification: BillingScreen {
    /// Which invoice is verified.
    public var title: String { "Verification of invoice \(number) of \(tenant)" }

    /// `lines` of the invoice and of the charges without one, their `total`, and the arithmetic of the charges: `products` at the
    /// rated revision, and `current` ones now.
    ///
    /// `invoiced` is what the invoice says, `rated` what its plan gave at the revision `rated_revision`, `current` what it gives now;
    /// `difference` is invoiced less rated, `drift` current less rated.
    public var tables: [ReportTable] {
        [
            comparisons, sum, .arithmetic("products", lines.compactMap(\.rated)),
            .arithmetic("current", lines.compactMap(\.current)),
        ]
    }

    /// The lines of the invoice beside those of its plan, and the arithmetic at the rated revision.
    public var blocks: [ReportBlock] {
        var blocks: [ReportBlock] = [
            .line("Issued \(ScreenText.clock(local))" + (period.map { ", for \($0.text)" } ?? ""))
        ]
        if let plan, let revision { blocks.append(.line("Rated by plan \(plan) at revision \(revision)")) }
        blocks += [
            .line(statement), .table(.stacked([comparisons, sum])), .line(""),
            .line("Total: \(source.statement)."),
        ]
        let causes = Set(lines.map(\.comparison.cause) + [total.cause])
        for cause in Cause.allCases where cause != .equal && causes.contains(cause) {
            blocks.append(.line("\(cause.title): \(cause.statement)."))
        }
        let changed = lines.filter { $0.current != $0.rated }.compactMap(\.current)
        return blocks + [
            .table(.arithmetic(nil, lines.compactMap(\.rated), title: "Arithmetic as rated")),
            .table(.arithmetic(nil, changed, title: "Arithmetic now, where it differs")),
        ]
    }

    private var statement: String {
        switch basis {
        case .complete where isEqual: "The invoice is what its plan gave, and still gives"
        case .complete: "The invoice differs from what its plan gave or gives now"
        case .unrated: "The invoice names no plan, so nothing is rated again"
        case .plan: "The plan of the invoice was not given, so nothing is rated again"
        case .period: "The invoice has no service period, so nothing is rated again"
        case .currency: "The invoice is in another currency than its plan, so nothing is compared"
        case .revision: "The revision of its rating is not known here, so that only now can be rated"
        }
    }

    // MARK: Amounts

    private var comparisons: ReportTable {
        ReportTable("lines", lines) { table in
            addInvoice(&table)
            table.key("line") { .text($0.id, $0.name) }
            table.note("name", "Line") { .text($0.name) }
            table.note("quantity") { .decimal($0.quantity, otherwise: .empty) }
            table.note("rated_quantity") { .decimal($0.rated?.quantity, otherwise: .empty) }
            table.note("current_quantity") { .decimal($0.current?.quantity, otherwise: .empty) }
            addAmounts(&table, \.comparison)
        }
    }

    private var sum: ReportTable {
        ReportTable("total", [total]) { table in
            addInvoice(&table)
            table.note("name", "Line") { _ in .text(nil, total.currency.map { "Total \($0)" } ?? "Total") }
            table.note("source") { _ in .text(source.rawValue) }
            addAmounts(&table, \.self)
        }
    }

    /// Which invoice it is, and how it was rated: the same on each row.
    private func addInvoice<Element>(_ table: inout TableColumns<Element>) {
        table.note("tenant") { _ in .tenant(tenant) }
        table.note("number") { _ in .invoice(number) }
        table.note("issued") { _ in .instant(issued) }
        table.note("local") { _ in .text(local) }
        table.note("start") { _ in .instant(period?.time.start) }
        table.note("end") { _ in .instant(period?.time.end) }
        table.note("plan") { _ in .id(plan) }
        table.note("rated_revision") { _ in .revision(revision) }
        table.note("basis") { _ in .text(basis.rawValue) }
    }

    private func addAmounts<Element>(
        _ table: inout TableColumns<Element>, _ own: @escaping (Element) -> Comparison
    ) {
        func rated(_ element: Element, _ amount: KeyPath<Comparison, Money?>) -> ReportTable.Cell {
            let comparison = own(element)
            // Beside a line that has no counterpart there is nothing, which is not the same as unknown.
            let cell: ReportTable.Cell = .money(
                comparison[keyPath: amount], marks: comparison.completeness.map { FigureMarks($0) } ?? [],
                otherwise: comparison.cause == .unknown ? .unknown : .empty)
            return cell.depending(on: [invoice, usage])
        }
        table.note("currency") { .currency(own($0).currency) }
        table.figure("invoiced", "Invoiced") {
            .money(own($0).invoiced, otherwise: .empty).depending(on: [invoice])
        }
        table.figure("rated", "As rated") { rated($0, \.rated) }
        table.figure("current", "Now") { rated($0, \.current) }
        table.figure("difference", "Invoiced − rated") { rated($0, \.difference) }
        table.figure("drift", "Now − rated") { rated($0, \.drift) }
        table.figure("cause", "Finding", .fixed) { element in
            let cause = own(element).cause
            return .text(cause.rawValue, cause.title).depending(on: [invoice, usage])
        }
        table.completeness { own($0).completeness }
        table.stamp(stamp)
    }

    private var invoice: ReportTable.Dependency {
        .init(.invoice(number), of: tenant, in: .ever, clock: stamp.zones)
    }

    /// Which metrics the plan charges for is not told, so the usage of all in the period counts.
    private var usage: ReportTable.Dependency {
        .init(.allUsage, of: tenant, in: period.map { .instants($0.time) } ?? .ever, clock: stamp.zones)
    }
}

extension InvoiceVerification.Comparison {
    fileprivate var currency: Currency? { [invoiced, rated, current].compactMap(\.self).first?.currency }
}

extension InvoiceVerification.Cause {
    fileprivate var title: String {
        switch self {
        case .unverifiable: "not comparable"
        case .unlisted: "no lines"
        case .uncharged: "no charge"
        case .unknown: "not rated"
        case .omitted: "no line"
        case .arithmetic: "differs"
        case .usage: "usage changed"
        case .equal: "equal"
        }
    }

    fileprivate var statement: String {
        switch self {
        case .unverifiable: "there is nothing to compare it with"
        case .unlisted: "the invoice has no lines, so only its total is compared"
        case .uncharged: "the plan has no charge with the id of this line"
        case .unknown: "the usage is not known at the rated revision, or was erased since"
        case .omitted: "the plan has a charge that the invoice has no line for"
        case .arithmetic: "the amount was not that of the plan when the invoice was rated"
        case .usage: "the amount was right when it was rated, and the usage has changed since"
        case .equal: "all amounts are the same"
        }
    }
}

extension InvoiceVerification.Source {
    fileprivate var statement: String {
        switch self {
        case .subtotal: "the subtotal of the invoice, before tax"
        case .lines: "the sum of the invoice's lines, before tax"
        case .untaxed: "what is payable, less tax"
        case .payable: "what is payable, which may hold tax"
        case .paid: "what was paid, which may hold tax"
        case .none: "the invoice has no amount"
        }
    }
}
