import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension CommitPlan {
    /// The writes of a set by series, in the order in which the series come up.
    private struct Groups {
        private(set) var keys: [SeriesKey] = []
        private(set) var writes: [[PendingWrite]] = []
        private var places: [SeriesKey: Int] = [:]
        private var last = -1

        mutating func append(_ write: PendingWrite, to key: SeriesKey) {
            if last < 0 || keys[last] != key {
                last = places[key] ?? keys.count
                if last == keys.count {
                    places[key] = last
                    keys.append(key)
                    writes.append([])
                }
            }
            writes[last].append(write)
        }
    }

    mutating func planSamples(
        _ changes: ChangeSet, _ basis: some CommitSnapshot, _ zones: ZoneDatabase
    ) throws {
        var groups = Groups()
        try collectSamples(changes, basis, &groups)
        try collectUsage(changes, basis, &groups)
        try collectInventories(changes, basis, zones, &groups)
        for (key, writes) in zip(groups.keys, groups.writes) {
            guard let tenant = try tenant(key.tenant, basis),
                let metric = try metric(key.metric, of: key.tenant, basis)
            else { continue }
            let writes = SampleResolution.inOrder(writes)
            let known = try basis.series(key, at: writes.map(\.position))
            let resolution: SampleResolution
            do throws(BillingError) {
                resolution = try SampleResolution(
                    writes, series: known
                ) { position throws(BillingError) in
                    metric.isDaily ? try Self.zone(ofDay: position, tenant, zones) : nil
                }
            } catch {
                if error.code == .unavailable { throw error }
                if let origin = writes.first?.origin { refuse(origin, "\(key)", error.code, error.rule) }
                continue
            }
            for refusal in resolution.refusals {
                refuse(refusal.origin, "\(key)", .conflict, refusal.rule)
            }
            counts += resolution.counts
            guard !resolution.changes.isEmpty || !resolution.versioned.isEmpty else { continue }
            series.append(
                SeriesChange(
                    key: key, timing: metric.isDaily ? .dates : .instants, changes: resolution.changes,
                    versioned: resolution.versioned))
        }
    }

    private mutating func collectSamples(
        _ changes: ChangeSet, _ basis: some CommitSnapshot, _ groups: inout Groups
    ) throws {
        var last: (key: SeriesKey, metric: Metric, floor: Int64)?
        for (index, write) in changes.samples.enumerated() {
            let origin = Origin(kind: .sample, index: index)
            if last?.key != write.series {
                last = nil
                guard let metric = try recordedMetric(write.series, origin, basis) else { continue }
                last = (write.series, metric, try floor(metric, write.series.tenant, basis))
            }
            guard let (_, metric, floor) = last else { continue }
            do throws(BillingError) {
                let position = try Self.position(write.time, metric)
                guard position >= floor else { throw BillingError(.expired, rule: Self.belowFloor) }
                try Self.check(write.value, metric)
                groups.append(
                    PendingWrite(
                        position: position, value: write.value.map { $0 + 0.0 }, version: write.version,
                        statedZone: metric.isDaily ? write.zone : nil, origin: origin),
                    to: write.series)
            } catch {
                refuse(origin, "\(write.series) at \(write.time)", error.code, error.rule)
            }
        }
    }

    private mutating func collectUsage(
        _ changes: ChangeSet, _ basis: some CommitSnapshot, _ groups: inout Groups
    ) throws {
        for (index, row) in changes.usage.enumerated() {
            let origin = Origin(kind: .usage, index: index)
            for count in row.counts {
                let key = SeriesKey(tenant: row.tenant, metric: count.metric)
                guard let metric = try recordedMetric(key, origin, basis) else { continue }
                guard metric.isDaily else {
                    refuse(
                        origin, "\(key) on \(row.date)", .invalidValue,
                        "a usage row holds metrics that are recorded by the day")
                    continue
                }
                guard row.date.floorDay >= (try floor(metric, row.tenant, basis)) else {
                    refuse(origin, "\(key) on \(row.date)", .expired, Self.belowFloor)
                    continue
                }
                groups.append(
                    PendingWrite(
                        position: Int64(row.date.dayNumber), value: Double(count.count), version: nil,
                        statedZone: nil, origin: origin),
                    to: key)
            }
        }
    }

    private mutating func collectInventories(
        _ changes: ChangeSet, _ basis: some CommitSnapshot, _ zones: ZoneDatabase, _ groups: inout Groups
    ) throws {
        for (index, inventory) in changes.inventories.enumerated() {
            let origin = Origin(kind: .inventory, index: index)
            for count in inventory.counts {
                let key = SeriesKey(tenant: inventory.tenant, metric: count.metric)
                guard let metric = try recordedMetric(key, origin, basis),
                    let tenant = try tenant(inventory.tenant, basis)
                else { continue }
                guard metric.kind == .gauge else {
                    refuse(origin, "\(key)", .invalidValue, "an inventory holds recorded gauges")
                    continue
                }
                let floor = try floor(metric, inventory.tenant, basis)
                do throws(BillingError) {
                    var position = try Self.position(.instant(inventory.at))
                    let zone = tenant.zone(at: inventory.at)
                    if metric.isDaily {
                        position = Int64(try zones.zone(tenant.zones).dayNumber(holding: position))
                    }
                    guard position >= floor else { throw BillingError(.expired, rule: Self.belowFloor) }
                    groups.append(
                        PendingWrite(
                            position: position, value: Double(count.count), version: nil,
                            statedZone: metric.isDaily ? zone : nil, origin: origin),
                        to: key)
                } catch {
                    if error.code == .unavailable { throw error }
                    refuse(origin, "\(key)", error.code, error.rule)
                }
            }
        }
    }

    /// The first position of samples of a metric that is kept.
    private mutating func floor(
        _ metric: Metric, _ tenant: TenantID, _ basis: some CommitSnapshot
    ) throws -> Int64 {
        guard let date = try floor(of: .sample, tenant, basis) else { return .min }
        return metric.isDaily ? date.floorDay : date.floorInstant
    }

    /// The metric of a series that takes samples; nil after a refusal.
    private mutating func recordedMetric(
        _ key: SeriesKey, _ origin: Origin, _ basis: some CommitSnapshot
    ) throws -> Metric? {
        guard try tenant(key.tenant, basis) != nil else {
            refuse(origin, unknown: key.tenant)
            return nil
        }
        guard let metric = try metric(key.metric, of: key.tenant, basis) else {
            refuse(origin, "\(key)", .notFound, "a sample belongs to a known metric")
            return nil
        }
        guard metric.source == .recorded else {
            refuse(origin, "\(key)", .unsupported, "a derived metric takes no samples")
            return nil
        }
        return metric
    }

    private static func position(_ time: SampleTime, _ metric: Metric) throws(BillingError) -> Int64 {
        switch time {
        case .date(let date):
            guard metric.isDaily else {
                throw BillingError(.invalidValue, rule: "only samples of a daily metric belong to dates")
            }
            return Int64(date.dayNumber)
        case .instant:
            guard !metric.isDaily else {
                throw BillingError(.invalidValue, rule: "samples of a daily metric belong to dates")
            }
            return try position(time)
        }
    }

    private static func position(_ time: SampleTime) throws(BillingError) -> Int64 {
        switch time {
        case .date(let date): return Int64(date.dayNumber)
        case .instant(let instant):
            let position = try Instants.microseconds(instant)
            guard position < Instants.end else {
                throw BillingError(.invalidValue, rule: "an instant lies in the years 1 to 9999")
            }
            return position
        }
    }

    private static func check(_ value: Double?, _ metric: Metric) throws(BillingError) {
        guard let value else { return }
        guard value.isFinite else {
            throw BillingError(.invalidValue, rule: "a sample has a finite value")
        }
        guard metric.kind == .distinct || metric.kind == .distinctToDate else { return }
        guard value >= 0, value.rounded() == value else {
            throw BillingError(.invalidValue, rule: "a distinct count is a whole number, 0 or more")
        }
    }

    /// The zone of a date that was stated without one: the last zone of the tenant that was in force when the date
    /// began in it.
    private static func zone(
        ofDay day: Int64, _ tenant: Tenant, _ zones: ZoneDatabase
    ) throws(BillingError) -> ZoneID {
        for change in tenant.zones.changes.reversed() {
            let start = try zones.zone(change.zone).startOfDay(Int(day))
            if try Instants.microseconds(change.from) <= start { return change.zone }
        }
        return tenant.zones.first
    }
}
