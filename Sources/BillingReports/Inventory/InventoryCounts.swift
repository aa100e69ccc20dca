import BillingModel
import BillingTime

/// What tenants have at the instant of the report, and had at the end of an earlier date: the levels of gauges on one day each.
struct InventoryCounts {
    let columns: [TenantInventory.Column]
    /// The time between the two instants; nil if there is one only.
    let range: Range<Int64>?
    private let context: ScreenContext
    /// The clock of each tenant's row.
    private var zones: [Zone]
    /// The levels of each tenant, a row of metrics for each.
    private var now: [GaugeLevel?]
    private var base: [GaugeLevel?]
    private let places: [MetricID: Int]
    /// Whether a part of the query is about now.
    private var isNow: [Int: Bool] = [:]

    /// Adds to a query what is needed.
    ///
    /// - Throws: `BillingError` with code `unsupported` if a metric is no recorded gauge; else what a clock throws.
    init(
        _ metrics: [Metric], since: LocalDate?, of reader: MetricReader, in query: inout MetricQuery
    ) throws(BillingError) {
        context = reader.context
        columns = metrics.map { TenantInventory.Column(metric: $0.id, name: $0.name, unit: $0.unit) }
        for (tenant, catalog) in zip(context.tenants, reader.catalogs) {
            for metric in metrics.map(catalog.defined)
            where metric.kind != .gauge || metric.source != .recorded {
                throw BillingError(
                    .unsupported, rule: "an inventory counts recorded gauges",
                    detail: "metric '\(metric.id)' of tenant '\(tenant.id)'")
            }
        }
        zones = Array(repeating: .utc, count: context.tenants.count)
        places = Dictionary(metrics.enumerated().map { ($1.id, $0) }) { first, _ in first }
        now = Array(repeating: nil, count: context.tenants.count * metrics.count)
        base = now
        var earliest = context.now
        for (zone, tenants) in try context.clocks() {
            for tenant in tenants { zones[tenant] = zone }
            let day = try BucketPlan.day(before: context.now, in: zone, now: context.now)
            let part = try query.add(metrics, of: tenants, on: day)
            isNow[part] = true
            guard let since else { continue }
            let end = min(zone.startOfDay(Int(since.dayNumber) + 1), context.now)
            let then = try BucketPlan.day(before: end, in: zone, now: context.now)
            let earlier = try query.add(metrics, of: tenants, on: then)
            isNow[earlier] = false
            earliest = min(earliest, then.instants.last ?? earliest)
        }
        range = since == nil ? nil : earliest..<context.now
    }

    /// Takes an answer.
    ///
    /// - Returns: Whether it is one to a part that the inventory added.
    mutating func take(_ part: Int, _ tenant: Int, _ columns: MetricColumns) throws(BillingError) -> Bool {
        guard let isNow = isNow[part], let place = place(of: columns.metric.id, tenant) else { return false }
        let level = try GaugeLevel(columns, atEndOf: 0)
        if isNow { now[place] = level } else { base[place] = level }
        return true
    }

    private func place(of metric: MetricID, _ tenant: Int) -> Int? {
        places[metric].map { tenant * columns.count + $0 }
    }

    /// The row of the tenant at a place.
    func row(_ tenant: Int) throws(BillingError) -> TenantInventory.Row {
        let zone = zones[tenant]
        var counts: [TenantInventory.Count] = []
        for column in columns {
            guard let place = place(of: column.metric, tenant), let level = now[place] else { continue }
            let value = if let value = level.value { try value.rounded() } else { Double?.none }
            counts.append(
                TenantInventory.Count(
                    metric: column.metric, value: value, asof: level.asOf, lastKnown: level.lastKnown,
                    members: level.members, reporting: level.reporting,
                    change: try change(level, base[place]), completeness: level.completeness))
        }
        return TenantInventory.Row(
            tenant: context.tenants[tenant].id, name: context.tenants[tenant].name,
            zone: zone.history.zone(at: Instants.date(context.now)),
            clock: zone.history.changes.isEmpty ? nil : zone.history, digest: zone.digest, counts: counts)
    }

    private func change(_ level: GaugeLevel, _ base: GaugeLevel?) throws(BillingError) -> FigureChange? {
        guard let base, let new = level.value, let old = base.value else { return nil }
        return FigureChange(
            difference: try (new - old).rounded(), base: try old.rounded(),
            completeness: try level.completeness.weaker(base.completeness))
    }

    /// The sum of each column over the rows of all tenants.
    func totals(of rows: [TenantInventory.Row]) throws(BillingError) -> [TenantInventory.Total] {
        var totals: [TenantInventory.Total] = []
        for (index, column) in columns.enumerated() {
            let counts = rows.map { $0.counts[index] }
            let present = counts.filter { $0.value != nil }
            let isPast = counts.contains { $0.lastKnown != nil }
            totals.append(
                TenantInventory.Total(
                    metric: column.metric,
                    value: present.isEmpty ? nil : try sum(present.compactMap(\.value)),
                    lastKnown: isPast ? try LastKnown.sum(of: counts.compactMap(\.known)) : nil,
                    members: counts.count, reporting: present.count, shared: counts.count > 1,
                    change: try change(of: present),
                    completeness: try Completeness.weakest(of: counts.map(\.completeness))))
        }
        return totals
    }

    /// The sum of the changes; nil unless every count that has a value has one.
    private func change(of counts: [TenantInventory.Count]) throws(BillingError) -> FigureChange? {
        let changes = counts.compactMap(\.change)
        guard changes.count == counts.count,
            let weakest = try Completeness.weakest(of: changes.map(\.completeness))
        else { return nil }
        return FigureChange(
            difference: try sum(changes.map(\.difference)), base: try sum(changes.map(\.base)),
            completeness: weakest)
    }

    private func sum(_ values: [Double]) throws(BillingError) -> Double {
        var sum = ExactSum()
        for value in values { sum.add(finite: value) }
        return try sum.rounded()
    }
}

extension TenantInventory.Count {
    /// What is known last: what no longer holds, or else the value.
    fileprivate var known: LastKnown? {
        if let lastKnown { return lastKnown }
        guard let value, let asof else { return nil }
        return LastKnown(value: value, time: asof)
    }
}

extension BucketPlan {
    /// The day that holds the last instant before another one, as a report of `now` reads it.
    fileprivate static func day(
        before instant: Int64, in zone: Zone, now: Int64
    ) throws(BillingError) -> BucketPlan {
        let end = try BucketPlan.dayAfterLastBegun(before: instant, in: zone)
        return try BucketPlan(
            BucketGrid(
                zone.startOfDay(zone.day(ofDate: end - 1))..<zone.startOfDay(end), width: .day, zone: zone),
            now: now)
    }
}
