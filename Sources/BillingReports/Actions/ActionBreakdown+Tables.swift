import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension ActionBreakdown {
    /// What the screen is about.
    public var title: String {
        guard let last = dimensions.last else { return "Actions" }
        let others = dimensions.dropLast().map(\.rawValue).joined(separator: ", ")
        return "Actions by " + (others.isEmpty ? "" : others + " and ") + last.rawValue
    }

    /// What ran in the whole range of each of the `groups`, of the `rest` and in `total`; in each bucket of each group as `buckets`
    /// and of all as `sums`; and what it cost: `charges` with their `parts` in each bucket.
    public var tables: [ReportTable] {
        let whole = rows.map { Entry(group: $0.group, tally: $0.total, share: $0.share) }
        return [
            tallies("groups", whole), tallies("rest", rest.map { [Entry($0)] } ?? []), tallies("total", sum),
            tallies("buckets", perBucket),
            tallies("sums", buckets.map { Entry(tally: $0.tally, interval: $0) }),
            charges(cost?.charges ?? []), parts,
        ]
    }

    /// The groups with their totals, the executions per bucket, and what they cost.
    public var blocks: [ReportBlock] {
        let heading = ReportBlock.line("\(ScreenText.span(range)), per \(width)")
        guard !rows.isEmpty else {
            return [heading, .line(completeness.isComplete ? "No actions" : "No actions known")] + costs
        }
        return [heading, .table(totals)] + (buckets.count > 1 ? [.table(executed)] : []) + costs
    }

    private var marks: FigureMarks { FigureMarks(completeness) }

    /// The units of all quantities, in ascending order.
    private var units: [String] { total?.billed.map(\.unit) ?? [] }

    // MARK: Groups

    /// What ran of a group, of the rest or of all, in the range or in a bucket of it.
    private struct Entry {
        var group: Group?
        /// What people call it, if it is no group.
        var name = "Total"
        var tally: ActionTally?
        var share: Double?
        var interval: Interval?

        init(
            group: Group? = nil, name: String = "Total", tally: ActionTally?, share: Double? = nil,
            interval: Interval? = nil
        ) {
            self.group = group
            self.name = name
            self.tally = tally
            self.share = share
            self.interval = interval
        }

        init(_ rest: Rest) { self.init(name: rest.title, tally: rest.total, share: rest.share) }
    }

    private var sum: [Entry] {
        total.map { [Entry(tally: $0, share: $0.executed > 0 ? 1 : nil)] } ?? []
    }

    private var perBucket: [Entry] {
        rows.flatMap { row in
            zip(buckets, row.tallies).map { Entry(group: row.group, tally: $1, interval: $0) }
        }
            + (rest.map { rest in
                zip(buckets, rest.tallies).map { Entry(name: rest.title, tally: $1, interval: $0) }
            } ?? [])
    }

    private func tallies(_ name: String, _ entries: [Entry]) -> ReportTable {
        let isTotal = name == "total" || name == "sums"
        return ReportTable(name, entries) { table in
            if dimensions.isEmpty {
                table.key(nil, "") { .text(nil, $0.group == nil ? $0.name : "All") }
            }
            for dimension in dimensions {
                table.key(dimension.rawValue, dimension.title) { entry in
                    guard let group = entry.group else {
                        guard dimension == dimensions.first else { return .empty }
                        return .text(isTotal ? nil : "(rest)", entry.name)
                    }
                    return .text(group.id(dimension), group.name(dimension))
                }
            }
            table.key(nil) {
                $0.interval.map { .text(width.isDayOrWider ? "\($0.bucket.firstDate)" : $0.local) } ?? .empty
            }
            table.note("start") { .instant($0.interval?.bucket.start ?? range.start) }
            table.note("end") { .instant($0.interval?.bucket.end ?? range.end) }
            table.note("local") { .text($0.interval?.local) }
            table.figure("executed", "Executed") { count($0, .actions, $0.tally?.executed) }
            table.figure("share", "Share") { entry in
                .share(entry.share, marks: marks).depending(on: [dependency(.actions, Entry(tally: nil))])
            }
            table.figure("succeeded") { .count($0.tally?.succeeded) }
            table.figure("failed", "Failed") { count($0, .actionsFailed, $0.tally?.failed) }
            table.figure("suppressed", "Suppressed") { count($0, .actionsSuppressed, $0.tally?.suppressed) }
            for unit in units {
                table.figure("billed " + unit, "Billed", unit: unit) { entry in
                    quantity(entry.tally?.billed.first { $0.unit.hasSameBytes(as: unit) }?.quantity)
                        .depending(on: [dependency(.actions, entry)])
                }
            }
            table.completeness { $0.interval?.completeness ?? completeness }
            table.note("width") { _ in .text(width.description) }
            table.stamp(stamp)
        }
    }

    private func count(_ entry: Entry, _ metric: Metric, _ count: Int?) -> ReportTable.Cell {
        // That there were none is known as soon as others ran.
        .count(count, marks: FigureMarks(entry.interval?.completeness ?? completeness)).depending(
            on: [dependency(metric, entry)] + (count == nil ? [dependency(.actions, entry)] : []))
    }

    private func quantity(_ quantity: Decimal?) -> ReportTable.Cell {
        .decimal(quantity, marks: marks, otherwise: .empty)
    }

    /// Only categories and types are labels of what is counted; what differs in other dimensions changes all of it.
    private func dependency(_ metric: Metric, _ entry: Entry) -> ReportTable.Dependency {
        .init(
            .usage(metric.id, ConsumptionActions.labels(entry.group?.category, entry.group?.type)),
            in: entry.interval.map { $0.bucket.time(in: range) } ?? .instants(range), clock: stamp.zones)
    }

    private var totals: ReportTable {
        let whole = rows.map { Entry(group: $0.group, tally: $0.total, share: $0.share) }
        let isMany = rows.count > 1 || rest != nil
        return tallies("groups", whole + (rest.map { [Entry($0)] } ?? []) + (isMany ? sum : []))
    }

    /// A row for each bucket, and a column for each group.
    private var executed: ReportTable {
        func count(_ tally: ActionTally?, _ interval: Interval) -> ReportTable.Cell {
            .count(tally?.executed, marks: FigureMarks(interval.completeness))
        }
        return ReportTable(nil, Array(buckets.enumerated()), title: "Executed") { table in
            table.key(nil, ScreenText.heading(width)) { start($0.element) }
            table.figure(nil, "Total") { count($0.element.tally, $0.element) }
            for row in rows {
                table.figure(
                    nil, dimensions.isEmpty ? "All" : dimensions.map(row.group.name).joined(separator: " ")
                ) {
                    count(row.tallies.element(at: $0.offset) ?? nil, $0.element)
                }
            }
            if let rest {
                table.figure(nil, rest.title) {
                    count(rest.tallies.element(at: $0.offset) ?? nil, $0.element)
                }
            }
        }
    }

    private func start(_ interval: Interval) -> ReportTable.Cell {
        .text(ScreenText.name(interval.bucket, width, local: interval.local))
    }

    // MARK: Cost

    private var costs: [ReportBlock] {
        guard let cost else { return [] }
        guard !cost.charges.isEmpty else {
            return [.line(""), .line("Plan \(cost.name) charges nothing for actions")]
        }
        let title = "Cost by plan \(cost.name), rated per \(cost.period)"
        return [.table(.stacked([charges(cost.charges)] + totalCost(cost), title: title))]
            + (buckets.count > 1 ? [.table(costPerBucket(cost))] : [])
    }

    private func amount(_ amount: Money?, _ completeness: Completeness) -> ReportTable.Cell {
        .money(amount, marks: FigureMarks(completeness)).depending(
            on: [Metric.actions, .actionsFailed, .actionsSuppressed].map { dependency($0, Entry(tally: nil)) }
        )
    }

    private func charges(_ charges: [ActionCost.Part]) -> ReportTable {
        let currency = cost?.currency
        let known = cost?.completeness ?? completeness
        return ReportTable("charges", charges) { table in
            table.key("charge") { .id($0.charge) }
            table.note("name", "Charge") { .text($0.name) }
            table.note("measure", "Counts", .fixed) { .text($0.measure.rawValue, $0.words) }
            table.note("units") { .list($0.units) }
            table.figure("quantity", "Quantity") { .decimal($0.quantity, marks: FigureMarks(known)) }
            table.note("currency") { _ in .currency(currency) }
            table.figure("amount", "Amount", unit: currency?.code) { amount($0.total, known) }
            table.completeness { _ in known }
            table.stamp(stamp)
        }
    }

    private func totalCost(_ cost: ActionCost) -> [ReportTable] {
        guard cost.charges.count > 1 else { return [] }
        let isWhole = cost.charges.allSatisfy { $0.total != nil }
        return [
            ReportTable(nil, [cost]) { table in
                table.note("name", "Charge") { _ in .text(ScreenText.total(isWhole: isWhole)) }
                table.figure("amount", "Amount", unit: cost.currency.code) {
                    amount($0.total, cost.completeness)
                }
            }
        ]
    }

    /// What each charge adds in each bucket.
    private var parts: ReportTable {
        let entries = (cost?.charges ?? []).flatMap { charge in
            zip(buckets, charge.amounts).map { (charge: charge, interval: $0, amount: $1) }
        }
        let known = cost?.completeness ?? completeness
        return ReportTable("parts", entries) { table in
            table.columnKey("charge", "Charge") { .text($0.charge.charge.text, $0.charge.name) }
            table.key(nil, "From") { start($0.interval) }
            table.note("start") { .instant($0.interval.bucket.start) }
            table.note("end") { .instant($0.interval.bucket.end) }
            table.note("local") { .text($0.interval.local) }
            table.note("currency") { _ in .currency(cost?.currency) }
            table.figure("amount", label: "") { amount($0.amount, known) }
            table.completeness { _ in known }
            table.stamp(stamp)
        }
    }

    private func costPerBucket(_ cost: ActionCost) -> ReportTable {
        ReportTable(nil, Array(buckets.enumerated()), title: "Cost in \(cost.currency)") { table in
            table.key(nil, ScreenText.heading(width)) { start($0.element) }
            if cost.charges.count > 1 {
                table.figure(nil, "Total") {
                    amount(cost.amounts.element(at: $0.offset) ?? nil, cost.completeness)
                }
            }
            for charge in cost.charges {
                table.figure(nil, charge.name) {
                    amount(charge.amounts.element(at: $0.offset) ?? nil, cost.completeness)
                }
            }
        }
    }
}

extension ActionBreakdown.Group {
    fileprivate func id(_ dimension: ActionDimension) -> String? {
        switch dimension {
        case .category: category?.text
        case .type: type?.text
        case .workflow: workflow?.text
        case .outcome: outcome?.rawValue
        }
    }

    /// What a group is called in a dimension; a word in brackets is no name.
    func name(_ dimension: ActionDimension) -> String { id(dimension) ?? "(none)" }
}

extension ActionBreakdown.Rest {
    fileprivate var title: String { groups == 1 ? "1 other" : "\(groups) others" }
}

extension ActionDimension {
    fileprivate var title: String {
        switch self {
        case .category: "Category"
        case .type: "Type"
        case .workflow: "Workflow"
        case .outcome: "Outcome"
        }
    }
}

extension ActionCost.Part {
    fileprivate var words: String {
        switch measure {
        case .executions: "executions"
        case .succeeded: "succeeded"
        case .billed: units.isEmpty ? "billed" : units.joined(separator: ", ")
        }
    }
}
