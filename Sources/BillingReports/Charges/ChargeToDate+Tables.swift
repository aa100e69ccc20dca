import BillingModel
import BillingRating
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension ChargeToDate: BillingScreen {
    /// Whose charge it is.
    public var title: String { "Charge to date of \(owner)" }

    /// `charges`, the products of their arithmetic as `products`, what each bucket adds to them as `buckets`, and the `total` of the
    /// charges that have an amount.
    public var tables: [ReportTable] {
        [charges, .arithmetic("products", lines.compactMap(\.rated)), perBucket, sum]
    }

    /// The charges and their total, the arithmetic of each, and the buckets if the screen has them.
    public var blocks: [ReportBlock] {
        var blocks: [ReportBlock] = [
            .line("\(planAndPeriod), \(standing)"), .table(.stacked([charges, sum])),
        ]
        blocks += doubts.map { .line($0) }
        if lines.contains(where: { $0.rated != nil }) {
            blocks.append(.table(.arithmetic(nil, lines.compactMap(\.rated), title: "Arithmetic")))
        }
        // Dates without any amount beside them tell nothing.
        if let granularity, lines.contains(where: { $0.parts.contains { $0.amount != nil } }) {
            blocks.append(.table(sideBySide(granularity)))
        }
        return blocks
    }

    /// The name of the tenant, with its id unless that is the same.
    var owner: String { name == tenant.text ? name : "\(name) (\(tenant))" }

    /// What is rated, and when.
    var planAndPeriod: String {
        let dates = ScreenText.dates(first, last)
        return "Plan \(planName) (\(plan)), \(width == .month ? dates : "\(width) \(dates)")"
    }

    /// Whether the total may still change, and why.
    private var standing: String {
        if isSettled { return "settled" }
        switch completeness.phase {
        case .future: return "not begun"
        case .inProgress: return "provisional: in progress"
        case .settling: return "provisional: late values may still come"
        case .settled: break
        }
        let reasons = Set(lines.compactMap(\.reason))
        if let reason = reasons.first, reasons.count == 1 { return "provisional: \(reason.title)" }
        return isWhole ? "provisional: not wholly covered" : "provisional: some charges have no amount"
    }

    /// Why charges have no amount, and what else is in doubt.
    private var doubts: [String] {
        let doubts = lines.compactMap { BudgetReport.Doubt($0) }
        let isOne = lines.count { $0.rated == nil } == 1
        return (isWhole ? [] : [""]) + doubts.filter { $0.reason != nil }.map(\.statement)
            + (isWhole ? [] : ["The total is without \(isOne ? "it" : "them")."])
            + doubts.filter { $0.reason == nil }.map(\.statement)
    }

    // MARK: Charges

    private var charges: ReportTable {
        let hasIncluded = lines.contains { $0.included > 0 }
        func depending(_ cell: ReportTable.Cell, _ line: Line) -> ReportTable.Cell {
            cell.depending(on: dependencies(line))
        }
        return ReportTable("charges", lines) { table in
            addOwner(&table)
            table.key("charge") { .text($0.id.text, $0.name) }
            table.note("charge_name", "Charge") { .text($0.name) }
            table.note("model") { .text($0.rated?.model.rawValue) }
            table.figure("quantity", "Quantity") { line in
                depending(.decimal(line.rated?.quantity, marks: FigureMarks(line.completeness)), line)
            }
            table.note("unit", "Unit") { .text($0.unit) }
            table.figure("included", hasIncluded ? "Included" : nil) { line in
                ReportTable.Cell(.decimal(line.included), text: line.included > 0 ? nil : "").depending(on: [
                    terms
                ])
            }
            table.figure("used", hasIncluded ? "Used" : nil) { line in
                depending(.share(line.rated?.usedShare, marks: FigureMarks(line.completeness)), line)
            }
            table.figure("billable", hasIncluded ? "Beyond" : nil) { line in
                let marks = line.included > 0 ? FigureMarks(line.completeness) : []
                let cell = ReportTable.Cell.decimal(line.rated?.billable, marks: marks, otherwise: .empty)
                return depending(line.included > 0 ? cell : ReportTable.Cell(cell.value, text: ""), line)
            }
            table.note("unrounded") { .decimal($0.rated?.unrounded, otherwise: .empty) }
            table.note("rounding") { .text($0.rated?.rounding.rawValue) }
            table.note("currency") { _ in .currency(total.currency) }
            table.figure("amount", "Amount", unit: total.currency.code) { line in
                depending(.money(line.rated?.amount, marks: FigureMarks(line.completeness)), line)
            }
            table.note("reason") { .text($0.reason?.statement) }
            table.completeness { $0.completeness }
            table.stamp(stamp)
        }
    }

    /// Whose charge it is, of which plan and in which period: the same on each row.
    func addOwner<Element>(_ table: inout TableColumns<Element>) {
        table.note("tenant") { _ in .tenant(tenant) }
        table.note("name") { _ in .text(name) }
        table.note("plan") { _ in .id(plan) }
        table.note("title") { _ in .text(planName) }
        table.bounds(instants: { _ in period.range }, dates: { _ in (first, last) })
    }

    /// A charge follows from the plan, and from the usage that it is for.
    private func dependencies(_ line: Line) -> [ReportTable.Dependency] {
        dependencies(line, in: .instants(period))
    }

    /// What a charge follows from, with usage of some time.
    func dependencies(_ line: Line, in time: ReportTable.Dependency.Time) -> [ReportTable.Dependency] {
        let metrics: [MetricID] =
            switch line.usage {
            case .metric(let metric, _, _): [metric]
            case .actions: [Metric.actions.id, Metric.actionsFailed.id, Metric.actionsSuppressed.id]
            case .period: []
            }
        return [terms] + metrics.map { .init(.usage($0, .none), of: tenant, in: time, clock: stamp.zones) }
    }

    private var terms: ReportTable.Dependency { .init(.terms, of: tenant, in: .ever, clock: stamp.zones) }

    private var sum: ReportTable {
        ReportTable("total", [total]) { table in
            addOwner(&table)
            table.note("charge_name", "Charge") { _ in .text(ScreenText.total(isWhole: isWhole)) }
            table.note("currency") { .currency($0.currency) }
            table.figure("amount", "Amount", unit: total.currency.code) { total in
                .money(total, marks: marksOfTotal).depending(on: lines.flatMap(dependencies))
            }
            table.completeness { _ in completeness }
            table.stamp(stamp)
        }
    }

    /// Those of its charges; a total without any is provisional until all is settled.
    private var marksOfTotal: FigureMarks {
        let marks = lines.reduce(into: FigureMarks(completeness)) {
            $0.formUnion(FigureMarks($1.completeness))
        }
        return isSettled ? [] : marks.isEmpty ? .provisional : marks
    }

    // MARK: Buckets

    private var perBucket: ReportTable {
        let entries = lines.flatMap { line in
            zip(buckets, line.parts).map { (line: line, bucket: $0, part: $1) }
        }
        return ReportTable("buckets", entries) { table in
            addOwner(&table)
            table.columnKey("charge", "Charge") { .text($0.line.id.text, $0.line.name) }
            table.note("charge_name") { .text($0.line.name) }
            table.key("date", "Date") { entry in
                ReportTable.Cell(.date(entry.bucket.firstDate), text: granularity?.name(of: entry.bucket))
            }
            table.note("width") { _ in .text(granularity?.description) }
            table.figure("quantity") { .decimal($0.part.quantity, marks: FigureMarks($0.part.completeness)) }
            table.note("currency") { _ in .currency(total.currency) }
            table.figure("amount", label: "") { entry in
                .money(entry.part.amount, marks: FigureMarks(entry.part.completeness))
                    .depending(on: dependencies(entry.line))
            }
            table.completeness { $0.part.completeness }
            table.stamp(stamp)
        }
    }

    /// A row for each bucket, and a column for each charge.
    private func sideBySide(_ granularity: BucketWidth) -> ReportTable {
        let shown = lines.filter { !$0.parts.isEmpty }
        return ReportTable(nil, Array(buckets.enumerated()), title: "What each \(granularity) adds") {
            table in
            table.key(nil, granularity == .day ? "Date" : "Dates", .fixed) {
                .text(granularity.name(of: $0.element))
            }
            for line in shown {
                table.figure(nil, line.name) { bucket in
                    let part = line.parts.element(at: bucket.offset)
                    return .money(part?.amount, marks: FigureMarks(part?.completeness))
                }
            }
        }
    }
}

