import BillingModel
import BillingTime

/// What tenants have at the instant of the report, and had at the end of an earlier date: the levels of gauges on one day each.
struct InventoryCounts {
    let columns: [TenantInventory.Column]
    /// The time between the two instants; nil if there is one only.
    let range: Range<Int64>?
    private let context: ScreenContext
    /// The clocks of the rows, and which of them each tenant's row has.
    private var clocks: [Clock] = []
    private var clockOfTenant: [Int]
    /// The levels of each tenant, a row of metrics for each; those of the earlier date only if there is one.
    private var now: [GaugeLevel?]
    private var base: [GaugeLevel?]
    /// The place of each column among the different metrics, and how many of these there are.
    private let places: [Int]
    private let width: Int
    /// What threads know of the query.
    private(set) var asked: Asked

    /// What all rows of one clock say of it.
    private struct Clock {
        let zone: ZoneID
        let history: ZoneHistory?
        let digest: String

        init(_ zone: Zone, at instant: Int64) {
            self.zone = zone.history.zone(at: Instants.date(instant))
            history = zone.history.changes.isEmpty ? nil : zone.history
            digest = zone.digest
        }
    }

    /// The level of a metric of a tenant, as a thread takes it from an answer.
    struct Taken: Sendable {
        fileprivate let place: Int
        fileprivate let isNow: Bool
        fileprivate let level: GaugeLevel
    }

    /// The parts of a query that are about an inventory.
    struct Asked: Sendable {
        /// Whether a part is about now.
        fileprivate var isNow: [Int: Bool] = [:]
        fileprivate let width: Int

        /// The level that an answer tells; nil if it is none to a part that the inventory added.
        func level(
            _ part: Int, _ tenant: Int, _ columns: MetricColumns
        ) throws(BillingError) -> Taken? {
            guard let isNow = isNow[part] else { return nil }
            return Taken(
                place: tenant * width + columns.place, isNow: isNow,
                level: try GaugeLevel(columns, atEndOf: 0))
        }
    }

    /// Adds to a query what is needed.
    ///
    /// - Throws: `BillingError` with code `unsupported` if a metric is no recorded gauge; else what a clock throws.
    init(
        _ metrics: [Metric], since: LocalDate?, of reader: MetricReader, in query: inout MetricQuery
    ) throws(BillingError) {
        context = reader.context
        columns = metrics.map { TenantInventory.Column(metric: $0.id, name: $0.name, unit: $0.unit) }
        var hasChecked = false
        for (place, catalog) in reader.catalogs.enumerated() {
            // Tenants that define nothing have the same metrics.
            if !catalog.hasDefinitions, hasChecked { continue }
            if !catalog.hasDefinitions { hasChecked = true }
            try Self.check(metrics, catalog, context.tenants[place])
        }
        var different: [MetricID: Int] = [:]
        places = metrics.map { metric in
            let place = different[metric.id] ?? different.count
            different[metric.id] = place
            return place
        }
        width = different.count
        asked = Asked(width: width)
        let count = context.tenants.count
        clockOfTenant = Array(repeating: 0, count: count)
        now = Array(repeating: nil, count: count * width)
        base = since == nil ? [] : now
        var earliest = context.now
        for (zone, tenants) in try context.clocks() {
            for tenant in tenants { clockOfTenant[tenant] = clocks.count }
            clocks.append(Clock(zone, at: context.now))
            let day = try BucketPlan.day(before: context.now, in: zone, now: context.now)
            let part = try query.add(metrics, of: tenants, on: day)
            asked.isNow[part] = true
            guard let since else { continue }
            let end = min(zone.startOfDay(Int(since.dayNumber) + 1), context.now)
            let then = try BucketPlan.day(before: end, in: zone, now: context.now)
            let earlier = try query.add(metrics, of: tenants, on: then)
            asked.isNow[earlier] = false
            earliest = min(earliest, then.instants.last ?? earliest)
        }
        range = since == nil ? nil : earliest..<context.now
    }

    private static func check(
        _ metrics: [Metric], _ catalog: TenantCatalog, _ tenant: Tenant
    ) throws(BillingError) {
        for metric in metrics.map(catalog.defined)
        where metric.kind != .gauge || metric.source != .recorded {
            throw BillingError(
                .unsupported, rule: "an inventory counts recorded gauges",
                detail: "metric '\(metric.id)' of tenant '\(tenant.id)'")
        }
    }

    /// Takes what an answer told.
    mutating func take(_ taken: Taken) {
        if taken.isNow { now[taken.place] = taken.level } else { base[taken.place] = taken.level }
    }

    /// The row of the tenant at a place.
    func row(_ tenant: Int) throws(BillingError) -> TenantInventory.Row {
        let clock = clocks[clockOfTenant[tenant]]
        var counts: [TenantInventory.Count] = []
        counts.reserveCapacity(columns.count)
        for (index, place) in places.enumerated() {
            let place = tenant * width + place
            guard let level = now[place] else { continue }
            counts.append(
                TenantInventory.Count(
                    metric: columns[index].metric, value: level.value, asof: level.asOf,
                    lastKnown: level.lastKnown, members: level.members, reporting: level.reporting,
                    change: base.isEmpty ? nil : try change(level, base[place]),
                    completeness: level.completeness))
        }
        return TenantInventory.Row(
            tenant: context.tenants[tenant].id, name: context.tenants[tenant].name, zone: clock.zone,
            clock: clock.history, digest: clock.digest, counts: counts)
    }

    private func change(_ level: GaugeLevel, _ base: GaugeLevel?) throws(BillingError) -> FigureChange? {
        guard let base, let new = level.exact, let old = base.exact else { return nil }
        return FigureChange(
            difference: try (new - old).rounded(), base: try old.rounded(),
            completeness: try level.completeness.weaker(base.completeness))
    }

    /// The sum of each column over the counts of all tenants.
    func totals(of rows: [[TenantInventory.Count]]) throws(BillingError) -> [TenantInventory.Total] {
        var totals: [TenantInventory.Total] = []
        for (index, column) in columns.enumerated() {
            var values: [Double] = []
            var weakest: Completeness?
            var isPast = false
            for row in rows {
                if let value = row[index].value { values.append(value) }
                if row[index].lastKnown != nil { isPast = true }
                let known = row[index].completeness
                weakest = if let part = weakest { try part.weaker(known) } else { known }
            }
            totals.append(
                TenantInventory.Total(
                    metric: column.metric, value: values.isEmpty ? nil : try sum(values),
                    lastKnown: isPast
                        ? try LastKnown.sum(of: rows.compactMap { $0[index].known }) : nil,
                    members: rows.count, reporting: values.count, shared: rows.count > 1,
                    change: base.isEmpty
                        ? nil : try change(of: rows.map { $0[index] }.filter { $0.value != nil }),
                    completeness: weakest))
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
        sum.add(finite: values[...])
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
