import BillingModel
import BillingTime

/// How many actions tenants ran in their periods, as they are added up.
struct TenantActions {
    private struct Counts {
        var executed = 0
        var failed = 0
        var suppressed = 0
        var known: Completeness?
    }

    private var counts: [Counts]
    /// The places of the parts of the query that are about actions.
    private var parts: Set<Int> = []

    /// Adds to a query what is needed.
    init(of tenants: Int, in periods: TenantPeriods, _ query: inout MetricQuery) throws(BillingError) {
        counts = Array(repeating: Counts(), count: tenants)
        for period in periods.periods {
            parts.insert(
                try query.add(ActionCounts.metrics, of: period.tenants, on: period.plan, with: .states))
        }
    }

    /// Takes an answer, if it is one about actions.
    mutating func take(_ part: Int, _ tenant: Int, _ columns: MetricColumns) throws(BillingError) {
        guard parts.contains(part) else { return }
        for series in columns.series {
            for state in series.states {
                let count = try ActionCounts.count(state)
                switch columns.metric.id {
                case Metric.actionsFailed.id:
                    counts[tenant].failed = try ActionCounts.sum([counts[tenant].failed, count])
                case Metric.actionsSuppressed.id:
                    counts[tenant].suppressed = try ActionCounts.sum([counts[tenant].suppressed, count])
                default: counts[tenant].executed = try ActionCounts.sum([counts[tenant].executed, count])
                }
            }
            guard columns.metric.id == Metric.actions.id else { continue }
            for value in series.values {
                counts[tenant].known = try ActionCounts.weaker(counts[tenant].known, value.completeness)
            }
        }
    }

    /// What the tenant at a place ran.
    func actions(_ tenant: Int) throws(BillingError) -> TenantOverview.Actions {
        let counts = counts[tenant]
        let unknown = try Completeness(phase: .future, coverage: 0, samples: 0, origin: .missing)
        let completeness = counts.known ?? unknown
        func shown(_ count: Int) -> Int? { ConsumptionActions.isKnown(count, completeness) ? count : nil }
        return TenantOverview.Actions(
            executed: shown(counts.executed), failed: shown(counts.failed),
            suppressed: shown(counts.suppressed), completeness: completeness)
    }

    /// The actions of all tenants; nil if there are none.
    static func total(_ parts: [TenantOverview.Actions]) throws(BillingError) -> TenantOverview.Actions? {
        guard let weakest = try Completeness.weakest(of: parts.map(\.completeness)) else { return nil }
        func sum(_ counts: [Int?]) throws(BillingError) -> Int? {
            let known = counts.compactMap(\.self)
            return known.isEmpty ? nil : try ActionCounts.sum(known)
        }
        return TenantOverview.Actions(
            executed: try sum(parts.map(\.executed)), failed: try sum(parts.map(\.failed)),
            suppressed: try sum(parts.map(\.suppressed)), completeness: weakest)
    }
}
