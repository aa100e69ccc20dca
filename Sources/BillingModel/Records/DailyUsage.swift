/// One row of the platform's usage report: the numbers of a tenant for one local date.
///
/// Committing a row writes a daily sample for each number; the date stays what it is, in whatever zone it is looked
/// at later.
///
/// The JSON form has the keys `tenant`, `date` and `counts`, a list of `metric` and `count`.
public struct DailyUsage: Hashable, Sendable {
    /// Whose usage it is.
    public let tenant: TenantID
    /// The date in the tenant's zone.
    public let date: LocalDate
    /// The numbers, each metric once, in the order given.
    public let counts: [Inventory.Count]

    /// Makes a row.
    ///
    /// ```swift
    /// try DailyUsage(tenant: acme, date: LocalDate("2026-03-01"), counts: [.assets: 120, .dailyActiveUsers: 7])
    /// ```
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if a number is negative or beyond
    ///   2^53, or a metric comes twice or is not recorded by the day.
    public init(tenant: TenantID, date: LocalDate, counts: KeyValuePairs<Metric, Int>) throws(BillingError) {
        if let metric = counts.first(where: { !$0.key.isDaily || $0.key.source != .recorded })?.key {
            throw BillingError(
                .invalidValue, rule: "a usage row holds metrics that are recorded by the day",
                detail: "metric '\(metric.id)'")
        }
        try self.init(
            tenant: tenant, date: date,
            counts: counts.map { Inventory.Count(metric: $0.key.id, count: $0.value) })
    }

    /// Makes a row of numbers by the ids of their metrics.
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if a number is negative or beyond
    ///   2^53, or a metric comes twice.
    public init(tenant: TenantID, date: LocalDate, counts: [Inventory.Count]) throws(BillingError) {
        try MetricCounts.check(counts.map { ($0.metric, $0.count) })
        self.tenant = tenant
        self.date = date
        self.counts = counts
    }

    /// The number of a metric, or nil if the row lacks it.
    public subscript(metric: Metric) -> Int? {
        counts.first { $0.metric == metric.id }?.count
    }
}

extension DailyUsage: Codable {
    private enum CodingKeys: String, CodingKey { case tenant, date, counts }

    /// Reads a row, and checks it.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            tenant: try values.decode(TenantID.self, forKey: .tenant),
            date: try values.decode(LocalDate.self, forKey: .date),
            counts: try values.decode([Inventory.Count].self, forKey: .counts))
    }
}
