import BillingModel
import BillingTime

/// The series of one row of the table, and the figures that it tells of windows of months.
struct TableLine {
    let labels: Labels
    let months: TableMonths
    private let line: DayLine

    init(_ metric: Metric, labels: Labels, members: [SeriesColumn], months: TableMonths) throws(BillingError)
    {
        self.labels = labels
        self.months = months
        line = try DayLine(metric, members: members, plan: months.plan)
    }

    private var metric: Metric { line.metric }
    private var members: [SeriesColumn] { line.members }
    private var cells: CombinedColumn.Cells { line.cells }

    var hasData: Bool { line.hasData }

    // MARK: Rows

    func row(_ part: RowPart) throws(BillingError) -> ConsumptionTable.Row {
        var windows: [ConsumptionTable.Window] = []
        for count in [3, 6, 12] { windows.append(try window(count)) }
        return ConsumptionTable.Row(
            metric: metric.id, labels: labels, part: part, name: metric.name, unit: metric.unit,
            kind: metric.kind, members: members.count, windows: windows, progress: try progress())
    }

    private func window(_ count: Int) throws(BillingError) -> ConsumptionTable.Window {
        let window = months.window(count)
        let days = days(of: window)
        let covered = window.count(where: hasData(inMonth:))
        let ends = window.compactMap(monthEnd)
        let isToDate = metric.kind == .distinctToDate
        let known = if let known = try line.completeness(of: days) { known } else { try unknown }
        return ConsumptionTable.Window(
            months: count, covered: covered,
            reporting: line.reporting(in: days),
            value: try line.value(of: days), lastKnown: line.lastKnown(of: days),
            average: isToDate ? try mean(of: ends) : try line.average(of: days),
            peak: isToDate ? peak(of: ends) : line.peak(of: days),
            change: covered == count ? try change(count, known) : nil,
            steps: metric.kind == .gauge ? try steps(in: days) : nil, completeness: known)
    }

    private func progress() throws(BillingError) -> ConsumptionTable.Progress {
        let days = months.progress
        let isToDate = metric.kind == .distinctToDate
        return ConsumptionTable.Progress(
            month: months.current, reporting: line.reporting(in: days), value: try line.value(of: days),
            lastKnown: line.lastKnown(of: days),
            average: isToDate ? nil : try line.average(of: days), peak: isToDate ? nil : line.peak(of: days),
            widened: !days.isEmpty
                && metric.isWidened(from: months.plan.instants[days.lowerBound], to: months.plan.now),
            completeness: try line.completeness(of: days))
    }

    // MARK: Steps

    /// On how many dates a level differs from the last one known before, and what that adds up to.
    private func steps(in days: Range<Int>) throws(BillingError) -> ConsumptionTable.Steps? {
        var hasChanged = Array(repeating: false, count: days.count)
        var net: ExactSum?
        for member in members {
            let figures = members.count == 1 ? line.figures : member.values.figures
            var known = figures[..<days.lowerBound].last { !$0.isNaN }
            // All changes together lead from the first level that is known to the last one.
            var first = known
            for day in days where !figures[day].isNaN {
                let value = figures[day]
                if let known, known != value { hasChanged[day - days.lowerBound] = true }
                known = value
                if net == nil { net = ExactSum() }
                if first == nil { first = value }
            }
            if let first, let known, net != nil {
                net?.add(finite: known)
                net?.add(finite: -first)
            }
        }
        guard let net else { return nil }
        return ConsumptionTable.Steps(days: hasChanged.count(where: \.self), net: try net.rounded())
    }

    // MARK: Month-ends

    private func monthEnd(_ month: Int) -> ConsumptionTable.Peak? {
        guard let day = months.days[month].last, let value = line.value(day) else { return nil }
        return .init(value: value, date: months.plan.grid[day].firstDate)
    }

    private func mean(of ends: [ConsumptionTable.Peak]) throws(BillingError) -> Double? {
        guard !ends.isEmpty else { return nil }
        var sum = ExactSum()
        for end in ends { sum.add(finite: end.value) }
        return try sum.rounded(dividedBy: ends.count)
    }

    private func peak(of ends: [ConsumptionTable.Peak]) -> ConsumptionTable.Peak? {
        ends.reduce(nil) { best, end in end.value > best?.value ?? -.infinity ? end : best }
    }

    // MARK: Change

    private func change(_ count: Int, _ known: Completeness) throws(BillingError) -> FigureChange? {
        let days = days(of: months.window(count))
        switch metric.kind {
        case .gauge:
            guard let last = days.last, days.lowerBound > 0 else { return nil }
            return try line.change(ofLevelAt: last, from: line, days.lowerBound - 1, known)
        case .distinctToDate:
            let before = months.window(1, skipping: count)
            guard let last = days.last, let base = before.last.flatMap({ months.days[$0].last }) else {
                return nil
            }
            return try line.change(ofLevelAt: last, from: line, base, known)
        case .count, .cumulative, .distinct:
            let before = months.window(count, skipping: count)
            guard before.count == count, before.allSatisfy(hasData(inMonth:)) else { return nil }
            let earlier = self.days(of: before)
            guard let base = try line.completeness(of: earlier) else { return nil }
            let weakest = try known.weaker(base)
            if metric.kind == .distinct {
                guard let new = try line.ratio(of: days), let old = try line.ratio(of: earlier) else {
                    return nil
                }
                return FigureChange(
                    difference: try new.difference(from: old), base: try old.rounded(), completeness: weakest)
            }
            return try line.change(of: days, from: line, earlier, weakest)
        }
    }

    // MARK: What is known

    private func days(of window: Range<Int>) -> Range<Int> {
        guard let first = window.first, let last = window.last else { return 0..<0 }
        return months.days[first].lowerBound..<months.days[last].upperBound
    }

    /// Whether any member has covered time or a sample in a month.
    private func hasData(inMonth month: Int) -> Bool {
        members.contains { $0.values.isKnown(in: months.days[month]) }
    }

    /// Only the start of year 1 has a window without days.
    private var unknown: Completeness {
        get throws(BillingError) {
            try Completeness(phase: .settled, coverage: 0, samples: 0, origin: .missing)
        }
    }
}

extension TableLine {
    /// The month-end figure of a complete month; nil if it is missing.
    func figure(atEndOf month: Int) -> DailyUsageReport.Figure? {
        months.days[month].last.map {
            DailyUsageReport.Figure(
                value: cells[$0].value, completeness: cells[$0].completeness, lastKnown: cells[$0].lastKnown)
        }
    }

    /// The sum of a complete month's days, how many have a figure, and the weakest of them.
    func days(ofMonth month: Int) throws(BillingError) -> (ratio: ExactRatio?, completeness: Completeness?) {
        (try line.ratio(of: months.days[month]), try line.completeness(of: months.days[month]))
    }
}
