import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The JSON of a graph is columns, exact and checked")
struct GraphColumnsTests {
    /// Three days of assets, of which the second is carried.
    private func small() async throws -> ConsumptionGraph {
        var world = try await World()
        try await world.commit { changes in
            changes.add(.assets, 120, on: [try day("2026-03-01")])
            changes.add(.assets, 121.5, on: [try day("2026-03-03")])
            try changes.cover(.assets, "2026-03-01T00:00:00Z", "2026-03-04T00:00:00Z")
        }
        return try await world.acme.consumptionGraph(
            metrics: [.assets], range: instant("2026-03-01T00:00:00Z")..<instant("2026-03-04T00:00:00Z"),
            width: .day, now: instant("2026-03-10T00:00:00Z"))
    }

    @Test("The form is the one that the guide shows")
    func form() async throws {
        let json = try await small().json()
        let guide = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "Documentation/Guides/json-forms.md"), encoding: .utf8)
        let block = try #require(guide.firstMatch(of: /```js\n(\{[^`]*?\})\n```/)).output.1
        let shown = block.replacing(/\n */, with: "").replacingOccurrences(of: ": ", with: ":")
            .replacingOccurrences(of: ", ", with: ",")
        let stamp = try #require(json.firstMatch(of: /"stamp":\{[^}]*\}/)).output
        #expect(json.replacingOccurrences(of: stamp, with: "\"stamp\":{…}") == shown)
    }

    @Test("A year of days of 14 metrics stays below 150 kilobytes, also with figures of 17 digits")
    func size() async throws {
        let metrics = Metric.platform.filter { $0.source == .recorded }
        #expect(metrics.count == 14)
        var world = try await World(zone: "America/New_York")
        var random = SplitMix64(seed: 0xC01)
        try await world.commit { changes in
            for date in try days("2025-01-01", "2025-12-31") {
                for metric in metrics {
                    // A count of different ones is whole.
                    let divisor: Double = metric.kind == .gauge ? 999_983 : 1
                    changes.add(metric, Double(random.next() % 1_000_000) / divisor, on: [date])
                }
            }
        }
        let graph = try await world.acme.consumptionGraph(
            range: instant("2025-01-01T05:00:00Z")..<instant("2026-01-01T05:00:00Z"), width: .day,
            now: instant("2026-02-01T05:00:00Z"))
        #expect(graph.series.count == 14 && graph.buckets.count == 365)
        try expectStableForms(graph)
        #expect(try graph.json().utf8.count < 150_000)
    }

    @Test("So it does of levels without coverage, whose days have only what was known last")
    func sizeWithoutCoverage() async throws {
        let metrics = try (0..<14).map { try Metric(id: MetricID("level-\($0)"), unit: "l", kind: .gauge) }
        var world = try await World(zone: "America/New_York")
        var random = SplitMix64(seed: 0xC02)
        let start = try instant("2025-01-01T05:00:00Z")
        try await world.commit { changes in
            for metric in metrics {
                changes.add(metric, for: acme)
                for day in 0..<365 {
                    changes.add(
                        SampleWrite(
                            SeriesKey(tenant: acme, metric: metric.id),
                            at: .instant(start + Double(day) * 86_400 + 3_600),
                            value: Double(random.next() % 1_000_000) / 999_983))
                }
            }
        }
        let graph = try await world.acme.consumptionGraph(
            metrics: metrics, range: start..<instant("2026-01-01T05:00:00Z"), width: .day,
            now: instant("2026-02-01T05:00:00Z"))
        #expect(graph.series.allSatisfy { $0.points.allSatisfy { $0.value == nil && $0.lastKnown != nil } })
        try expectStableForms(graph)
        #expect(try graph.json().utf8.count < 150_000)
    }

    @Test(
        "Whatever buckets and lines a graph has, it reads back equal",
        arguments: [
            ("America/St_Johns", BucketWidth.hour, "2026-03-07T03:15:00Z", "2026-03-10T04:00:00.000001Z"),
            ("Pacific/Apia", .day, "2011-12-27T00:00:00Z", "2012-01-03T00:00:00Z"),
            ("Australia/Lord_Howe", .month, "2025-01-10T00:00:00Z", "2026-05-01T00:00:00Z"),
            ("Europe/Berlin", .week, "2025-12-20T00:00:00Z", "2026-04-01T00:00:00Z"),
            ("UTC", .day, "2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z"),
            ("UTC", .year, "0001-01-01T00:00:00Z", "0003-01-01T00:00:00Z"),
        ])
    func roundTrip(zone: String, width: BucketWidth, from: String, to: String) async throws {
        let (start, end) = (try instant(from), try instant(to))
        var random = SplitMix64(seed: 0xAB1E)
        func chance(_ count: UInt64) -> Bool { random.next() % count == 0 }
        var world = try await World(zone: zone)
        let meter = try Metric(id: MetricID("meter"), unit: "h", kind: .cumulative)
        try await world.commit { changes in
            for metric in [messages, World.level, meter] { changes.add(metric, for: acme) }
            if start < end {
                try changes.cover(World.level, from, to)
                try changes.cover(.monthlyActiveUsers, from, to)
            }
            for place in 0..<300 where chance(2) {
                let at = start + end.timeIntervalSince(start) * Double(place) / 300
                guard at < end else { break }
                let text = Instants.text(try Instants.microseconds(at))
                let labels = chance(3) ? try Labels(("site", "a")) : .none
                try changes.add(messages, Double(random.next() % 9) / 8, at: text, labels: labels)
                try changes.add(World.level, Double(random.next() % 900) / 7, at: text)
                try changes.add(meter, Double(place), at: text)
                let date = try LocalDate(String(text.prefix(10)))
                changes.add(.monthlyActiveUsers, Double(date.day), on: [date])
                changes.add(.assets, Double(date.day), on: [date])
                changes.add(.dailyActiveUsers, Double(date.day), on: [date])
            }
        }
        for now in [to, "2026-03-08T10:00:00Z"] {
            try expectStableForms(
                try await world.acme.consumptionGraph(range: start..<end, width: width, now: instant(now)))
        }
    }

    @Test(
        "What does not fit together is refused",
        arguments: [
            (#""value":[120,120,121.5]"#, #""value":[120,121.5]"#),
            (#""coverage":[[1,3]]"#, #""coverage":[[1,2]]"#),
            (#""coverage":[[1,3]]"#, #""coverage":[[1.5,3]]"#),
            (#""coverage":[[1,3]]"#, #""coverage":[[1,9223372036854775807],[1,3]]"#),
            (#""phase":[["settled",3]]"#, #""phase":[["settled",3,1]]"#),
            (#""phase":[["settled",3]]"#, #""phase":[["settled",4],["settled",-1]]"#),
            (#""reporting":[[1,3]]"#, #""reporting":[[1,0],[1,3]]"#),
            (#""lengths":[[86400000000,3]]"#, #""lengths":[[0,3]]"#),
            (#""lengths":[[86400000000,3]]"#, #""lengths":[[-86400000000,3]]"#),
            (#""lengths":[[86400000000,3]]"#, #""lengths":[[9223372036854775807,3]]"#),
            (#""lengths":[[86400000000,3]]"#, #""lengths":[[1,200000]]"#),
            (#""spans":[[0,3]]"#, #""spans":[[-1,3]]"#),
            (#""steps":[[1,2]]"#, #""steps":[[9223372036854775807,2]]"#),
            (#""minimum":{"runs":[["same",3]]}"#, #""minimum":{"runs":[["own",3]]}"#),
            (#""minimum":{"runs":[["same",3]]}"#, #""minimum":{"runs":[["none",3]],"values":[1]}"#),
            (#""dates":[[0,2],[2,1]]"#, #""dates":[[9223372036854775807,3]]"#),
            (#""dates":[[0,2],[2,1]]"#, #""instants":[[9223372036854775807,3]]"#),
            (#""dates":[[0,2],[2,1]]"#, #""dates":[[0,3]],"instants":[[0,3]]"#),
            (#""shared":false"#, #""shared":false,"widened":[3]"#),
            (#""shared":false"#, #""shared":false,"widened":[1,1]"#),
            (
                #""annotations":[]"#,
                #""annotations":[{"index":3,"future":false,"annotation":{"id":"a","at":"2026-03-02T00:00:00Z","kind":"note","text":"x"}}]"#
            ),
            (
                #""annotations":[]"#,
                #""annotations":[{"index":1,"last":3,"future":false,"annotation":{"id":"a","at":"2026-03-02T00:00:00Z","until":"2026-03-03T00:00:00Z","kind":"note","text":"x"}}]"#
            ),
            (
                #""annotations":[]"#,
                #""annotations":[{"index":1,"last":0,"future":false,"annotation":{"id":"a","at":"2026-03-02T00:00:00Z","until":"2026-03-03T00:00:00Z","kind":"note","text":"x"}}]"#
            ),
            (
                #""annotations":[]"#,
                #""annotations":[{"index":-1,"last":1,"future":false,"annotation":{"id":"a","at":"2026-03-02T00:00:00Z","until":"2026-03-03T00:00:00Z","kind":"note","text":"x"}}]"#
            ),
            (
                #""annotations":[]"#,
                #""annotations":[{"index":0,"last":9223372036854775807,"future":false,"annotation":{"id":"a","at":"2026-03-02T00:00:00Z","until":"2026-03-03T00:00:00Z","kind":"note","text":"x"}}]"#
            ),
            (
                #""annotations":[]"#,
                #""annotations":[{"index":0,"last":-9223372036854775808,"future":false,"annotation":{"id":"a","at":"2026-03-02T00:00:00Z","until":"2026-03-03T00:00:00Z","kind":"note","text":"x"}}]"#
            ),
            (
                #""first":"2026-03-01","last":"#,
                #""limits":[{"name":"x","metric":"assets","quantity":0,"period":"day"}],"first":"2026-03-01","last":"#
            ),
        ])
    func refused(part: String, other: String) async throws {
        let json = try await small().json()
        #expect(json.contains(part))
        let damaged = Data(json.replacingOccurrences(of: part, with: other).utf8)
        #expect(throws: BillingError.self) { try JSONDecoder().decode(ConsumptionGraph.self, from: damaged) }
    }
}
