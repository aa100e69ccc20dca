import BillingModel
import BillingTime

/// The metrics of tenants that have a series of their own and others that labels split them into.
struct SplitMetrics {
    private struct Key: Hashable {
        let tenant: TenantID
        let metric: MetricID

        init(_ key: SeriesKey) { (tenant, metric) = (key.tenant, key.metric) }
    }

    private var own: Set<Key> = []
    private var divided: Set<Key> = []

    mutating func note(_ key: SeriesKey) {
        if key.labels.isEmpty { own.insert(Key(key)) } else { divided.insert(Key(key)) }
    }

    var isEmpty: Bool { own.isDisjoint(with: divided) }
    var tenants: Set<TenantID> { Set(own.intersection(divided).map(\.tenant)) }
    var metrics: [MetricID] { Set(own.intersection(divided).map(\.metric)).sorted() }

    /// All series of each of these metrics.
    func groups(of series: [MetricSeries]) -> [[MetricSeries]] {
        let both = own.intersection(divided)
        guard !both.isEmpty else { return [] }
        return Array(
            Dictionary(grouping: series.lazy.filter { both.contains(Key($0.key)) }) { Key($0.key) }.values)
    }
}
