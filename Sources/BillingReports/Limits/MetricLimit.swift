public import BillingModel
public import BillingTime

/// How much of a metric a tenant may use, or may have, in each period: a quota beside the price plan.
///
/// Of what is counted it is a limit of the period's total. Of a level, such as a number of devices, and of a figure to date it is
/// one of that level or figure at any time. A mean of days has no limit, so that of distinct daily counts is refused when it is
/// read. A host keeps its limits, and passes them to the calls that hold usage against them.
///
/// The JSON form, in which `labels` may be left out; `FormReader` reads it strictly:
///
/// ```json
/// {"name": "Messages of a month", "metric": "messages", "labels": [["site", "north"]], "quantity": 50000, "period": "month"}
/// ```
public struct MetricLimit: Hashable, Sendable {
    fileprivate let nameText: FreeText
    /// The metric.
    public let metric: MetricID
    /// The labels of a part of it; none for the whole.
    public let labels: Labels
    /// How much there may be, in the unit of the metric.
    ///
    /// It is held against sums of samples, and a number like these.
    public let quantity: Double
    /// How long a period is: a month, a quarter, a billing cycle.
    public let period: BucketWidth

    /// The name for people, which tells the limit from others of the tenant.
    public var name: String { nameText.text }

    /// Makes a limit.
    ///
    /// - Parameters:
    ///   - name: The name for people, of 1 to 4,096 bytes, which no other limit of the tenant has.
    ///   - metric: The metric.
    ///   - labels: All labels of the part that it is for; none for the metric as a whole.
    ///   - quantity: How much there may be, above 0 and at most 10³⁰⁰.
    ///   - period: How long a period is, a day or wider.
    /// - Throws: `BillingError` with code `invalidValue` if one of them is out of range.
    public init(
        name: String, metric: MetricID, labels: Labels = .none, quantity: Double, period: BucketWidth
    ) throws(BillingError) {
        guard quantity > 0, quantity <= Self.most else {
            throw BillingError(
                .invalidValue, rule: "the limit of a metric is above 0 and at most 10^300",
                detail: "\(quantity) of '\(metric)'")
        }
        guard period.isDayOrWider else {
            throw BillingError(
                .invalidValue, rule: "the period of a limit consists of whole days", detail: "\(period)")
        }
        nameText = try FreeText(name)
        self.metric = metric
        self.labels = labels
        self.quantity = quantity
        self.period = period
    }

    private static let most = 1e300
}

extension MetricLimit: Codable {
    private enum CodingKeys: String, CodingKey { case name, metric, labels, quantity, period }

    /// Reads a limit, and checks it.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            name: try values.decode(String.self, forKey: .name),
            metric: try values.decode(MetricID.self, forKey: .metric),
            labels: try values.decodeIfPresent(Labels.self, forKey: .labels) ?? .none,
            quantity: try values.decode(Double.self, forKey: .quantity),
            period: try values.decode(BucketWidth.self, forKey: .period))
    }

    /// Writes the limit; labels are left out where there are none.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(name, forKey: .name)
        try values.encode(metric, forKey: .metric)
        if !labels.isEmpty { try values.encode(labels, forKey: .labels) }
        try values.encode(quantity, forKey: .quantity)
        try values.encode(period, forKey: .period)
    }
}

extension [MetricLimit] {
    /// - Throws: `BillingError` with code `invalidValue` if two have one name.
    func checkNames() throws(BillingError) {
        var names: Set<FreeText> = []
        for limit in self where !names.insert(limit.nameText).inserted {
            throw BillingError(
                .invalidValue, rule: "no two limits of a tenant have one name", detail: "'\(limit.name)'")
        }
    }
}
