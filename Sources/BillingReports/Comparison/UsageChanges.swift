import BillingModel
import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What became of one metric of one tenant between two revisions.
struct UsageChanges {
    /// One series at both revisions.
    struct Lane {
        /// When something of it changed, ascending, by the cause.
        var changes: [ChangeCause: [Int64]] = [:]
        /// The times of its samples at each revision; none of activity and actions.
        var earlier: [Int64] = []
        var later: [Int64] = []
        /// Whether times are numbers of days.
        var isDaily = false

        mutating func add(_ cause: ChangeCause, at position: Int64) {
            changes[cause, default: []].append(position)
        }
    }

    private var lanes: [Labels: Lane] = [:]
    private let metric: Metric?
    private let earlier: TenantCatalog
    private let later: TenantCatalog
    private let isRedefined: Bool

    /// Reads the metric in a time that holds that of every cell.
    init(of id: MetricID, _ tenant: TenantID, in time: UsageTime, _ pair: RevisionPair) async throws {
        let catalogs = try await pair.read(tenant) { revision in
            try await pair.reader.catalogs(of: .one(tenant), knownAt: .revision(revision))[tenant]
                ?? TenantCatalog.platform
        }
        earlier = catalogs.earlier ?? TenantCatalog.platform
        later = catalogs.later ?? TenantCatalog.platform
        let (old, new) = (earlier.metric(id), later.metric(id))
        metric = new ?? old
        isRedefined = old.map { old in new.map { !$0.hasRules(of: old) } ?? false } ?? false
        switch metric?.source {
        case .activity(let kind): try await readActivity(kind, tenant, time, pair)
        case .actions(let measure): try await readActions(measure, id, tenant, pair)
        case .recorded: try await readSamples(id, tenant, time, pair)
        case nil: break
        }
        for labels in lanes.keys {
            for cause in ChangeCause.allCases { lanes[labels]?.changes[cause]?.sort() }
        }
    }

    // MARK: Reading

    private mutating func readSamples(
        _ id: MetricID, _ tenant: TenantID, _ time: UsageTime, _ pair: RevisionPair
    ) async throws {
        let (start, first) =
            metric?.kind == .distinctToDate ? time.month : (time.instants.lowerBound, time.days.lowerBound)
        let range = Instants.date(start)..<Instants.date(max(start, time.instants.upperBound))
        let dates = Self.date(first)...Self.date(max(first, time.days.upperBound - 1))
        let read = try await pair.read(tenant) { revision in
            try await pair.reader.allSeries(
                SeriesRequest(
                    of: .one(tenant), metrics: [id], instants: range, dates: dates, includesPrevious: true,
                    knownAt: .revision(revision)))
        }
        let old = Dictionary((read.earlier ?? []).map { ($0.key.labels, $0) }) { first, _ in first }
        let new = Dictionary((read.later ?? []).map { ($0.key.labels, $0) }) { first, _ in first }
        for labels in Set(old.keys).union(new.keys) { lanes[labels] = Lane(old[labels], new[labels]) }
    }

    private mutating func readActivity(
        _ kind: SubjectKind, _ tenant: TenantID, _ time: UsageTime, _ pair: RevisionPair
    ) async throws {
        let start = metric?.kind == .distinctToDate ? time.month.instant : time.instants.lowerBound
        let range = Instants.date(start)..<Instants.date(max(start, time.instants.upperBound))
        guard !range.isEmpty, QuarterHour.earliest.start < range.upperBound else { return }
        let read = try await pair.read(tenant) { revision in
            try await pair.reader.allActivity(
                ActivityRequest(of: .one(tenant), kind: kind, in: range, knownAt: .revision(revision))
            )
        }
        var numbers: [SubjectID: UInt32] = [:]
        // Rows as quarter hour and subject, where one subject has one number at both revisions.
        func rows(_ blocks: [ActivityBlock]?) -> Set<Int64> {
            guard let block = blocks?.first else { return [] }
            let known = block.subjects.map { subject in
                let number = numbers[subject] ?? UInt32(numbers.count)
                numbers[subject] = number
                return Int64(number)
            }
            return Set(
                zip(block.activity.quarterHours, block.activity.subjects).map {
                    Int64($0) << 32 | known[Int($1)]
                })
        }
        let (old, new) = (rows(read.earlier), rows(read.later))
        var lane = Lane()
        for row in new.subtracting(old) { lane.add(.late, at: (row >> 32) * QuarterHour.length) }
        for row in old.subtracting(new) { lane.add(.retracted, at: (row >> 32) * QuarterHour.length) }
        lanes[.none] = lane
    }

    /// Finds the instants at which totals differ, at any time, since an amendment may have moved an action; then what
    /// became of the actions there.
    private mutating func readActions(
        _ measure: Metric.ActionMeasure, _ id: MetricID, _ tenant: TenantID, _ pair: RevisionPair
    ) async throws {
        let totals = try await pair.read(tenant) { revision in
            try await pair.reader.allSeries(
                SeriesRequest(of: .one(tenant), metrics: [id], knownAt: .revision(revision)))
        }
        let old = Dictionary((totals.earlier ?? []).map { ($0.key.labels, $0) }) { first, _ in first }
        let new = Dictionary((totals.later ?? []).map { ($0.key.labels, $0) }) { first, _ in first }
        var instants: Set<Int64> = []
        for labels in Set(old.keys).union(new.keys) {
            for positions in Lane(old[labels], new[labels]).changes.values { instants.formUnion(positions) }
        }
        guard let first = instants.min(), let last = instants.max() else { return }
        let records = try await pair.read(tenant) { revision in
            var request = RecordRequest(
                .action, of: .one(tenant), in: Instants.date(first)..<Instants.date(last + 1),
                knownAt: .revision(revision), limit: 10_000)
            var found: [ActionName: ActionRecord] = [:]
            repeat {
                let page = try await pair.reader.records(request)
                for case .action(let action) in page.records
                where instants.contains(try Instants.microseconds(action.at)) {
                    found[ActionName(source: action.source, id: action.id)] = action
                }
                request.cursor = page.next
            } while request.cursor != nil
            return found
        }
        let (before, after) = (records.earlier ?? [:], records.later ?? [:])
        for name in Set(before.keys).union(after.keys) {
            let contents = [before[name], after[name]]
            guard contents[0] != contents[1] else { continue }
            let cause: ChangeCause = contents[0] == nil ? .late : contents[1] == nil ? .retracted : .corrected
            for case let action? in contents where action.count(of: measure) > 0 {
                let labels = ConsumptionActions.labels(action.category, action.type)
                lanes[labels, default: Lane()].add(cause, at: try Instants.microseconds(action.at))
            }
        }
    }

