import BillingModel
import BillingTime

extension TenantOverview {
    /// What the screen is about.
    public var title: String { "Tenants" }

    /// The `tenants` of the page with what ran and what is charged, what each has as `counts`, and of all tenants what ran as `total`,
    /// what is charged in each currency as `charges`, and what they have as `sums`.
    public var tables: [ReportTable] {
        [usage(hasActions: true, hasCharges: true), counts.counts, sum, charges, counts.sums("sums")]
    }

    /// The tenants side by side, and the changes of what they have.
    public var blocks: [ReportBlock] {
        let shown = rows.count == tenants ? "" : "\(NumberText.whole(rows.count)) of "
        let all = "\(NumberText.whole(tenants)) \(tenants == 1 ? "tenant" : "tenants")"
        let line = ReportBlock.line("\(shown)\(all) by \(orderName)\(descending ? ", highest first" : "")")
        guard !rows.isEmpty else { return [line] }
        return [line] + actionsAndCharges + inventory
    }

    /// What the rows are sorted by, by the name of a column.
    private var orderName: String {
        func name(_ id: MetricID) -> String { columns.first { $0.metric == id }?.name ?? id.text }
        return switch order.column {
        case .tenant: "id"
        case .name: "name"
        case .actions: "actions"
        case .count(let id): name(id)
        case .change(let id): "change of \(name(id))"
        case .charge(let currency): "charge in \(currency.code)"
        }
    }

    /// Whether a total says more than the rows.
    var isMany: Bool { tenants > 1 }

    private var showsZone: Bool { Set(rows.map(\.inventory.zone)).count > 1 }

    // MARK: What ran and what is charged

    var hasActions: Bool {
        totals.actions?.executed != nil || rows.contains { $0.actions.executed != nil }
    }

    var hasCharges: Bool { !totals.charges.isEmpty }

    /// Which period it is: `Month that holds 2013-12-31, to date`.
    package var periodTitle: String {
        let holding = date.map { " that holds \($0)," } ?? ""
        let name = "\(period)"
        return "\(name.prefix(1).uppercased() + name.dropFirst())\(holding) to date"
    }

    private var actionsAndCharges: [ReportBlock] {
        let title = periodTitle
        let isKnown = hasUsage
        guard isKnown || showsZone else { return [.line(""), .line(title + ": no actions known")] }
        let table = ReportTable.stacked(
            [usage(hasActions: hasActions, hasCharges: hasCharges)]
                + (isMany && isKnown ? [allUsage(hasActions, hasCharges)] : []),
            title: isKnown ? title : title + ": no actions known")
        return [.table(table)]
    }

    func usage(hasActions: Bool, hasCharges: Bool) -> ReportTable {
        ReportTable("tenants", rows) { table in
            table.key("tenant", "Tenant") { ReportTable.Cell(.tenant($0.id), text: $0.inventory.title) }
            table.note("name") { .text($0.inventory.name) }
            table.note("zone", showsZone ? "Zone" : nil) { .text($0.inventory.zone.name) }
            table.note("period_start") { .instant($0.period.start) }
            table.note("period_end") { .instant($0.period.end) }
            addActions(hasActions, to: &table, dependingOn: { [dependency($0, $1)] }, \.actions)
            table.note("plan") { .id($0.charge?.plan) }
            table.figure("charge", hasCharges ? "Charge" : nil) { row in
                .charge(
                    row.charge?.amount, row.charge?.completeness,
                    isWhole: row.charge?.unrated.isEmpty != false
                )
                .depending(on: [dependency(row, .allUsage), dependency(row, .terms)])
            }
            table.note("currency", hasCharges ? "Currency" : nil, .fixed) {
                .currency($0.charge?.amount?.currency)
            }
            table.note(nil, hasCharges ? "Plan" : nil) { .text($0.charge?.plan.text) }
            table.completeness("charge_") { $0.charge?.completeness }
            table.note("unrated") { .list($0.charge?.unrated.map(\.text) ?? []) }
            addAttention(&table)
            table.note("now") { _ in .instant(stamp.now) }
            table.note("revision") { _ in .revision(stamp.revision) }
        }
    }

    private func addActions<Element>(
        _ isTitled: Bool, to table: inout TableColumns<Element>,
        dependingOn dependencies:
            @escaping (Element, ReportTable.Dependency.Source) -> [ReportTable.Dependency],
        _ own: @escaping (Element) -> Actions?
    ) {
        for (name, title, metric, count) in [
            ("executed", "Executed", Metric.actions, \Actions.executed),
            ("failed", "Failed", .actionsFailed, \.failed),
            ("suppressed", "Suppressed", .actionsSuppressed, \.suppressed),
        ] {
            table.figure(name, isTitled ? title : nil) { element in
                let number = own(element).flatMap { $0[keyPath: count] }
                // That there were none is known as soon as others ran.
                let metrics = number == nil ? [metric.id, Metric.actions.id] : [metric.id]
                return .count(number, marks: FigureMarks(own(element)?.completeness)).depending(
                    on: metrics.flatMap { dependencies(element, .usage($0, .none)) })
            }
        }
        table.completeness { own($0)?.completeness }
    }

    private func dependency(_ row: Row, _ source: ReportTable.Dependency.Source) -> ReportTable.Dependency {
        .init(source, of: row.id, in: .instants(row.period), clock: row.inventory.zones)
    }

