import BillingModel
import BillingTime

extension ConsumptionTable: ComparableScreen {
    /// What the table is about.
    public var title: String { "Consumption of \(name)" }

    /// The figures of each window, those of the month in progress, and how active subjects are.
    public var cells: [ScreenCell] {
        var lengths: [Int] = []
        for window in rows.flatMap(\.windows) where !lengths.contains(window.months) {
            lengths.append(window.months)
        }
        var cells: [ScreenCell] = []
        for length in lengths {
            for row in rows {
                guard let window = row.windows.first(where: { $0.months == length }) else { continue }
                cells += self.cells(of: row, window)
            }
        }
        return cells + rows.flatMap(progressCells) + activity.flatMap(activityCells)
    }

    // MARK: Windows

    private func cells(of row: Row, _ window: Window) -> [ScreenCell] {
        let months = window.months
        let name = "last \(months) months"
        let time = row.progress.month.months(months)
        let all = basis(.usage(row.metric, row.labels), time)
        let isLevel = row.kind == .gauge
        // All windows end with the same day, so what was known last is shown once.
        let isFirst = row.windows.first?.months == months
        let value = isLevel ? basis(.level(row.metric, row.labels), time) : all
        var cells = figures(
            of: row, part: "\(months) months", name, window.value, isFirst ? window.lastKnown : nil,
            window.average, window.peak,
            window.completeness, value: value, all: all)
        func add(
            _ figure: String, _ title: String, _ content: ScreenCell.Content, _ bases: [ScreenCell.Basis]
        ) {
            cells.append(
                cell(
                    row, part: "\(months) months", figure, column: "\(name), \(title)", content, bases))
        }
        // A level is compared with that of the date before, anything else with the months before.
        let first = time.lowerBound
        let before = (try? first.adding(days: -1)) ?? .min
        let base =
            isLevel
            ? basis(.level(row.metric, row.labels), before...before)
            : basis(.usage(row.metric, row.labels), first.months(months))
        for change in ScreenCell.Content.change(window.change) {
            add(change.figure, change.title, change.content, [value, base])
        }
        add("months", "months", .init(text: "\(window.covered) of \(months)"), [all])
        if row.tellsSteps, let steps = window.steps {
            // The first step is one from the last level known before.
            let bases = [all, basis(.level(row.metric, row.labels), first.months(months))]
            let net = TextTable.Cell(
                NumberText.difference(steps.net), marks: FigureMarks(window.completeness))
            add("dates", "dates changed", .init(count: steps.days, window.completeness), bases)
            add("net", "net change", .init(steps.net, net), bases)
        }
        return cells
    }

    private func progressCells(of row: Row) -> [ScreenCell] {
        let now = row.progress
        let last = (try? now.month.adding(months: 1)).flatMap { try? $0.adding(days: -1) } ?? .max
        let time = now.month...max(now.month, last)
        let all = basis(.usage(row.metric, row.labels), time)
        return figures(
            of: row, part: "\(now.month)", "month in progress", now.value, now.lastKnown, now.average,
            now.peak,
            now.completeness, value: row.kind == .gauge ? basis(.level(row.metric, row.labels), time) : all,
            all: all)
    }

    private func figures(
        of row: Row, part: String, _ name: String, _ value: Double?, _ lastKnown: LastKnown?,
        _ average: Double?,
        _ peak: Peak?, _ completeness: Completeness?, value basis: ScreenCell.Basis, all: ScreenCell.Basis
    ) -> [ScreenCell] {
        let figures: [(String, ScreenCell.Content, ScreenCell.Basis)] = [
            ("value", .init(value, completeness, lastKnown: lastKnown), basis),
            ("average", .init(average: average, completeness), all),
            ("peak", .init(peak?.value, completeness), all),
            ("peak on", peak.map { .init(text: "\($0.date)") } ?? .missing, all),
        ]
        return figures.map { figure, content, basis in
            cell(row, part: part, figure, column: "\(name), \(figure)", content, [basis])
        }
    }

    private func cell(
        _ row: Row, part: String, _ figure: String, column: String, _ content: ScreenCell.Content,
        _ bases: [ScreenCell.Basis]
    ) -> ScreenCell {
        ScreenCell(
            place: .init(
                metric: row.metric, labels: row.labels,
                part: row.labels.isEmpty && row.part != .whole ? "\(part), \(row.part.rawValue)" : part,
                figure: figure),
            row: breakdown.title(row.name, row.labels, row.part), column: column, content: content,
            bases: bases)
    }

    private func basis(
        _ source: ScreenCell.Basis.Source, _ dates: ClosedRange<LocalDate>
    ) -> ScreenCell.Basis {
        ScreenCell.Basis(source, of: tenant, in: .dates(dates), clock: stamp.zones)
    }

    // MARK: Activity

    private func activityCells(of activity: ActivityLevel) -> [ScreenCell] {
        // Another kind of subject has no figures.
        guard let ratio = ActivityRatio.all.first(where: { $0.subject == activity.subject }) else {
            return []
        }
        var cells: [ScreenCell] = []
        func add(
            _ part: String, _ figure: String, _ content: ScreenCell.Content, _ dates: ClosedRange<LocalDate>
        ) {
            let other = figure.hasPrefix("level") ? ratio.total : ratio.daily
            cells.append(
                ScreenCell(
                    place: .init(metric: ratio.monthly.id, part: part, figure: figure),
                    row: "Activity of \(activity.subject)", column: "\(part), \(figure)", content: content,
                    bases: [
                        basis(.usage(ratio.monthly.id, .none), dates), basis(.usage(other.id, .none), dates),
                    ]))
        }
        for month in activity.months {
            let name = String("\(month.month)".prefix(7))
            let isComplete = month.completeness.isComplete
            let dates = ((try? month.month.adding(months: 1)) ?? .max).months(1)
            add(name, "level", .init(share: month.level, isComplete: isComplete), dates)
            add(name, "stickiness", .init(share: month.stickiness, isComplete: isComplete), dates)
        }
        for window in activity.windows {
            guard let last = activity.months.last?.month else { continue }
            let dates = ((try? last.adding(months: 1)) ?? .max).months(window.months)
            for (figure, mean) in ["level": window.level, "stickiness": window.stickiness]
                as KeyValuePairs
            {
                let part = "last \(window.months) months"
                add(
                    part, figure, .init(share: mean.value, isComplete: mean.covered == window.months), dates)
                add(
                    part, figure + ", months", .init(text: "\(mean.covered) of \(window.months)"), dates)
            }
        }
        return cells
    }
}

extension LocalDate {
    /// The dates of so many months before this first date of one.
    fileprivate func months(_ count: Int) -> ClosedRange<LocalDate> {
        let first = (try? adding(months: -count)) ?? .min
        let last = (try? adding(days: -1)) ?? .min
        return first...Swift.max(first, last)
    }
}
