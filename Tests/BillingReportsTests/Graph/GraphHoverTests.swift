import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("A cursor reads the exact values of the bucket that holds it")
struct GraphHoverTests {
    @Test("On a boundary it reads the bucket that starts there; in a gap the value is missing")
    func tiesAndGaps() async throws {
        let graph = try await GraphFixture.graph([(.assets, [10, nil, 30]), (.users, [1, 2, nil])])
        func values(_ text: String) throws -> [Double?]? {
            graph.hover(at: try instant(text))?.values.map(\.value)
        }
        #expect(try values("2026-01-01T00:00:00Z") == [10, 1])
        // Half way between the dots of two days lies the boundary.
        #expect(try values("2026-01-01T23:59:59.999999Z") == [10, 1])
        #expect(try values("2026-01-02T00:00:00Z") == [nil, 2])
        #expect(try values("2026-01-02T23:00:00Z") == [nil, 2])
        #expect(try values("2026-01-03T12:00:00Z") == [30, nil])
        #expect(try values("2025-12-31T23:59:59.999999Z") == nil)
        #expect(try values("2026-01-04T00:00:00Z") == nil)
        #expect(graph.hover(at: Date(timeIntervalSince1970: .infinity)) == nil)
        let hover = try #require(graph.hover(at: try instant("2026-01-02T06:00:00Z")))
        #expect(hover.index == 1)
        #expect(try hover.bucket.firstDate == day("2026-01-02"))
        #expect(hover.values[0].point?.completeness.origin == .missing)
        #expect(hover.values[0].time == nil)
        #expect(try hover.values[1].time == .date(day("2026-01-02")))
        #expect(hover.values[1].point?.completeness.isComplete == true)
        #expect(hover.values.map(\.unit) == ["assets", "users"])
        #expect(try roundTrip(hover) == hover)
        let users = try #require(graph.series(.users)).id
        let some = try #require(graph.hover(at: try instant("2026-01-02T06:00:00Z"), of: [users]))
        #expect(some.values.map(\.name) == ["Users"])
        #expect(some[users]?.value == 2)
        #expect(some[try #require(graph.series(.assets)).id] == nil)
    }

    @Test("The time is that of the sample, carried or not, else the date of a whole day")
    func times() async throws {
        var world = try await World(zone: "America/New_York")
        try await world.commit { changes in
            changes.add(World.level, for: acme)
            changes.add(messages, for: acme)
            try changes.cover(World.level, "2013-06-14T04:00:00Z", "2013-06-15T16:00:00Z")
            try changes.add(World.level, 5, at: "2013-06-14T03:59:59.123456Z")
            try changes.add(World.level, 8, at: "2013-06-14T15:30:00Z")
            try changes.add(messages, 3, at: "2013-06-14T15:30:00Z")
            try changes.add(messages, 4, at: "2013-06-14T15:40:00Z")
        }
        let range = try instant("2013-06-14T04:00:00Z")..<instant("2013-06-15T04:00:00Z")
        let now = try instant("2013-06-15T16:00:00Z")
        let metrics = [World.level, messages]
        let hours = try await world.acme.consumptionGraph(
            metrics: metrics, range: range, width: .hour, now: now)
        let early = try #require(hours.hover(at: try instant("2013-06-14T04:20:00Z")))
        // It holds for two hours.
        #expect(early.values[0].value == 5)
        #expect(try early.values[0].time == .instant(instant("2013-06-14T03:59:59.123456Z")))
        #expect(early.values[0].point?.completeness.origin == .filled)
        let later = try #require(hours.hover(at: try instant("2013-06-14T15:59:00Z")))
        #expect(try later.values[0].time == .instant(instant("2013-06-14T15:30:00Z")))
        // A sum of two samples is that of its hour.
        #expect(later.values[1].value == 7)
        #expect(later.values[1].time == nil)
        let days = try await world.acme.consumptionGraph(
            metrics: metrics, range: range, width: .day, now: now)
        let whole = try #require(days.hover(at: range.lowerBound))
        #expect(try whole.values[1].time == .date(day("2013-06-14")))
        let cut = try await world.acme.consumptionGraph(
            metrics: metrics, range: range.lowerBound..<range.upperBound - 60, width: .day, now: now)
        #expect(cut.hover(at: range.lowerBound)?.values[1].time == nil)
        #expect(cut.hover(at: range.lowerBound)?.values[1].value == 7)
        #expect(cut.hover(at: range.upperBound - 30) == nil)
    }

    @Test("It finds what a search through all buckets finds", arguments: [11, 12, 13] as [UInt64])
    func slowSearch(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let names = [(Metric.assets, 90), (.users, 60), (GraphFixture.engineHours, 90)]
        let width: BucketWidth = [.day, .week, .month][Int(seed) % 3]
        let start = try instant("2026-01-03T05:00:00Z")
        let range = start..<start + Double(1 + random.next() % 7_000_000)
        let notes = try (0..<30).map { number in
            let at = start + Double(random.next() % 8_000_000) - 1_000_000
            let end = number % 2 == 0 ? at + Double(1 + random.next() % 3_000_000) : nil
            return try GraphAnnotation(
                id: GraphAnnotationID("\(number)"), at: at, until: end, text: "x")
        }
        let graph = try await GraphFixture.graph(
            names.map { ($0, GraphFixture.values($1, &random)) }, width: width, visible: range,
            annotations: notes)
        var cursors = (0..<200).map { _ in start + Double(random.next() % 8_000_000) - 400_000 }
        cursors += graph.buckets.flatMap { [$0.start, $0.end] } + [range.lowerBound, range.upperBound]
        for cursor in cursors {
            let label = Comment("seed \(seed), \(cursor.timeIntervalSince1970)")
            let hover = graph.hover(at: cursor)
            let found = graph.buckets.indices.filter {
                graph.buckets[$0].interval.contains(cursor) && range.contains(cursor)
            }
            #expect(found.count <= 1, label)
            #expect(hover?.index == found.first, label)
            guard let hover, let index = found.first else { continue }
            #expect(hover.values.map(\.point) == graph.series.map { $0.points[index] }, label)
            let time = graph.buckets[index].interval.clamped(to: range)
            let meeting = notes.filter { note in
                note.end.map { time.overlaps(note.instant..<$0) } ?? time.contains(note.instant)
            }
            #expect(Set(hover.annotations.map(\.id)) == Set(meeting.map(\.id)), label)
        }
    }

    @Test("A line that has lost a value on its way is refused")
    func fewerPoints() async throws {
        let graph = try await GraphFixture.graph([(.assets, [10, 20, 30, 40])])
        let read = try JSONDecoder().decode(ConsumptionGraph.self, from: Data(graph.json().utf8))
        #expect(read == graph)
        let damaged = try graph.json().replacingOccurrences(of: "[10,20,30,40]", with: "[10,30,40]")
        let error = #expect(throws: BillingError.self) {
            try JSONDecoder().decode(ConsumptionGraph.self, from: Data(damaged.utf8))
        }
        #expect(error?.rule == "a line has one value for each bucket")
    }
}
