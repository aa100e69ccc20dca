#if PostgreSQL
import BillingModel
import BillingStore
import BillingTime
import Foundation

/// Fourteen metrics of tenants by the minute, as sets of changes and as columns for plain SQL.
struct MinuteFeed: Sendable {
    static let perDay = 1_440
    static let start = Date(timeIntervalSince1970: 1_767_225_600)

    let metrics: [Metric] = (0..<14).compactMap { place in
        try? Metric(
            id: MetricID("m\(place)"), name: "Metric \(place)", unit: "items",
            kind: place < 7 ? .gauge : .count, cadence: .irregular)
    }

    static func tenants(_ count: Int, _ prefix: String) throws -> [TenantID] {
        try (0..<count).map { try TenantID("\(prefix)\($0)") }
    }

    /// Tenants with their metrics.
    func definitions(_ id: String, of tenants: [TenantID]) throws -> ChangeSet {
        var changes = try ChangeSet(id: CommitID(id))
        for tenant in tenants {
            changes.add(try Tenant(id: tenant, name: "Tenant", zones: ZoneHistory(.utc), currency: .usd))
            for metric in metrics { changes.add(metric, for: tenant) }
        }
        return changes
    }

    static func time(_ minute: Int) -> Date { start.addingTimeInterval(Double(minute) * 60) }
    static func microseconds(_ minute: Int) -> Int64 { 1_767_225_600_000_000 + Int64(minute) * 60_000_000 }

    static func value(_ place: Int, _ minute: Int) -> Double {
        Double((minute * 7 + place * 13) % 500 + minute / 1_000)
    }

    /// Every minute of a day.
    func day(_ day: Int, of tenant: TenantID) throws -> ChangeSet {
        let minutes = day * Self.perDay..<(day + 1) * Self.perDay
        var changes = try ChangeSet(id: CommitID("\(tenant)-day-\(day)"))
        for (place, metric) in metrics.enumerated() {
            try changes.add(
                series: SeriesKey(tenant: tenant, metric: metric.id), times: minutes.map(Self.time),
                values: minutes.map { Self.value(place, $0) })
        }
        return changes
    }

    /// One minute of tenants.
    func minute(_ minute: Int, of tenants: [TenantID], as id: String) throws -> ChangeSet {
        var changes = try ChangeSet(id: CommitID(id))
        for tenant in tenants {
            for (place, metric) in metrics.enumerated() {
                changes.add(
                    SampleWrite(
                        SeriesKey(tenant: tenant, metric: metric.id), at: .instant(Self.time(minute)),
                        value: Self.value(place, minute)))
            }
        }
        return changes
    }
}
#endif
