import BillingModel

/// The names that the platform's usage report gives its columns.
enum UsageColumns {
    static let titles: [(metric: Metric, title: String)] = [
        (.assets, "Assets"), (.devicesLinked, "Devices"), (.dailyActiveDevices, "DAD"),
        (.monthlyActiveDevices, "MAD"), (.users, "Users"), (.dailyActiveUsers, "DAU"),
        (.monthlyActiveUsers, "MAU"), (.workflows, "Rules"), (.geofences, "Geofences"),
        (.dashboards, "Dashboards"), (.assetGroups, "Asset Groups"), (.securityGroups, "Security Groups"),
    ]

    /// The platform's name of a metric; the id of one that its report does not have.
    static func title(of metric: MetricID) -> String {
        titles.first { $0.metric.id == metric }?.title ?? metric.text
    }
}
