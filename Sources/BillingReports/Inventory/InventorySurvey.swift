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

    /// One instant: where each tenant's reading ends, and the last samples before that.
    fileprivate struct Instant {
        var horizons: [TenantID: GaugeHorizon] = [:]
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
        let earliest = base.horizons.values.map(\.instant).min() ?? context.now
        range = min(earliest, context.now)..<context.now
    }

    /// Reads the last samples before an instant of each tenant's zone.
    private static func read(
        _ context: ScreenContext, _ tenants: TenantSelection, _ metrics: [Metric],
        before instant: (Zone) -> Int64
    ) async throws -> Instant {
        var result = Instant()
        var ofZone: [Zone: GaugeHorizon] = [:]
        for tenant in context.tenants {
            let zone = try context.zone(of: tenant)
            let horizon = try ofZone[zone] ?? GaugeHorizon(before: instant(zone), in: zone)
            ofZone[zone] = horizon
            result.horizons[tenant.id] = horizon
        }
        let ends = ofZone.values.map(\.instant)
        let days = ofZone.values.map(\.lastDay)
        guard let first = ends.min(), let last = ends.max(), let firstDay = days.min(),
            let endDay = ofZone.values.map(\.endDay).max()
        else { return result }
        // Horizons of different zones lie a day or two apart; what is read beyond a tenant's own is left out.
        let request = SeriesRequest(
            of: tenants, metrics: metrics.map(\.id), instants: Instants.date(first)..<Instants.date(last),
            dates: try LocalDate(dayNumber: Int(firstDay))...LocalDate(dayNumber: Int(endDay - 1)),
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
            guard let reading = try now.reading(of: metric, tenant, catalog, now: context.now) else {
                continue
            }
            let base = try base?.reading(of: metric, tenant, catalog, now: context.now)
            let value = if let value = reading.value { try value.rounded() } else { Double?.none }
            counts.append(
                TenantInventory.Count(
                    metric: metric.id, value: value, asof: reading.asOf, members: reading.members,
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
                    members: counts.count, reporting: present.count, shared: counts.count > 1, change: change,
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
        of metric: Metric, _ tenant: Tenant, _ catalog: TenantCatalog, now: Int64
    ) throws(BillingError) -> GaugeReading? {
        guard let horizon = horizons[tenant.id] else { return nil }
        let own = places[tenant.id]?[metric.id] ?? 0..<0
        return try GaugeReading(series[own], of: metric, at: horizon, now: now, catalog: catalog)
    }
}
