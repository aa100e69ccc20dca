import BillingInsights
import BillingModel
import BillingReports
import BillingTime

/// What is drawn of a graph, as columns over its buckets: a picture is made from these alone, and so is that of a page's script.
struct GraphColumns: NamedBuckets {
    let naming: BucketNaming
    /// The first instant, in microseconds.
    let start: Int64
    /// Where buckets begin and the last one ends, in microseconds since the start; one more than there are buckets.
    let bounds: [Int64]
    /// The first date of each bucket.
    let dates: [LocalDate]
    /// The last date of each bucket, included.
    let lastDates: [LocalDate]
    /// The reading of the clock at the start of each bucket, in minutes; zeros from the day on.
    let minutes: [Int]
    /// The instant of the report, in microseconds since the start.
    let now: Int64
    let lines: [Line]
    let annotations: [Note]
    let findings: [Flag]

    /// One line.
    struct Line {
        /// What is drawn of the buckets, from left to right.
        let points: [Point]
        /// What was known last, where a line went silent.
        let silences: [Silence]
        /// The first bucket with an estimate, and the estimates; none without a forecast.
        let outlook: (first: Int, estimates: [Estimate])
        /// How high it may be.
        let limits: [Limit]
    }

    /// One value.
    struct Point {
        /// The bucket.
        let place: Int
        /// Where it stands, in microseconds since the start.
        let position: Int64
        let value: Double
        let state: PointState
        /// Whether no line leads from the point before to this one.
        private(set) var isFirst: Bool

        /// The point as it follows another one than before.
        func beginning(_ isFirst: Bool) -> Point {
            var point = self
            point.isFirst = isFirst
            return point
        }
    }

    /// A level that is not in force any more.
    struct Silence {
        /// The buckets that have none.
        var places: Range<Int>
        let value: Double
        let text: String
    }

    /// What is expected of a bucket.
    struct Estimate {
        let value: Double
        let low80: Double
        let high80: Double
        let low95: Double
        let high95: Double
        /// Whether no line leads from what stands before to this one.
        let isFirst: Bool
    }

    /// How high a line may be.
    struct Limit {
        let value: Double
        /// `limit 500, Devices of the plan`.
        let text: String
    }

    /// Something that happened.
    struct Note {
        /// In microseconds since the start.
        let position: Int64
        /// Where it ended, if it lasted.
        let end: Int64?
        let text: String

        func meets(_ time: Range<Int64>) -> Bool {
            guard let end else { return time.contains(position) }
            return position < time.upperBound && time.lowerBound < end
        }
    }

    /// Something unusual.
    struct Flag {
        let line: Int
        let place: Int
        let text: String
    }

    var count: Int { dates.count }

    /// The middle of a bucket, in microseconds since the start.
    func middle(_ place: Int) -> Int64 { bounds[place] + (bounds[place + 1] - bounds[place]) / 2 }
}

extension GraphColumns {
    /// The columns of a graph, whose buckets below a day are named by the clock of a zone, or in UTC.
    ///
    /// The lines are those of the graph, or these in their order, of which some may be missing in the graph and have no point.
    init(_ graph: ConsumptionGraph, zone: Zone?, lines ids: [ConsumptionGraph.Series.ID]? = nil) {
        let buckets = graph.buckets
        let start = buckets.first?.startMicroseconds ?? 0
        self.start = start
        bounds = buckets.isEmpty ? [] : [0] + buckets.map { $0.endMicroseconds - start }
        lastDates = buckets.map { max($0.firstDate, $0.lastDate) }
        naming = BucketNaming(graph.width)
        if naming == .instant {
            // The date is that of the same clock, which is not the tenant's if its rules are not known.
            let clocks = buckets.map { zone?.clock(at: $0.startMicroseconds) ?? $0.startMicroseconds }
            dates = zip(buckets, clocks).map { bucket, clock in
                (try? LocalDate(dayNumber: Int(floorDivide(clock, Instants.perDay)))) ?? bucket.firstDate
            }
            minutes = clocks.map { clock in
                Int((clock - floorDivide(clock, Instants.perDay) * Instants.perDay) / Instants.perSecond / 60)
            }
        } else {
            dates = buckets.map(\.firstDate)
            minutes = [Int](repeating: 0, count: buckets.count)
        }
        now = ((try? Instants.microseconds(graph.stamp.now)) ?? start) - start
        let bounds = bounds
        let series = Dictionary(graph.series.map { ($0.id, $0) }) { first, _ in first }
        let ids = ids ?? graph.series.map(\.id)
        lines = ids.map { id in
            series[id].map { Self.line($0, of: graph, bounds) }
                ?? Line(points: [], silences: [], outlook: (0, []), limits: [])
        }
        let places = Dictionary(ids.enumerated().map { ($1, $0) }) { first, _ in first }
        annotations = graph.annotations.map { mark in
            Note(
                position: ((try? Instants.microseconds(mark.annotation.instant)) ?? start) - start,
                end: mark.annotation.end.flatMap { try? Instants.microseconds($0) }.map { $0 - start },
                text: "\(Self.time(of: mark.annotation)): \(mark.annotation.text)"
                    + (mark.future ? " (ahead)" : ""))
        }
        findings = graph.findings.compactMap { point in
            guard let line = places[point.id.line], point.finding.mark == nil,
                buckets.indices.contains(point.index)
            else { return nil }
            return Flag(line: line, place: point.index, text: point.finding.statement)
        }
    }

