import BillingModel
import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// All that an inventory reads, in one request for each of its two instants.
struct InventorySurvey {
    let columns: [TenantInventory.Column]
    /// The time between the two instants; nil if there is one only.
    let range: Range<Int64>?
    private let context: ScreenContext
    private let metrics: [Metric]
    let catalogs: [TenantID: TenantCatalog]
    private let now: Instant
    private let base: Instant?

    /// One instant: the day at whose end, or at now, each tenant is read, and the samples of that day and just before it.
    fileprivate struct Instant {
        var days: [TenantID: BucketPlan] = [:]
        /// In order of tenant and metric.
        var series: [MetricSeries] = []
        /// The places of the series of each tenant and metric.
        var places: [TenantID: [MetricID: Range<Int>]] = [:]
    }

    init(
        _ context: ScreenContext, of tenants: TenantSelection, metrics: [Metric], since: LocalDate?
    ) async throws {
        self.context = context
        self.metrics = metrics
        columns = metrics.map { TenantInventory.Column(metric: $0.id, name: $0.name, unit: $0.unit) }
        catalogs = try await context.catalogs(of: tenants)
        for tenant in context.tenants {
            let catalog = catalogs[tenant.id] ?? TenantCatalog()
            for metric in metrics {
                let metric = catalog.defined(metric)
                guard metric.kind == .gauge, metric.source == .recorded else {
                    throw BillingError(
                        .unsupported, rule: "an inventory counts recorded gauges",
                        detail: "metric '\(metric.id)' of tenant '\(tenant.id)'")
                }
            }
        }
        now = try await Self.read(context, tenants, metrics) { _ in context.now }
        guard let since else {
            (base, range) = (nil, nil)
            return
        }
        let base = try await Self.read(context, tenants, metrics) { zone in
            min(zone.startOfDay(Int(since.dayNumber) + 1), context.now)
        }
        self.base = base
        let earliest = base.days.values.compactMap(\.instants.last).min() ?? context.now
        range = min(earliest, context.now)..<context.now
    }

    /// Reads the samples of the day that ends at an instant of each tenant's zone, and the last ones before.
    private static func read(
        _ context: ScreenContext, _ tenants: TenantSelection, _ metrics: [Metric],
        before instant: (Zone) -> Int64
    ) async throws -> Instant {
        var result = Instant()
        var ofZone: [Zone: BucketPlan] = [:]
        for tenant in context.tenants {
            let zone = try context.zone(of: tenant)
            let day = try ofZone[zone] ?? .day(before: instant(zone), in: zone, now: context.now)
            ofZone[zone] = day
            result.days[tenant.id] = day
        }
        var time: UsageTimeSpan?
        for case let own? in ofZone.values.map(UsageTimeSpan.init) { time = time?.union(own) ?? own }
        guard let time else { return result }
        // The days of different zones lie a day or two apart; what is read beyond a tenant's own is left out.
        let request = SeriesRequest(
            of: tenants, metrics: metrics.map(\.id), instants: time.instants, dates: try time.dates,
            includesPrevious: true, knownAt: context.knownAt)
        result.series = try await context.reader.allSeries(request)
        var own: [MetricID: Range<Int>] = [:]
        for place in result.series.indices {
            let key = result.series[place].key
            own[key.metric] = (own[key.metric]?.lowerBound ?? place)..<(place + 1)
            let next = place + 1
            if next == result.series.count || result.series[next].key.tenant != key.tenant {
                result.places[key.tenant] = own
                own.removeAll(keepingCapacity: true)
            }
        }
        return result
    }

    func row(of tenant: Tenant) throws(BillingError) -> TenantInventory.Row {
        let zone = try context.zone(of: tenant)
        let catalog = catalogs[tenant.id] ?? TenantCatalog()
        var counts: [TenantInventory.Count] = []
        for metric in metrics {
            let metric = catalog.defined(metric)
            guard let reading = try now.reading(of: metric, tenant, catalog) else { continue }
            let base = try base?.reading(of: metric, tenant, catalog)
            let value = if let value = reading.value { try value.rounded() } else { Double?.none }
            counts.append(
                TenantInventory.Count(
                    metric: metric.id, value: value, asof: reading.asOf, lastKnown: reading.lastKnown,
                    members: reading.members,
                    reporting: reading.reporting, change: try change(reading, base),
                    completeness: reading.completeness))
        }
        return TenantInventory.Row(
            tenant: tenant.id, name: tenant.name,
            zone: zone.history.zone(at: Instants.date(context.now)),
            clock: zone.history.changes.isEmpty ? nil : zone.history, digest: zone.digest, counts: counts)
    }

    private func change(_ reading: GaugeReading, _ base: GaugeReading?) throws(BillingError) -> Change? {
        guard let base, let new = reading.value, let old = base.value,
            let weakest = try Completeness.weakest(of: [reading.completeness, base.completeness])
        else { return nil }
        return Change(difference: try (new - old).rounded(), base: try old.rounded(), completeness: weakest)
    }

    func totals(of rows: [TenantInventory.Row]) throws(BillingError) -> [TenantInventory.Total] {
        var totals: [TenantInventory.Total] = []
        for (index, metric) in metrics.enumerated() {
            let counts = rows.map { $0.counts[index] }
            let present = counts.filter { $0.value != nil }
            var known: [LastKnown] = []
            for count in counts {
                if let last = count.lastKnown {
                    known.append(last)
                } else if let value = count.value, let time = count.asof {
                    known.append(LastKnown(value: value, time: time))
                }
            }
            let isPast = counts.contains { $0.lastKnown != nil }
            let changes = present.compactMap(\.change)
            var change: Change?
            if !changes.isEmpty, changes.count == present.count,
                let weakest = try Completeness.weakest(of: changes.map(\.completeness))
            {
                change = Change(
                    difference: try sum(changes.map(\.difference)), base: try sum(changes.map(\.base)),
                    completeness: weakest)
            }
            totals.append(
                TenantInventory.Total(
                    metric: metric.id, value: present.isEmpty ? nil : try sum(present.compactMap(\.value)),
                    lastKnown: isPast ? try LastKnown.sum(of: known) : nil, members: counts.count,
                    reporting: present.count, shared: counts.count > 1, change: change,
                    completeness: try Completeness.weakest(of: counts.map(\.completeness))))
        }
        return totals
    }

    private func sum(_ values: [Double]) throws(BillingError) -> Double {
        var sum = ExactSum()
        for value in values { sum.add(finite: value) }
        return try sum.rounded()
    }
}

extension InventorySurvey.Instant {
    fileprivate func reading(
        of metric: Metric, _ tenant: Tenant, _ catalog: TenantCatalog
    ) throws(BillingError) -> GaugeReading? {
        guard let day = days[tenant.id] else { return nil }
        let own = places[tenant.id]?[metric.id] ?? 0..<0
        return try GaugeReading(series[own], of: metric, on: day, catalog: catalog)
    }
}
