import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Table, graph, inventory and daily usage tell one level")
struct LevelAgreementTests {
    static let now = constant { try instant("2024-04-01T00:00:00Z") }
    static let quarter = constant {
        try instant("2024-01-01T00:00:00Z")..<instant("2024-04-01T00:00:00Z")
    }

    /// What the screens say of the end of the quarter, or of each of its parts by region.
    private struct Told: Equatable {
        var value: Double?
        var lastKnown: LastKnown?
        var reporting: Int
    }

    /// What each screen says of the whole, and what table and graph say of each region.
    private func told(_ world: World) async throws -> (whole: [Told], parts: [[Told]]) {
        let scope = world.acme
        let table = try await scope.consumptionTable(now: Self.now, metrics: [.assets])
        let graph = try await scope.consumptionGraph(
            metrics: [.assets], range: Self.quarter, width: .quarter, now: Self.now)
        let inventory = try await scope.inventory(now: Self.now, metrics: [.assets])
        let last = try day("2024-03-31")
        let usage = try await scope.dailyUsage(dates: last...last, now: Self.now)
        let window = try #require(table.row(.assets)).windows[0]
        let point = try #require(graph.series(.assets)).points[0]
        let count = try #require(inventory.rows.first).counts[0]
        let figure = try #require(usage.figure(.assets, on: last))
        let whole = [
            Told(value: window.value, lastKnown: window.lastKnown, reporting: window.reporting),
            Told(value: point.value, lastKnown: point.lastKnown, reporting: point.reporting),
            Told(value: count.value, lastKnown: count.lastKnown, reporting: count.reporting),
            Told(value: figure.value, lastKnown: figure.lastKnown, reporting: count.reporting),
        ]
        let parts = try ["a", "b"].map { name in
            let labels = try Labels(("region", name))
            let window = try #require(table.row(.assets, labels: labels)).windows[0]
            let point = try #require(graph.series(.assets, labels: labels)).points[0]
            return [
                Told(value: window.value, lastKnown: window.lastKnown, reporting: window.reporting),
                Told(value: point.value, lastKnown: point.lastKnown, reporting: point.reporting),
            ]
        }
        return (whole, parts)
    }

    private func world(
        covered: [(String, String)] = [], also: [(Double, String, String)] = []
    ) async throws -> World {
        var world = try await World()
        try await world.commit { changes in
            for (value, date, region) in [(100.0, "2024-01-05", "a"), (50, "2024-02-10", "b")] + also {
                changes.add(.assets, value, on: [try day(date)], labels: try Labels(("region", region)))
            }
            for (start, end) in covered { try changes.cover(.assets, start, end) }
        }
        return world
    }

    @Test(
        "Without coverage the level of each region is unknown, and so is the whole, with what was known last")
    func unknown() async throws {
        let told = try await told(world())
        let (first, second) = (try day("2024-01-05"), try day("2024-02-10"))
        let a = Told(value: nil, lastKnown: LastKnown(value: 100, time: .date(first)), reporting: 0)
        let b = Told(value: nil, lastKnown: LastKnown(value: 50, time: .date(second)), reporting: 0)
        #expect(told.parts == [[a, a], [b, b]])
        let whole = Told(value: nil, lastKnown: LastKnown(value: 150, time: .date(first)), reporting: 0)
        #expect(told.whole == [whole, whole, whole, whole])
    }

    @Test("Beyond the staleness limit of its gauge a level is unknown, also in covered time")
    func stale() async throws {
        let told = try await told(
            world(
                covered: [("2024-01-01T00:00:00Z", "2024-04-01T00:00:00Z")],
                also: [(60, "2024-03-24", "b"), (90, "2024-03-23", "a")]))
        // The 24th is a week before the 31st, and the 23rd is more.
        let first = try day("2024-03-23")
        let a = Told(value: nil, lastKnown: LastKnown(value: 90, time: .date(first)), reporting: 0)
        let b = Told(value: 60, lastKnown: nil, reporting: 1)
        #expect(told.parts == [[a, a], [b, b]])
        let whole = Told(value: 60, lastKnown: LastKnown(value: 150, time: .date(first)), reporting: 1)
        #expect(told.whole == [whole, whole, whole, whole])
    }

    @Test("A value of the last date is in force without coverage, and parts add up to the whole")
    func lastDate() async throws {
        let told = try await told(world(also: [(7, "2024-03-31", "a"), (8, "2024-03-31", "b")]))
        #expect(told.parts.map { $0.map(\.value) } == [[7, 7], [8, 8]])
        let whole = Told(value: 15, lastKnown: nil, reporting: 2)
        #expect(told.whole == [whole, whole, whole, whole])
    }

    @Test(
        "Random regions, dates and coverage are told alike, and parts add up",
        arguments: Array(1...12) as [UInt64])
    func random(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        var also: [(Double, String, String)] = []
        var taken: Set<String> = []
        for _ in 0..<random.next() % 8 {
            let date = try day("2024-03-15").adding(days: Int(random.next() % 17))
            let region = random.next() % 2 == 0 ? "a" : "b"
            guard taken.insert("\(date) \(region)").inserted else { continue }
            also.append((Double(random.next() % 100), "\(date)", region))
        }
        var covered: [(String, String)] = []
        for _ in 0..<random.next() % 3 {
            let start = try instant("2024-03-20T00:00:00Z").addingTimeInterval(
                Double(random.next() % 1_000_000))
            let end = start.addingTimeInterval(Double(random.next() % 1_000_000 + 1))
            covered.append(
                (
                    Instants.text(try Instants.microseconds(start)),
                    Instants.text(try Instants.microseconds(end))
                ))
        }
        let told = try await told(world(covered: covered, also: also))
        for part in told.parts { #expect(Set(part.map(\.value)).count == 1, "seed \(seed)") }
        #expect(told.whole.allSatisfy { $0 == told.whole[0] }, "seed \(seed)")
        let values = told.parts.compactMap { $0[0].value }
        #expect(told.whole[0].value == (values.isEmpty ? nil : values.reduce(0, +)), "seed \(seed)")
        #expect(told.whole[0].reporting == values.count, "seed \(seed)")
    }

    @Test("One reading at the end of a month is its mean, of which little is known")
    func knowledge() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(.assets, 280, on: [try day("2024-02-28")])
            try changes.cover(.assets, "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z")
        }
        let graph = try await world.acme.consumptionGraph(
            metrics: [.assets], range: try instant("2024-02-01T00:00:00Z")..<instant("2024-03-01T00:00:00Z"),
            width: .month, now: Self.now)
        let point = try #require(graph.series(.assets)).points[0]
        #expect(point.value == 280 && point.mean == 280)
        #expect(point.completeness.coverage == 2.0 / 29)
        #expect(point.completeness.phase == .settled && !point.completeness.isComplete)
        let table = try await world.acme.consumptionTable(
            now: try instant("2024-03-01T00:00:00Z"), metrics: [.assets])
        let window = try #require(table.row(.assets)).windows[0]
        #expect(window.value == 280 && window.average == 280)
        #expect(window.covered == 1 && window.completeness.coverage == 0)
    }
}
