#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The name of a feed that states what it covers.
public typealias SourceID = EntityID<SourceName>

/// The owner of the ids of sources.
public enum SourceName {}

/// A statement that a feed of a metric is complete for a range of time, so that silence in it means zero, or
/// that nothing changed.
///
/// Outside of all coverage silence means nothing is known.
///
/// Coverage is never inferred. Ranges of one metric and source add up. The source covers the series whose label
/// `source` names it, and the series that have no such label.
///
/// The JSON form has the keys `tenant`, `metric`, `source`, `start` and `end`.
public struct Coverage: Hashable, Sendable {
    /// Whose metric it is.
    public let tenant: TenantID
    /// What is covered.
    public let metric: MetricID
    /// Which feed says so.
    public let source: SourceID
    /// The covered time, without its end; both bounds are kept to the nearest microsecond.
    public let range: Range<Date>

    /// Makes a statement.
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if the range holds no microsecond or
    ///   leaves the years 1 to 9999.
    public init(tenant: TenantID, metric: MetricID, source: SourceID, range: Range<Date>) throws(BillingError)
    {
        let start = Instants.date(try Instants.microseconds(range.lowerBound))
        let end = Instants.date(try Instants.microseconds(range.upperBound))
        guard start < end else {
            throw BillingError(
                .invalidValue, rule: "a covered range is not empty", detail: "\(tenant)/\(metric)")
        }
        self.tenant = tenant
        self.metric = metric
        self.source = source
        self.range = start..<end
    }
}

extension Coverage: Codable {
    private enum Key: String, CodingKey { case tenant, metric, source, start, end }

    /// Reads a statement, and checks it.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let start = try values.decode(Date.self, forKey: .start)
        let end = try values.decode(Date.self, forKey: .end)
        guard start < end else {
            throw BillingError(.invalidValue, rule: "a covered range is not empty")
        }
        try self.init(
            tenant: try values.decode(TenantID.self, forKey: .tenant),
            metric: try values.decode(MetricID.self, forKey: .metric),
            source: try values.decode(SourceID.self, forKey: .source), range: start..<end)
    }

    /// Writes the statement.
    public func encode(to encoder: any Encoder) throws { try encodeFields(to: encoder) }
}

extension Coverage: FieldedRecord {
    package static let fields: [RecordField<Coverage>] = [
        RecordField("tenant") { .id($0.tenant) },
        RecordField("metric") { .id($0.metric) },
        RecordField("source") { .id($0.source) },
        RecordField("start") { .instant($0.range.lowerBound) },
        RecordField("end") { .instant($0.range.upperBound) },
    ]
}
