import BillingModel
import BillingStore
import BillingTime

/// The lines of a graph: of one tenant a metric as a whole and its parts, of several the wholes together.
struct GraphLines {
    private let reader: MetricReader
    private let plan: BucketPlan

    init(_ reader: MetricReader, _ plan: BucketPlan) {
        self.reader = reader
        self.plan = plan
    }

    /// The lines of the metrics asked for, or else of all that have data and that the width suits.
    func lines(_ asked: [Metric]?) async throws -> [ConsumptionGraph.Series] {
        switch reader.context.tenants.count {
        case 0: []
        case 1: try await linesOfTenant(asked)
        default: try await linesOfTenants(asked)
        }
    }

    // MARK: One tenant

    private func linesOfTenant(_ asked: [Metric]?) async throws -> [ConsumptionGraph.Series] {
        let suited = reader.catalogs[0].metrics.filter { !plan.grid.width.isNarrower(than: $0.cadence) }
        let columns = try await reader.columns(
            of: asked ?? suited, on: plan, with: [.states, .timeWeighted, .shares])
        var lines: [ConsumptionGraph.Series] = []
        for columns in columns where asked != nil || columns.hasData {
            let line = GraphLine(metric: columns.metric, plan: plan)
            let whole = columns.whole
            if whole.count == 1 {
                lines.append(line.series(try line.points(whole[0]), members: 1))
            } else if columns.metric.kind.isSummable {
                let points = try line.points(CombinedColumn(whole, kind: columns.metric.kind))
                lines.append(line.series(points, members: whole.count))
            }
            for part in columns.series where !part.labels.isEmpty {
                lines.append(line.series(try line.points(part), labels: part.labels, members: 1))
            }
        }
        return lines
    }

    // MARK: Several tenants

    private func linesOfTenants(_ asked: [Metric]?) async throws -> [ConsumptionGraph.Series] {
        let metrics = try (asked ?? reader.metrics(of: reader.catalogs.indices)).filter { metric in
            try isCombined(definitions(of: metric), isAsked: asked != nil)
        }
        var query = MetricQuery(reader.catalogs)
        let added = metrics.filter { !isUnion(definitions(of: $0)) }
        try query.add(
            added, of: Array(reader.catalogs.indices), on: plan, with: [.timeWeighted, .shares])
        // Each tenant is filled on its own before they are put together.
        var sums: [Int: ColumnSum] = [:]
        try await reader.read(
            query,
            into: ColumnSink<[Int: ColumnSum]>(
                begin: { [:] },
                add: { sums, _, _, columns in
                    try sums[columns.place, default: ColumnSum(columns.metric.kind)].add(columns.whole)
                },
                finish: { parts in
                    for (place, part) in parts {
                        if sums[place] == nil { sums[place] = part } else { try sums[place]?.add(part) }
                    }
                }))
        // A metric that is asked for twice stands once in the query.
        var places: [MetricID: Int] = [:]
        for metric in added where places[metric.id] == nil { places[metric.id] = places.count }
        var lines: [ConsumptionGraph.Series] = []
        for metric in metrics {
            let definitions = definitions(of: metric)
            let line = GraphLine(metric: definitions[0], plan: plan)
            let points: [ConsumptionGraph.Point]
            if let place = places[metric.id], let sum = sums[place] {
                points = try line.points(try sum.combined())
            } else {
                points = try await union(line, definitions)
            }
            guard asked != nil || points.contains(where: { $0.value != nil }) else { continue }
            lines.append(
                line.series(points, members: reader.catalogs.count, isShared: line.metric.kind == .gauge))
        }
        return lines
    }

    /// A metric as tenants define it: first as the first one does, and once for all that define none.
    private func definitions(of metric: Metric) -> [Metric] {
        var definitions: [Metric] = []
        var hasCommon = false
        for catalog in reader.catalogs where catalog.hasDefinitions || !hasCommon {
            if !catalog.hasDefinitions { hasCommon = true }
            definitions.append(catalog.defined(metric))
        }
        return definitions
    }

    /// Whether there is a line of what tenants call by one name.
    ///
    /// - Throws: `BillingError` with code `unsupported` if it was asked for, and cannot be combined.
    private func isCombined(_ definitions: [Metric], isAsked: Bool) throws(BillingError) -> Bool {
        let first = definitions[0]
        let areAlike = definitions.allSatisfy {
            $0.kind == first.kind && $0.unit.hasSameBytes(as: first.unit)
        }
        let canCombine = first.kind.isSummable || isUnion(definitions)
        guard isAsked else {
            return areAlike && canCombine
                && definitions.allSatisfy { !plan.grid.width.isNarrower(than: $0.cadence) }
        }
        guard areAlike else {
            throw BillingError(
                .unsupported,
                rule: "figures of several tenants are combined if they are of one kind and unit",
                detail: "metric '\(first.id)'")
        }
        if !canCombine {
            // The same refusal as for any other members.
            _ = try CombinedValue.combine([], kind: first.kind, over: .tenants)
        }
        return true
    }

    /// Whether different subjects can be counted over all tenants.
    private func isUnion(_ definitions: [Metric]) -> Bool {
        guard let first = definitions.first, first.kind == .distinct, case .activity = first.source else {
            return false
        }
        return definitions.allSatisfy { $0.source == first.source && $0.identity == .shared }
    }

    /// Counts a subject once, however many tenants it was active for.
    private func union(
        _ line: GraphLine, _ definitions: [Metric]
    ) async throws -> [ConsumptionGraph.Point] {
        let context = reader.context
        guard case .activity(let kind) = line.metric.source, let first = plan.instants.first,
            let last = plan.instants.last
        else { return [] }
        for metric in definitions { try plan.check(metric) }
        let end = max(first, min(last, plan.now))
        let blocks =
            first < end
            ? try await context.reader.allActivity(
                ActivityRequest(
                    of: context.selection, kind: kind, in: Instants.date(first)..<Instants.date(end),
                    knownAt: context.knownAt)) : []
        let counts = try DistinctActivity.union(named: blocks.map { ($0.activity, $0.subjects) })
            .distinct(boundaries: plan.instants)
        var active: [TenantID: [Int]] = [:]
        for block in blocks {
            active[block.tenant] = try block.activity.distinct(boundaries: plan.instants).map(\.count)
        }
        var weakest: [Completeness] = []
        var reporting = Array(repeating: 0, count: counts.count)
        for tenant in context.tenants.indices {
            let catalog = reader.catalogs[tenant]
            let covered = catalog.covered(catalog.defined(line.metric), labels: .none)
            let known = plan.completeness(covered, of: line.metric)
            let counts = active[context.tenants[tenant].id]
            for (bucket, part) in known.enumerated() {
                if tenant == 0 {
                    weakest.append(part)
                } else {
                    weakest[bucket] = try weakest[bucket].weaker(part)
                }
                if part.coverage > 0 || counts?[bucket] ?? 0 > 0 { reporting[bucket] += 1 }
            }
        }
        let values = try Aggregation.values(
            distinct: counts.map(\.count), boundaries: plan.instants, completeness: weakest, until: plan.now)
        return line.points(union: values, reporting: reporting)
    }
}
