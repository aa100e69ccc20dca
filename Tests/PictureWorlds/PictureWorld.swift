package import BillingModel
package import BillingReports
package import BillingStore
import BillingTestSupport
import BillingTime
package import Foundation

/// A tenant whose screens are drawn, in a state that a picture has to be drawn with care for.
package struct PictureWorld: Sendable {
    /// What the state is called, in one word.
    package let name: String
    package let scope: BillingScope
    /// The instant of the report.
    package let now: Date
    /// The first instant with data, or that might have some.
    package let start: Date
    package let annotations: [GraphAnnotation]
    package let limits: [MetricLimit]
    /// What of the tenant is drawn.
    package let metrics: [Metric]

    /// Makes a world with a tenant in New York, whose report is made at the end of a date.
    init(
        _ name: String, metrics: [Metric] = [], tenantName: String = "Acme Logistics",
        from first: String = "2025-09-01",
        through last: String, hours: Int = 0, annotations: [GraphAnnotation] = [],
        limits: [MetricLimit] = [],
        _ fill: (inout ChangeSet, Tenant, [Metric], [LocalDate]) throws -> Void
    ) async throws {
        let zone = try ZoneID("America/New_York")
        let tenant = try Tenant(
            id: TenantID("acme"), name: tenantName, zones: ZoneHistory(zone), currency: .usd)
        let (from, to) = (try LocalDate(first), try LocalDate(last))
        let clock = try ZoneDatabase.system.zone(zone)
        start = clock.start(of: from)
        now = clock.interval(of: to).upperBound + TimeInterval(hours * 3_600)
        let now = now
        let repository = InMemoryRepository(clock: { now })
        var changes = try ChangeSet(id: CommitID("state"))
        changes.add(tenant)
        let dates = try (0...from.days(to: to)).map { try from.adding(days: $0) }
        try fill(&changes, tenant, metrics, dates)
        try await repository.commit(changes)
        self.name = name
        scope = repository.scope(of: tenant.id)
        self.annotations = annotations
        self.limits = limits
        self.metrics = metrics
    }
}

extension PictureWorld {
    /// What metrics of a made-up tenant show on a date: growth, weeks, and a little noise.
    static func count(of metric: Metric, _ place: Int, on date: LocalDate, _ random: inout SplitMix64) -> Int
    {
        let size = (abs(metric.id.text.utf8.reduce(7) { ($0 * 31 + Int($1)) % 997 }) % 9 + 1) * 12
        let isWeekend = date.weekday == .saturday || date.weekday == .sunday
        let noise = Int(random.next() % UInt64(max(1, size / 12)))
        let grown = size + size * place / 700
        switch metric.kind {
        case .gauge: return grown + place / 9 % 3
        case .distinct: return grown * (isWeekend ? 5 : 8) / 10 + noise
        case .distinctToDate: return grown * min(10, 3 + date.day / 3) / 10
        case .count, .cumulative: return grown / (isWeekend ? 3 : 1) + noise
        }
    }

    /// Adds a day's row of the usage report for each date; what a closure says of a date and metric is left out or another.
    static func addUsage(
        _ changes: inout ChangeSet, _ tenant: Tenant, _ metrics: [Metric], _ dates: [LocalDate],
        seed: UInt64 = 1,
        changing: (Metric, Int, Int) -> Int? = { _, _, count in count }
    ) throws {
        var random = SplitMix64(seed: seed)
        for (place, date) in dates.enumerated() {
            var counts: [Metric: Int] = [:]
            for metric in metrics {
                let count = count(of: metric, place, on: date, &random)
                counts[metric] = changing(metric, place, count)
            }
            guard !counts.isEmpty else { continue }
            let row = counts.sorted { $0.key.id < $1.key.id }
            changes.add(
                try DailyUsage(
                    tenant: tenant.id, date: date,
                    counts: row.map { Inventory.Count(metric: $0.key.id, count: $0.value) }))
        }
    }

    static func addInvoice(
        _ changes: inout ChangeSet, _ tenant: Tenant, _ number: String, on date: String, _ amount: Money,
        isPaid: Bool = true
    ) throws {
        changes.add(
            try Invoice(
                tenant: tenant.id, number: InvoiceNumber(number), issuedAt: instant("\(date)T12:00:00Z"),
                currency: amount.currency, payable: amount,
                totalPaid: isPaid ? amount : Money(minorUnits: 0, currency: amount.currency)))
    }
}
