import BillingModel
import BillingReports
import BillingTestSupport
import BillingTime
import Testing

@testable import BillingCharts

@Suite struct VegaLiteActionsTests {
    private func screen() async throws -> ConsumptionActions {
        try await VegaWorld.actions().actions(
            "2026-03-20T23:00:00Z", "2026-03-31T22:00:00Z", now: "2026-03-29T15:00:00Z")
    }

    @Test func `every count is there, and no other`() async throws {
        let screen = try await screen()
        let specification = try VegaSpecification(try screen.vegaLite())
        let kinds = specification.rows("kinds")
        #expect(
            kinds.map { [$0["category"]?.text, $0["type"]?.text, $0["kind"]?.text] }
                == screen.rows.map {
                    [$0.category.text, $0.type.text, "\($0.category.text) \($0.type.text)"]
                })
        var counts = [[Int?]](repeating: [], count: kinds.count)
        for place in kinds.indices {
            counts[place] = screen.buckets.map { $0.executed == nil ? nil : 0 }
        }
        for row in specification.rows("counts") {
            let (kind, bucket) = (try #require(row["r"]?.whole), try #require(row["b"]?.whole))
            #expect(counts[kind][bucket] == 0)
            counts[kind][bucket] = row["v"]?.whole
        }
        #expect(counts == screen.rows.map(\.executed))
    }

    @Test func `what is not known is a gap, and what may still change is pale`() async throws {
        let screen = try await screen()
        let specification = try VegaSpecification(try screen.vegaLite())
        // The 25th is not covered; the 30th and 31st have not begun.
        #expect(specification.rows("gaps").map { $0["b"]?.whole } == [4])
        let places = specification.rows("places")
        #expect(places.map { $0["trust"]?.whole == 2 } == screen.buckets.map { !$0.completeness.isComplete })
        #expect(places[0]["state"]?.text == "complete" && places[8]["state"]?.text == "in progress")
        #expect(places[4]["state"]?.text == "nothing known")
        let bars = try #require(specification.units.last)
        #expect(bars["encoding"]?["fillOpacity"]?["scale"]?["range"]?.list == [.number(1), .number(0.45)])
    }

    @Test func `hours without actions and no time at all are drawn, and equal screens give equal bytes`()
        async throws
    {
        let world = try await VegaWorld.actions()
        let now = "2026-03-29T15:00:00Z"
        // The clock is put forward at two: no bar reaches into the hour that is not there.
        let hours = try VegaSpecification(
            try await world.actions("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", .hour, now: now)
                .vegaLite())
        let places = hours.rows("places").prefix(4)
        let length = places.compactMap { row in
            row["end"]?.number.flatMap { end in row["time"]?.number.map { (end - $0) / 3_600_000 } }
        }
        #expect(length == [1, 1, 1, 1])
        #expect(
            places.compactMap { $0["name"]?.text.map { String($0.dropFirst(11).prefix(2)) } } == [
                "00", "01", "03", "04",
            ])
        let unknown = try await world.actions("2026-03-01T23:00:00Z", "2026-03-04T23:00:00Z", now: now)
        #expect(try VegaSpecification(try unknown.vegaLite()).rows("gaps").count == 3)
        let none = try await world.actions("2026-03-20T23:00:00Z", "2026-03-20T23:00:00Z", now: now)
        #expect(
            try VegaSpecification(try none.vegaLite()).units.map { $0["encoding"]?["text"]?["value"]?.text }
                == ["No time"])
        let screen = try await screen()
        #expect(try screen.vegaLite() == read(ConsumptionActions.self, screen.json()).vegaLite())
    }
}