    private struct ActionName: Hashable {
        let source: SourceID
        let id: ActionID
    }

    private static func date(_ day: Int64) -> LocalDate {
        let clamped = min(max(day, Int64(LocalDate.min.dayNumber)), Int64(LocalDate.max.dayNumber))
        return (try? LocalDate(dayNumber: Int(clamped))) ?? .min
    }
}

extension UsageChanges {
    // MARK: Causes

    /// Why a figure of the metric, or of the part of it that has some labels, may differ in a time.
    func causes(_ labels: Labels, in time: UsageTime, isLevel: Bool) -> Set<ChangeCause> {
        guard let metric else { return [] }
        var causes: Set<ChangeCause> = isRedefined ? [.redefined] : []
        let matching = matching(labels, metric)
        for labels in matching {
            guard let lane = lanes[labels] else { continue }
            let range = range(of: time, lane, metric)
            // What holds when the time begins, or at its end, follows from the last sample before that.
            var carried: Int64?
            if metric.source == .recorded, metric.kind == .gauge || metric.kind == .cumulative {
                let bound = isLevel ? range.upperBound : range.lowerBound
                carried = [lane.earlier, lane.later].compactMap { Self.last($0, before: bound) }.max()
            }
            for (cause, positions) in lane.changes {
                let isInside = !isLevel && Self.contains(positions, range)
                let isCarried = carried.map { Self.contains(positions, $0..<($0 + 1)) } ?? false
                if isInside || isCarried { causes.insert(cause) }
            }
        }
        let isToDate = metric.kind == .distinctToDate
        let start = isToDate ? time.month.instant : time.instants.lowerBound
        let end = max(time.instants.upperBound, time.lastDay)
        let span = IntervalSet([min(start, time.lastDay)..<end])
        for labels in matching.union([labels]) {
            let (old, new) = (earlier.covered(metric, labels: labels), later.covered(metric, labels: labels))
            if old.intersection(span) != new.intersection(span) { causes.insert(.coverage) }
        }
        return causes
    }

    /// The series that a figure stands on: all that have the labels of actions; for the metric as a whole its own if it
    /// has one, else all.
    private func matching(_ labels: Labels, _ metric: Metric) -> Set<Labels> {
        if labels.isEmpty { return lanes[.none] == nil ? Set(lanes.keys) : [.none] }
        guard case .actions = metric.source else { return [labels] }
        return Set(lanes.keys.filter { lane in labels.pairs.allSatisfy(lane.pairs.contains) })
    }

    private func range(of time: UsageTime, _ lane: Lane, _ metric: Metric) -> Range<Int64> {
        var range = lane.isDaily ? time.days : time.instants
        if metric.kind == .distinctToDate {
            range =
                min(range.lowerBound, lane.isDaily ? time.month.day : time.month.instant)..<range.upperBound
        }
        guard case .activity = metric.source else { return range }
        // Activity is kept by quarter hours, and read in whole ones.
        let length = QuarterHour.length
        return (floorDivide(range.lowerBound, length) * length)..<range.upperBound
    }

    private static func last(_ positions: [Int64], before bound: Int64) -> Int64? {
        let end = positions.lowerBound { $0 < bound }
        return end > 0 ? positions[end - 1] : nil
    }

    private static func contains(_ positions: [Int64], _ range: Range<Int64>) -> Bool {
        let index = positions.lowerBound { $0 < range.lowerBound }
        return index < positions.count && positions[index] < range.upperBound
    }
}

extension UsageChanges.Lane {
    /// Compares two readings of one series; nil stands for one without samples.
    init(_ old: MetricSeries?, _ new: MetricSeries?) {
        isDaily = (new ?? old)?.timing == .dates
        (earlier, later) = (old?.positions ?? [], new?.positions ?? [])
        var (left, right) = (0, 0)
        while left < earlier.count || right < later.count {
            let (before, after) = (
                left < earlier.count ? earlier[left] : .max, right < later.count ? later[right] : .max
            )
            if before < after {
                add(.retracted, at: before)
                left += 1
            } else if after < before {
                add(.late, at: after)
                right += 1
            } else {
                if let old, let new, old.values[left] != new.values[right] { add(.corrected, at: before) }
                left += 1
                right += 1
            }
        }
    }
}

extension ActionRecord {
    fileprivate func count(of measure: Metric.ActionMeasure) -> Int {
        switch measure {
        case .executed: executed
        case .failed: failed
        case .suppressed: suppressed
        }
    }
}

extension Metric {
    /// Whether figures follow from samples by the same rules, whatever the metric is called.
    fileprivate func hasRules(of other: Metric) -> Bool {
        kind == other.kind && source == other.source && cadence == other.cadence && lag == other.lag
            && staleness == other.staleness && identity == other.identity && resets == other.resets
    }
}
