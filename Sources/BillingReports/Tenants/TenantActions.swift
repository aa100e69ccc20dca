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
    /// What threads know of the query.
    private(set) var asked = Asked()

    /// Adds to a query what is needed.
    init(of tenants: Int, in periods: TenantPeriods, _ query: inout MetricQuery) throws(BillingError) {
        counts = Array(repeating: Counts(), count: tenants)
        for period in periods.periods {
            asked.parts.insert(
                try query.add(ActionCounts.metrics, of: period.tenants, on: period.plan, with: .states))
        }
    }

    /// The actions of one sort of a tenant, as a thread takes them from an answer.
    struct Taken: Sendable {
        fileprivate let tenant: Int
        /// The place of the metric among those of actions.
        fileprivate let metric: Int
        fileprivate var count = 0
        fileprivate var known: Completeness?
    }

    /// The parts of a query that are about actions.
    struct Asked: Sendable {
        fileprivate var parts: Set<Int> = []

        /// What an answer tells; nil if it is none about actions.
        func count(
            _ part: Int, _ tenant: Int, _ columns: MetricColumns
        ) throws(BillingError) -> Taken? {
            guard parts.contains(part) else { return nil }
            var taken = Taken(tenant: tenant, metric: columns.place)
            for series in columns.series {
                for state in series.states where state.count > 0 {
                    taken.count = try ActionCounts.sum([taken.count, try ActionCounts.count(state)])
                }
                guard columns.place == 0 else { continue }
                for bucket in series.values.indices {
                    taken.known = try ActionCounts.weaker(taken.known, series.values.completeness(bucket))
                }
            }
            return taken
        }
    }

    /// Takes what an answer told.
    mutating func take(_ taken: Taken) throws(BillingError) {
        let place = taken.tenant
        switch ActionCounts.metrics[taken.metric].id {
        case Metric.actionsFailed.id:
            counts[place].failed = try ActionCounts.sum([counts[place].failed, taken.count])
        case Metric.actionsSuppressed.id:
            counts[place].suppressed = try ActionCounts.sum([counts[place].suppressed, taken.count])
        default:
            counts[place].executed = try ActionCounts.sum([counts[place].executed, taken.count])
        }
        if let known = taken.known {
            counts[place].known = try ActionCounts.weaker(counts[place].known, known)
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
