import BillingInsights
import BillingModel
import BillingReports
import BillingTime

/// What a specification shows of a graph, as rows that refer to each other by short keys, so that no name stands in more than one.
struct VegaGraphData {
    /// One value: the place `b`, how far it can be relied on `q`, the run `r` of values that a line joins, the line `s`, and the
    /// value `v`; also the lowest and the highest of its time, if there are both and they say more than the value.
    struct Point: VegaRow {
        let b: Int
        let highest: Double?
        let lowest: Double?
        let q: Int
        let r: Int
        let s: Int
        let v: Double

        init(b: Int, q: Int, r: Int, s: Int, v: Double, extremes: (Double, Double)?) {
            self.b = b
            self.q = q
            self.r = r
            self.s = s
            self.v = v
            (lowest, highest) = (extremes?.0, extremes?.1)
        }

        func write(to row: inout VegaText) throws {
            row.member("b", b)
            try row.member("highest", highest)
            try row.member("lowest", lowest)
            row.member("q", q)
            row.member("r", r)
            row.member("s", s)
            try row.member("v", v)
        }
    }

    /// What was known last, in the first bucket without a level.
    struct Known: VegaRow {
        let b: Int
        let s: Int
        let text: String
        let v: Double

        func write(to row: inout VegaText) throws {
            row.member("b", b)
            row.member("s", s)
            row.member("text", text)
            try row.member("v", v)
        }
    }

    /// An estimate; `alone` if there is no other for the line, so that no band shows it.
    struct Estimate: VegaRow {
        let alone: Bool?
        let b: Int
        let high80: Double
        let high95: Double
        let low80: Double
        let low95: Double
        let s: Int
        let v: Double

        func write(to row: inout VegaText) throws {
            row.member("alone", alone)
            row.member("b", b)
            try row.member("high80", high80)
            try row.member("high95", high95)
            try row.member("low80", low80)
            try row.member("low95", low95)
            row.member("s", s)
            try row.member("v", v)
        }
    }

    /// Something unusual; without a value where the line has none.
    struct Finding: VegaRow {
        let b: Int
        let s: Int
        let text: String
        let v: Double?

        func write(to row: inout VegaText) throws {
            row.member("b", b)
            row.member("s", s)
            row.member("text", text)
            try row.member("v", v)
        }
    }

    /// How high a line may be, from one end of the axis to the other.
    struct Limit: VegaRow {
        let end: Int64
        let name: String
        let s: Int
        let time: Int64
        let v: Double

        func write(to row: inout VegaText) throws {
            row.member("end", end)
            row.member("name", name)
            row.member("s", s)
            row.member("time", time)
            try row.member("v", v)
        }
    }

    /// Something that happened; with an end on the axis if it lasted.
    struct Note: VegaRow {
        let at: String
        let end: Int64?
        let kind: String
        let text: String
        let time: Int64

        func write(to row: inout VegaText) {
            row.member("at", at)
            row.member("end", end)
            row.member("kind", kind)
            row.member("text", text)
            row.member("time", time)
        }
    }

    /// A line and its name.
    struct Line: VegaRow {
        let labels: String?
        let line: String
        let metric: String
        let s: Int
        let unit: String

        func write(to row: inout VegaText) {
            row.member("labels", labels)
            row.member("line", line)
            row.member("metric", metric)
            row.member("s", s)
            row.member("unit", unit)
        }
    }

    /// How far a value can be relied on, in words and as a rank.
    struct Trust: VegaRow {
        let q: Int
        let state: String
        let trust: Int

        func write(to row: inout VegaText) {
            row.member("q", q)
            row.member("state", state)
            row.member("trust", trust)
        }
    }

    /// What one line has.
    struct Rows {
        var points: [Point] = []
        var known: [Known] = []
        var estimates: [Estimate] = []
        var findings: [Finding] = []
        var limits: [Limit] = []
    }

    private(set) var times: VegaTimes
    private(set) var lines: [Line] = []
    private(set) var trusts: [Trust] = []
    /// One for each line of the graph, in their order.
    private(set) var rows: [Rows] = []
    /// What happened, with the metric that it is about.
    private(set) var notes: [(metric: MetricID?, note: Note)] = []
    private var keys: [PointState: Int] = [:]

