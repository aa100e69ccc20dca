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

    /// Every metric that needs no definition, in the order of the screens.
    public static let platform: [Metric] = [
        assets, devicesLinked, devicesReporting, dailyActiveDevices, monthlyActiveDevices, users,
        dailyActiveUsers, monthlyActiveUsers, workflows, geofences, dashboards, assetGroups, securityGroups,
        deviceConnectors, actions, actionsFailed, actionsSuppressed,
    ]

    /// The metric of the platform with this id, if there is one.
    public static func platform(_ id: MetricID) -> Metric? { platformByID[id] }

    private static let platformByID = Dictionary(uniqueKeysWithValues: platform.map { ($0.id, $0) })

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
