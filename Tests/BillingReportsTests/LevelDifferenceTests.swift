import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The difference of a level is rounded once")
struct LevelDifferenceTests {
    private static let now = constant { try instant("2024-04-01T00:00:00Z") }
    private static let last = constant { try days("2024-03-31", "2024-03-31") }

    /// Two regions with a level each up to 30 March, and another one on the 31st.
    private func scope(
        before: (a: Double, b: Double), after: (a: Double, b: Double)
    ) async throws -> World {
        var world = try await World()
        let earlier = try days("2023-12-31", "2024-03-30")
        try await world.commit { changes in
            for (name, level, later) in [("a", before.a, after.a), ("b", before.b, after.b)] {
                let labels = try Labels(("region", name))
                changes.add(.assets, level, on: earlier, labels: labels)
                changes.add(.assets, later, on: Self.last, labels: labels)
            }
        }
        return world
    }

    /// What table, inventory and comparison say, of the whole.
    private func differences(_ world: World) async throws -> [Double?] {
        let table = try await world.acme.consumptionTable(now: Self.now, metrics: [.assets])
        let inventory = try await world.acme.inventory(
            now: Self.now, since: day("2023-12-31"), metrics: [.assets])
        let comparison = try await world.acme.periodComparison(
            of: .dates(Self.last[0]...Self.last[0]), mode: .previousPeriod, now: Self.now, metrics: [.assets])
        let row = try #require(comparison.row(.assets))
        return [
            try #require(table.row(.assets)).windows[0].change?.difference,
            try #require(inventory.rows.first).counts[0].change?.difference,
            row.figure(.last)?.change?.difference, row.figure(.mean)?.change?.difference,
        ]
    }

    @Test("also where the levels themselves are rounded")
    func wholeNumbers() async throws {
        // 2^53 + 1 is no double, and rounds to 2^53, which is one more than the level before.
        let world = try await scope(before: (0x1p53 - 1, 0), after: (0x1p53, 1))
        #expect(try await differences(world) == [2, 2, 2, 2])
    }

    @Test("so that table, inventory and comparison agree", arguments: Array(1...20) as [UInt64])
    func agreement(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        func tenths() -> Double { Double(Int.random(in: 0...99, using: &random)) / 10 }
        let world = try await scope(before: (tenths(), tenths()), after: (tenths(), tenths()))
        let told = try await differences(world)
        #expect(told[0] != nil && told.allSatisfy { $0 == told[0] }, "seed \(seed)")
    }

    @Test("so that means over unlike times differ by what they do")
    func means() async throws {
        var world = try await World()
        try await world.commit { changes in
            // 20 over 31 days and 18 over 28: 20/31 − 18/28 is 1/434.
            changes.add(.assets, 1, on: try days("2024-03-01", "2024-03-20"))
            changes.add(.assets, 0, on: try days("2024-03-21", "2024-03-31"))
            changes.add(.assets, 1, on: try days("2024-02-01", "2024-02-18"))
            changes.add(.assets, 0, on: try days("2024-02-19", "2024-02-28"))
            // 20 over 31 days and 18 over 28 again, by day.
            changes.add(messages, for: acme)
            try changes.cover(messages, "2024-02-01T00:00:00Z", "2024-02-29T00:00:00Z")
            try changes.cover(messages, "2024-03-01T00:00:00Z", "2024-04-01T00:00:00Z")
            try changes.add(messages, 20, at: "2024-03-05T00:00:00Z")
            try changes.add(messages, 18, at: "2024-02-05T00:00:00Z")
        }
        let march = ComparedPeriod.month(of: try day("2024-03-15"))
        let comparison = try await world.acme.periodComparison(
            of: march, mode: .previousPeriod, now: Self.now, metrics: [.assets])
        #expect(comparison.row(.assets)?.figure(.mean)?.change?.difference == 1.0 / 434)
        let perDay = try await world.acme.periodComparison(
            of: march, mode: .perDay, now: Self.now, metrics: [messages])
        #expect(perDay.row(messages)?.figure(.perDay)?.change?.difference == 1.0 / 434)
    }
}
