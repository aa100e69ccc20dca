import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The lowest and the highest level of a bucket")
struct GraphExtremesTests {
    private static let now = constant { try instant("2024-05-01T00:00:00Z") }

    private func points(
        _ metric: Metric, width: BucketWidth = .day, _ start: String, _ end: String,
        _ fill: (inout ChangeSet) throws -> Void
    ) async throws -> [ConsumptionGraph.Point] {
        var world = try await World()
        try await world.commit { changes in
            changes.add(World.level, for: acme)
            try fill(&changes)
        }
        let graph = try await world.acme.consumptionGraph(
            metrics: [metric], range: try instant(start)..<instant(end), width: width, now: Self.now)
        #expect(try roundTrip(graph) == graph)
        return try #require(graph.series(metric)).points
    }

    @Test("take in the level that is carried into it, as the mean does")
    func carriedIn() async throws {
        let tank = try Metric(id: MetricID("tank"), unit: "litres", kind: .gauge)
        let points = try await points(tank, "2024-03-09T00:00:00Z", "2024-03-12T00:00:00Z") { changes in
            changes.add(tank, for: acme)
            try changes.cover(tank, "2024-03-01T00:00:00Z", "2024-04-01T00:00:00Z")
            try changes.add(tank, 100, at: "2024-03-09T00:00:00Z")
            try changes.add(tank, 10, at: "2024-03-10T12:00:00Z")
        }
        // Half of the 10th at 100, half at 10; nothing was sent on the 11th.
        #expect(points.map(\.mean) == [100, 55, 10])
        #expect(points.map(\.minimum) == [100, 10, 10])
        #expect(points.map(\.maximum) == [100, 100, 10])
    }

    @Test("leave out a level that is not in force in it: not covered, stale, or replaced at its start")
    func notInForce() async throws {
        let points = try await points(
            World.level, width: .hour, "2024-03-09T00:00:00Z", "2024-03-09T08:00:00Z"
        ) { changes in
            // A level holds for two hours. It is covered but for the hours from 1 to 2 and from 5 to 6.
            try changes.cover(World.level, "2024-03-09T00:00:00Z", "2024-03-09T01:00:00Z")
            try changes.cover(World.level, "2024-03-09T02:00:00Z", "2024-03-09T05:00:00Z")
            try changes.cover(World.level, "2024-03-09T06:00:00Z", "2024-03-09T08:00:00Z")
            try changes.add(World.level, 7, at: "2024-03-09T00:30:00Z")
            try changes.add(World.level, 5, at: "2024-03-09T03:00:00Z")
            try changes.add(World.level, 9, at: "2024-03-09T05:30:00Z")
        }
        // At 1 the 7 is not covered, at 2 it is until 2:30, at 3 it is replaced. The 9 is a sample in its hour, and carried into 6.
        #expect(points.map(\.mean) == [7, nil, 7, 5, 5, nil, 9, 9])
        #expect(points.map(\.minimum) == [7, nil, 7, 5, 5, 9, 9, 9])
        #expect(points.map(\.maximum) == points.map(\.minimum))
    }

    // MARK: Against a slow look

    /// Levels on quarter hours, and what is in force in each of them.
    private struct Slow {
        let samples: [(quarter: Int, value: Double)]
        let covered: [Range<Int>]
        /// How many quarter hours a level holds.
        let staleness: Int
        let isDaily: Bool

        func level(in quarter: Int) -> Double? {
            guard let last = samples.last(where: { $0.quarter <= quarter }) else { return nil }
            if isDaily, quarter < last.quarter + 96 { return last.value }
            guard covered.contains(where: { $0.contains(quarter) }) else { return nil }
            return quarter < last.quarter + (isDaily ? 96 : 0) + staleness ? last.value : nil
        }

        func levels(in quarters: Range<Int>) -> [Double] {
            quarters.compactMap(level) + samples.filter { quarters.contains($0.quarter) }.map(\.value)
        }
    }

    @Test(
        "are those of a slow look, and no mean lies outside them", arguments: [false, true],
        Array(1...25) as [UInt64])
    func slowLook(isDaily: Bool, seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let total = 96 * 12
        let start = try instant("2024-03-01T00:00:00Z")
        func at(_ quarter: Int) -> String {
            Instants.text(Int64(start.timeIntervalSince1970) * 1_000_000 + Int64(quarter) * 900_000_000)
        }
        let step = isDaily ? 96 : 1
        var places: Set<Int> = []
        for _ in 0..<Int.random(in: 1...(isDaily ? 6 : 30), using: &random) {
            places.insert(Int.random(in: 0..<total / step, using: &random) * step)
        }
        let days = Int.random(in: 1...3, using: &random)
        let slow = Slow(
            samples: places.sorted().map { ($0, Double(Int.random(in: -99...99, using: &random)) / 10) },
            covered: (0..<4).map { _ in
                let first = Int.random(in: 0..<total, using: &random)
                return first..<first + Int.random(in: 1...300, using: &random)
            },
            staleness: days * 96, isDaily: isDaily)
        let metric = try Metric(
            id: MetricID("tank"), unit: "litres", kind: .gauge, cadence: isDaily ? .daily : .hourly,
            staleness: .seconds(days * 86_400))
        let width: BucketWidth = isDaily ? .week : Bool.random(using: &random) ? .hour : .day
        // The range may begin and end within a bucket.
        let cut = isDaily ? 0 : Int.random(in: 0...50, using: &random)
        let range = try instant(at(cut))..<instant(at(total - cut))
        var world = try await World()
        try await world.commit { changes in
            changes.add(metric, for: acme)
            for covered in slow.covered {
                try changes.cover(metric, at(covered.lowerBound), at(covered.upperBound))
            }
            for (quarter, value) in slow.samples {
                if isDaily {
                    changes.add(
                        metric, value, on: [try day("2024-03-01").adding(days: quarter / 96)])
                } else {
                    try changes.add(metric, value, at: at(quarter))
                }
            }
        }
        let graph = try await world.acme.consumptionGraph(
            metrics: [metric], range: range, width: width, now: Self.now)
        for point in try #require(graph.series(metric)).points {
            let bucket = graph.buckets[point.index]
            let from = max(bucket.start, range.lowerBound).timeIntervalSince(start) / 900
            let to = min(bucket.end, range.upperBound).timeIntervalSince(start) / 900
            let levels = slow.levels(in: Int(from)..<Int(to))
            #expect(point.minimum == levels.min(), "seed \(seed), bucket \(point.index)")
            #expect(point.maximum == levels.max(), "seed \(seed), bucket \(point.index)")
            guard let mean = point.mean else { continue }
            let (least, most) = (try #require(point.minimum), try #require(point.maximum))
            #expect(least <= mean && mean <= most, "seed \(seed), bucket \(point.index)")
        }
    }
}
