#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// How many things a tenant has at an instant: a view of its recorded gauges, never a second copy of them.
///
/// Committing an inventory writes those samples: a daily gauge gets the value of the local date of the instant, any
/// other gauge the value at the instant.
///
/// The JSON form has the keys `tenant`, `at` and `counts`, a list of `metric` and `count`.
public struct Inventory: Hashable, Sendable {
    /// How many there are of one thing.
    public struct Count: Hashable, Sendable, Codable {
        /// What is counted.
        public let metric: MetricID
        /// How many there are.
        public let count: Int

        /// Makes a count.
        public init(metric: MetricID, count: Int) {
            self.metric = metric
            self.count = count
        }
    }

    /// Whose things they are.
    public let tenant: TenantID
    /// When they were counted, to the nearest microsecond.
    public let at: Date
    /// The counts, each metric once, in the order given.
    public let counts: [Count]

    /// Makes an inventory.
    ///
    /// ```swift
    /// try Inventory(tenant: acme, at: noon, counts: [.assets: 120, .devicesLinked: 118, .users: 8])
    /// ```
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if a count is negative or beyond
    ///   2^53, a metric comes twice or is no recorded gauge, or the instant leaves the years 1 to 9999.
    public init(tenant: TenantID, at: Date, counts: KeyValuePairs<Metric, Int>) throws(BillingError) {
        if let metric = counts.first(where: { $0.key.kind != .gauge || $0.key.source != .recorded })?.key {
            throw BillingError(
                .invalidValue, rule: "an inventory holds recorded gauges", detail: "metric '\(metric.id)'")
        }
        try self.init(
            tenant: tenant, at: at, counts: counts.map { Count(metric: $0.key.id, count: $0.value) })
    }

    /// Makes an inventory of counts by the ids of their metrics.
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if a count is negative or beyond
    ///   2^53, a metric comes twice, or the instant leaves the years 1 to 9999.
    public init(tenant: TenantID, at: Date, counts: [Count]) throws(BillingError) {
        self.at = Instants.date(try Instants.occurrence(at))
        try MetricCounts.check(counts.map { ($0.metric, $0.count) })
        self.tenant = tenant
        self.counts = counts
    }

    /// The count of a metric, or nil if it was not counted.
    public subscript(metric: Metric) -> Int? {
        counts.first { $0.metric == metric.id }?.count
    }
}

/// The rule that the counts of an inventory and of a usage row share.
enum MetricCounts {
    /// Beyond 2^53 a sample, which is a `Double`, could not hold every whole number.
    static let limit = 1 << 53

    static func check(_ counts: [(metric: MetricID, count: Int)]) throws(BillingError) {
        if let bad = counts.first(where: { !(0...limit).contains($0.count) }) {
            throw BillingError(
                .invalidValue, rule: "a count is from 0 to 2^53",
                detail: "metric '\(bad.metric)': \(bad.count)")
        }
        let sorted = counts.map(\.metric).sorted()
        if let twin = zip(sorted, sorted.dropFirst()).first(where: ==) {
            throw BillingError(
                .invalidValue, rule: "each metric is counted once", detail: "metric '\(twin.0)'")
        }
    }
}

extension Inventory: Codable {
    private enum Key: String, CodingKey { case tenant, at, counts }

    /// Reads an inventory, and checks it.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        try self.init(
            tenant: try values.decode(TenantID.self, forKey: .tenant),
            at: try values.decode(Date.self, forKey: .at),
            counts: try values.decode([Count].self, forKey: .counts))
    }

    /// Writes the inventory.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(tenant, forKey: .tenant)
        try values.encode(at, forKey: .at)
        try values.encode(counts, forKey: .counts)
    }
}
