import BillingModel
import Testing

@testable import BillingInsights

@Suite("Forecast")
struct ForecastTests {
    @Test("A pattern that only repeats goes on")
    func pattern() throws {
        let days: [Double?] = (0..<70).map { [5, 6, 6, 7, 6, 2, 1][$0 % 7] }
        let forecast = try Forecast(of: days, grid: .daily, horizon: 14)
        #expect(
            agree(forecast.steps.map(\.value), Array([5, 6, 6, 7, 6, 2, 1, 5, 6, 6, 7, 6, 2, 1]), digits: 6))
        let week = try forecast.total(of: 0..<7).value
        #expect(agree(week, 33, digits: 6))
        #expect(agree(forecast.parts.map(\.weight).reduce(0, +), 1))
    }

    @Test("A line goes on")
    func line() throws {
        let months: [Double?] = (0..<48).map { 100 + 5 * Double($0) }
        let forecast = try Forecast(of: months, grid: .monthly, horizon: 6)
        #expect(abs(forecast.steps[5].value - 365) < 15)
    }

    @Test("Equal input gives equal output, and a power of 2 scales it exactly")
    func determinism() throws {
        let values = MadeUp.withGaps(MadeUp.series(seed: 8, count: 200, period: 7), seed: 2)
        let first = try Forecast(of: values, grid: .daily, horizon: 31)
        let second = try Forecast(of: values, grid: .daily, horizon: 31)
        #expect(first.steps == second.steps)
        let scaled = try Forecast(of: values.map { $0.map { $0 * 1_024 } }, grid: .daily, horizon: 31)
        #expect(scaled.steps == first.steps.map { $0.scaled(by: 1_024) })
        #expect(first.courses() == second.courses())
    }

    @Test("Too little history is said, and how much is needed")
    func tooShort() {
        let values: [Double?] = [1, 2, nil, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, nil]
        let error = #expect(throws: BillingError.self) {
            _ = try Forecast(of: values, grid: .daily, horizon: 3)
        }
        #expect(error?.code == .unavailable)
        #expect(error?.rule == "a forecast needs 14 days with a value")
    }

    @Test("Values that are no numbers are refused", arguments: [Double.nan, .infinity, -1e301])
    func refusedValues(value: Double) {
        var values = [Double?](repeating: 3, count: 30)
        values[7] = value
        let error = #expect(throws: BillingError.self) {
            _ = try Forecast(of: values, grid: .daily, horizon: 3)
        }
        #expect(error?.code == .invalidValue)
    }

    @Test("Steps that are none, too many or beyond the horizon are refused")
    func refusedSteps() throws {
        let values = [Double?](repeating: 3, count: 30)
        for horizon in [0, -1, 2_001] {
            let error = #expect(throws: BillingError.self) {
                _ = try Forecast(of: values, grid: .daily, horizon: horizon)
            }
            #expect(error?.code == .invalidValue)
        }
        let forecast = try Forecast(of: values, grid: .daily, horizon: 3)
        for steps in [1..<1, 2..<4, -1..<2] {
            let error = #expect(throws: BillingError.self) { _ = try forecast.total(of: steps) }
            #expect(error?.code == .invalidValue)
        }
    }

    @Test("An outage that is known to be one does not bend the forecast")
    func outage() throws {
        let whole = MadeUp.series(seed: 21, count: 180, period: 7, wander: 0)
        var gap: [Double?] = whole
        for index in 150..<160 { gap[index] = nil }
        let without = try Forecast(of: whole, grid: .daily, horizon: 14).total(of: 0..<14)
        let with = try Forecast(of: gap, grid: .daily, horizon: 14).total(of: 0..<14)
        #expect(abs(with.value / without.value - 1) < 0.02)
    }

    @Test("A shift in level is followed within a few days")
    func shift() throws {
        var values = MadeUp.series(seed: 33, count: 180, period: 7, wander: 0)
        for index in 160..<180 { values[index] += 60 }
        let forecast = try Forecast(of: values, grid: .daily, horizon: 7)
        let mean = try forecast.total(of: 0..<7).value / 7
        let after = values[160...].reduce(0, +) / 20
        #expect(abs(mean - after) < 6)
    }

    @Test("The probability of exceeding agrees with the limits and falls")
    func probability() throws {
        let estimate = Forecast.Estimate(value: 10, interval80: 6...12, interval95: 2...14)
        let amounts: [Double] = [-6, 2, 4, 6, 8, 10, 11, 12, 13, 14, 18]
        let expected = [0.9984375, 0.975, 0.9375, 0.9, 0.7, 0.5, 0.3, 0.1, 0.0625, 0.025, 0.0015625]
        #expect(agree(amounts.map { estimate.probability(ofExceeding: $0) }, expected))
        let certain = Forecast.Estimate(value: 7, interval80: 7...7, interval95: 7...7)
        #expect([6, 7, 8].map { certain.probability(ofExceeding: $0) } == [1, 0, 0])
        let values = MadeUp.series(seed: 41, count: 120, period: 7)
        let forecast = try Forecast(of: values, grid: .daily, horizon: 10)
        let limit = try forecast.total(of: 2..<9).interval80.upperBound
        let beyond = try forecast.probability(thatTotalOf: 2..<9, exceeds: limit)
        #expect(agree(beyond, 0.1))
        let rare = try Forecast(of: RareDemandTests.demand, grid: .daily, horizon: 30)
        let any = try rare.probability(thatTotalOf: 0..<1, exceeds: 0)
        #expect(abs(1 - any - (rare.zeroProbability ?? 0)) < 0.08)
        #expect(throws: BillingError.self) { try rare.probability(thatTotalOf: 0..<1, exceeds: .nan) }
    }

    @Test("The courses of a series spread as its sums do", arguments: [60, 120, 300])
    func courses(_ count: Int) throws {
        // With 60 values there are few past paths of 30 steps, with 120 some that overlap, with 300 many.
        let values = MadeUp.series(seed: 40, count: count, period: 7)
        let forecast = try Forecast(of: values, grid: .daily, horizon: 30)
        for steps in [0..<30, 0..<8, 20..<30, 29..<30] {
            let total = try forecast.total(of: steps)
            let courses = try forecast.courses(of: steps)
            #expect((40...400).contains(courses.count) && courses.allSatisfy { $0.count == steps.count })
            let sums = courses.map { $0.reduce(0, +) }
            for (interval, share) in [(total.interval80, 0.8), (total.interval95, 0.95)] {
                let inside = Double(sums.count { interval.contains($0) }) / Double(sums.count)
                #expect(abs(inside - share) < 1.5 / Double(sums.count), "\(steps): \(inside)")
            }
            let mean = sums.reduce(0, +) / Double(sums.count)
            #expect(abs(mean - total.value) < 0.05 * total.value, "\(steps): \(mean), \(total.value)")
        }
        #expect(try forecast.courses() == forecast.courses(of: 0..<30))
        #expect(throws: BillingError.self) { try forecast.courses(of: 20..<31) }
        #expect(throws: BillingError.self) { try forecast.courses(of: 3..<3) }
    }

    @Test("Courses follow the order of their origins")
    func order() throws {
        // A level that jumps in the last weeks: only late origins missed upwards.
        let values = (0..<200).map { 100 + Double($0 % 7) + ($0 < 170 ? 0 : 60) }
        let forecast = try Forecast(of: values, grid: .daily, horizon: 14)
        let sums = forecast.courses().map { $0.reduce(0, +) }
        let highest = try #require(sums.indices.max { sums[$0] < sums[$1] })
        #expect(highest > sums.count * 3 / 4, "\(highest) of \(sums.count)")
    }

    @Test("A quantile is exceeded with its probability")
    func quantiles() throws {
        let estimate = Forecast.Estimate(value: 100, interval80: 90...120, interval95: 85...150)
        #expect(agree(estimate.quantile(0.5), 100) && agree(estimate.quantile(0.9), 120))
        #expect(agree(estimate.quantile(0.975), 150) && agree(estimate.quantile(0.025), 85))
        // Half way between the limits, and at a sixteenth of 0.025: twice as far.
        #expect(agree(estimate.quantile(0.9375), 135) && agree(estimate.quantile(1 - 0.025 / 16), 200))
        for share in [0.001, 0.02, 0.07, 0.3, 0.6, 0.95, 0.999] {
            let beyond = estimate.probability(ofExceeding: estimate.quantile(share))
            #expect(abs(beyond - (1 - share)) < 1e-12, "\(share)")
        }
        let certain = Forecast.Estimate(value: 7, interval80: 7...7, interval95: 7...7)
        #expect([0.001, 0.5, 0.999].map { certain.quantile($0) } == [7, 7, 7])
        // Nothing falls below 0 where the limit at 95 % does not.
        let low = Forecast.Estimate(value: 10, interval80: 4...20, interval95: 1...40)
        #expect(low.quantile(0.0001) == 0)
    }
}
