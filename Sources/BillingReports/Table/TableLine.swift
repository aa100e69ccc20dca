import BillingModel
import BillingTime

/// The series of one row of the table, day by day, and the figures that the rules of its kind make of them.
struct TableLine {
    let metric: Metric
    let labels: Labels
    let members: [SeriesColumn]
    let months: TableMonths
    /// One per day: the members together.
    private let cells: [Cell]
    /// The time that any member covers.
    private let coverage: IntervalSet
    /// The time in which a value of any member holds, of a gauge.
    private let held: IntervalSet

    private struct Cell {
        let value: Double?
        /// The value before it was rounded.
        let exact: ExactSum
        let completeness: Completeness
    }

    init(_ metric: Metric, labels: Labels, members: [SeriesColumn], months: TableMonths) throws(BillingError)
    {
        self.metric = metric
        self.labels = labels
        self.members = members
        self.months = months
        var cells: [Cell] = []
        if members.count == 1 {
            for value in members[0].values {
                cells.append(
                    Cell(
                        value: value.value, exact: value.exact ?? ExactSum(), completeness: value.completeness
                    ))
            }
        } else {
            let combined = try CombinedValue.combine(members.map(\.values), kind: metric.kind, over: .labels)
            for (day, value) in combined.enumerated() {
                var exact = ExactSum()
                for case let part? in members.map({ $0.values[day].exact }) { exact.merge(part) }
                cells.append(Cell(value: value.value, exact: exact, completeness: value.completeness))
            }
        }
        self.cells = cells
        coverage = members.dropFirst().reduce(members[0].coverage) { $0.union($1.coverage) }
        held = members.dropFirst().reduce(members[0].held) { $0.union($1.held) }
    }

    var hasData: Bool { cells.contains { $0.value != nil } }

    // MARK: Rows

    func row() throws(BillingError) -> ConsumptionTable.Row {
        var windows: [ConsumptionTable.Window] = []
        for count in [3, 6, 12] { windows.append(try window(count)) }
        return ConsumptionTable.Row(
            metric: metric.id, labels: labels, name: metric.name, unit: metric.unit, kind: metric.kind,
            members: members.count, windows: windows, progress: try progress())
    }

    private func window(_ count: Int) throws(BillingError) -> ConsumptionTable.Window {
        let window = months.window(count)
        let days = days(of: window)
        let covered = window.count(where: hasData(inMonth:))
        let ends = window.compactMap(monthEnd)
        let known = try weakest(cells[days].map(\.completeness))
        return ConsumptionTable.Window(
            months: count, covered: covered, reporting: reporting(in: days),
            value: metric.kind == .distinctToDate
                ? window.last.flatMap(monthEnd)?.value : try value(of: days),
            average: metric.kind == .distinctToDate ? try mean(of: ends) : try average(of: days),
            peak: metric.kind == .distinctToDate ? peak(of: ends) : peak(of: days),
            change: covered == count ? try change(count, known) : nil, completeness: known)
    }

    private func progress() throws(BillingError) -> ConsumptionTable.Progress {
        let days = months.progress
        let isToDate = metric.kind == .distinctToDate
        return ConsumptionTable.Progress(
            month: months.current, reporting: reporting(in: days), value: try value(of: days),
            average: isToDate ? nil : try average(of: days), peak: isToDate ? nil : peak(of: days),
            completeness: try completeness(of: days))
    }

    // MARK: Figures of days

    /// The last value of a level, the sum of a number of events, and none of a distinct count.
    private func value(of days: Range<Int>) throws(BillingError) -> Double? {
        switch metric.kind {
        case .gauge, .distinctToDate:
            return cells[days].last { $0.value != nil }?.value
        case .count, .cumulative:
            return try sum(of: days)?.rounded()
        case .distinct:
            return nil
        }
    }

    private func average(of days: Range<Int>) throws(BillingError) -> Double? {
        switch metric.kind {
        case .gauge: return try levelMean(of: days)
        case .count, .cumulative: return try dailyMean(of: days)
        case .distinct, .distinctToDate:
            return try ratio(of: days)?.rounded()
        }
    }

    /// The earliest of the highest days.
    private func peak(of days: Range<Int>) -> ConsumptionTable.Peak? {
        var peak: ConsumptionTable.Peak?
        for day in days {
            guard var value = cells[day].value else { continue }
            if metric.kind == .gauge, members.count == 1, let highest = members[0].states[day].maximum {
                // Within a day a level may have been higher than at its end.
                value = max(value, highest)
            }
            if value > peak?.value ?? -.infinity {
                peak = .init(value: value, date: months.plan.grid[day].firstDate)
            }
        }
        return peak
    }

    /// The exact sum; nil if no day has a value.
    private func sum(of days: Range<Int>) throws(BillingError) -> ExactSum? {
        var sum: ExactSum?
        for cell in cells[days] where cell.value != nil {
            if sum == nil { sum = cell.exact } else { sum?.merge(cell.exact) }
        }
        return sum
    }

    /// The mean of the days that have a figure, as an exact sum and their number.
    private func ratio(of days: Range<Int>) throws(BillingError) -> ExactRatio? {
        try sum(of: days).map { ExactRatio(sum: $0, count: cells[days].count { $0.value != nil }) }
    }

