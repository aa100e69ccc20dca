import BillingModel
import BillingTime

/// Some series of one metric put together, day by day, and the figures of days that the rules of its kind make of them.
struct DayLine {
    let metric: Metric
    /// Never none.
    let members: [SeriesColumn]
    /// The buckets are local dates.
    let plan: BucketPlan
    private let combined: CombinedColumn
    /// The figure of each day, and not-a-number where it is missing.
    let figures: [Double]
    /// The time that any member covers.
    private let coverage: IntervalSet

    /// One per day: the members together.
    var cells: CombinedColumn.Cells { combined.cells }

    /// Puts series together.
    ///
    /// - Throws: `BillingError` with code `unsupported` if the figures of several cannot be combined.
    init(_ metric: Metric, members: [SeriesColumn], plan: BucketPlan) throws(BillingError) {
        self.metric = metric
        self.members = members
        self.plan = plan
        combined = try CombinedColumn(members, kind: metric.kind)
        figures = combined.figures
        coverage = members.dropFirst().reduce(members[0].coverage) { $0.union($1.coverage) }
    }

    var hasData: Bool { figures.contains { !$0.isNaN } }

    /// The figure of a day; nil if it is missing.
    func value(_ day: Int) -> Double? { figures[day].isNaN ? nil : figures[day] }

    // MARK: Figures of days

    /// The level in force at the end, the sum of a number of events, and none of a distinct count.
    func value(of days: Range<Int>) throws(BillingError) -> Double? {
        switch metric.kind {
        case .gauge, .distinctToDate:
            return days.last.flatMap(value)
        case .count, .cumulative:
            return try sum(of: days)?.rounded()
        case .distinct:
            return nil
        }
    }

    /// What was known last of a level that is missing at the end; nil for other kinds.
    func lastKnown(of days: Range<Int>) -> LastKnown? { days.last.flatMap { cells[$0].lastKnown } }

    func average(of days: Range<Int>) throws(BillingError) -> Double? {
        switch metric.kind {
        case .gauge: return try levelMean(of: days)?.rounded()
        case .count, .cumulative: return try daily(of: days)?.average
        case .distinct, .distinctToDate:
            return try ratio(of: days)?.rounded()
        }
    }

    /// The earliest of the highest days; a day of a gauge has the level in force at its end, as for a charge.
    func peak(of days: Range<Int>) -> ConsumptionTable.Peak? {
        var (highest, peak) = (-Double.infinity, Int?.none)
        // What is missing is above nothing.
        for day in days where figures[day] > highest { (highest, peak) = (figures[day], day) }
        return peak.map { .init(value: highest, date: plan.grid[$0].firstDate) }
    }

    /// The exact sum; nil if no day has a value.
    func sum(of days: Range<Int>) throws(BillingError) -> ExactSum? {
        let (sum, count) = combined.sum(of: days)
        return count > 0 ? sum : nil
    }

    /// The mean of the days that have a figure, as an exact sum and their number.
    func ratio(of days: Range<Int>) throws(BillingError) -> ExactRatio? {
        let (sum, count) = combined.sum(of: days)
        return count > 0 ? ExactRatio(sum: sum, count: count) : nil
    }

    /// The mean of what the members add up to, weighted by time, before it is rounded.
    func levelMean(of days: Range<Int>) -> ExactRatio? { combined.levelMean(of: days, on: plan) }

    /// The sum of the covered days, and their number; nil if there are none.
    ///
    /// A day counts if all of it that has passed, and lies in the range, is covered: that in progress, or one that the range cuts, as
    /// this part of a day. What is known of a day that is covered in part says nothing of the rest of it.
    func daily(of days: Range<Int>) throws(BillingError) -> DailySum? {
        let ends = plan.grid.boundaries
        // A value of a date is that of the whole day, also where the range asked for cuts it.
        let bounds = metric.isDaily ? ends : plan.instants
        var sum = ExactSum()
        var count = CoveredDays()
        for day in days {
            let elapsed = bounds[day]..<max(bounds[day], min(bounds[day + 1], plan.now))
            let covered = coverage.coveredLength(in: elapsed)
            guard covered > 0, covered == elapsed.upperBound - elapsed.lowerBound else { continue }
            count.add(covered, of: ends[day + 1] - ends[day])
            sum.merge(cells[day].exact)
        }
        return try count.daily(sum)
    }

    /// The change of the sum of these days from that of earlier ones; nil if either is missing.
    func change(
        of days: Range<Int>, from other: DayLine, _ earlier: Range<Int>, _ completeness: Completeness
    ) throws(BillingError) -> FigureChange? {
        guard let new = try sum(of: days), let old = try other.sum(of: earlier) else { return nil }
        let (recent, base) = (try daily(of: days), try other.daily(of: earlier))
        let growth = if let recent, let base { try recent.growth(from: base) } else { nil as Growth? }
        return FigureChange(
            difference: try (new - old).rounded(), base: try old.rounded(), daily: growth?.daily,
            percent: growth?.percent, completeness: completeness)
    }

    private typealias Growth = (daily: FigureChange.Daily, percent: Double?)

    // MARK: What is known

    /// How many members the value of some days is made of: of a level those that have one at the end of the last day,
    /// else those that have a value on any day.
    func reporting(in days: Range<Int>) -> Int {
        guard metric.kind == .gauge || metric.kind == .distinctToDate else {
            return reporting(anywhereIn: days)
        }
        guard let last = days.last else { return 0 }
        return members.count { $0.values.value(last) != nil }
    }

    /// How many members have a value on any of some days.
    func reporting(anywhereIn days: Range<Int>) -> Int {
        if members.count == 1 { return figures[days].contains { !$0.isNaN } ? 1 : 0 }
        return members.count { member in days.contains { member.values.value($0) != nil } }
    }

    /// The weakest of some days; nil if there are none.
    func completeness(of days: Range<Int>) throws(BillingError) -> Completeness? {
        try combined.completeness(of: days)
    }
}
