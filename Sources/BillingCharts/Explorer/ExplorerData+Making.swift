import BillingModel
import BillingReports
import BillingTime

extension ExplorerData {
    /// The data of an explorer; nil if it has no graph.
    init?(_ explorer: GraphExplorer) throws(BillingError) {
        guard let days = explorer.graphs.first else { return nil }
        let zone = explorer.navigator.zone
        let (data, points) = (explorer.navigator.data, explorer.navigator.points)
        let (low, high) = (
            try Instants.microseconds(data.lowerBound), try Instants.microseconds(data.upperBound)
        )
        var states = StateCodes()
        var levels: [Level] = []
        for graph in explorer.graphs {
            levels.append(
                try Level(
                    graph, lines: days.series.map(\.id), around: low..<high, in: zone, origin: low, &states))
        }
        hours = try explorer.hours.map { hours throws(BillingError) in
            let (start, end) = (
                hours.buckets.first?.startMicroseconds ?? low, hours.buckets.last?.endMicroseconds ?? low
            )
            return try Level(
                hours, lines: days.series.map(\.id), around: start..<end, in: zone, origin: low, &states)
        }
        let layout = GraphLayout(days)
        origin = "\(low)"
        self.data = [0, high - low]
        self.points = points
        if let view = explorer.first {
            first = View(
                from: try Instants.microseconds(view.range.lowerBound) - low,
                to: try Instants.microseconds(view.range.upperBound) - low,
                anchor: try Instants.microseconds(view.anchor) - low)
        } else {
            first = nil
        }
        names = days.series.map { line in
            Name(
                short: GraphPicture.name(of: line), full: DisplayText(line.title).text,
                unit: DisplayText(line.unit).text)
        }
        panels = layout.panels.map { Panel(left: Axis($0.left), right: $0.right.map(Axis.init)) }
        self.states = states.all.map { State(certainty: $0.certainty.rawValue, text: $0.text) }
        self.levels = levels
    }
}

extension ExplorerData.Axis {
    init(_ axis: GraphLayout.Axis) {
        self.init(
            unit: .init(GraphDrawing.unit(axis, isHalf: false)),
            half: .init(GraphDrawing.unit(axis, isHalf: true)),
            zero: axis.isFromZero, lines: axis.lines)
    }
}

/// States as places in a list.
private struct StateCodes {
    private(set) var all: [PointState] = []
    private var codes: [PointState: Int] = [:]

    mutating func code(_ state: PointState) -> Int {
        if let code = codes[state] { return code }
        all.append(state)
        codes[state] = all.count - 1
        return all.count - 1
    }
}

