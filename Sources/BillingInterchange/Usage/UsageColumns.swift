import BillingModel

/// The names that the platform's usage report gives its columns.
enum UsageColumns {
    static let titles = PlatformMetric.all.filter(\.isInUsageReport).compactMap { row in
        row.header.map { (metric: row.metric, title: $0) }
    }

    /// The platform's name of a metric; the id of one that its report does not have.
    static func title(of metric: MetricID) -> String {
        titles.first { $0.metric.id == metric }?.title ?? metric.text
    }
}
