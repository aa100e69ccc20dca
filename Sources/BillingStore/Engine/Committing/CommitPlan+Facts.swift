import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension CommitPlan {
    mutating func planActivity(_ changes: ChangeSet, _ basis: some CommitSnapshot) throws {
        let writes = changes.activity
        var groups = try writes.groups.map { try StatedActivity($0, &self, basis) }
        let floors = groups.map(\.floor)
        // The number of each subject, once it is looked up.
        var numbers = [UInt32?](repeating: nil, count: writes.subjects.count)
        for index in writes.indices {
            let place = Int(writes.places[index])
            let quarter = writes.quarters[index]
            let group = writes.subjects[place].group
            guard quarter.number >= floors[group] else {
                refuse(writes[index], Origin(kind: .activity, index: index), isKnown: groups[group].isKnown)
                continue
            }
            let number: UInt32
            if let seen = numbers[place] {
                number = seen
            } else {
                number = try groups[group].number(of: writes.subjects[place].id, basis)
                numbers[place] = number
            }
            groups[group].rows.append(Int64(quarter.number) << 32 | Int64(number))
        }
        for group in groups where !group.rows.isEmpty { try plan(group, basis) }
    }

    private mutating func refuse(_ record: ActivityRecord, _ origin: Origin, isKnown: Bool) {
        guard isKnown else { return refuse(origin, unknown: record.tenant) }
        refuse(
            origin, "\(record.tenant)/\(record.kind)/\(record.subject) at \(record.quarter)", .expired,
            Self.belowFloor)
    }

    private mutating func plan(_ stated: StatedActivity, _ basis: some CommitSnapshot) throws {
        let rows = stated.rows.sorted()
        var distinct: [ActivityRow] = []
        for place in rows.indices where place == 0 || rows[place] != rows[place - 1] {
            distinct.append(
                ActivityRow(
                    quarterHour: Int32(truncatingIfNeeded: rows[place] >> 32),
                    number: UInt32(truncatingIfNeeded: rows[place])))
        }
        let (tenant, kind) = (stated.group.tenant, stated.group.kind)
        let isKnown = try basis.knows(distinct, kind, of: tenant)
        let fresh = zip(distinct, isKnown).filter { !$1 }.map(\.0)
        counts.inserted += fresh.count
        counts.unchanged += rows.count - fresh.count
        guard !fresh.isEmpty else { return }
        activity.append(
            ActivityChange(tenant: tenant, kind: kind, rows: fresh, newSubjects: stated.newSubjects))
    }

    /// The activity of one tenant's subjects of one kind that a set states.
    private struct StatedActivity {
        let group: ActivityWrites.Group
        let isKnown: Bool
        /// Quarter hour and number of the subject in one, so that they are sorted as numbers are.
        var rows: [Int64] = []
        private(set) var newSubjects: [SubjectID] = []
        /// The first quarter hour that is taken: that of the retention floor, or none for an unknown tenant.
        let floor: Int32
        private let knownSubjects: Int

        init(
            _ group: ActivityWrites.Group, _ plan: inout CommitPlan, _ basis: some CommitSnapshot
        ) throws {
            self.group = group
            isKnown = try plan.tenant(group.tenant, basis) != nil
            let floor = isKnown ? try plan.floor(of: .activity, group.tenant, basis) : nil
            self.floor = isKnown ? floor?.floorQuarterHour ?? .min : .max
            knownSubjects = isKnown ? try basis.subjectCount(group.kind, of: group.tenant) : 0
        }

        /// The number of a subject, which gets the next one if it has none.
        mutating func number(of subject: SubjectID, _ basis: some CommitSnapshot) throws -> UInt32 {
            if let known = try basis.number(of: subject, group.kind, tenant: group.tenant) { return known }
            newSubjects.append(subject)
            // Memory ends long before 2^32 subjects.
            return UInt32(truncatingIfNeeded: knownSubjects + newSubjects.count - 1)
        }
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
