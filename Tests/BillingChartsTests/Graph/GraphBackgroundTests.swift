import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@testable import BillingCharts

/// What is drawn behind the lines: an earlier time, limits, and what lasted.
@Suite struct GraphBackgroundTests {
    private let metric: Metric
    private let scope: BillingScope
    private let now: Date

    /// Fifty assets on each day of January, two hundred of February and March until the fifteenth; none on 10 January.
    init() async throws {
        metric = .assets
        now = try instant("2026-03-16T00:00:00Z")
        let repository = emptyRepository(at: now.timeIntervalSince1970)
        var changes = try ChangeSet(id: CommitID("first"))
        changes.add(try Tenant(id: acme, name: "Acme", zones: ZoneHistory(.utc), currency: .usd))
        let first = try LocalDate("2026-01-01")
        for day in 0..<74 where day != 9 {
            let date = try first.adding(days: day)
            changes.add(
                try DailyUsage(
                    tenant: acme, date: date,
                    counts: [Inventory.Count(metric: metric.id, count: day < 31 ? 50 : 200)]))
        }
        try await repository.commit(changes)
        scope = repository.scope(of: acme)
    }

    private func graph(
        _ first: String, _ end: String, _ width: BucketWidth = .day, annotations: [GraphAnnotation] = []
    ) async throws -> ConsumptionGraph {
        try await scope.consumptionGraph(
            metrics: [metric], range: instant("\(first)T00:00:00Z")..<instant("\(end)T00:00:00Z"),
            width: width,
            now: now, annotations: annotations)
    }

    /// The axis begins at zero in the upper picture, 24 pixels below its legend, and is 260 pixels high.
    private func ticks(_ picture: ReadPicture) throws -> [Double] {
        let grid = try #require(picture.elements("g").first)
        return stride(from: 1, to: grid.numbers.count, by: 3).map { grid.numbers[$0] }
    }

    @Test func `the earlier time stands bucket by bucket behind, on the same axis`() async throws {
        let (february, january) = (
            try await graph("2026-02-01", "2026-03-01"), try await graph("2026-01-01", "2026-02-01")
        )
        let picture = try read(february.svg(before: january))
        let line = try #require(picture.elements("l ea").first { $0["d"] != nil && $0.title != nil })
        #expect(line.title == "Assets before: 2026-01-01 to 2026-01-28")
        let path = try #require(line["d"])
        // One stretch of nine days, then one of the days from the eleventh to the last that February has.
        let runs = path.split(separator: "M").map { $0.split(separator: "L").count }
        #expect(runs == [9, 18])
        // Fifty on an axis from zero to two hundred.
        let ends = try ticks(picture)
        let heights = Set(stride(from: 1, to: line.numbers.count, by: 2).map { line.numbers[$0] })
        #expect(heights == [ends[0] + (ends[ends.count - 1] - ends[0]) / 4])
        // Each day stands where that of February does.
        let own = try #require(picture.elements("l").first { ($0["d"] ?? "").contains("L") })
        let places = stride(from: 0, to: own.numbers.count, by: 2).map { own.numbers[$0] }
        let before = stride(from: 0, to: line.numbers.count, by: 2).map { line.numbers[$0] }
        #expect(before == places.enumerated().filter { $0.offset != 9 }.map(\.element))
        #expect(picture.texts.contains { $0.contains("thin: 2026-01-01 to 2026-01-31") })
    }

    @Test func `the axis holds the earlier figures too`() async throws {
        let (january, march) = (
            try await graph("2026-01-01", "2026-02-01"), try await graph("2026-03-01", "2026-03-16")
        )
        #expect(try !read(january.svg()).texts.contains("200"))
        #expect(try read(january.svg(before: march)).texts.contains("200"))
        let line = try #require(
            try read(january.svg(before: march)).elements("l ea").first { $0.title != nil })
        // Fifteen days of March are all there is.
        #expect((line["d"] ?? "").split(separator: "L").count == 15)
    }

    @Test func `only a graph of as wide buckets is drawn behind`() async throws {
        let (days, weeks) = (
            try await graph("2026-02-01", "2026-03-01"), try await graph("2026-01-01", "2026-02-01", .week)
        )
        let error = #expect(throws: BillingError.self) { try days.svg(before: weeks) }
        #expect(error?.code == .unsupported)
    }

    @Test func `a limit is a line where it lies on the axis, and is told in any case`() async throws {
        let graph = try await graph("2026-02-01", "2026-03-01").adding([
            MetricLimit(name: "Plan", metric: metric.id, quantity: 300, period: .month),
            MetricLimit(name: "Contract", metric: metric.id, quantity: 410, period: .month),
        ])
        let picture = try read(graph.svg())
        let limits = picture.elements("l lm")
        #expect(limits.map(\.title) == ["Assets: limit 300, Plan"])
        let ends = try ticks(picture)
        #expect(limits[0].numbers[1] == ends[ends.count - 1])
        #expect(picture.texts.contains { $0.contains("limit 300; limit 410") })
        // Of twice the highest figure it is still on the axis.
        let twice = try await self.graph("2026-02-01", "2026-03-01").adding([
            MetricLimit(name: "Plan", metric: metric.id, quantity: 400, period: .month)
        ])
        #expect(try read(twice.svg()).elements("l lm").count == 1)
    }

    @Test func `what lasted is a field from its start to its end, as far as it is shown`() async throws {
        let graph = try await graph(
            "2026-02-01", "2026-03-01",
            annotations: [
                GraphAnnotation(
                    id: GraphAnnotationID("works"), at: instant("2026-01-20T00:00:00Z"),
                    until: instant("2026-02-08T00:00:00Z"), text: "Works"),
                GraphAnnotation(
                    id: GraphAnnotationID("fair"), at: instant("2026-02-15T00:00:00Z"),
                    until: instant("2026-02-22T00:00:00Z"), text: "Fair"),
                GraphAnnotation(
                    id: GraphAnnotationID("over"), at: instant("2026-01-20T00:00:00Z"),
                    until: instant("2026-02-01T00:00:00Z"), text: "Over"),
            ])
        let picture = try read(graph.svg())
        let fields = picture.elements("sp")
        #expect(
            fields.map(\.title) == [
                "2026-01-20T00:00:00Z to 2026-02-08T00:00:00Z: Works",
                "2026-02-15T00:00:00Z to 2026-02-22T00:00:00Z: Fair",
            ])
        // The plot is 928 − 58 − 12 = 858 pixels wide for 28 days: from its left end for a week, and from the middle for another.
        let sides = fields.map { [$0.numbers[0], $0.numbers[2]] }
        #expect(sides == [[58, 272.5], [487, 701.5]])
        #expect(picture.elements("m").map { $0["cx"] } == ["58", "487"])
    }
}
