import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

/// A repository that a test fills step by step.
struct World {
    let repository = InMemoryRepository(clock: { Date(timeIntervalSince1970: 1_700_000_000) })
    private var count = 0

    init(_ tenants: [Tenant]) async throws {
        try await commit { changes in for tenant in tenants { changes.add(tenant) } }
    }

    /// A world of one tenant, `acme`.
    init(zone: String = "UTC") async throws {
        try await self.init([Tenant(id: "acme", name: "Acme", zone: zone, currency: .usd)])
    }

    mutating func commit(_ fill: (inout ChangeSet) throws -> Void) async throws {
        count += 1
        var changes = ChangeSet(id: try CommitID("commit-\(count)"))
        try fill(&changes)
        try await repository.commit(changes)
    }

    var acme: BillingScope { repository.scope(of: World.acme) }

    static let acme = constant { try TenantID("acme") }
    static let messages = constant { try Metric(id: MetricID("messages"), unit: "messages", kind: .count) }
    static let level = constant {
        try Metric(
            id: MetricID("level"), unit: "litres", kind: .gauge, staleness: .seconds(2 * 3_600))
    }
}

/// For constants that obey the rules by eye.
func constant<Value>(_ make: () throws -> Value) -> Value {
    do { return try make() } catch { fatalError("\(error)") }
}

extension ChangeSet {
    /// Daily values of a metric of a tenant, the same for each date.
    mutating func add(
        _ metric: Metric, _ value: Double?, on dates: [LocalDate], labels: Labels = .none,
        of tenant: TenantID = World.acme
    ) {
        for date in dates {
            add(
                SampleWrite(
                    SeriesKey(tenant: tenant, metric: metric.id, labels: labels), at: .date(date),
                    value: value))
        }
    }

    mutating func add(
        _ metric: Metric, _ value: Double, at text: String, labels: Labels = .none,
        of tenant: TenantID = World.acme
    ) throws {
        add(
            SampleWrite(
                SeriesKey(tenant: tenant, metric: metric.id, labels: labels), at: .instant(try instant(text)),
                value: value))
    }

    mutating func cover(
        _ metric: Metric, _ start: String, _ end: String, source: String = "feed",
        of tenant: TenantID = World.acme
    ) throws {
        add(
            try Coverage(
                tenant: tenant, metric: metric.id, source: SourceID(source),
                range: instant(start)..<instant(end)))
    }

    mutating func act(
        _ id: String, at text: String, category: ActionCategory = .alert, type: ActionType = .sendEmail,
        succeeded: Int = 1, failed: Int = 0, suppressed: Int = 0, of tenant: TenantID = World.acme
    ) throws {
        add(
            try ActionRecord(
                tenant: tenant, source: SourceID("feed"), id: ActionID(id), at: instant(text), type: type,
                category: category, succeeded: succeeded, failed: failed, suppressed: suppressed))
    }

    mutating func activate(
        _ subject: String, at text: String, kind: SubjectKind = .device, of tenant: TenantID = World.acme
    ) throws {
        add(
            try ActivityRecord(
                tenant: tenant, kind: kind, subject: SubjectID(subject),
                quarter: QuarterHour(holding: instant(text))))
    }
}

/// The JSON form of a value and what is read back from it.
func roundTrip<Value: Codable>(_ value: Value) throws -> Value {
    try read(Value.self, json(value, strategies: true))
}
