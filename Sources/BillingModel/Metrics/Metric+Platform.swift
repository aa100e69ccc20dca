/// The metrics of the platform. They need no definition; a tenant whose active devices or users are derived from
/// activity commits ``Metric/derived(from:)`` before its first value.
extension Metric {
    /// Assets configured for the tenant; an asset may have no, one or many devices.
    public static let assets = gauge("assets", "Assets", unit: "assets")
    /// Active devices that are linked to assets.
    public static let devicesLinked = gauge("devices.linked", "Devices linked", unit: "devices")
    /// Connected devices that report data, which is what the inventory calls devices; the host states the window.
    public static let devicesReporting = gauge("devices.reporting", "Devices reporting", unit: "devices")
    /// Different devices that transmitted on a day.
    public static let dailyActiveDevices = distinct("dad", "Daily active devices", unit: "devices")
    /// Different devices that transmitted in the calendar month up to the end of the day.
    public static let monthlyActiveDevices = toDate("mad", "Monthly active devices", unit: "devices")
    /// Users of the tenant.
    public static let users = gauge("users", "Users", unit: "users")
    /// Different users who logged in or did something on a day.
    public static let dailyActiveUsers = distinct("dau", "Daily active users", unit: "users")
    /// Different users who logged in or did something in the calendar month up to the end of the day.
    public static let monthlyActiveUsers = toDate("mau", "Monthly active users", unit: "users")
    /// Configured workflows, which the usage report calls rules.
    public static let workflows = gauge("workflows", "Workflows", unit: "workflows")
    /// Configured geofences.
    public static let geofences = gauge("geofences", "Geofences", unit: "geofences")
    /// Configured dashboards.
    public static let dashboards = gauge("dashboards", "Dashboards", unit: "dashboards")
    /// Configured asset groups.
    public static let assetGroups = gauge("asset-groups", "Asset groups", unit: "groups")
    /// Configured security groups.
    public static let securityGroups = gauge("security-groups", "Security groups", unit: "groups")
    /// Configured device connectors.
    public static let deviceConnectors = gauge("device-connectors", "Device connectors", unit: "connectors")
    /// Actions that were executed, with the labels `category` and `type`; always derived from actions.
    public static let actions = measure("actions", "Actions", .executed)
    /// Actions whose execution failed, with the labels `category` and `type`.
    public static let actionsFailed = measure("actions.failed", "Actions failed", .failed)
    /// Actions that were triggered but suppressed, with the labels `category` and `type`.
    public static let actionsSuppressed = measure("actions.suppressed", "Actions suppressed", .suppressed)

    /// A configured thing stays until it is changed, but a feed that is silent for a week is not trusted further.
    private static let configurationStaleness = Duration.seconds(7 * 86_400)

    private static func gauge(_ id: StaticString, _ name: StaticString, unit: StaticString) -> Metric {
        Metric(
            checked: MetricID(constant: id), name: FreeText(constant: name), unit: FreeText(constant: unit),
            kind: .gauge, source: .recorded,
            cadence: .daily, lag: .zero, staleness: configurationStaleness, identity: .tenant)
    }

    private static func distinct(_ id: StaticString, _ name: StaticString, unit: StaticString) -> Metric {
        Metric(
            checked: MetricID(constant: id), name: FreeText(constant: name), unit: FreeText(constant: unit),
            kind: .distinct, source: .recorded,
            cadence: .daily, lag: .zero, staleness: nil, identity: .tenant)
    }

    private static func toDate(_ id: StaticString, _ name: StaticString, unit: StaticString) -> Metric {
        Metric(
            checked: MetricID(constant: id), name: FreeText(constant: name), unit: FreeText(constant: unit),
            kind: .distinctToDate, source: .recorded,
            cadence: .daily, lag: .zero, staleness: configurationStaleness, identity: .tenant)
    }

    private static func measure(_ id: StaticString, _ name: StaticString, _ measure: ActionMeasure) -> Metric
    {
        Metric(
            checked: MetricID(constant: id), name: FreeText(constant: name),
            unit: FreeText(constant: "actions"), kind: .count,
            source: .actions(measure), cadence: .irregular, lag: .zero, staleness: nil, identity: .tenant)
    }
}

extension PlatformMetric {
    /// A row for each metric of the platform, in the order of the screens; ``Metric/platform`` and every other list of them
    /// follows from it.
    package static let all = [
        PlatformMetric(
            .assets, columns: ["assets", "Total Assets", "Configured Assets"], inventory: 1),
        PlatformMetric(
            .devicesLinked, columns: ["devices", "Total Devices", "Linked Devices", "Devices Linked"],
            inventory: 2),
        PlatformMetric(
            .devicesReporting, columns: ["devices reporting", "Reporting Devices"], isInUsageReport: false,
            inventory: 3),
        PlatformMetric(.dailyActiveDevices, columns: ["DAD", "Daily Active Devices"]),
        PlatformMetric(.monthlyActiveDevices, columns: ["MAD", "Monthly Active Devices"]),
        PlatformMetric(.users, columns: ["users", "Total Users"], inventory: 9),
        PlatformMetric(.dailyActiveUsers, columns: ["DAU", "Daily Active Users"]),
        PlatformMetric(.monthlyActiveUsers, columns: ["MAU", "Monthly Active Users"]),
        PlatformMetric(
            .workflows, columns: ["rules", "Workflows", "Total Rules", "Total Workflows"], inventory: 8,
            isConfiguration: true),
        PlatformMetric(
            .geofences, columns: ["geofences", "Total Geofences"], inventory: 6, isConfiguration: true),
        PlatformMetric(
            .dashboards, columns: ["dashboards", "Total Dashboards"], inventory: 5, isConfiguration: true),
        PlatformMetric(
            .assetGroups, columns: ["asset groups", "Total Asset Groups"], inventory: 4,
            isConfiguration: true),
        PlatformMetric(
            .securityGroups, columns: ["security groups", "Total Security Groups"], inventory: 7,
            isConfiguration: true),
        PlatformMetric(
            .deviceConnectors, columns: ["device connectors", "Connectors"], isInUsageReport: false,
            isConfiguration: true),
        PlatformMetric(.actions), PlatformMetric(.actionsFailed), PlatformMetric(.actionsSuppressed),
    ]
}
