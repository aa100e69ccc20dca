/// The identity of a series: one metric of one tenant, split by labels.
public struct SeriesKey: Hashable, Comparable, Sendable {
    /// Whose series it is.
    public let tenant: TenantID
    /// What is measured.
    public let metric: MetricID
    /// What splits the metric; none for the tenant's own series.
    public let labels: Labels

    /// Makes a key.
    public init(tenant: TenantID, metric: MetricID, labels: Labels = .none) {
        self.tenant = tenant
        self.metric = metric
        self.labels = labels
    }

    /// Orders by tenant, metric and labels, byte by byte.
    public static func < (left: Self, right: Self) -> Bool {
        if left.tenant != right.tenant { return left.tenant < right.tenant }
        if left.metric != right.metric { return left.metric < right.metric }
        return left.labels < right.labels
    }
}

extension SeriesKey: CustomStringConvertible {
    /// Tenant, metric and labels.
    public var description: String {
        labels.isEmpty ? "\(tenant)/\(metric)" : "\(tenant)/\(metric)\(labels)"
    }
}

/// The JSON form has the keys `tenant`, `metric` and `labels`.
extension SeriesKey: Codable {
    private enum CodingKeys: String, CodingKey { case tenant, metric, labels }

    /// Reads a key.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            tenant: try values.decode(TenantID.self, forKey: .tenant),
            metric: try values.decode(MetricID.self, forKey: .metric),
            labels: try values.decodeIfPresent(Labels.self, forKey: .labels) ?? .none)
    }
}
