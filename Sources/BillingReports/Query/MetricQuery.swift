import BillingModel
import BillingTime

/// What a screen asks for of metrics, all of it at once: some metrics of some tenants on the buckets of a plan, and again on others.
///
/// Each tenant has buckets of its own, because its clock has; those of one clock are one part. ``MetricReader`` answers a query.
struct MetricQuery: Sendable {
    /// What is told of each series beside its values.
    struct Detail: OptionSet, Sendable {
        let rawValue: Int

        /// The states of samples, or of actions that were counted.
        static let states = Detail(rawValue: 1)
        /// The levels of a gauge, weighted by time.
        static let timeWeighted = Detail(rawValue: 2)
        /// What each series adds to a metric that has a series of its own beside those that labels split it into.
        static let shares = Detail(rawValue: 4)
    }

    private(set) var parts: [Part] = []
    private let catalogs: [TenantCatalog]

    /// Makes a query that asks for nothing yet, of the tenants of a screen.
    init(_ catalogs: [TenantCatalog]) { self.catalogs = catalogs }

    /// Asks for metrics of the tenants at some places, ascending.
    ///
    /// - Returns: The place of the part, by which its answers are known.
    /// - Throws: `BillingError` with code `unsupported` if a bucket is narrower than the cadence of a metric.
    @discardableResult
    mutating func add(
        _ metrics: [Metric], of tenants: [Int], on plan: BucketPlan, with detail: Detail = []
    ) throws(BillingError) -> Int {
        let part = try Part(metrics, tenants, catalogs, plan, detail)
        parts.append(part)
        return parts.count - 1
    }
}

extension MetricQuery {
    /// Some metrics, as tenants define them that have the same buckets.
    struct Part: Sendable {
        /// The places of the tenants among those of the screen, ascending.
        let tenants: [Int]
        let plan: BucketPlan
        let detail: Detail
        /// The metrics in the order asked for.
        let asked: [MetricID]
        /// The metrics of tenants that define none themselves, each once.
        private let common: [AskedMetric]
        /// Those of tenants that do, by their places.
        private let own: [Int: [AskedMetric]]
        private let places: [MetricID: Int]

        fileprivate init(
            _ metrics: [Metric], _ tenants: [Int], _ catalogs: [TenantCatalog], _ plan: BucketPlan,
            _ detail: Detail
        ) throws(BillingError) {
            (self.tenants, self.plan, self.detail) = (tenants, plan, detail)
            asked = metrics.map(\.id)
            var places: [MetricID: Int] = [:]
            var different: [Metric] = []
            for metric in metrics where places[metric.id] == nil {
                places[metric.id] = different.count
                different.append(metric)
            }
            self.places = places
            func defined(_ catalog: TenantCatalog) -> [AskedMetric] {
                different.enumerated().map { AskedMetric(catalog.defined($1), place: $0) }
            }
            common = defined(.platform)
            var own: [Int: [AskedMetric]] = [:]
            for tenant in tenants where catalogs[tenant].hasDefinitions {
                own[tenant] = defined(catalogs[tenant])
            }
            self.own = own
            if own.count < tenants.count { for metric in common { try plan.check(metric.metric) } }
            for metrics in own.values { for metric in metrics { try plan.check(metric.metric) } }
        }

        /// How many different metrics there are.
        var count: Int { common.count }

        /// The place of a metric among the different ones; nil if it is not asked for.
        ///
        /// The metrics of a tenant come in their order as a rule, so that the one after `last` is looked at first.
        func place(of metric: MetricID, after last: Int) -> Int? {
            let next = last + 1 < common.count ? last + 1 : 0
            return common.indices.contains(next) && common[next].id == metric ? next : places[metric]
        }

        /// Whether the tenant at a place has the metrics of those that define none themselves.
        func isCommon(_ tenant: Int) -> Bool { own.isEmpty || own[tenant] == nil }

        /// The metrics of tenants that define none, in objects of their own.
        var ownCopies: [AskedMetric] { common.map { AskedMetric($0.metric, place: $0.place) } }

        /// The different metrics as the tenant at a place defines them.
        func metrics(of tenant: Int) -> [AskedMetric] { own.isEmpty ? common : own[tenant] ?? common }

        /// The metrics that are read in one way, and the places of their tenants.
        func read(by path: ReadPath) -> (metrics: Set<MetricID>, tenants: [Int]) {
            func ids(_ metrics: [AskedMetric]) -> [MetricID] {
                metrics.filter { $0.path == path }.map(\.id)
            }
            let shared = ids(common)
            guard !own.isEmpty else { return (Set(shared), shared.isEmpty ? [] : tenants) }
            var metrics: Set<MetricID> = []
            let readers = tenants.filter { tenant in
                let read = own[tenant].map(ids) ?? shared
                metrics.formUnion(read)
                return !read.isEmpty
            }
            return (metrics, readers)
        }
    }
}

/// A metric that is asked for, as a tenant defines it: an object, since it stands beside every column of the answer.
final class AskedMetric: Sendable {
    let metric: Metric
    let id: MetricID
    /// Its place among the different metrics that are asked for with it.
    let place: Int
    let path: ReadPath

    init(_ metric: Metric, place: Int) {
        self.metric = metric
        id = metric.id
        self.place = place
        path = ReadPath(metric)
    }
}