    /// What a total depends on: all tenants, of which the page may show some, on the clocks that it shows.
    private func everyone(_ source: ReportTable.Dependency.Source) -> [ReportTable.Dependency] {
        rows.map { .init(source, in: .instants($0.period), clock: $0.inventory.zones) }.unique
    }

    /// The totals below the tenants: those of further currencies stand below the first.
    func allUsage(_ hasActions: Bool, _ hasCharges: Bool) -> ReportTable {
        let charges: [ChargeTotal?] = totals.charges.isEmpty ? [nil] : totals.charges
        return ReportTable(nil, Array(charges.enumerated())) { table in
            table.key("tenant", "Tenant") { .text($0.offset == 0 ? "Total" : "") }
            for (name, title, count) in [
                ("executed", "Executed", \Actions.executed), ("failed", "Failed", \.failed),
                ("suppressed", "Suppressed", \.suppressed),
            ] where hasActions {
                table.figure(name, title) { line in
                    line.offset > 0
                        ? .empty
                        : .count(
                            totals.actions.flatMap { $0[keyPath: count] },
                            marks: FigureMarks(totals.actions?.completeness))
                }
            }
            table.figure("charge", hasCharges ? "Charge" : nil) { line in
                line.element.map { .charge($0.amount, $0.completeness, isWhole: $0.unrated == 0) } ?? .empty
            }
            table.note("currency", hasCharges ? "Currency" : nil, .fixed) {
                .currency($0.element?.amount.currency)
            }
        }
    }

    private var sum: ReportTable {
        ReportTable("total", totals.actions.map { [$0] } ?? []) { table in
            table.key(nil, "Tenant") { _ in .text(nil, "Total") }
            addActions(true, to: &table, dependingOn: { everyone($1) }, \.self)
            table.stamp(stamp)
        }
    }

    private var charges: ReportTable {
        ReportTable("charges", totals.charges) { table in
            table.key("currency", "Currency") { .currency($0.amount.currency) }
            table.figure("amount", "Charge") { charge in
                .charge(charge.amount, charge.completeness, isWhole: charge.unrated == 0)
                    .depending(on: everyone(.allUsage) + everyone(.terms))
            }
            table.note("tenants") { .count($0.tenants) }
            table.note("unrated") { .count($0.unrated) }
            table.completeness { $0.completeness }
            table.stamp(stamp)
        }
    }

    // MARK: What there is

    /// The places of what any tenant has.
    var knownColumns: [Int] {
        columns.indices.filter { place in
            totals.counts.element(at: place)?.value != nil
                || rows.contains { $0.inventory.counts.element(at: place)?.value != nil }
        }
    }

    private var inventory: [ReportBlock] {
        let places = knownColumns
        guard !places.isEmpty else {
            return columns.isEmpty ? [] : [.line(""), .line("No inventory known")]
        }
        let isShared = totals.counts.contains(where: \.shared)
        let title = isShared ? "Inventory; a total may count what tenants share more than once" : "Inventory"
        return [.table(counts(places, title: title))] + (changes.map { [.table($0)] } ?? [])
    }

    /// What there is of each column at one of the places.
    func counts(_ places: [Int], title: String) -> ReportTable {
        sideBySide(places, title: title) {
            $0.cell
        } total: {
            $0.cell
        }
    }

    /// How what there is has changed; nil if no changes are told, or nothing is known.
    package var changes: ReportTable? {
        let places = knownColumns
        guard let since, !places.isEmpty else { return nil }
        return sideBySide(places, title: "Change since the end of \(since)") {
            .difference($0.change?.difference, marks: FigureMarks($0.change?.completeness))
        } total: {
            .difference($0.change?.difference, marks: FigureMarks($0.change?.completeness))
        }
    }

    /// A row for each tenant and a column for each metric, and the totals below; zones stand in the table before.
    func sideBySide(
        _ places: [Int], title: String, _ cell: @escaping (TenantInventory.Count) -> ReportTable.Cell,
        total: @escaping (TenantInventory.Total) -> ReportTable.Cell
    ) -> ReportTable {
        let tenants = ReportTable(nil, rows) { table in
            table.key(nil, "Tenant") { ReportTable.Cell(.tenant($0.id), text: $0.inventory.title) }
            for place in places {
                table.figure(columns[place].metric.text, columns[place].name) {
                    $0.inventory.counts.element(at: place).map(cell) ?? .unknown
                }
            }
        }
        let sums = ReportTable(nil, isMany ? [totals.counts] : []) { table in
            table.key(nil, "Tenant") { _ in .text("Total") }
            for place in places {
                table.figure(columns[place].metric.text, columns[place].name) {
                    $0.element(at: place).map(total) ?? .unknown
                }
            }
        }
        return .stacked([tenants, sums], title: title)
    }

    /// The inventory of the tenants of the page, with the totals of all.
    private var counts: TenantInventory {
        TenantInventory(
            stamp: stamp, columns: columns, since: since, rows: rows.map(\.inventory), totals: totals.counts)
    }
}

extension ReportTable.Cell {
    /// A charge; one that lacks a part is the least that it can be.
    fileprivate static func charge(_ amount: Money?, _ completeness: Completeness?, isWhole: Bool) -> Self {
        .money(amount, marks: completeness.map { FigureMarks($0) } ?? [], isWhole: isWhole)
    }
}
