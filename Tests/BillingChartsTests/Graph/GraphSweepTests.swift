import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@testable import BillingCharts

/// Pictures of made-up graphs, measured with a ruler and held against what the graph says at a cursor.
@Suite struct GraphSweepTests {
    @Test(arguments: 0..<Int(ProcessInfo.processInfo.environment["INAURO_SEEDS"] ?? "30")!)
    func `what is drawn is what the graph says at that place`(seed: Int) async throws {
        var random = SplitMix64(seed: UInt64(seed))
        let world = try await SweptGraph(&random)
        let graph = world.graph
        let width = [240, 360, 960, 4_096][random.below(4)]
        let svg = try graph.svg(width: width)
        #expect(try svg == graph.svg(width: width))
        _ = try read(svg)
        guard !graph.buckets.isEmpty, !graph.series.isEmpty else { return }
        let drawn = try DrawnGraph(svg)
        for series in graph.series {
            let told: Comment = "seed \(seed), \(series.name), per \(graph.width), \(graph.stamp.zone)"
            let known = try world.known(of: series)
            guard let line = drawn.lines[series.name] else {
                #expect(known.isEmpty, told)
                continue
            }
            try check(
                line, known, drawn, graph, told,
                limit: max(24, min((width - 32) / 2, 1_000 / graph.series.count)))
        }
    }

