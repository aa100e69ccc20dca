import BillingModel
import BillingTime

extension ConsumptionGraph: BillingScreen {
    /// The course of each line, what happened, and the figures of each bucket, as aligned text for a terminal.
    ///
    /// A course goes from the lowest to the highest figure of all lines of its unit, with `·` in gaps; where there are more buckets
    /// than columns for it, each column shows the highest of its buckets. A metric that has no figure for a whole bucket shows
    /// the mean and the highest of its days, or the parts between resets.
    public func text(width: Int) -> String {
        var screen = ScreenText(title, stamp: stamp, width: width)
        screen.add(line: "\(span), per \(self.width)")
        guard !series.isEmpty, !buckets.isEmpty else {
            screen.add(line: series.isEmpty ? "No metric has data" : "No time")
            if !annotations.isEmpty { screen.add(notes) }
            return screen.finished
        }
        if series.contains(where: \.shared) {
            screen.add(line: "A line of several tenants may count what they share more than once")
        }
        for name in distinctNames {
            screen.add(line: "\(name): whoever was active counts once per \(self.width)")
        }
        for name in widenedNames {
            screen.add(line: "\(name): a quarter hour that the range or the report cuts counts as a whole")
        }
        if let first = firstAhead, first > 0 {
            screen.add(line: "From \(heading(buckets[first])) on nothing has begun")
        }
        if buckets.count > 1 {
            screen.add(courses(width: width))
            let units = series.map(\.unit)
            if Set(units).count < units.count { screen.add(line: "Courses of one unit share one scale") }
        }
        if !annotations.isEmpty { screen.add(notes) }
        screen.add(figures)
        let known = lastKnown
        if !known.isEmpty { screen.add(paragraph: known) }
        return screen.finished
    }

    /// The dates of the range if it is made of whole ones, else its instants in UTC.
    private var span: String {
        guard let first, let last else { return ScreenText.span(range) }
        return ScreenText.dates(first, last)
    }

    /// One row for each line: its unit, its lowest, highest and last figure, and its course in the room that is left.
    private func courses(width: Int) -> TextTable {
        let lines = series.flatMap { line in line.lines.map { (unit: line.unit, line: $0) } }
        let rows = lines.map { unit, line -> [TextTable.Cell] in
            let known = line.cells.filter { $0.number?.isFinite == true }
            let lowest = known.min { $0.number ?? 0 < $1.number ?? 0 }
            let highest = known.max { $0.number ?? 0 < $1.number ?? 0 }
            return [.init(line.title), .init(unit)] + [lowest, highest, known.last].map { $0 ?? .missing }
        }
        let columns: [TextTable.Column] = [
            .text("Line"), .text("Unit"), .number("Lowest"), .number("Highest"), .number("Last"),
        ]
        var table = TextTable(columns + [.fixed("Course")])
        let bounds = axes().compactMap { axis -> (String, ClosedRange<Double>)? in
            guard let lower = axis.lower, let upper = axis.upper, lower <= upper else { return nil }
            return (axis.unit, lower...upper)
        }
        let scales = Dictionary(bounds) { first, _ in first }
        let room = min(40, max(12, width - TextTable(columns, rows: rows).width - 2))
        for (row, line) in zip(rows, lines) {
            let course = PlotText.line(
                line.line.cells.map(\.number), columns: room, scale: scales[line.unit])
            table.add(row + [.init(course)])
        }
        return table
    }

    /// What was known last of the lines whose last bucket that has begun has no level.
    private var lastKnown: [String] {
        guard let last = buckets.lastIndex(where: { $0.start < stamp.now }) else { return [] }
        return series.compactMap { line in
            guard let point = line.point(of: last), point.value == nil, let known = point.lastKnown else {
                return nil
            }
            return ScreenText.lastKnown(ScreenText.title(line.name, line.labels), known)
        }
    }