    /// The instant of something, or from when to when it lasted.
    static func time(of annotation: GraphAnnotation) -> String {
        ([annotation.instant] + (annotation.end.map { [$0] } ?? [])).map(ScreenText.utc)
            .joined(separator: " to ")
    }

    private static func line(
        _ series: ConsumptionGraph.Series, of graph: ConsumptionGraph, _ bounds: [Int64]
    ) -> Line {
        let hasDaysOnly = series.hasDaysOnly
        var points: [Point] = []
        var silences: [Silence] = []
        // A break stands before the first point, after a gap, and at a reset.
        var isBroken = true
        for (place, point) in series.points.enumerated() where graph.buckets.indices.contains(place) {
            let middle = bounds[place] + (bounds[place + 1] - bounds[place]) / 2
            if graph.restarts(series, at: place) { isBroken = true }
            func add(_ value: Double, at position: Int64, _ state: PointState) {
                points.append(
                    Point(place: place, position: position, value: value, state: state, isFirst: isBroken))
                isBroken = false
            }
            let value = hasDaysOnly ? point.mean : point.value
            if let value, value.isFinite {
                add(value, at: middle, PointState(point, of: series))
                continue
            }
            for part in point.parts {
                let end = (try? Instants.microseconds(part.end)) ?? graph.buckets[place].endMicroseconds
                if let value = part.value, value.isFinite {
                    let start = graph.buckets[place].startMicroseconds - bounds[place]
                    add(
                        value, at: min(max(end - start, bounds[place]), bounds[place + 1]),
                        PointState(part.completeness, isWhole: true))
                }
                isBroken = true
            }
            // The last part goes on in the next bucket.
            if point.parts.last?.value != nil {
                isBroken = false
                continue
            }
            isBroken = true
            guard let known = point.lastKnown, known.value.isFinite else { continue }
            let text = ScreenText.lastKnown(known)
            if let last = silences.last, last.places.upperBound == place, last.text == text {
                silences[silences.count - 1].places = last.places.lowerBound..<place + 1
            } else {
                silences.append(Silence(places: place..<place + 1, value: known.value, text: text))
            }
        }
        let limits = graph.limits.filter { $0.metric == series.metric && $0.labels == series.labels }.map {
            Limit(value: $0.quantity, text: "limit \(NumberText.number($0.quantity)), \($0.name)")
        }
        return Line(
            points: points, silences: silences, outlook: outlook(of: series, in: graph), limits: limits)
    }

    private static func outlook(
        of series: ConsumptionGraph.Series, in graph: ConsumptionGraph
    ) -> (first: Int, estimates: [Estimate]) {
        guard let outlook = graph.outlook.first(where: { $0.id == series.id }) else { return (0, []) }
        let room = graph.buckets.count - outlook.index
        let estimates = outlook.estimates.prefix(max(0, room)).enumerated().map { step, estimate in
            Estimate(
                value: estimate.value, low80: estimate.interval80.lowerBound,
                high80: estimate.interval80.upperBound, low95: estimate.interval95.lowerBound,
                high95: estimate.interval95.upperBound,
                isFirst: graph.restarts(series, at: outlook.index + step))
        }
        return (outlook.index, estimates)
    }
}
