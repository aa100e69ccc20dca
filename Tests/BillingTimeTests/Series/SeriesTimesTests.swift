import BillingModel
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("What series of the same times have in common")
struct SeriesTimesTests {
    /// Some series at few different times, so that many follow one of the same.
    private static func series(_ metric: Metric, _ random: inout SplitMix64) throws -> MetricSeries {
        let isDaily = metric.isDaily
        var positions: [Int64] = []
        let pattern = random.below(3)
        for place in 0..<12 where pattern != 1 || place % 3 != 0 {
            let day = 20_000 + Int64(place) + (pattern == 2 ? 1 : 0)
            positions.append(isDaily ? day : day * 86_400_000_000 + 7)
        }
        return try MetricSeries(
            key: SeriesKey(tenant: TenantID("t"), metric: metric.id), timing: isDaily ? .dates : .instants,
            positions: positions, values: positions.map { _ in Double(random.below(9)) - 4 },
            revisions: RunLengths(), zones: RunLengths())
    }

    @Test("is taken from the series before, and says the same as what is made anew", arguments: 1...40)
    func taken(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let zone = try ZoneDatabase.system.zone(ZoneID("America/New_York"))
        let start = Date(timeIntervalSince1970: 20_001 * 86_400)
        let grid = try BucketGrid(
            covering: start..<start.addingTimeInterval(9 * 86_400), width: .day, zone: zone)
        let plan = try BucketPlan(grid, now: start.addingTimeInterval(Double(random.below(12)) * 80_000))
        let metrics: [Metric] = try [
            .assets, .monthlyActiveDevices, .dailyActiveDevices,
            Metric(id: MetricID("level"), unit: "l", kind: .gauge),
            Metric(id: MetricID("held"), unit: "l", kind: .gauge, staleness: .seconds(100_000)),
            Metric(id: MetricID("sent"), unit: "m", kind: .count),
            Metric(id: MetricID("meter"), unit: "m", kind: .cumulative, lag: .seconds(90_000)),
        ]
        let stated = [IntervalSet(), .everything, IntervalSet([plan.instants[2]..<plan.instants[5] + 9])]
        var last: [SeriesReading.Times] = []
        for _ in 0..<60 {
            let metric = metrics[random.below(2) == 0 ? 0 : random.below(metrics.count)]
            let series = try Self.series(metric, &random)
            let reading = try SeriesReading(series, on: plan)
            let known = stated[random.below(stated.count)]
            let times = reading.times(of: metric, stated: known, weighted: true)
            let covered = reading.covered(known)
            let slow = try reading.values(
                of: metric, coverage: covered,
                held: metric.kind == .gauge ? reading.held(of: metric, coverage: covered) : nil)
            let places = plan.places(of: series)
            for earlier in last {
                let taken = earlier.columns(of: series, places, of: metric, stated: known, weighted: true)
                guard let taken else { continue }
                #expect(Array(taken.values) == slow, "\(metric.id)")
                #expect(earlier.covered == covered)
                if metric.kind == .gauge {
                    #expect(try taken.weighted.states == reading.weighted(at: times).states)
                }
            }
            last.keep(times)
            #expect(times.covered == covered)
            let held = metric.kind == .gauge ? reading.held(of: metric, coverage: covered) : nil
            #expect(times.held == held)
            #expect(Array(try reading.column(of: metric, at: times)) == slow, "\(metric.id)")
            if let held { #expect(try reading.weighted(at: times).states == reading.weighted(held: held)) }
        }
    }

    @Test("Pieces give their results in order, and the first error in order")
    func pieces() throws {
        struct Refused: Error, Equatable { let piece: Int }
        for count in [0, 1, 2, 3, 50] {
            #expect(Pieces.map(count) { $0 * $0 } == (0..<count).map { $0 * $0 })
            for fewest in [1, 3, 100] {
                let pieces = Pieces.even(count, fewest: fewest)
                #expect(pieces.flatMap(Array.init) == Array(0..<count))
                #expect(pieces.count <= 16)
            }
        }
        let error = #expect(throws: Refused.self) {
            try Pieces.map(50) { piece throws(Refused) -> Int in
                guard piece < 20 else { throw Refused(piece: piece) }
                return piece
            }
        }
        #expect(error == Refused(piece: 20))
    }
}
