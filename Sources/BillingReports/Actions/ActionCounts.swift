import BillingModel
import BillingTime

/// The actions of a screen as they are added up, tenant by tenant.
struct ActionCounts: Sendable {
    typealias ID = ConsumptionActions.Row.ID

    private struct Counts: Sendable {
        var executed: [Int]
        var failed = 0
        var suppressed = 0
        var before = 0
        /// The executions in buckets of which anything is covered, by what is.
        var covered: [IntervalSet: Int] = [:]
    }

    /// What is read for the range; the window before needs the first one only.
    static let metrics: [Metric] = [.actions, .actionsFailed, .actionsSuppressed]

    private let grid: BucketGrid
    private var counts: [ID: Counts] = [:]
    private var known: [Completeness?]
    private var knownBefore: Completeness?

    init(_ grid: BucketGrid) {
        self.grid = grid
        known = Array(repeating: nil, count: grid.count)
    }

    /// Adds one series of one tenant over the range.
    mutating func add(_ series: SeriesColumn, of metric: Metric) throws(BillingError) {
        if metric.id == Metric.actions.id {
            for (index, value) in series.values.enumerated() {
                known[index] = try Self.weaker(known[index], value.completeness)
            }
        }
        // A tenant without any action has one series without labels, which counts nothing.
        guard let id = try Self.id(series.labels) else { return }
        var added = counts[id] ?? Counts(executed: Array(repeating: 0, count: grid.count))
        for (index, state) in series.states.enumerated() {
            let count = try Self.count(state)
            if metric.id == Metric.actions.id, series.values[index].completeness.coverage > 0 {
                added.covered[series.coverage] = try Self.sum([added.covered[series.coverage] ?? 0, count])
            }
            switch metric.id {
            case Metric.actionsFailed.id: added.failed = try Self.sum([added.failed, count])
            case Metric.actionsSuppressed.id: added.suppressed = try Self.sum([added.suppressed, count])
            default: added.executed[index] = try Self.sum([added.executed[index], count])
            }
        }
        counts[id] = added
    }

    /// Adds the executions of one series in the window before.
    mutating func add(before series: SeriesColumn) throws(BillingError) {
        for value in series.values { knownBefore = try Self.weaker(knownBefore, value.completeness) }
        guard let id = try Self.id(series.labels) else { return }
        var added = counts[id] ?? Counts(executed: Array(repeating: 0, count: grid.count))
        for state in series.states { added.before = try Self.sum([added.before, try Self.count(state)]) }
        counts[id] = added
    }

    static func weaker(
        _ known: Completeness?, _ other: Completeness
    ) throws(BillingError) -> Completeness {
        try known?.weaker(other) ?? other
    }

    static func id(_ labels: Labels) throws(BillingError) -> ID? {
        if labels.isEmpty { return nil }
        guard let category = labels[.category], let type = labels[.type] else {
            throw BillingError(
                .corruptData, rule: "a series of actions has the labels category and type",
                detail: "\(labels)")
        }
        return ID(category: try ActionCategory(category.text), type: try ActionType(type.text))
    }

    /// The exact number of actions in a state.
    static func count(_ state: AggregateState) throws(BillingError) -> Int {
        let sum = try state.sum()
        guard abs(sum) <= 0x1p53, let count = Int(exactly: sum) else {
            throw BillingError(
                .overflow, rule: "a number of actions is at most 2^53", detail: "\(sum) actions")
        }
        return count
    }

    static func sum(_ counts: some Sequence<Int>) throws(BillingError) -> Int {
        // 128 bits hold the sum of any counts in memory.
        let sum = counts.reduce(Int128(0)) { $0 + Int128($1) }
        guard let sum = Int(exactly: sum) else {
            throw BillingError(.overflow, rule: "a number of actions fits 64 bits", detail: "\(sum) actions")
        }
        return sum
    }
}

