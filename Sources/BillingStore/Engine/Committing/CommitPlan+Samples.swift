import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension CommitPlan {
    /// The writes of a set to one series.
    private struct Group {
        let key: SeriesKey
        /// Where the runs of the set's samples that belong to it stand among those of ``Groups/runs``.
        let runs: Range<Int>
        /// What usage rows and inventories write to it.
        var others: [PendingWrite] = []
    }

    /// The writes of a set by series, in the order in which the series come up.
    private struct Groups {
        private(set) var groups: [Group] = []
        /// The runs of the set's samples, those of one series after the other, each in their order.
        let runs: [Int]
        private var places: [SeriesKey: Int]?

        init(_ samples: SampleWrites) {
            var ends = Array(repeating: 0, count: samples.series.count + 1)
            for run in samples.runs { ends[run.series + 1] += 1 }
            for series in samples.series.indices { ends[series + 1] += ends[series] }
            groups = samples.series.indices.map {
                Group(key: samples.series[$0], runs: ends[$0]..<ends[$0 + 1])
            }
            var runs = Array(repeating: 0, count: samples.runs.count)
            for (place, run) in samples.runs.enumerated() {
                runs[ends[run.series]] = place
                ends[run.series] += 1
            }
            self.runs = runs
        }

        mutating func append(_ write: PendingWrite, to key: SeriesKey) {
            var places =
                self.places.take()
                ?? Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1.key, $0) })
            if places[key] == nil {
                places[key] = groups.count
                groups.append(Group(key: key, runs: 0..<0))
            }
            if let place = places[key] { groups[place].others.append(write) }
            self.places = places
        }
    }

    mutating func planSamples(
        _ changes: ChangeSet, _ basis: some CommitSnapshot, _ zones: ZoneDatabase
    ) throws {
        let samples = changes.samples
        var groups = Groups(samples)
        try collectUsage(changes, basis, &groups)
        try collectInventories(changes, basis, zones, &groups)
        series.reserveCapacity(groups.groups.count)
        var last: (key: SeriesKey, owner: (tenant: Tenant, metric: Metric, floor: Int64)?)?
        for group in groups.groups {
            let key = group.key
            let runs = groups.runs[group.runs]
            if last?.key.metric != key.metric || last?.key.tenant != key.tenant {
                last = (key, try owner(of: key, basis))
            }
            guard let (tenant, metric, floor) = last?.owner else {
                for sample in runs.lazy.flatMap(samples.samples) {
                    _ = try recordedMetric(key, Origin(kind: .sample, index: sample), basis)
                }
                continue
            }
            if group.others.isEmpty,
                let columns = Self.appended(runs, samples, tenant, metric, floor),
                try basis.knowsNothing(of: key, from: columns.positions[0])
            {
                counts.inserted += columns.count
                series.append(
                    SeriesChange(
                        key: key, timing: metric.isDaily ? .dates : .instants, changes: columns, versioned: []
                    ))
                continue
            }
            var writes = runs.flatMap { run in
                samples.samples(of: run).compactMap { pending($0, in: run, samples, metric, floor) }
            }
            writes += group.others
            if !writes.isEmpty { try resolve(writes, key, tenant, metric, basis, zones) }
        }
    }

    /// The samples of one series as they are, if each comes after the one before and needs no second look.
    private static func appended(
        _ runs: ArraySlice<Int>, _ samples: SampleWrites, _ tenant: Tenant, _ metric: Metric, _ floor: Int64
    ) -> SampleChanges? {
        let timing: MetricSeries.Timing = metric.isDaily ? .dates : .instants
        guard timing == .instants || tenant.zones.changes.isEmpty,
            runs.allSatisfy({ samples.runs[$0].details == nil && samples.runs[$0].timing == timing })
        else { return nil }
        var positions: [Int64] = []
        var values: [Double] = []
        let count = runs.reduce(0) { $0 + samples.samples(of: $1).count }
        positions.reserveCapacity(count)
        values.reserveCapacity(count)
        for run in runs {
            positions += samples.positions[samples.samples(of: run)]
            values += samples.values[samples.samples(of: run)]
        }
        guard positions[0] >= floor else { return nil }
        for place in 1..<count where positions[place - 1] >= positions[place] { return nil }
        for place in 0..<count {
            // 0.0 and -0.0 are one value.
            values[place] += 0.0
            guard values[place].isFinite else { return nil }
        }
        if metric.kind == .distinct || metric.kind == .distinctToDate,
            values.contains(where: { (try? check($0, metric)) == nil })
        {
            return nil
        }
        return SampleChanges(
            positions: positions, values: values, zone: timing == .dates ? tenant.zones.first : nil)
    }

    /// Resolves the writes of a set to one series, in its order.
    private mutating func resolve(
        _ writes: [PendingWrite], _ key: SeriesKey, _ tenant: Tenant, _ metric: Metric,
        _ basis: some CommitSnapshot, _ zones: ZoneDatabase
    ) throws {
        let writes = SampleResolution.inOrder(writes)
        let known = try basis.series(key, at: writes.map(\.position))
        let resolution: SampleResolution
        do throws(BillingError) {
            resolution = try SampleResolution(writes, series: known) { position throws(BillingError) in
                metric.isDaily ? try Self.zone(ofDay: position, tenant, zones) : nil
            }
        } catch {
            if error.code == .unavailable { throw error }
            if let origin = writes.first?.origin { refuse(origin, "\(key)", error.code, error.rule) }
            return
        }
        for refusal in resolution.refusals {
            refuse(refusal.origin, "\(key)", .conflict, refusal.rule)
        }
        counts += resolution.counts
        guard !resolution.changes.isEmpty || !resolution.versioned.isEmpty else { return }
        series.append(
            SeriesChange(
                key: key, timing: metric.isDaily ? .dates : .instants, changes: resolution.changes,
                versioned: resolution.versioned))
    }

    /// A sample of the set on its way into a series; nil after a refusal.
    private mutating func pending(
        _ sample: Int, in run: Int, _ samples: SampleWrites, _ metric: Metric, _ floor: Int64
    ) -> PendingWrite? {
        let origin = Origin(kind: .sample, index: sample)
        let write = samples.write(sample, in: run)
        do throws(BillingError) {
            let position = try Self.position(write.time, metric)
            guard position >= floor else { throw BillingError(.expired, rule: Self.belowFloor) }
            try Self.check(write.value, metric)
            return PendingWrite(
                position: position, value: write.value.map { $0 + 0.0 }, version: write.version,
                statedZone: metric.isDaily ? write.zone : nil, origin: origin)
        } catch {
            refuse(origin, "\(write.series) at \(write.time)", error.code, error.rule)
            return nil
        }
    }

    /// Whose a series is, its metric, and the first position that is kept of it; nil if it takes no samples.
    private mutating func owner(
        of key: SeriesKey, _ basis: some CommitSnapshot
    ) throws -> (tenant: Tenant, metric: Metric, floor: Int64)? {
        guard let tenant = try tenant(key.tenant, basis),
            let metric = try metric(key.metric, of: key.tenant, basis), metric.source == .recorded
        else { return nil }
        return (tenant, metric, try floor(metric, key.tenant, basis))
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