extension ReportTable {
    /// The arithmetic of rated charges: one row a product.
    static func arithmetic(_ name: String?, _ charges: [RatedCharge], title: String? = nil) -> ReportTable {
        typealias Product = (charge: RatedCharge, part: PricedQuantity.Part, isFirst: Bool, isLast: Bool)
        let products: [Product] = charges.flatMap { charge in
            charge.parts.enumerated().map {
                (charge, $0.element, $0.offset == 0, $0.offset == charge.parts.count - 1)
            }
        }
        return ReportTable(name, products, title: title) { table in
            table.key("charge") { .id($0.charge.id) }
            table.note(nil, "Charge") { $0.isFirst ? .text($0.charge.name) : .empty }
            table.note("model", "Model", .fixed) { product in
                let size = product.charge.size.map { " of \(NumberText.decimal($0))" } ?? ""
                let model = product.charge.model.rawValue
                return .text(model, product.isFirst ? model + size : "")
            }
            table.figure("tier", "Tier") { product in
                product.part.tier.map { Cell(.integer($0), text: "\($0)") } ?? .empty
            }
            table.figure("quantity", "Units") { .decimal($0.part.quantity) }
            table.figure("price", "× Price") { .decimal($0.part.unitPrice) }
            table.figure("product", "= Product") { .decimal($0.part.amount) }
            table.figure(nil, "Unrounded") { $0.isLast ? .decimal($0.charge.unrounded) : .empty }
            table.figure(nil, "Rounded") { $0.isLast ? .money($0.charge.amount) : .empty }
        }
    }
}
