import BillingModel
import BillingTime

/// The figures of one row over one range, by the rule of the kind, and their differences.
struct PeriodFigures {
    typealias Side = PeriodComparison.Side
    typealias Pair = PeriodComparison.Pair

    let line: DayLine
    let columns: PeriodColumns
    let group: LabelGroup
    private let completeness: Completeness

    init(of metric: Metric, _ group: LabelGroup, in columns: PeriodColumns) throws(BillingError) {
        self.columns = columns
        self.group = group
        line = try columns.line(of: metric, group)
        completeness = try columns.completeness(of: line)
    }

    private var days: Range<Int> { columns.begun }

    /// Every measure of the kind but figures to date, beside those of the base.
    func pairs(with base: PeriodFigures, _ mode: ComparisonMode) throws(BillingError) -> [Pair] {
        switch line.metric.kind {
        case .gauge:
            return [try levels(base), try means(base) { $0.line.levelMean(of: $0.days) }]
        case .count, .cumulative:
            if mode == .perDay { return [try perDay(base)] }
            let measure = line.metric.kind == .count ? PeriodComparison.Measure.sum : .increase
            return [try sums(measure, base)]
        case .distinct:
            if let counted = self.counted(), let other = base.counted() {
                return [try pair(.distinct, counted, other)]
            }
            let means = try means(base) { figures throws(BillingError) in
                try figures.line.ratio(of: figures.days)
            }
            return [means, try pair(.peak, self.peak(), base.peak())]
        case .distinctToDate:
            return []
        }
    }

    // MARK: Figures

    private func side(
        _ value: Double?, lastKnown: LastKnown? = nil, date: LocalDate? = nil, reporting: Int? = nil,
        widened: Bool = false
    ) -> Side {
        Side(
            value: value, lastKnown: lastKnown, date: date, reporting: reporting ?? anywhere,
            widened: widened,
            completeness: completeness)
    }

    /// How many series have a value on any day.
    private var anywhere: Int {
        line.reporting(anywhereIn: days)
    }

    private func last() throws(BillingError) -> Side {
        side(
            try line.value(of: days), lastKnown: line.lastKnown(of: days), reporting: line.reporting(in: days)
        )
    }

    private func mean() throws(BillingError) -> Side { side(try line.average(of: days)) }

    private func peak() -> Side {
        let peak = line.peak(of: days)
        return side(peak?.value, date: peak?.date)
    }

    /// Different subjects of the range; nil if they are not known one by one.
    private func counted() -> Side? {
        guard line.metric.countsSubjects else { return nil }
        guard let count = columns.distinct(of: line.metric) else { return side(nil) }
        return side(count.value, widened: count.isWidened)
    }

    // MARK: Pairs

    /// Of figures that are samples, not sums.
    private func pair(
        _ measure: PeriodComparison.Measure, _ side: Side, _ base: Side
    ) throws(BillingError) -> Pair {
        var change: FigureChange?
        if let new = side.value, let old = base.value {
            var difference = ExactSum()
            difference.add(finite: new)
            difference.add(finite: -old)
            change = try Self.change(try difference.rounded(), side, base)
        }
        return Pair(measure: measure, period: side, base: base, change: change)
    }

    /// Sums differ exactly, before they are rounded.
    private func sums(
        _ measure: PeriodComparison.Measure, _ other: PeriodFigures
    ) throws(BillingError) -> Pair {
        let (new, old) = (try line.sum(of: days), try other.line.sum(of: other.days))
        let (side, base) = (side(try new?.rounded()), other.side(try old?.rounded()))
        let weakest = try Completeness.weakest(of: [side.completeness, base.completeness])
        let change = try line.change(
            of: days, from: other.line, other.days, weakest ?? side.completeness)
        return Pair(measure: measure, period: side, base: base, change: change)
    }

    private func levels(_ other: PeriodFigures) throws(BillingError) -> Pair {
        let (side, base) = (try last(), try other.last())
        var change: FigureChange?
        if let day = days.last, let earlier = other.days.last,
            let difference = try line.difference(ofLevelAt: day, from: other.line, earlier)
        {
            change = try Self.change(difference, side, base)
        }
        return Pair(measure: .last, period: side, base: base, change: change)
    }

    private func perDay(_ other: PeriodFigures) throws(BillingError) -> Pair {
        let (side, base) = (try mean(), try other.mean())
        var change: FigureChange?
        if let new = try line.daily(of: days), let old = try other.line.daily(of: other.days),
            let growth = try new.growth(from: old)
        {
            change = try Self.change(growth.daily.difference, side, base)
        }
        return Pair(measure: .perDay, period: side, base: base, change: change)
    }

    private func means(
        _ other: PeriodFigures, _ ratio: (PeriodFigures) throws(BillingError) -> ExactRatio?
    ) throws(BillingError) -> Pair {
        let (new, old) = (try ratio(self), try ratio(other))
        let (side, base) = (side(try new?.rounded()), other.side(try old?.rounded()))
        var change: FigureChange?
        if let new, let old { change = try Self.change(try new.difference(from: old), side, base) }
        return Pair(measure: .mean, period: side, base: base, change: change)
    }

    private static func change(
        _ difference: Double, _ side: Side, _ base: Side
    ) throws(BillingError) -> FigureChange? {
        guard let old = base.value else { return nil }
        let weakest = try Completeness.weakest(of: [side.completeness, base.completeness])
        return FigureChange(difference: difference, base: old, completeness: weakest ?? side.completeness)
    }

    // MARK: Figures to date

    /// The figure to date of that day, beside that of a line of the day to compare with.
    ///
    /// Like a level at the end of its range, each is as complete as the range that it stands for, and no more than its day.
    func toDate(
        against other: DayLine?, on date: LocalDate?, in base: PeriodFigures
    ) throws(BillingError) -> [Pair] {
        let side = try toDate(line, days.last, columns.lastDay)
        let other = try base.toDate(other, other.flatMap { $0.cells.indices.last }, date)
        return [try pair(.toDate, side, other)]
    }

    private func toDate(
        _ line: DayLine?, _ day: Int?, _ date: LocalDate?
    ) throws(BillingError) -> Side {
        guard let line, let day else {
            return Side(
                value: nil, lastKnown: nil, date: date, reporting: 0, widened: false,
                completeness: completeness.with(samples: 0, origin: .missing))
        }
        let cell = line.cells[day]
        let weakest = try Completeness.weakest(of: [cell.completeness, completeness])
        return Side(
            value: cell.value, lastKnown: cell.lastKnown, date: date, reporting: cell.value == nil ? 0 : 1,
            widened: line.metric.isWidened(
                from: line.plan.instants[day], to: min(line.plan.instants[day + 1], line.plan.now)),
            completeness: (weakest ?? completeness).with(
                samples: cell.completeness.samples, origin: cell.completeness.origin))
    }
}