    /// The time-weighted mean of what the members add up to, over the time in which any of them holds.
    private func levelMean(of days: Range<Int>) throws(BillingError) -> Double? {
        var sum = ExactSum()
        for member in members {
            for state in member.weighted[days] { sum.merge(state.weighted) }
        }
        let bounds = months.plan.instants
        let length = held.coveredLength(in: bounds[days.lowerBound]..<bounds[days.upperBound])
        return length > 0 ? try sum.rounded(dividedBy: Int(length)) : nil
    }

    /// The sum of the covered days over their number, where a day that is covered in part counts as that part.
    private func dailyMean(of days: Range<Int>) throws(BillingError) -> Double? {
        let bounds = months.plan.grid.boundaries
        var sum = ExactSum()
        var whole = 0
        var parts = 0.0
        for day in days {
            let length = bounds[day + 1] - bounds[day]
            let elapsed = bounds[day]..<max(bounds[day], min(bounds[day + 1], months.plan.now))
            let covered = coverage.coveredLength(in: elapsed)
            guard covered > 0 else { continue }
            if covered == length { whole += 1 } else { parts += Double(covered) / Double(length) }
            sum.merge(cells[day].exact)
        }
        guard whole > 0 || parts > 0 else { return nil }
        if parts == 0 { return try sum.rounded(dividedBy: whole) }
        let mean = try sum.rounded() / (Double(whole) + parts)
        return mean.isFinite ? mean : nil
    }

    // MARK: Month-ends

    private func monthEnd(_ month: Int) -> ConsumptionTable.Peak? {
        guard let day = months.days[month].last, let value = cells[day].value else { return nil }
        return .init(value: value, date: months.plan.grid[day].lastDate)
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

    private func change(_ count: Int, _ known: Completeness) throws(BillingError) -> Change? {
        let days = days(of: months.window(count))
        switch metric.kind {
        case .gauge:
            guard let last = try value(of: days), let base = try start(of: days) else { return nil }
            return try difference(last, base, known)
        case .distinctToDate:
            let before = months.window(1, skipping: count)
            guard let last = months.window(count).last.flatMap(monthEnd), let month = before.last,
                let base = monthEnd(month), let baseDay = months.days[month].last
            else { return nil }
            return try difference(
                last.value, base.value, try weakest([known, cells[baseDay].completeness]))
        case .count, .cumulative, .distinct:
            let before = months.window(count, skipping: count)
            guard before.count == count, before.allSatisfy(hasData(inMonth:)) else { return nil }
            let earlier = self.days(of: before)
            guard let base = try completeness(of: earlier) else { return nil }
            let weakest = try weakest([known, base])
            if metric.kind == .distinct {
                guard let new = try ratio(of: days), let old = try ratio(of: earlier) else { return nil }
                return Change(
                    difference: try new.difference(from: old), base: try old.rounded(), completeness: weakest)
            }
            guard let new = try sum(of: days), let old = try sum(of: earlier) else { return nil }
            return Change(
                difference: try (new - old).rounded(), base: try old.rounded(), completeness: weakest)
        }
    }

    /// The value in force at the first instant of the first day, or on it for values of dates.
    private func start(of days: Range<Int>) throws(BillingError) -> Double? {
        guard let first = days.first else { return nil }
        var sum: ExactSum?
        for case let start? in members.map({ $0.starts[first] }) {
            var total = sum ?? ExactSum()
            total.add(finite: start)
            sum = total
        }
        return if let sum { try sum.rounded() } else { nil }
    }

    private func difference(
        _ value: Double, _ base: Double, _ completeness: Completeness
    ) throws(BillingError) -> Change {
        var exact = ExactSum()
        exact.add(finite: value)
        exact.add(finite: -base)
        return Change(difference: try exact.rounded(), base: base, completeness: completeness)
    }

    // MARK: What is known

    private func days(of window: Range<Int>) -> Range<Int> {
        guard let first = window.first, let last = window.last else { return 0..<0 }
        return months.days[first].lowerBound..<months.days[last].upperBound
    }

    /// Whether any member has covered time or a sample in a month.
    private func hasData(inMonth month: Int) -> Bool {
        members.contains { member in
            member.values[months.days[month]].contains {
                $0.completeness.coverage > 0 || $0.completeness.samples > 0
            }
        }
    }

    private func reporting(in days: Range<Int>) -> Int {
        members.count { member in member.values[days].contains { $0.value != nil } }
    }

    private func completeness(of days: Range<Int>) throws(BillingError) -> Completeness? {
        try Completeness.weakest(of: cells[days].map(\.completeness))
    }

    private func weakest(_ parts: [Completeness]) throws(BillingError) -> Completeness {
        if let weakest = try Completeness.weakest(of: parts) { return weakest }
        // Only the start of year 1 has a window without days.
        return try Completeness(phase: .settled, coverage: 0, samples: 0, origin: .missing)
    }
}

extension TableLine {
    /// The month-end figure of a complete month; nil if it is missing.
    func figure(atEndOf month: Int) -> Figure? {
        months.days[month].last.map {
            Figure(value: cells[$0].value, completeness: cells[$0].completeness)
        }
    }

    /// The sum of a complete month's days, how many have a figure, and the weakest of them.
    func days(ofMonth month: Int) throws(BillingError) -> (ratio: ExactRatio?, completeness: Completeness?) {
        (try ratio(of: months.days[month]), try completeness(of: months.days[month]))
    }
}
