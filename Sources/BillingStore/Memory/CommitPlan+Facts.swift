import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension CommitPlan {
    /// The activity of one tenant's subjects of one kind that a set states.
    private struct Stated: Hashable {
        let tenant: TenantID
        let kind: SubjectKind
    }

    mutating func planActivity(_ changes: ChangeSet, _ state: MemoryState) {
        var order: [Stated] = []
        var recordsOf: [Stated: [ActivityRecord]] = [:]
        for (index, record) in changes.activity.enumerated() {
            let stated = Stated(tenant: record.tenant, kind: record.kind)
            if recordsOf[stated] == nil {
                guard tenant(record.tenant, state) != nil else {
                    refuse(Origin(kind: .activity, index: index), unknown: record.tenant)
                    continue
                }
                order.append(stated)
            }
            recordsOf[stated, default: []].append(record)
        }
        for stated in order { plan(recordsOf[stated] ?? [], stated, state) }
    }

    private mutating func plan(_ records: [ActivityRecord], _ stated: Stated, _ state: MemoryState) {
        let known = state.tenants[stated.tenant]?.activity[stated.kind] ?? ActivityColumns()
        var newSubjects: [SubjectID] = []
        var numberOf: [SubjectID: UInt32] = [:]
        var rows: [ActivityColumns.Row] = []
        for record in records {
            let number: UInt32
            if let seen = known.number(of: record.subject) ?? numberOf[record.subject] {
                number = seen
            } else {
                // Memory ends long before 2^32 subjects.
                number = UInt32(truncatingIfNeeded: known.subjects.count + newSubjects.count)
                numberOf[record.subject] = number
                newSubjects.append(record.subject)
            }
            rows.append(ActivityColumns.Row(quarterHour: record.quarter.number, number: number))
        }
        rows.sort()
        var fresh: [ActivityColumns.Row] = []
        for row in rows where row != fresh.last && !known.contains(row) { fresh.append(row) }
        counts.inserted += fresh.count
        counts.unchanged += records.count - fresh.count
        guard !fresh.isEmpty else { return }
        activity.append(
            ActivityChange(tenant: stated.tenant, kind: stated.kind, rows: fresh, newSubjects: newSubjects))
    }

    mutating func planCoverage(_ changes: ChangeSet, _ state: MemoryState) {
        var sets: [TenantID: [TenantRecords.CoverageName: IntervalSet]] = [:]
        for (index, statement) in changes.coverage.enumerated() {
            let origin = Origin(kind: .coverage, index: index)
            guard tenant(statement.tenant, state) != nil else {
                refuse(origin, unknown: statement.tenant)
                continue
            }
            func name() -> String { "\(statement.tenant)/\(statement.metric)/\(statement.source)" }
            guard metric(statement.metric, of: statement.tenant, state) != nil else {
                refuse(origin, name(), .notFound, "coverage is stated of a known metric")
                continue
            }
            // The statement checked its range when it was made.
            guard let start = try? Instants.microseconds(statement.range.lowerBound),
                let end = try? Instants.microseconds(statement.range.upperBound), start < end
            else {
                refuse(origin, name(), .invalidValue, "a covered range is not empty")
                continue
            }
            let key = TenantRecords.CoverageName(metric: statement.metric, source: statement.source)
            let known =
                sets[statement.tenant]?[key] ?? state.tenants[statement.tenant]?.coverage[key]?.latest
                ?? IntervalSet()
            if known.coveredLength(in: start..<end) == end - start {
                counts.unchanged += 1
                continue
            }
            counts.inserted += 1
            sets[statement.tenant, default: [:]][key] = known.union(IntervalSet([start..<end]))
            coverage.append((statement.tenant, key, start..<end))
        }
    }
}
