import BillingModel
import Testing

@testable import BillingInsights

@Suite("Limits of usage")
struct UsageLimitTests {
    @Test("By hand: two courses")
    func byHand() throws {
        let limit = try UsageLimit(
            of: 100, used: 70, steps: [10, 10, 15, 5], courses: [[9, 9, 9, 1], [20, 10, 10, 9]])
        #expect(limit.left == 30)
        #expect(limit.share == 0.7)
        #expect(limit.expected == 110)
        #expect(limit.expectedShare == 1.1)
        #expect(!limit.isReached)
        // 80, 90, 105: the third step.
        #expect(limit.reached == 2)
        // One course ends at 98, the other reaches 100 in its second step.
        #expect(limit.probability == 0.5)
        #expect(limit.earliest == 1)
        #expect(limit.latest == nil)
        #expect(
            limit.interval80.map { agree([$0.lowerBound, $0.upperBound], [98 + 2.1, 98 + 18.9]) } == true)
    }

    @Test("First passages are those that Python counts")
    func passages() throws {
        // random.seed(7); courses = [[random.randint(0, 9) for _ in range(12)] for _ in range(25)], limit 40;
        // the passages are sorted, and the third and the 23rd are those of a tenth and nine tenths.
        let courses = PassageFixture.courses
        let limit = try UsageLimit(
            of: 40, used: 0, steps: Array(repeating: 4.5, count: 12), courses: courses)
        #expect(limit.reached == 8)
        #expect(limit.earliest == PassageFixture.earliest)
        #expect(limit.latest == PassageFixture.latest)
        #expect(limit.probability == PassageFixture.probability)
    }

    @Test("What is reached already has no step, and a period that is over no doubt")
    func over() throws {
        let reached = try UsageLimit(of: 10, used: 10, steps: [1, 1], courses: [[1, 1]])
        #expect(reached.isReached)
        #expect([reached.reached, reached.earliest, reached.latest] == [nil, nil, nil])
        #expect(reached.probability == 1)
        let exact = try UsageLimit(of: 10, used: 10, steps: [], courses: [[]])
        #expect(exact.probability == 0)
        #expect(exact.interval95 == 10...10)
        let bare = try UsageLimit(of: 10, used: 4, steps: [3, 3])
        #expect(bare.reached == 1)
        #expect(bare.probability == nil && bare.interval80 == nil && bare.earliest == nil)
    }

    @Test("A forecast gives end, interval, probability and days that agree")
    func forecast() throws {
        let values = MadeUp.series(seed: 3, count: 120, period: 7)
        let forecast = try Forecast(of: values, grid: .daily, horizon: 20)
        let total = try forecast.total(of: 0..<15)
        for quantity in [0.9, 1, 1.1].map({ 400 + total.value * $0 }) {
            let limit = try UsageLimit(of: quantity, used: 400, forecast: forecast, rest: 15)
            #expect(limit.expected == 400 + total.value)
            #expect(limit.interval80?.lowerBound == 400 + total.interval80.lowerBound)
            #expect(limit.interval95?.upperBound == 400 + total.interval95.upperBound)
            #expect(
                limit.probability == (try forecast.probability(thatTotalOf: 0..<15, exceeds: quantity - 400)))
            if let reached = limit.reached {
                let sums = forecast.steps.prefix(reached + 1).map(\.value)
                #expect(400 + sums.reduce(0, +) >= quantity)
                #expect(400 + sums.dropLast().reduce(0, +) < quantity)
            } else {
                #expect(limit.expected < quantity)
            }
            if let latest = limit.latest { #expect((limit.earliest ?? .max) <= latest && latest < 15) }
        }
        let over = try UsageLimit(of: 500, used: 501, forecast: forecast, rest: 0)
        #expect(over.expected == 501 && over.probability == 1 && over.interval80 == 501...501)
        #expect(throws: BillingError.self) {
            try UsageLimit(of: 500, used: 1, forecast: forecast, rest: 21)
        }
        #expect(throws: BillingError.self) {
            try UsageLimit(of: 500, used: 1, forecast: forecast, rest: -1)
        }
    }

    @Test("More of a limit is reached no earlier")
    func monotone() throws {
        for seed in 0..<50 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            let courses = (0..<Int(random.unit() * 40)).map { _ in
                (0..<20).map { _ in 20 * random.unit() - 4 }
            }
            let steps = (0..<20).map { _ in 16 * random.unit() - 2 }
            var last: [Int] = [0, 0, 0]
            var probability = 1.0
            for quantity in stride(from: 5.0, to: 250, by: 7) {
                let limit = try UsageLimit(of: quantity, used: 0, steps: steps, courses: courses)
                let next = [limit.reached, limit.earliest, limit.latest].map { $0 ?? .max }
                #expect(zip(last, next).allSatisfy { $0 <= $1 }, "seed \(seed)")
                #expect(limit.probability ?? 0 <= probability, "seed \(seed)")
                (last, probability) = (next, limit.probability ?? 0)
            }
        }
    }

    @Test("Numbers beyond all measure stay numbers, and what is none is refused")
    func hostile() throws {
        let limits = [
            try UsageLimit(of: 1e-300, used: 1e300, steps: [1e300], courses: [[-1e300]]),
            try UsageLimit(of: 1e300, used: -1e300, steps: Array(repeating: 1e300, count: 100_000)),
            try UsageLimit(of: .leastNonzeroMagnitude, used: 0, steps: [0, 0], courses: [[0, 0]]),
        ]
        for limit in limits {
            let numbers = [limit.left, limit.share, limit.expected, limit.expectedShare]
            #expect(numbers.allSatisfy { $0.isFinite }, "\(numbers)")
        }
        for wrong in [Double.nan, .infinity, 0, -1, 1e301] {
            #expect(throws: BillingError.self) { try UsageLimit(of: wrong, used: 0, steps: []) }
        }
        for wrong in [Double.nan, -.infinity, 1e301] {
            #expect(throws: BillingError.self) { try UsageLimit(of: 1, used: wrong, steps: []) }
            #expect(throws: BillingError.self) { try UsageLimit(of: 1, used: 0, steps: [wrong]) }
            #expect(throws: BillingError.self) {
                try UsageLimit(of: 1, used: 0, steps: [1], courses: [[wrong]])
            }
        }
        #expect(throws: BillingError.self) { try UsageLimit(of: 1, used: 0, steps: [1], courses: [[1, 2]]) }
    }

    @Test("A period that begins later than the forecast has the steps that are its rest")
    func later() throws {
        let days: [Double?] = (0..<70).map { [5, 6, 6, 7, 6, 2, 1][$0 % 7] }
        let forecast = try Forecast(of: days, grid: .daily, horizon: 14)
        // 6, 6, 7, 6, 2, 1, 5: 12, 18, 25 from the second step of the forecast on.
        let limit = try UsageLimit(of: 18, used: 5, forecast: forecast, rest: 1..<8, isWhole: true)
        #expect(limit.expected == 38 && limit.probability == 1)
        #expect([limit.reached, limit.earliest, limit.latest] == [2, 2, 2])
        let exact = try UsageLimit(of: 38, used: 5, forecast: forecast, rest: 1..<8, isWhole: true)
        #expect(exact.probability == 0 && exact.reached == 6)
        #expect(throws: BillingError.self) {
            try UsageLimit(of: 1, used: 0, forecast: forecast, rest: 8..<15)
        }
        #expect(throws: BillingError.self) {
            try UsageLimit(of: 1, used: 0, forecast: forecast, rest: -1)
        }
    }

    @Test("Whole numbers reach a limit as the nearest one, whatever sums are rounded to")
    func whole() throws {
        var random = SplitMix64(seed: 12)
        let days: [Double?] = (0..<120).map { _ in Double(Int.random(in: 0...9, using: &random)) }
        let forecast = try Forecast(of: days, grid: .daily, horizon: 30)
        for quantity in stride(from: 100.0, through: 160, by: 1) {
            let limit = try UsageLimit(
                of: quantity, used: 20, forecast: forecast, rest: 0..<30, isWhole: true)
            #expect(limit.expected == limit.expected.rounded())
            // What is told agrees with itself.
            #expect((limit.reached != nil) == (limit.expected >= quantity))
            let probability = limit.probability ?? -1
            #expect((probability > 0.5) == (limit.expected > quantity))
        }
    }

    @Test("A level reaches a limit on the first step that is at it")
    func levels() {
        let passage = Passage(
            to: 10, levels: [8, 9, 10, 9],
            courses: [[10, 0, 0, 0], [0, 0, 0, 11], [9, 10, 9, 9, 20], [1, 1, 1, 1, 10]])
        #expect(passage.expected == 2)
        // Passed in steps 0, 1 and 3; one in four does not within four steps.
        #expect(passage.earliest == 0 && passage.latest == nil)
        let never = Passage(to: 10, levels: [], courses: [])
        #expect(never.expected == nil && never.earliest == nil && never.latest == nil)
    }
}