extension ActionCounts {
    /// The screen of all that was added.
    func screen(
        stamp: ScreenStamp, range: Range<Int64>, before: Range<Int64>?, now: Int64, owner: ScreenOwner
    ) throws(BillingError) -> ConsumptionActions {
        // What nobody is asked for is unknown, and an empty range has nothing to know.
        let unknown = try Completeness(phase: .future, coverage: 0, samples: 0, origin: .missing)
        let nothing = try Completeness(phase: .settled, coverage: 1, samples: 0, origin: .filled)
        let parts = known.map { $0 ?? unknown }
        let whole = try Completeness.weakest(of: parts) ?? nothing
        let base = try comparable(before, now: now)
        var days = Days()
        if let before, base != nil {
            days.before = try CoveredDays(in: before, .everything, zone: grid.zone, now: now)
            for coverage in Set(counts.values.lazy.flatMap(\.covered.keys)) {
                days.covered[coverage] = try CoveredDays(in: range, coverage, zone: grid.zone, now: now)
            }
        }
        let total = try Self.sum(counts.values.lazy.flatMap(\.executed))
        // Where nothing is known, not even that it was silent, there is no zero.
        let isKnown = parts.isEmpty || parts.contains { ConsumptionActions.isKnown(0, $0) }
        func shown(_ executed: [Int]) -> [Int?] {
            zip(executed, parts).map { ConsumptionActions.isKnown($0, $1) ? $0 : nil }
        }
        var rows: [ConsumptionActions.Row] = []
        for (id, counted) in counts {
            let tally = try tally([counted], of: total, whole, base, days, isKnown)
            // A series that was taken back leaves a row of nothing.
            guard tally.executed ?? 0 > 0 || tally.suppressed ?? 0 > 0 || counted.before > 0 else { continue }
            rows.append(
                .init(category: id.category, type: id.type, executed: shown(counted.executed), total: tally))
        }
        var categories: [ConsumptionActions.Category] = []
        for category in Set(rows.map(\.category)) {
            let members = counts.filter { $0.key.category == category }.map(\.value)
            categories.append(
                .init(
                    category: category, executed: shown(try sums(members)),
                    total: try tally(members, of: total, whole, base, days, isKnown)))
        }
        categories.sort { left, right in
            let (first, second) = (left.total.executed ?? 0, right.total.executed ?? 0)
            return first == second ? left.category < right.category : first > second
        }
        let places = Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($1.category, $0) })
        rows.sort { left, right in
            if left.category != right.category {
                return places[left.category] ?? 0 < places[right.category] ?? 0
            }
            let (first, second) = (left.total.executed ?? 0, right.total.executed ?? 0)
            return first == second ? left.type < right.type : first > second
        }
        let executed = shown(try sums(Array(counts.values)))
        let buckets = zip(grid, zip(executed, parts)).map { bucket, part in
            ConsumptionActions.Interval(
                bucket: bucket, local: grid.zone.text(of: bucket.startMicroseconds), executed: part.0,
                completeness: part.1)
        }
        return ConsumptionActions(
            stamp: stamp, range: InstantRange(range, in: grid.zone),
            before: before.map { InstantRange($0, in: grid.zone) }, width: grid.width, buckets: buckets,
            rows: rows, categories: categories,
            total: try tally(Array(counts.values), of: total, whole, base, days, isKnown),
            completeness: whole, owner: owner)
    }

    /// How far the window before can be relied on; nil unless it is past and wholly covered.
    ///
    /// Its last bucket may go on beyond it, and be in progress.
    private func comparable(_ before: Range<Int64>?, now: Int64) throws(BillingError) -> Completeness? {
        guard let before, !before.isEmpty, before.upperBound <= now,
            let known = knownBefore, known.coverage == 1
        else { return nil }
        return known
    }

    private func sums(_ members: [Counts]) throws(BillingError) -> [Int] {
        var sums: [Int] = []
        for index in grid.indices { sums.append(try Self.sum(members.lazy.map { $0.executed[index] })) }
        return sums
    }

    /// The covered days of the range, by what is covered, and those of the window before.
    private struct Days {
        var covered: [IntervalSet: CoveredDays] = [:]
        var before = CoveredDays()
    }

    /// The averages per covered day of some members and of the window before, and the growth; nil if either is unknown.
    private func growth(
        _ members: [Counts], before: Int, _ days: Days, _ whole: Completeness
    ) throws(BillingError) -> (daily: FigureChange.Daily, percent: Double?)? {
        var old = ExactSum()
        old.addProduct(1, Int64(before))
        guard whole.coverage > 0, let base = try days.before.daily(old) else { return nil }
        var executed: [IntervalSet: Int] = [:]
        for member in members {
            for (coverage, count) in member.covered {
                executed[coverage] = try Self.sum([executed[coverage] ?? 0, count])
            }
        }
        // Each tenant has its own covered days, and what runs on an average one adds up.
        var parts: [DailySum] = []
        for (coverage, count) in executed {
            var sum = ExactSum()
            sum.addProduct(1, Int64(count))
            if let part = try days.covered[coverage]?.daily(sum) { parts.append(part) }
        }
        if parts.count == 1 { return try parts[0].growth(from: base) }
        var average = ExactSum()
        for part in parts { average.add(finite: part.average ?? 0) }
        return try DailySum(sum: try average.rounded(), days: 1).growth(from: base)
    }

    private func tally(
        _ members: [Counts], of total: Int, _ whole: Completeness, _ base: Completeness?, _ days: Days,
        _ isKnown: Bool
    ) throws(BillingError) -> ConsumptionActions.Tally {
        let executed = try Self.sum(members.lazy.flatMap(\.executed))
        var change: FigureChange?
        if let base, let completeness = try Completeness.weakest(of: [whole, base]) {
            let before = try Self.sum(members.lazy.map(\.before))
            let difference = try Self.sum([executed, -before])
            let growth = try growth(members, before: before, days, whole)
            change = FigureChange(
                difference: Double(difference), base: Double(before), daily: growth?.daily,
                percent: growth?.percent, completeness: completeness)
        }
        func shown(_ count: Int) -> Int? { count != 0 || isKnown ? count : nil }
        return ConsumptionActions.Tally(
            executed: shown(executed), failed: shown(try Self.sum(members.lazy.map(\.failed))),
            suppressed: shown(try Self.sum(members.lazy.map(\.suppressed))),
            share: total > 0 ? Double(executed) / Double(total) : nil, change: change)
    }
}
