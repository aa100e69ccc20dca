import BillingModel
import BillingStore
import BillingTime

/// The lines of several tenants together, each filled on its own before they are combined.
struct TenantsGraph {
    private let context: ScreenContext
    private let tenants: TenantSelection
    private let plan: BucketPlan
    private let engines: [UsageEngine]

    init(_ context: ScreenContext, _ tenants: TenantSelection, _ plan: BucketPlan) async throws {
        self.context = context
        self.tenants = tenants
        self.plan = plan
        let catalogs = try await context.catalogs(of: tenants)
        engines = context.tenants.map {
            UsageEngine(context, tenant: $0, catalog: catalogs[$0.id] ?? TenantCatalog())
        }
    }

    /// The lines of the metrics asked for, or else of all that have data and can be combined.
    func lines(_ asked: [Metric]?) async throws -> [ConsumptionGraph.Series] {
        var lines: [ConsumptionGraph.Series] = []
        for metric in asked ?? everyMetric() {
            let definitions = engines.map { $0.catalog.defined(metric) }
            if asked == nil {
                let suits = definitions.allSatisfy {
                    !plan.grid.width.isNarrower(than: $0.cadence)
                        && ($0.kind.isSummable || isUnion($0, definitions))
                }
                guard suits, areAlike(definitions) else { continue }
            }
            guard let line = try await line(of: metric, definitions) else { continue }
            if asked != nil || line.points.contains(where: { $0.value != nil }) { lines.append(line) }
        }
        return lines
    }

    /// Every metric that any of the tenants has, those of the platform first.
    private func everyMetric() -> [Metric] {
        var metrics = Metric.platform
        var known = Set(metrics.map(\.id))
        for engine in engines {
            for metric in engine.catalog.metrics where known.insert(metric.id).inserted {
                metrics.append(metric)
            }
        }
        return metrics
    }

    private func line(
        of metric: Metric, _ definitions: [Metric]
    ) async throws -> ConsumptionGraph.Series? {
        guard let first = definitions.first else { return nil }
        guard areAlike(definitions) else {
            throw BillingError(
                .unsupported,
                rule: "figures of several tenants are combined if they are of one kind and unit",
                detail: "metric '\(metric.id)'")
        }
        let line = GraphLine(metric: first, plan: plan)
        if isUnion(first, definitions) { return try await union(line, definitions) }
        guard first.kind.isSummable else {
            // The same refusal as for any other members.
            _ = try CombinedValue.combine([], kind: first.kind, over: .tenants)
            return nil
        }
        var members: [SeriesColumn] = []
        var owners: [Range<Int>] = []
        let survey = UsageSurvey(context, engines.map { .init($0, on: plan) }, everyone: tenants)
        for columns in try await survey.columns([metric]).compactMap(\.first) {
            owners.append(members.count..<(members.count + columns.whole.count))
            members += columns.whole
        }
        let points = try line.points(members, over: .tenants).map { point in
            point.reported(
                by: owners.count { $0.contains { members[$0].values[point.index].value != nil } })
        }
        return line.series(
            points, members: engines.count, isShared: first.kind == .gauge && engines.count > 1)
    }

    /// Whether what several tenants call by one name is of one kind and unit.
    private func areAlike(_ definitions: [Metric]) -> Bool {
        definitions.allSatisfy {
            $0.kind == definitions[0].kind && $0.unit.hasSameBytes(as: definitions[0].unit)
        }
    }

    /// Whether different subjects can be counted over all tenants.
    private func isUnion(_ metric: Metric, _ definitions: [Metric]) -> Bool {
        guard metric.kind == .distinct, case .activity = metric.source else { return false }
        return definitions.allSatisfy { $0.source == metric.source && $0.identity == .shared }
    }

    /// Counts a subject once, however many tenants it was active for.
    private func union(_ line: GraphLine, _ definitions: [Metric]) async throws -> ConsumptionGraph.Series {
        guard case .activity(let kind) = line.metric.source, let first = plan.instants.first,
            let last = plan.instants.last
        else { return line.series([], members: engines.count) }
        try plan.check(line.metric)
        let end = max(first, min(last, plan.now))
        let blocks =
            first < end
            ? try await context.reader.allPresence(
                PresenceRequest(
                    of: tenants, kind: kind, in: Instants.date(first)..<Instants.date(end),
                    knownAt: context.knownAt)) : []
        let counts = try Presence.union(named: blocks.map { ($0.presence, $0.subjects) })
            .distinct(boundaries: plan.instants)
        var known: [[Completeness]] = []
        for engine in engines {
            known.append(
                try plan.completeness(
                    engine.catalog.covered(engine.catalog.defined(line.metric), labels: .none),
                    of: line.metric))
        }
        let active = try blocks.map { try $0.presence.distinct(boundaries: plan.instants).map(\.count) }
        let places = Dictionary(blocks.indices.map { (blocks[$0].tenant, $0) }) { first, _ in first }
        var weakest: [Completeness] = []
        var reporting: [Int] = []
        for bucket in counts.indices {
            if let part = try Completeness.weakest(of: known.map({ $0[bucket] })) { weakest.append(part) }
            let silent = engines.indices.count { index in
                let block = places[engines[index].tenant.id]
                return known[index][bucket].coverage == 0 && block.map { active[$0][bucket] } ?? 0 == 0
            }
            reporting.append(engines.count - silent)
        }
        let values = try Aggregation.values(
            distinct: counts.map(\.count), boundaries: plan.instants, completeness: weakest, until: plan.now)
        return line.series(
            line.points(union: values, reporting: reporting), members: engines.count)
    }
}

extension ConsumptionGraph.Point {
    /// The same point, reported by so many tenants.
    fileprivate func reported(by reporting: Int) -> Self {
        Self(
            index: index, value: value, lastKnown: lastKnown, minimum: minimum, maximum: maximum, mean: mean,
            sampled: sampled,
            reporting: reporting, widened: widened, parts: parts, completeness: completeness)
    }
}