    /// What happened, numbered as beside the buckets.
    private var notes: TextTable {
        let showsTenant = annotations.contains { $0.annotation.tenant != nil }
        let showsMetric = annotations.contains { $0.annotation.metric != nil }
        var table = TextTable(
            [.fixed("Note"), .fixed("At (UTC)"), .text("Kind"), .text("What")]
                + (showsTenant ? [.text("Tenant")] : []) + (showsMetric ? [.text("Metric")] : []))
        for (number, mark) in annotations.enumerated() {
            let note = mark.annotation
            let metric = note.metric.map { id in series.first { $0.metric == id }?.name ?? id.text }
            table.add(
                [.init("\(number + 1)"), .init(ScreenText.clock(ScreenText.utc(note.instant)))]
                    + [.init(note.kind.text + (mark.future ? ", ahead" : "")), .init(note.text)]
                    + (showsTenant ? [note.tenant.map { .init($0.text) } ?? .empty] : [])
                    + (showsMetric ? [metric.map { .init($0) } ?? .empty] : []))
        }
        return table
    }

    /// The first of the last buckets that have not begun and that nothing is told of; nil if there is none.
    private var firstAhead: Int? {
        let last = (annotations.map(\.index) + [-1]).max() ?? -1
        let first = buckets.firstIndex { $0.start >= stamp.now }.map { max($0, last + 1) }
        return first.flatMap { $0 < buckets.count ? $0 : nil }
    }

    /// A row for each bucket that has begun and a column for each line.
    private var figures: TextTable {
        let lines = series.flatMap(\.lines)
        // Below a day there may be two hours of one reading, so that only UTC tells them apart.
        let from = TextTable.Column.fixed(
            width.isDayOrWider ? ScreenText.heading(width) : "From (UTC)")
        var notes: [Int: String] = [:]
        for (number, mark) in annotations.enumerated() {
            notes[mark.index] = notes[mark.index].map { "\($0), \(number + 1)" } ?? "\(number + 1)"
        }
        var table = TextTable(
            [from] + lines.map { .number($0.title) } + (notes.isEmpty ? [] : [.fixed("Note")]))
        for (index, bucket) in buckets.enumerated().prefix(max(1, firstAhead ?? buckets.count)) {
            let cells = lines.map { line in
                line.cells.indices.contains(index) ? line.cells[index] : .missing
            }
            table.add([.init(heading(bucket))] + cells + [.init(notes[index] ?? "")])
        }
        return table
    }

    /// What a bucket is called: a month by its name.
    func heading(_ bucket: Bucket) -> String {
        width == .month ? ScreenText.month(bucket.firstDate) : name(of: bucket)
    }

    /// The metrics named after a day whose figures here are of wider buckets.
    private var distinctNames: [String] {
        guard width.isDayOrWider, width != .day else { return [] }
        return series.filter { $0.kind == .distinct && $0.points.contains { $0.value != nil } }.map {
            ScreenText.title($0.name, $0.labels)
        }
    }

    /// The counts of which a quarter hour is cut.
    private var widenedNames: [String] {
        series.filter { $0.points.contains { $0.widened && $0.value != nil } }.map {
            ScreenText.title($0.name, $0.labels)
        }
    }
}

extension ConsumptionGraph.Series {
    /// What is shown of one point each: the figure, its title, and a cell for each bucket.
    var lines: [(figure: String, title: String, cells: [TextTable.Cell])] {
        let title = ScreenText.title(name, labels)
        // A distinct count of days has no sum, so a wider bucket has only these.
        guard !hasDaysOnly else {
            return [
                ("mean", title + " (mean)", points.map { .init(average: $0.mean, $0.completeness) }),
                ("highest", title + " (highest)", points.map { .init($0.maximum, $0.completeness) }),
            ]
        }
        return [("value", title, points.map(cell))]
    }

    private func cell(_ point: ConsumptionGraph.Point) -> TextTable.Cell {
        guard point.value == nil, !point.parts.isEmpty else { return .init(point.value, known(point)) }
        return .init(
            point.parts.map { $0.value.map(NumberText.number) ?? NumberText.missing }.joined(
                separator: " / "),
            marks: FigureMarks(point.completeness))
    }

    /// What a value is marked by; without all its members it is not complete.
    private func known(_ point: ConsumptionGraph.Point) -> Completeness? {
        point.reporting < members ? nil : point.completeness
    }
}