    init(_ graph: ConsumptionGraph) throws(BillingError) {
        times = try VegaTimes(graph.buckets, width: graph.width, zones: graph.stamp.zones)
        let labels = graph.series.map { line in
            line.labels.pairs.map { "\($0.name.text)=\($0.value.text)" }.joined(separator: ", ")
        }
        let names = UniqueNames.of(
            zip(graph.series, labels).map { line, labels in
                (line.title, labels.isEmpty ? line.metric.text : "\(line.metric.text), \(labels)")
            })
        for (place, line) in graph.series.enumerated() {
            lines.append(
                Line(
                    labels: labels[place].isEmpty ? nil : labels[place], line: names[place],
                    metric: line.metric.text, s: place, unit: line.unit))
            rows.append(rows(of: line, place, in: graph))
        }
        for mark in graph.annotations {
            let annotation = mark.annotation
            guard let instant = try? Instants.microseconds(annotation.instant),
                let time = times.time(of: instant, in: mark.index)
            else { continue }
            let end = annotation.end.flatMap { try? Instants.microseconds($0) }
            let note = Note(
                at: GraphColumns.time(of: annotation),
                end: end.flatMap { times.end(of: $0, in: mark.lastIndex) },
                kind: annotation.kind.text + (mark.future ? ", ahead" : ""), text: annotation.text,
                time: time)
            notes.append((annotation.metric, note))
        }
    }

    private mutating func rows(
        of line: ConsumptionGraph.Series, _ number: Int, in graph: ConsumptionGraph
    ) -> Rows {
        var rows = Rows()
        let hasDaysOnly = line.hasDaysOnly
        // A gap and a reset end a run.
        var (run, isBroken, isSilent) = (0, false, false)
        for (place, point) in line.points.enumerated() where graph.buckets.indices.contains(place) {
            if graph.restarts(line, at: place) { isBroken = true }
            func add(_ value: Double, at place: Int, _ key: Int) {
                if isBroken, !rows.points.isEmpty { run += 1 }
                isBroken = false
                rows.points.append(
                    Point(
                        b: place, q: key, r: run, s: number, v: value, extremes: point.extremes(around: value)
                    ))
            }
            if let value = Self.finite(hasDaysOnly ? point.mean : point.value) {
                let isWhole = hasDaysOnly || point.reporting >= line.members
                add(value, at: place, key(PointState(point.completeness, isWhole: isWhole)))
                isSilent = false
                continue
            }
            for (offset, part) in point.parts.enumerated() {
                if offset > 0 { isBroken = true }
                if let value = Self.finite(part.value) {
                    add(
                        value, at: times.part(offset, of: place),
                        key(PointState(part.completeness, isWhole: true)))
                } else {
                    isBroken = true
                }
            }
            // The last part goes on in the next bucket.
            if Self.finite(point.parts.last?.value) != nil { continue }
            isBroken = true
            if let known = point.lastKnown, known.value.isFinite, !isSilent {
                rows.known.append(
                    Known(b: place, s: number, text: ScreenText.lastKnown(known), v: known.value))
            }
            isSilent = point.lastKnown != nil
        }
        if let outlook = graph.outlook.first(where: { $0.id == line.id }) {
            let alone = outlook.estimates.count == 1 ? true : nil
            rows.estimates = outlook.estimates.enumerated().map { offset, estimate in
                Estimate(
                    alone: alone, b: outlook.index + offset, high80: estimate.interval80.upperBound,
                    high95: estimate.interval95.upperBound, low80: estimate.interval80.lowerBound,
                    low95: estimate.interval95.lowerBound, s: number, v: estimate.value)
            }
        }
        // What people have explained needs no mark any more.
        for found in graph.findings where found.id.line == line.id && found.finding.mark == nil {
            let value = line.points.indices.contains(found.index) ? line.points[found.index] : nil
            rows.findings.append(
                Finding(
                    b: found.index, s: number, text: found.finding.statement,
                    v: Self.finite(hasDaysOnly ? value?.mean : value?.value)))
        }
        if let ends = times.ends {
            let limits = graph.limits.filter { $0.metric == line.metric && $0.labels == line.labels }
            rows.limits = limits.map {
                Limit(end: ends.end, name: $0.name, s: number, time: ends.start, v: $0.quantity)
            }
        }
        return rows
    }

    private mutating func key(_ state: PointState) -> Int {
        if let key = keys[state] { return key }
        keys[state] = trusts.count
        trusts.append(Trust(q: trusts.count, state: state.text, trust: state.certainty.rawValue))
        return trusts.count - 1
    }

    private static func finite(_ number: Double?) -> Double? {
        number.flatMap { $0.isFinite ? $0 : nil }
    }
}

extension ConsumptionGraph.Point {
    /// The lowest and the highest; nil unless there are both, and one is not the value.
    fileprivate func extremes(around value: Double) -> (Double, Double)? {
        guard let minimum, let maximum, minimum.isFinite, maximum.isFinite,
            minimum != value || maximum != value
        else { return nil }
        return (minimum, maximum)
    }
}