extension ExplorerData.Level {
    /// The columns of a graph, and the buckets as far around the data as these are long.
    fileprivate init(
        _ graph: ConsumptionGraph, lines ids: [ConsumptionGraph.Series.ID], around data: Range<Int64>,
        in zone: Zone,
        origin: Int64, _ states: inout StateCodes
    ) throws(BillingError) {
        let columns = GraphColumns(graph, zone: zone)
        let isDays = graph.width.isDayOrWider
        let reach = isDays ? data.upperBound - data.lowerBound + 400 * Instants.perDay : 0
        let calendar =
            zone.startOfDay(Int(LocalDate.min.dayNumber))..<zone.startOfDay(Int(LocalDate.max.dayNumber) + 1)
        let around = (data.lowerBound - reach..<data.upperBound + reach).clamped(to: calendar)
        // What the calendar cuts is no bucket to move to, but to begin with.
        let grid = try BucketGrid(around, width: graph.width, zone: zone, limit: .max - 1)
        let buckets = Array(grid)
        let starts = grid.boundaries
        offset = starts.firstIndex(of: columns.start) ?? 0
        width = "\(graph.width)"
        naming = columns.naming.rawValue
        start = (starts.first ?? origin) - origin
        lengths = ExplorerData.runs(zip(starts, starts.dropFirst()).lazy.map { $1 - $0 })
        let dates = buckets.map { Int($0.firstDate.dayNumber) }
        day = dates.first ?? 0
        steps = ExplorerData.runs(zip(dates, dates.dropFirst()).lazy.map { $1 - $0 })
        spans = ExplorerData.runs(
            buckets.lazy.map { max(0, Int($0.lastDate.dayNumber) - Int($0.firstDate.dayNumber)) })
        let readings = isDays ? [] : columns.minutes
        minutes = ExplorerData.runs(
            readings.prefix(1) + zip(readings, readings.dropFirst()).map { $1 - $0 })
        outside = [
            states.code(
                PointState(
                    try Completeness(phase: .settled, coverage: 0, samples: 0, origin: .missing),
                    isWhole: true)),
            states.code(
                PointState(
                    try Completeness(phase: .future, coverage: 0, samples: 0, origin: .missing), isWhole: true
                )),
        ]
        let move = columns.start - origin
        now = columns.now + move
        let places = Dictionary(graph.series.enumerated().map { ($1.id, $0) }) { first, _ in first }
        var made: [ExplorerData.Line] = []
        for id in ids {
            guard let place = places[id] else {
                made.append(.empty)
                continue
            }
            made.append(
                ExplorerData.Line(graph.series[place], columns.lines[place], of: graph, moved: move, &states))
        }
        self.lines = made
        notes = columns.annotations.map {
            .init(at: $0.position + move, end: $0.end.map { $0 + move }, text: DisplayText($0.text).text)
        }
        let own = Dictionary(ids.enumerated().map { ($1, $0) }) { first, _ in first }
        findings = columns.findings.compactMap { flag in
            own[graph.series[flag.line].id].map {
                .init(line: $0, place: flag.place, text: DisplayText(flag.text).text)
            }
        }
    }
}

extension ExplorerData.Line {
    static let empty = Self(
        values: [], states: [], starts: [], parts: [], times: [:], silences: [], outlook: nil, limits: [])

    fileprivate init(
        _ series: ConsumptionGraph.Series, _ line: GraphColumns.Line, of graph: ConsumptionGraph,
        moved: Int64,
        _ states: inout StateCodes
    ) {
        let hasDaysOnly = series.hasDaysOnly
        values = series.points.map { (hasDaysOnly ? $0.mean : $0.value).flatMap { $0.isFinite ? $0 : nil } }
        self.states = ExplorerData.runs(series.points.map { states.code(PointState($0, of: series)) })
        var (starts, parts): ([Int], [[Double]]) = ([], [])
        for point in line.points {
            if values[point.place] == nil {
                parts.append([
                    Double(point.place), Double(point.position + moved), point.value,
                    Double(states.code(point.state)),
                    point.isFirst ? 1 : 0,
                ])
            } else if point.isFirst {
                starts.append(point.place)
            }
        }
        (self.starts, self.parts) = (starts, parts)
        var times: [String: String] = [:]
        for point in series.points where graph.buckets.indices.contains(point.index) {
            guard let time = point.sampled else { continue }
            let bucket = graph.buckets[point.index]
            if graph.width == .day, !bucket.isClipped, time == .date(bucket.firstDate) { continue }
            times["\(point.index)"] = ScreenText.time(time)
        }
        self.times = times
        silences = line.silences.map {
            .init(
                from: $0.places.lowerBound, to: $0.places.upperBound, value: $0.value,
                text: DisplayText($0.text).text)
        }
        limits = line.limits.map { .init(value: $0.value, text: DisplayText($0.text).text) }
        outlook =
            line.outlook.estimates.isEmpty
            ? nil
            : .init(
                first: line.outlook.first,
                estimates: line.outlook.estimates.map {
                    [$0.value, $0.low80, $0.high80, $0.low95, $0.high95, $0.isFirst ? 1 : 0]
                })
    }
}
