import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension CommitPlan {
    /// The activity of one tenant's subjects of one kind that a set states.
    private struct StatedActivity {
        struct Name: Hashable {
            let tenant: TenantID
            let kind: SubjectKind
        }

        let name: Name
        let isKnown: Bool
        /// The first quarter hour that is kept.
        let floor: Int32
        /// Which records of the set they are.
        var places: [Int] = []
    }

    mutating func planActivity(_ changes: ChangeSet, _ basis: some CommitSnapshot) throws {
        let records = changes.activity
        var stated: [StatedActivity] = []
        var placeOf: [StatedActivity.Name: Int] = [:]
        for index in records.indices {
            let name = StatedActivity.Name(tenant: records[index].tenant, kind: records[index].kind)
            let place: Int
            if let known = placeOf[name] {
                place = known
            } else {
                place = stated.count
                placeOf[name] = place
                let isKnown = try tenant(name.tenant, basis) != nil
                let floor = isKnown ? try floor(of: .activity, name.tenant, basis) : nil
                stated.append(
                    StatedActivity(name: name, isKnown: isKnown, floor: floor?.floorQuarterHour ?? .min))
            }
            let origin = Origin(kind: .activity, index: index)
            if !stated[place].isKnown {
                refuse(origin, unknown: name.tenant)
            } else if records[index].quarter.number < stated[place].floor {
                let record = records[index]
                refuse(
                    origin, "\(record.tenant)/\(record.kind)/\(record.subject) at \(record.quarter)",
                    .expired,
                    Self.belowFloor)
            } else {
                stated[place].places.append(index)
            }
        }
        for activity in stated where !activity.places.isEmpty { try plan(activity, of: records, basis) }
    }

    private mutating func plan(
        _ stated: StatedActivity, of records: [ActivityRecord], _ basis: some CommitSnapshot
    ) throws {
        let (tenant, kind) = (stated.name.tenant, stated.name.kind)
        let known = try basis.subjectCount(kind, of: tenant)
        var newSubjects: [SubjectID] = []
        var numberOf: [SubjectID: UInt32] = [:]
        // Quarter hour and number in one, so that they are sorted as numbers are.
        var rows: [Int64] = []
        rows.reserveCapacity(stated.places.count)
        for place in stated.places {
            let subject = records[place].subject
            let number: UInt32
            if let seen = numberOf[subject] {
                number = seen
            } else {
                if let seen = try basis.number(of: subject, kind, tenant: tenant) {
                    number = seen
                } else {
                    // Memory ends long before 2^32 subjects.
                    number = UInt32(truncatingIfNeeded: known + newSubjects.count)
                    newSubjects.append(subject)
                }
                numberOf[subject] = number
            }
            rows.append(Int64(records[place].quarter.number) << 32 | Int64(number))
        }
        rows.sort()
        var distinct: [ActivityRow] = []
        for place in rows.indices where place == 0 || rows[place] != rows[place - 1] {
            distinct.append(
                ActivityRow(
                    quarterHour: Int32(truncatingIfNeeded: rows[place] >> 32),
                    number: UInt32(truncatingIfNeeded: rows[place])))
        }
        let isKnown = try basis.knows(distinct, kind, of: tenant)
        let fresh = zip(distinct, isKnown).filter { !$1 }.map(\.0)
        counts.inserted += fresh.count
        counts.unchanged += rows.count - fresh.count
        guard !fresh.isEmpty else { return }
        activity.append(ActivityChange(tenant: tenant, kind: kind, rows: fresh, newSubjects: newSubjects))
    }

    mutating func planCoverage(_ changes: ChangeSet, _ basis: some CommitSnapshot) throws {
        var order: [CoverageKey] = []
        var rangesOf: [CoverageKey: [Range<Int64>]] = [:]
        for (index, statement) in changes.coverage.enumerated() {
            let origin = Origin(kind: .coverage, index: index)
            guard try tenant(statement.tenant, basis) != nil else {
                refuse(origin, unknown: statement.tenant)
                continue
            }
            func name() -> String { "\(statement.tenant)/\(statement.metric)/\(statement.source)" }
            guard let metric = try metric(statement.metric, of: statement.tenant, basis) else {
                refuse(origin, name(), .notFound, "coverage is stated of a known metric")
                continue
            }
            // The statement checked its range when it was made.
            guard var start = try? Instants.microseconds(statement.range.lowerBound),
                let end = try? Instants.microseconds(statement.range.upperBound), start < end
            else {
                refuse(origin, name(), .invalidValue, "a covered range is not empty")
                continue
            }
            if let floor = try floor(of: metric.retainedKind, statement.tenant, basis) {
                start = max(start, floor.floorInstant)
                guard start < end else {
                    refuse(origin, name(), .expired, Self.belowFloor)
                    continue
                }
            }
            let key = CoverageKey(
                tenant: statement.tenant,
                name: CoverageName(metric: statement.metric, source: statement.source))
            if rangesOf[key] == nil { order.append(key) }
            rangesOf[key, default: []].append(start..<end)
        }
        for key in order { try plan(rangesOf[key] ?? [], key, basis) }
    }

    private struct CoverageKey: Hashable {
        let tenant: TenantID
        let name: CoverageName
    }

    /// Takes statements of one feed in their order: one that is covered by what is known or came before says nothing
    /// new.
    private mutating func plan(
        _ ranges: [Range<Int64>], _ key: CoverageKey, _ basis: some CommitSnapshot
    ) throws {
        guard let start = ranges.map(\.lowerBound).min(), let end = ranges.map(\.upperBound).max() else {
            return
        }
        var covered = GrowingIntervals(
            try basis.coverage(key.name, of: key.tenant, touching: start..<end).ranges)
        let fresh = ranges.filter { covered.insert($0) }
        counts.inserted += fresh.count
        counts.unchanged += ranges.count - fresh.count
        guard !fresh.isEmpty else { return }
        coverage.append(CoverageChange(tenant: key.tenant, name: key.name, ranges: fresh))
    }
}

/// Disjoint intervals that take one after the other, each in the time of a search and of moving what comes after.
private struct GrowingIntervals {
    private var starts: [Int64]
    private var ends: [Int64]

    init(_ ranges: [Range<Int64>]) {
        starts = ranges.map(\.lowerBound)
        ends = ranges.map(\.upperBound)
    }

    /// Adds an interval; false if it was covered.
    mutating func insert(_ range: Range<Int64>) -> Bool {
        // The intervals that touch the new one become one with it.
        let first = ends.lowerBound { $0 < range.lowerBound }
        let end = starts.lowerBound { $0 <= range.upperBound }
        guard first < end else {
            starts.insert(range.lowerBound, at: first)
            ends.insert(range.upperBound, at: first)
            return true
        }
        if starts[first] <= range.lowerBound, ends[first] >= range.upperBound { return false }
        let hull = min(starts[first], range.lowerBound)..<max(ends[end - 1], range.upperBound)
        starts.replaceSubrange(first..<end, with: [hull.lowerBound])
        ends.replaceSubrange(first..<end, with: [hull.upperBound])
        return true
    }
}
