import BillingInsights
import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import PictureWorlds
import Testing

@testable import BillingCharts

@Suite struct VegaLiteGraphTests {
    /// A value as people are told it.
    private struct Told: Hashable {
        let metric: String
        let labels: String?
        let bucket: Int
        let value: Double
        let isFinal: Bool
    }

    private func told(_ specification: VegaSpecification) throws -> [Told] {
        let lines = specification.rows("lines")
        let trust = specification.rows("trust")
        let places = specification.rows("places")
        return try specification.all("points").map { row in
            let line = lines[try #require(row["s"]?.whole)]
            let place = places[try #require(row["b"]?.whole)]
            #expect(line["s"] == row["s"] && place["b"] == row["b"])
            let key = try #require(row["q"]?.whole)
            let rank = try #require(trust[key]["trust"]?.whole)
            return Told(
                metric: try #require(line["metric"]?.text), labels: line["labels"]?.text,
                bucket: try #require(place["b"]?.whole), value: try #require(row["v"]?.number),
                isFinal: rank < 2)
        }
    }

    @Test func `every value of a graph is there, and no other`() async throws {
        for (name, graph) in try await PictureWorld.graphs.value {
            let expected = graph.series.flatMap { line in
                let labels = line.labels.pairs.map { "\($0.name.text)=\($0.value.text)" }.joined(
                    separator: ", ")
                return line.points.compactMap { point in
                    point.value.map { value in
                        let known = point.completeness
                        return Told(
                            metric: line.metric.text, labels: labels.isEmpty ? nil : labels,
                            bucket: point.index,
                            value: value,
                            isFinal: known.isComplete && point.reporting >= line.members)
                    }
                }
            }
            let found = try told(try VegaSpecification(try graph.vegaLite()))
            #expect(found.count == expected.count, "\(name)")
            #expect(Set(found) == Set(expected), "\(name)")
            #expect(name == "no-data" ? expected.isEmpty : !expected.isEmpty)
        }
    }

    @Test func `a gap ends a run, and what was known last stands in it`() async throws {
        let world = try await VegaWorld { changes in
            try changes.add(.assets, from: "2026-03-01", [5, 6, nil, nil, 7, nil, 8, 9])
        }
        let specification = try VegaSpecification(
            try await world.graph(
                [.assets], "2026-02-28T23:00:00Z", "2026-03-08T23:00:00Z", now: "2026-03-08T23:00:00Z"
            ).vegaLite())
        let points = specification.all("points")
        #expect(points.map { $0["b"]?.whole } == [0, 1, 4, 6, 7])
        #expect(points.map { $0["r"]?.whole } == [0, 0, 1, 2, 2])
        let known = specification.all("known")
        #expect(known.map { $0["b"]?.whole } == [2, 5] && known.map { $0["v"]?.number } == [6, 7])
        #expect(known[0]["text"]?.text == "last known 6 on 2026-03-02")
    }

    @Test func `a figure to date begins anew with the month, also inside a week`() async throws {
        let world = try await VegaWorld { changes in
            try changes.add(
                .monthlyActiveUsers, from: "2026-02-23",
                (23...28).map(Double.init) + (1...14).map(Double.init))
        }
        let (start, end, now) = ("2026-02-22T23:00:00Z", "2026-03-14T23:00:00Z", "2026-05-01T00:00:00Z")
        let days = try VegaSpecification(
            try await world.graph([.monthlyActiveUsers], start, end, now: now).vegaLite())
        #expect(
            days.all("points").map { $0["r"]?.whole }
                == [Int](repeating: 0, count: 6) + [Int](repeating: 1, count: 14))
        // The week of 23 February has two parts: one ends with the month, the other goes on.
        let weeks = try VegaSpecification(
            try await world.graph([.monthlyActiveUsers], start, end, .week, now: now).vegaLite())
        let points = weeks.all("points")
        #expect(points.map { $0["v"]?.number } == [28, 1, 8, 14])
        #expect(points.map { $0["r"]?.whole } == [0, 1, 1, 1])
        let places = try points.map { weeks.rows("places")[try #require($0["b"]?.whole)] }
        #expect(
            places.map { $0["name"]?.text } == [
                "2026-02-23 to 2026-03-01", "2026-03-01", "2026-03-02 to 2026-03-08",
                "2026-03-09 to 2026-03-15",
            ])
        #expect(
            try places.map { $0["time"]?.number }
                == ["2026-02-23", "2026-03-01", "2026-03-02", "2026-03-09"].map {
                    try instant("\($0)T00:00:00Z").timeIntervalSince1970 * 1_000
                })
    }

    @Test func `the axis shows the dates and the clock of the tenant`() async throws {
        let world = try await VegaWorld { changes in
            try changes.add(.assets, from: "2026-10-24", [1, 2, 3])
        }
        func places(
            _ start: String, _ end: String, _ width: BucketWidth, _ metric: Metric = .assets
        ) async throws -> [(time: String, end: String, name: String)] {
            let graph = try await world.graph([metric], start, end, width, now: "2026-11-01T00:00:00Z")
            return try VegaSpecification(try graph.vegaLite()).rows("places").map { row in
                func text(_ key: String) throws -> String {
                    let seconds = try #require(row[key]?.number) / 1_000
                    return String(
                        Date(timeIntervalSince1970: seconds).formatted(.iso8601).dropLast(4))
                }
                return (try text("time"), try text("end"), try #require(row["name"]?.text))
            }
        }
        // 25 October has 25 hours in Berlin.
        let days = try await places("2026-10-23T22:00:00Z", "2026-10-26T23:00:00Z", .day)
        #expect(days.map(\.time) == ["2026-10-24T00:00", "2026-10-25T00:00", "2026-10-26T00:00"])
        #expect(days.map(\.end) == ["2026-10-25T00:00", "2026-10-26T00:00", "2026-10-27T00:00"])
        let hours = try await places("2026-10-24T23:00:00Z", "2026-10-25T03:00:00Z", .hour, .actions)
        #expect(hours.map { $0.time.suffix(5) } == ["01:00", "02:00", "02:00", "03:00"])
        #expect(hours.map { $0.end.suffix(5) } == ["02:00", "03:00", "03:00", "04:00"])
        #expect(
            hours[1...2].map(\.name) == ["2026-10-25 02:00:00+02:00", "2026-10-25 02:00:00+01:00"])
        let months = try await places("2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z", .month)
        #expect(months.map(\.name) == ["October 2026"] && months.map(\.end) == ["2026-11-01T00:00"])
    }

    @Test func `a level that moves within its bucket has its extremes beside it`() async throws {
        let world = try await VegaWorld { changes in
            try changes.add(.assets, from: "2026-03-02", [5, 9, 3, 4, 4, 4, 4] + [7, 7, 7, 7, 7, 7, 7])
        }
        let specification = try VegaSpecification(
            try await world.graph(
                [.assets], "2026-03-01T23:00:00Z", "2026-03-15T23:00:00Z", .week, now: "2026-04-01T00:00:00Z"
            ).vegaLite())
        let points = specification.all("points")
        #expect(points.map { $0["v"]?.number } == [4, 7])
        #expect(points.map { $0["highest"]?.number } == [9, nil])
        #expect(points.map { $0["lowest"]?.number } == [3, nil])
        // Nobody is told of extremes that there are none of.
        let told = specification.units.compactMap { unit in
            unit["encoding"]?["tooltip"]?.list?.compactMap { $0["field"]?.text }
        }
        #expect(told.count == 2 && told.map { $0.contains("lowest") } == [false, true])
    }

    @Test func `what is to come, what is unusual and what happened stand at their buckets`() async throws {
        let graph = try await PictureWorld.graph(of: "year")
        let specification = try VegaSpecification(try graph.vegaLite())
        let lines = specification.rows("lines").map { $0["metric"]?.text }
        var estimates: [[Double]] = []
        for line in graph.outlook {
            let number = try #require(lines.firstIndex(of: line.metric.text))
            for (offset, estimate) in line.estimates.enumerated() {
                estimates.append([
                    Double(number), Double(line.index + offset), estimate.interval95.lowerBound,
                    estimate.interval80.lowerBound, estimate.value, estimate.interval80.upperBound,
                    estimate.interval95.upperBound,
                ])
            }
        }
        let found = specification.all("estimates").map { row in
            ["s", "b", "low95", "low80", "v", "high80", "high95"].compactMap { row[$0]?.number }
        }
        #expect(found.count == estimates.count && Set(found) == Set(estimates) && !found.isEmpty)
        let findings = specification.all("findings")
        #expect(
            Set(findings.map { $0["text"]?.text }) == Set(graph.findings.map(\.finding.statement))
                && findings.count == graph.findings.count && !findings.isEmpty)
        for row in findings {
            let line = graph.series[try #require(row["s"]?.whole)]
            #expect(line.points[try #require(row["b"]?.whole)].value == row["v"]?.number)
        }
        // One that is far above its line would press that flat.
        #expect(specification.all("limits").map { $0["v"]?.number } == [150])
        // Each panel has the notes, on the date of the tenant.
        let notes = specification.rows("notes-1")
        #expect(notes == specification.rows("notes-2"))
        #expect(
            notes.map { $0["text"]?.text } == [
                "Firmware 4.2 for all trackers", "Second depot in Newark", "Spring fair, vans in use all day",
            ])
        // What lasted from 2 to 6 March ends with the sixth.
        #expect(
            notes.map { $0["end"]?.number } == [
                nil, nil, try instant("2026-03-07T00:00:00Z").timeIntervalSince1970 * 1_000,
            ])
        #expect(
            notes.first?["time"]?.number
                == (try instant("2026-01-12T00:00:00Z").timeIntervalSince1970 * 1_000))
    }

    @Test func `an estimate that stands alone has a rule instead of a band`() async throws {
        let world = try await PictureWorld.year()
        let end = world.now.addingTimeInterval(86_400)
        let graph = try await world.scope.consumptionGraph(
            metrics: [.assets], range: world.start..<end, width: .day, now: world.now
        ).adding(world.scope.forecast(horizon: 30, now: world.now))
        #expect(graph.outlook.map(\.estimates.count) == [1])
        let marks = try VegaSpecification(try graph.vegaLite()).units.compactMap { $0["mark"]?["type"]?.text }
        #expect(marks.filter { $0 == "rule" }.count == 2)
    }

    @Test func `names of a host are data, whatever they are`() async throws {
        let graph = try await PictureWorld.graph(of: "hostile")
        let specification = try VegaSpecification(try graph.vegaLite())
        #expect(!specification.text.contains("<"))
        #expect(specification.rows("lines").map { $0["line"]?.text } == graph.series.map(\.title))
        #expect(
            specification.rows("notes-1").map { $0["text"]?.text } == graph.annotations.map(\.annotation.text)
        )
        var keys: Set<String> = []
        func walk(_ value: JSONValue) {
            for (key, member) in value.object ?? [:] {
                keys.insert(key)
                walk(member)
            }
            for element in value.list ?? [] { walk(element) }
        }
        walk(specification.json)
        #expect(
            keys.isDisjoint(with: [
                "expr", "signal", "calculate", "labelExpr", "test", "url", "href", "usermeta", "config",
            ]))
        // A predicate is an object, never a text that is run.
        for unit in specification.units {
            for step in unit["transform"]?.list ?? [] { #expect(step["filter"]?.text == nil) }
        }
    }

    @Test func `lines of one name stay apart`() async throws {
        let twins = try ["one", "two", "three"].map {
            try Metric(
                id: MetricID($0), name: $0 == "three" ? "Twin (one)" : "Twin", unit: "x", kind: .gauge,
                cadence: .daily)
        }
        let world = try await VegaWorld { changes in
            for metric in twins {
                changes.add(metric, for: VegaWorld.own)
                try changes.add(metric, from: "2026-03-01", [1, 2])
            }
        }
        let specification = try VegaSpecification(
            try await world.graph(
                twins, "2026-02-28T23:00:00Z", "2026-03-02T23:00:00Z", now: "2026-04-01T00:00:00Z"
            ).vegaLite())
        let names = specification.rows("lines").compactMap { $0["line"]?.text }
        #expect(names == ["Twin (one, 2)", "Twin (two)", "Twin (one)"])
        #expect(specification.all("points").count == 6)
        #expect(UniqueNames.of([("a", "1"), ("a", "2"), ("b", "3")]) == ["a (1)", "a (2)", "b"])
        #expect(UniqueNames.of([("a", "1"), ("a (1)", "2"), ("a", "3"), ("a (1)", "4")]).count == 4)
        #expect(Set(UniqueNames.of([("a", "1"), ("a (1)", "2"), ("a", "3"), ("a (1)", "4")])).count == 4)
    }

    @Test func `what differs by powers of ten has scales of its own, with all digits`() async throws {
        let graph = try await PictureWorld.graph(of: "far-apart")
        let specification = try VegaSpecification(try graph.vegaLite())
        let values = specification.all("points").compactMap { $0["v"]?.number }
        #expect(values.contains(1_000_000_000_000_000) && values.contains(3) && values.contains(4))
        #expect(specification.json["resolve"]?["scale"]?["y"]?.text == "independent")
        let titles = Set(specification.units.compactMap { $0["encoding"]?["y"]?["axis"]?["title"]?.text })
        #expect(titles == ["bytes: A large one", "bytes: A small one"])
    }

    @Test func `sixty metrics take panels of eight, and a name stands in few places`() async throws {
        let graph = try await PictureWorld.graph(of: "many-metrics")
        let specification = try VegaSpecification(try graph.vegaLite())
        let panels = try #require(specification.json["vconcat"]?.list)
        #expect(panels.count == 8 && specification.rows("lines").count == 60)
        let names = panels.flatMap { panel in
            panel["layer"]?.list?.last?["encoding"]?["color"]?["scale"]?["domain"]?.list ?? []
        }
        #expect(names.count == 60 && Set(names).count == 60)
        #expect(
            specification.text.split(separator: "Sensor 17\"", omittingEmptySubsequences: false).count == 3)
        #expect(specification.text.utf8.count < 60 * graph.buckets.count * 60)
    }

    @Test func `equal graphs give equal bytes`() async throws {
        let graph = try await PictureWorld.graph(of: "year")
        let text = try graph.vegaLite()
        #expect(try graph.vegaLite() == text)
        #expect(try await PictureWorld.year().graph().vegaLite() == text)
        #expect(try read(ConsumptionGraph.self, graph.json()).vegaLite() == text)
    }

    @Test func `a graph of nothing is a sentence, and a point alone is drawn`() async throws {
        let world = try await VegaWorld { changes in try changes.add(.assets, from: "2026-03-01", [5]) }
        let now = "2026-03-02T00:00:00Z"
        let nothing = try VegaSpecification(
            try await world.graph([], "2026-02-28T23:00:00Z", "2026-03-01T23:00:00Z", now: now).vegaLite())
        #expect(nothing.units.map { $0["encoding"]?["text"]?["value"]?.text } == ["No metric has data"])
        let noTime = try VegaSpecification(
            try await world.graph([.assets], "2026-02-28T23:00:00Z", "2026-02-28T23:00:00Z", now: now)
                .vegaLite())
        #expect(noTime.units.map { $0["encoding"]?["text"]?["value"]?.text } == ["No time"])
        let one = try VegaSpecification(
            try await world.graph([.assets], "2026-02-28T23:00:00Z", "2026-03-01T23:00:00Z", now: now)
                .vegaLite())
        #expect(one.all("points").map { $0["v"]?.number } == [5])
        #expect(one.json["width"]?.text == "container" && one.json["vconcat"] == nil)
        #expect(one.units.contains { $0["mark"]?["type"]?.text == "point" })
    }
}
