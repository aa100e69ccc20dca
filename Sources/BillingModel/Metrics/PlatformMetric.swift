/// A metric of the platform, with what its feed and the screens say of it.
///
/// The rows are ``all``, beside the constants of the metrics: lists of metrics that feeds and screens need are made of them.
package struct PlatformMetric: Sendable {
    /// What the numbers mean.
    package let metric: Metric
    /// The names of its column in usage rows, of which the first is the platform's own; none if no usage row has it.
    package let columns: [String]
    /// Whether the platform's usage report shows it.
    package let isInUsageReport: Bool
    /// Its place among the columns of the inventory, in ascending order; nil if the inventory does not count it.
    let inventoryPlace: Int?
    /// Whether it counts configuration objects, which change seldom, so that people look at when they do.
    package let isConfiguration: Bool

    init(
        _ metric: Metric, columns: [String] = [], isInUsageReport: Bool = true, inventory place: Int? = nil,
        isConfiguration: Bool = false
    ) {
        self.metric = metric
        self.columns = columns
        self.isInUsageReport = isInUsageReport && !columns.isEmpty
        inventoryPlace = place
        self.isConfiguration = isConfiguration
    }

    /// The platform's name of the column, as the header of a file has it: `Asset Groups`, `DAD`.
    package var header: String? {
        columns.first?.split(separator: " ").map(Self.capitalised).joined(separator: " ")
    }

    /// The platform's name of the column, as the title of a column on a screen: `Asset groups`, `DAD`.
    package var title: String? { columns.first.map { Self.capitalised($0[...]) } }

    private static func capitalised(_ text: Substring) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }

    /// The row of a metric; nil if the platform has none with this id.
    package static subscript(id: MetricID) -> PlatformMetric? { byID[id] }

    private static let byID = Dictionary(all.map { ($0.metric.id, $0) }) { first, _ in first }
}

extension Metric {
    /// Every metric that needs no definition, in the order of the screens.
    public static let platform = PlatformMetric.all.map(\.metric)

    /// The metric of the platform with this id, if there is one.
    public static func platform(_ id: MetricID) -> Metric? { PlatformMetric[id]?.metric }

    /// The columns of the platform's usage report, in its order.
    public static let dailyUsage = PlatformMetric.all.filter(\.isInUsageReport).map(\.metric)

    /// What an inventory counts unless it is told otherwise, in the order of the screen.
    public static let inventory = PlatformMetric.all
        .compactMap { row in row.inventoryPlace.map { (place: $0, metric: row.metric) } }
        .sorted { $0.place < $1.place }
        .map(\.metric)
}
