import BillingModel
import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How a metric is read.
enum ReadPath: Hashable, CaseIterable {
    /// As mergeable states.
    case states
    /// As different subjects per bucket.
    case distinct
    /// As different subjects since the last reset.
    case distinctToDate
    /// As samples, where levels hold for some time, or values belong to dates.
    case samples

    init(_ metric: Metric) {
        switch (metric.source, metric.kind) {
        case (.activity, .distinctToDate): self = .distinctToDate
        case (.activity, _): self = .distinct
        case (.actions, _): self = .states
        case (.recorded, .count), (.recorded, .cumulative): self = metric.isDaily ? .samples : .states
        case (.recorded, _): self = .samples
        }
    }
}

/// One request to a backend: parts of a query that are read in one way over one time.
///
/// The time of two parts is one if it is the same period on different clocks. States are asked for at all the instants at which
/// any of their buckets touch, and merged into those of each; samples are read once and cut for each. Distinct counts of
/// activity cannot be merged, so they are asked for once for each different plan: once a clock.
struct MetricRequest {
    /// One tenant in one part.
    struct Member {
        let tenant: Int
        let part: Int
        /// The place of the tenant in the part.
        let index: Int
    }

    let path: ReadPath
    private(set) var metrics: Set<MetricID>
    /// In ascending order of tenants.
    private(set) var members: [Member] = []
    /// The time of all parts together.
    private(set) var time: ReadTime
    private let first: (plan: BucketPlan, time: ReadTime)
    private var plans: [BucketPlan]

    private init(_ path: ReadPath, _ metrics: Set<MetricID>, _ plan: BucketPlan, _ time: ReadTime) {
        self.path = path
        self.metrics = metrics
        self.time = time
        first = (plan, time)
        plans = [plan]
    }

    /// The places of the tenants, ascending, each once.
    var tenants: [Int] {
        members.reduce(into: []) { if $0.last != $1.tenant { $0.append($1.tenant) } }
    }

    static func requests(for parts: [MetricQuery.Part]) -> [MetricRequest] {
        var requests: [MetricRequest] = []
        for (place, part) in parts.enumerated() {
            let plan = part.plan
            guard plan.instants.count > 1, let time = ReadTime(plan) else { continue }
            for path in ReadPath.allCases {
                let (metrics, tenants) = part.read(by: path)
                guard !tenants.isEmpty else { continue }
                let known = requests.firstIndex { $0.takes(path, metrics, plan, time) }
                let request = known ?? requests.count
                if known == nil { requests.append(MetricRequest(path, metrics, plan, time)) }
                requests[request].add(metrics, tenants, of: place, part, time)
            }
        }
        for place in requests.indices {
            requests[place].members.sort { ($0.tenant, $0.part) < ($1.tenant, $1.part) }
        }
        return requests
    }

    /// Whether a part is read together with this request: one of the same period on its clock, or of the same metrics in the time before
    /// or behind.
    private func takes(
        _ path: ReadPath, _ metrics: Set<MetricID>, _ plan: BucketPlan, _ time: ReadTime
    ) -> Bool {
        guard path == self.path else { return false }
        switch path {
        case .distinct, .distinctToDate:
            return plan.instants == first.plan.instants && plan.resets == first.plan.resets
        case .states where plan.grid.width != first.plan.grid.width: return false
        case .states, .samples:
            return time.isNear(first.time) || metrics == self.metrics && time.touches(self.time)
        }
    }

    private mutating func add(
        _ metrics: Set<MetricID>, _ tenants: [Int], of place: Int, _ part: MetricQuery.Part, _ time: ReadTime
    ) {
        self.metrics.formUnion(metrics)
        self.time = self.time.union(time)
        if !plans.contains(where: { $0.instants == part.plan.instants }) { plans.append(part.plan) }
        var index = 0
        for tenant in tenants {
            // Both ascend.
            while part.tenants[index] != tenant { index += 1 }
            members.append(Member(tenant: tenant, part: place, index: index))
        }
    }

    /// The bounds of the buckets that a backend summarises.
    var bounds: SummaryInstants {
        get throws(BillingError) {
            let plan = first.plan
            switch path {
            case .distinctToDate: return SummaryInstants(try plan.pieces(), resets: plan.resets)
            case .distinct: return SummaryInstants(plan.instants, resets: plan.resets)
            case .states, .samples: return SummaryInstants(of: plans)
            }
        }
    }
}