    private func check(
        _ line: DrawnGraph.Line, _ known: [SweptGraph.Known], _ drawn: DrawnGraph, _ graph: ConsumptionGraph,
        _ told: Comment, limit: Int
    ) throws {
        let (start, end) = (try #require(graph.buckets.first).start, try #require(graph.buckets.last).end)
        let length = end.timeIntervalSince(start)
        func x(_ point: SweptGraph.Known) -> String {
            let share = point.instant.timeIntervalSince(start) / length
            return GraphDrawing.text(drawn.ends.left + share * (drawn.ends.right - drawn.ends.left))
        }
        let places = known.map(x)
        // Each point is one that the graph has, where it belongs.
        var heights: [(value: Double, y: Double)] = []
        for point in line.points {
            let same = known.indices.filter { abs((Double(places[$0]) ?? 0) - (Double(point.x) ?? 0)) < 0.11 }
            let own = same.first {
                point.title.contains(": \(known[$0].text), \(known[$0].name), \(known[$0].state)")
            }
            guard let own else {
                Issue.record("no such point: \(point), \(same.map { known[$0] }), \(told)")
                continue
            }
            if let y = Double(point.y) { heights.append((known[own].value, y)) }
        }
        let fits = line.axes.contains { axis in
            heights.allSatisfy { height in axis.y(of: height.value).map { abs($0 - height.y) < 0.21 } ?? true
            }
        }
        #expect(fits, "\(heights), \(line.axes), \(told)")
        if known.count <= limit { #expect(line.points.count == known.count, told) }
        // The lowest and the highest are there.
        for ends in [known.map(\.value).min(), known.map(\.value).max()] {
            guard let text = ends.map({ NumberText.exact($0) }) else { continue }
            #expect(line.points.contains { $0.title.contains(": \(text), ") }, "\(text), \(told)")
        }
        // A stroke joins two of one run, and all of a run that is drawn whole are joined.
        let byPlace = Dictionary(grouping: known.indices) { places[$0] }
        for stroke in line.strokes {
            let (from, to) = (byPlace[stroke.from.x] ?? [], byPlace[stroke.to.x] ?? [])
            let joins = from.contains { first in
                to.contains { first < $0 && known[first].run == known[$0].run }
            }
            #expect(joins, "\(stroke), \(told)")
        }
        if known.count <= 24 {
            let pairs = zip(known, known.dropFirst()).count { $0.run == $1.run }
            #expect(line.strokes.count == pairs, told)
        }
    }
}

/// A graph of random samples, and what it says bucket by bucket.
struct SweptGraph {
    /// A figure as a cursor reads it.
    struct Known {
        let instant: Date
        let value: Double
        let text: String
        let name: String
        let state: String
        /// Points of one run are joined.
        let run: Int
    }

    let graph: ConsumptionGraph
    private let zone: Zone

    private static let zones = [
        "UTC", "America/New_York", "America/Sao_Paulo", "Asia/Kathmandu", "Australia/Lord_Howe",
        "Pacific/Apia",
        "Asia/Kolkata", "Europe/Berlin", "America/St_Johns",
    ]

    init(_ random: inout SplitMix64) async throws {
        let zone = try ZoneID(Self.zones[random.below(Self.zones.count)])
        let first = try LocalDate(["2011-12-01", "2025-10-20", "2024-02-01", "2026-01-30"][random.below(4)])
        let days = [1, 3, 20, 70, 400][random.below(5)]
        var zones = ZoneHistory(zone)
        if random.below(3) == 0, zone != .utc {
            let moved = try instant("\(try first.adding(days: days / 2))T12:00:00Z")
            zones = try ZoneHistory(first: zone, changes: [.init(from: moved, zone: .utc)])
        }
        self.zone = try ZoneDatabase.system.zone(zones)
        let now =
            self.zone.start(of: try first.adding(days: random.below(days + 2))) + Double(random.below(86_400))
        let repository = emptyRepository(at: now.timeIntervalSince1970)
        let kinds: [MetricKind] = [.gauge, .count, .distinct, .distinctToDate, .cumulative]
        var changes = try ChangeSet(id: CommitID("first"))
        changes.add(try Tenant(id: acme, name: "Acme", zones: zones, currency: .usd))
        for place in 0..<1 + random.below(6) {
            let kind = kinds[random.below(kinds.count)]
            let isDaily = kind == .distinctToDate || random.below(3) > 0
            let name = "\(["litres", "devices", "calls"][random.below(3)])-\(place)"
            let metric = try Metric(
                id: MetricID("m\(place)"), name: name, unit: String(name.prefix { $0 != "-" }), kind: kind,
                cadence: isDaily ? .daily : .irregular)
            changes.add(metric, for: acme)
            let size = [1.0, 30, 1e6, 1e15][random.below(4)]
            let lack = random.below(4)
            for day in 0..<days where random.below(4) >= lack {
                let number = (abs(random.ordinaryDouble()) / 1_000 * size).rounded()
                let value = kind == .gauge && random.below(2) == 0 ? -number / 8 : number
                let date = try first.adding(days: day)
                let time: SampleTime =
                    isDaily ? .date(date) : .instant(try instant("\(date)T\(10 + random.below(10)):30:00Z"))
                changes.add(SampleWrite(key(acme, metric), at: time, value: value))
            }
        }
        try await repository.commit(changes)
        let widths: [BucketWidth] = [
            .day, .week, .month, .quarter, .hour, try .hours(6), try .billingCycle(anchorDay: 31),
            .week(startingOn: .wednesday),
        ]
        let start = self.zone.start(of: first) + Double(random.below(3) * 4_000)
        let end = self.zone.start(of: try first.adding(days: days)) + Double(random.below(3) * 4_000)
        graph = try await repository.scope(of: acme).consumptionGraph(
            range: start..<end, width: widths[random.below(widths.count)], now: now)
    }

    /// What a line says, from left to right.
    func known(of series: ConsumptionGraph.Series) throws -> [Known] {
        var known: [Known] = []
        var run = 0
        let hasMeans = series.hasDaysOnly
        for (place, bucket) in graph.buckets.enumerated() {
            let hover = try #require(graph.hover(at: max(bucket.start, graph.range.range.lowerBound)))
            #expect(hover.bucket == bucket)
            let point = try #require(hover.values.first { $0.id == series.id }?.point)
            if series.kind == .distinctToDate, graph.width != .month, place > 0,
                graph.buckets[place - 1].lastDate.firstOfMonth != bucket.firstDate.firstOfMonth
            {
                run += 1
            }
            func add(_ value: Double, at instant: Date, _ completeness: Completeness) {
                known.append(
                    Known(
                        instant: instant, value: value, text: NumberText.exact(value),
                        name: try! name(of: bucket),
                        state: completeness.phase == .inProgress ? "in progress" : "", run: run))
            }
            if let value = hasMeans ? point.mean : point.value {
                let middle = bucket.start + bucket.end.timeIntervalSince(bucket.start) / 2
                add(value, at: middle, point.completeness)
            } else {
                for (number, part) in point.parts.enumerated() {
                    if number > 0 { run += 1 }
                    if let value = part.value {
                        add(value, at: part.end, part.completeness)
                    } else {
                        run += 1
                    }
                }
                if point.parts.isEmpty { run += 1 }
            }
        }
        return known
    }

    /// A bucket as people write it.
    private func name(of bucket: Bucket) throws -> String {
        if graph.width == .month {
            let months = [
                "January", "February", "March", "April", "May", "June", "July", "August", "September",
                "October",
                "November", "December",
            ]
            return "\(months[bucket.firstDate.month - 1]) \(bucket.firstDate.year)"
        }
        if graph.width == .day { return "\(bucket.firstDate)" }
        if graph.width.isDayOrWider { return "\(bucket.firstDate) to \(bucket.lastDate)" }
        return String(zone.text(of: bucket.startMicroseconds).prefix(16)).replacingOccurrences(
            of: "T", with: " ")
    }
}
