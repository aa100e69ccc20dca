import BillingModel
import BillingStore
import BillingTime

/// Lines that are taken after they had been refused.
struct LateLines {
    /// What is still to be said.
    var lines: [ImportBatch.Line] = []
    /// What is not, since something else was said in its place.
    var superseded: [(line: Int, record: ImportRecord)] = []
}

extension PastReader {
    /// What lines that came at one revision still have to say at a later one.
    ///
    /// Records with an identity of their own say it at any time: actions, activity, coverage, invoices, entries, samples
    /// with a version. Of others the later one wins; so one is left out if what stands in its place by now is neither what
    /// stood there when it came nor what it says itself.
    mutating func late(
        _ lines: [ImportBatch.Line], since first: Revision, at revision: Revision
    ) async throws -> LateLines {
        var expanded: [ImportBatch.Line] = []
        for line in lines {
            var records: [ImportRecord] = []
            for record in line.records { records += try await samples(of: record, at: revision) }
            expanded.append(.init(line: line.line, records: records))
        }
        let moved = try await placesMoved(expanded, since: first, at: revision)
        var late = LateLines()
        for line in expanded {
            var kept: [ImportRecord] = []
            for record in line.records {
                if try await isSuperseded(record, moved, since: first, at: revision) {
                    late.superseded.append((line.line, record))
                } else {
                    kept.append(record)
                }
            }
            late.lines.append(.init(line: line.line, records: kept))
        }
        return late
    }

    /// The samples of an inventory or of a usage row; of another record itself.
    private mutating func samples(
        of record: ImportRecord, at revision: Revision
    ) async throws -> [ImportRecord] {
        switch record {
        case .usage(let row):
            return row.counts.map { count in
                .sample(
                    SampleWrite(
                        SeriesKey(tenant: row.tenant, metric: count.metric), at: .date(row.date),
                        value: Double(count.count)))
            }
        case .inventory(let inventory):
            guard let tenant = try await tenant(inventory.tenant, at: revision) else { return [record] }
            let zone = tenant.zone(at: inventory.at)
            var samples: [ImportRecord] = []
            for count in inventory.counts {
                let key = SeriesKey(tenant: inventory.tenant, metric: count.metric)
                let metric = try await metric(count.metric, of: inventory.tenant, at: revision)
                let isDaily = metric?.isDaily ?? false
                let time: SampleTime =
                    isDaily
                    ? .date(try ZoneDatabase.system.zone(zone).date(of: inventory.at))
                    : .instant(inventory.at)
                samples.append(
                    .sample(
                        SampleWrite(key, at: time, value: Double(count.count), zone: isDaily ? zone : nil)))
            }
            return samples
        default: return [record]
        }
    }

    /// What stands at the places of samples without a version at which something else stood; no value if nothing does.
    private mutating func placesMoved(
        _ lines: [ImportBatch.Line], since first: Revision, at revision: Revision
    ) async throws -> [SeriesKey: [Int64: Double?]] {
        var places: [TenantID: [SeriesKey: [Int64]]] = [:]
        for case .sample(let write) in lines.lazy.flatMap(\.records) where write.version == nil {
            guard let position = write.position else { continue }
            places[write.series.tenant, default: [:]][write.series, default: []].append(position)
        }
        var moved: [SeriesKey: [Int64: Double?]] = [:]
        for (tenant, places) in places {
            let before = try await values(of: places, tenant, at: first)
            let after = try await values(of: places, tenant, at: revision)
            for (key, positions) in places {
                for position in positions {
                    let stands = after[key]?[position]
                    if before[key]?[position] != stands { moved[key, default: [:]][position] = .some(stands) }
                }
            }
        }
        return moved
    }

    private mutating func isSuperseded(
        _ record: ImportRecord, _ moved: [SeriesKey: [Int64: Double?]], since first: Revision,
        at revision: Revision
    ) async throws -> Bool {
        switch record {
        case .sample(let write):
            guard write.version == nil, let position = write.position,
                let stands = moved[write.series]?[position]
            else { return false }
            return stands != write.value
        case .tenant(let tenant):
            let stands = try await self.tenant(tenant.id, at: revision)
            return try await self.tenant(tenant.id, at: first) != stands && stands != tenant
        case .metric(let metric, let tenant):
            let stands = try await self.metric(metric.id, of: tenant, at: revision)
            return try await self.metric(metric.id, of: tenant, at: first) != stands && stands != metric
        case .action(.amend(let action)):
            let key = ActionKey(source: action.source, id: action.id)
            guard let before = try await actions([key], of: action.tenant, at: first)[key] else {
                return false
            }
            let stands = try await actions([key], of: action.tenant, at: revision)[key]
            return stands != before && stands != action
        case .action, .activity, .coverage, .invoice, .entry, .inventory, .usage: return false
        }
    }
}

extension SampleWrite {
    /// The place of the sample in its series; nil if its instant is none.
    fileprivate var position: Int64? {
        switch time {
        case .date(let date): Int64(date.dayNumber)
        case .instant(let instant): try? Instants.microseconds(instant)
        }
    }
}
