import BillingModel
import Testing

@testable import BillingInsights

@Suite("What links are made of")
struct LinkPartTests {
    private static let week = [50.0, 60, 60, 70, 60, 20, 10]

    @Test("A week on a growing level is taken away, as ratios or as differences")
    func week() {
        let days = 0..<140
        let counts = LocalWeek.removed(from: days.map { Self.week[$0 % 7] * 4 }).compactMap { $0 }
        #expect(counts.count == 140)
        #expect(agree(counts, Array(repeating: (330.0 / 7 * 4).squareRoot(), count: 140)))
        let differences = LocalWeek.removed(from: days.map { Self.week[$0 % 7] - 40 }).compactMap { $0 }
        #expect(agree(differences, Array(repeating: 330.0 / 7 - 40, count: 140)))
    }

    @Test("A weekday that is always 0 says nothing")
    func closed() {
        let days = LocalWeek.removed(from: (0..<140).map { $0 % 7 == 6 ? 0 : 30 })
        #expect(days.indices.allSatisfy { (days[$0] == nil) == ($0 % 7 == 6) })
    }

    @Test("Nothing is new on a straight line, nor after a spike or a shift")
    func innovations() {
        var random = SplitMix64(seed: 5)
        let noise = (0..<300).map { _ in random.gaussian() }
        func innovations(_ change: (Int) -> Double) -> [Double?] {
            DailyInnovations.of(noise.indices.map { -500 + 3 * Double($0) + noise[$0] + change($0) })
        }
        let plain = innovations { _ in 0 }
        #expect(plain.prefix(8).allSatisfy { $0 == nil })
        let spike = innovations { $0 == 200 ? 40 : 0 }
        #expect(spike[200] == nil)
        let shift = innovations { $0 >= 200 ? 40 : 0 }
        #expect(shift[200] ?? 0 > 20)
        for other in [spike, shift] {
            let pairs = (208..<300).compactMap { day in
                plain[day].flatMap { one in other[day].map { (one, $0) } }
            }
            #expect(pairs.count > 80)
            #expect(Self.correlation(pairs) > 0.9)
        }
    }

    @Test("Ranks are among the same weekday, and equal values share one")
    func ranks() {
        var values: [Double?] = Array(repeating: nil, count: 28)
        (values[0], values[7], values[14], values[21]) = (3, 9, 3, -1)
        (values[1], values[8]) = (1e300, -1e300)
        let ranks = WeekdayRanks(values)
        #expect([0, 7, 14, 21].map { ranks.ranks[$0] } == [0, 0.75, 0, -0.75])
        #expect([1, 8].map { ranks.ranks[$0] } == [0.5, -0.5])
        #expect(ranks.known.reduce(0, +) == 6)
        #expect(WeekdayRanks([]).autocorrelation == 0)
    }

    @Test("Sums of a pair are those of the days that both have", arguments: UInt64(1)...20)
    func sums(seed: UInt64) {
        let one = MadeUp.withGaps(MadeUp.series(seed: seed, count: 90, period: 7), seed: seed)
        let other = MadeUp.withGaps(MadeUp.series(seed: seed + 99, count: 90, period: 7), seed: seed + 9)
        let (left, right) = (WeekdayRanks(one), WeekdayRanks(other))
        for lag in -7...7 {
            let pairs = (0..<90).compactMap { day -> (Double, Double)? in
                guard (0..<90).contains(day + lag), one[day] != nil, other[day + lag] != nil else {
                    return nil
                }
                return (left.ranks[day], right.ranks[day + lag])
            }
            let sums = PairSums(left, right, lag: lag)
            #expect(Int(sums.days) == pairs.count)
            #expect(agree(sums.correlation, Self.correlation(pairs)), "\(seed) \(lag)")
        }
    }

    /// Pearson's, by its definition.
    private static func correlation(_ pairs: [(Double, Double)]) -> Double {
        let count = Double(pairs.count)
        let left = pairs.reduce(0) { $0 + $1.0 } / count
        let right = pairs.reduce(0) { $0 + $1.1 } / count
        let product = pairs.reduce(0) { $0 + ($1.0 - left) * ($1.1 - right) }
        let squares = pairs.reduce(0) { $0 + ($1.0 - left) * ($1.0 - left) }
        let others = pairs.reduce(0) { $0 + ($1.1 - right) * ($1.1 - right) }
        return product / (squares * others).squareRoot()
    }

    @Test("Memory of both and unrest in the same weeks make fewer effective days")
    func effectiveDays() {
        var random = SplitMix64(seed: 8)
        func gauge(memory: Double, isCalm: (Int) -> Bool = { _ in false }) -> WeekdayRanks {
            var state = 0.0
            return WeekdayRanks(
                (0..<350).map {
                    state = memory * state + random.gaussian()
                    return isCalm($0) ? 1e-3 * state : state
                })
        }
        let plain = LagScan(gauge(memory: 0), gauge(memory: 0)).results[7]
        #expect(plain.days == 350 && plain.effectiveDays > 300)
        let (one, other) = (gauge(memory: 0.8), gauge(memory: 0.8))
        let memory = one.autocorrelation * other.autocorrelation
        #expect(memory > 0.4)
        let slow = LagScan(one, other).results[7]
        #expect(slow.effectiveDays <= 350 * (1 - memory) / (1 + memory) + 1e-9)
        let calm = LagScan(gauge(memory: 0) { $0 < 150 }, gauge(memory: 0) { $0 < 150 }).results[7]
        #expect((150.0...250).contains(calm.effectiveDays))
    }

    @Test("Days on which many series agree are shared, and few by chance")
    func sharedDays() {
        var random = SplitMix64(seed: 3)
        let series = (0..<12).map { _ in
            WeekdayRanks((0..<365).map { [40, 41, 200].contains($0) ? -9 : random.gaussian() })
        }
        let shared = SharedDays.found(in: series)
        #expect(Set(shared).isSuperset(of: [40, 41, 200]))
        #expect(shared.count <= 6)
        #expect(SharedDays.found(in: []).isEmpty)
        #expect(SharedDays.found(in: Array(series.prefix(2))).isEmpty)
    }
}
