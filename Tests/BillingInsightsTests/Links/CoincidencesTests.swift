import BillingModel
import Testing

@testable import BillingInsights

@Suite("Coincidences")
struct CoincidencesTests {
    private static func days(_ unusual: Set<Int>, count: Int = 1_000) -> UnusualDays {
        UnusualDays((0..<count).map { unusual.contains($0) })
    }

    @Test("A series that is unusual on the same days is a companion, with its days")
    func companion() throws {
        let others = [
            Self.days([100, 301, 499, 800]), Self.days([7, 250]), Self.days([101, 600]), Self.days([]),
        ]
        let found = try Coincidences(on: [100, 300, 500, 700], among: others)
        #expect(found.tested == 4)
        let companion = try #require(found.companions.first)
        #expect(found.companions.count == 1)
        #expect((companion.series, companion.hits, companion.judged) == (0, 3, 4))
        // Three days around each of four; the tail is 4 p³ (1 − p) + p⁴.
        #expect(agree(companion.usualShare, 0.012))
        #expect(agree(companion.probability / 6.849792e-06, 1))
        #expect(found.days.map(\.day) == [100, 300, 500])
        #expect(found.days.allSatisfy { $0.others == [0] })
    }

    @Test("Days that were not judged do not count, and neighbouring spikes are one")
    func notJudged() throws {
        var other = Self.days([100, 300])
        for day in 499...501 { other.days[day] = nil }
        let found = try Coincidences(on: [300, 100, 101, 102, 500, 5_000, -1], among: [other])
        #expect(found.companions.first.map { [$0.hits, $0.judged] } == [2, 2])
        #expect(found.days.map(\.day) == [100, 300])
    }

    @Test("Series that have nothing to do with the days are seldom companions")
    func chance() throws {
        var random = SplitMix64(seed: 4)
        var companions = 0
        for _ in 0..<40 {
            let spikes = (0..<8).map { _ in Int(random.next() % 400) }
            let others = (0..<12).map { _ -> UnusualDays in
                // Outages last some days.
                let first = (0..<6).map { _ in Int(random.next() % 400) }
                return Self.days(Set(first.flatMap { $0..<$0 + 1 + $0 % 4 }), count: 400)
            }
            companions += try Coincidences(on: spikes, among: others).companions.count
        }
        #expect(companions <= 2)
    }

    @Test("Spikes that scans find come with those of a series that shares them")
    func scans() throws {
        var series = (0..<4).map { MadeUp.series(seed: UInt64($0 + 1), count: 300, period: 7, wander: 0) }
        for day in [120, 180, 240, 290] {
            series[0][day] += 200
            series[2][day + 1] += 150
        }
        let scans = try series.map { try AnomalyScan(of: $0, grid: .daily) }
        let spikes = scans[0].findings.filter { $0.kind == .spike }.map(\.peak)
        let found = try Coincidences(on: spikes, among: scans.dropFirst().map { UnusualDays($0) })
        #expect(found.companions.map(\.series) == [1])
        #expect(found.days.map(\.day) == [120, 180, 240, 290])
    }

    @Test("Nothing is said of nothing, and everything stays finite")
    func hostile() throws {
        #expect(try Coincidences(on: [], among: [Self.days([3])]).tested == 0)
        #expect(try Coincidences(on: [3], among: []).companions.isEmpty)
        #expect(try Coincidences(on: [Int.max, Int.min], among: [Self.days([3])]).tested == 0)
        let never = UnusualDays(Array(repeating: nil, count: 50))
        let always = Self.days(Set(0..<50), count: 50)
        let found = try Coincidences(on: Array(0..<50), among: [never, always, UnusualDays([])])
        #expect(found.tested == 1 && found.companions.isEmpty)
        let many = try Coincidences(
            on: Array(stride(from: 0, to: 100_000, by: 10)), among: [Self.days([50], count: 100_000)])
        #expect(many.companions.isEmpty)
        let error = #expect(throws: BillingError.self) {
            try Coincidences(on: [1], among: Array(repeating: never, count: 201))
        }
        #expect(error?.code == .limitExceeded)
    }
}
