import BillingModel
import Testing

@testable import BillingInsights

@Suite("Parts of forecasts of figures to date")
struct ToDatePartTests {
    private static func cycle(_ values: [Double?]) -> ToDateCycle {
        ToDateCycle(values: values, times: (0...values.count).map(Double.init))
    }

    @Test("Growth is that of the chain ladder, the last cycle weighing most")
    func curve() throws {
        let cycles = [Self.cycle([1, 2, 4]), Self.cycle([2, 3, 6]), Self.cycle([5, 10])]
        let curve = ToDateCurve(cycles, kind: .multiplicative, length: 3)
        let (older, newer) = (0.95 * 0.95, 0.95)
        let first = (5 + 2 * newer + 1 * older) / (10 + 3 * newer + 2 * older)
        #expect(agree(curve.share(at: 2, of: 3), 0.5))
        #expect(agree(curve.share(at: 1, of: 3), 0.5 * first))
        #expect(agree(curve.share(at: 0.5, of: 3), 0.25 * first))
        #expect(agree(try #require(curve.projected(3, from: 1, to: 2)), 3 / first))
        #expect(curve.projected(3, from: 0, to: 2) == nil)
        // Beyond the longest cycle by the mean step of three.
        #expect(agree(curve.share(at: 3, of: 4), 3 / 4))
        #expect(agree(curve.value(at: 1, from: (0, 0), to: (2, 8)), 8 * first))
    }

    @Test("Where values are negative, growth is by differences")
    func differences() throws {
        let cycles = [Self.cycle([-1, 2, 1]), Self.cycle([3, 4, 9])]
        let curve = ToDateCurve(cycles, kind: .additive, length: 3)
        let weights = 1.95
        let (first, second, third) = (
            (3 - 0.95) / weights, (1 + 0.95 * 3) / weights, (5 - 0.95) / weights
        )
        #expect(agree(try #require(curve.projected(7, from: 1, to: 3)), 7 + second + third))
        #expect(curve.share(at: 1, of: 4) == 0.25)
        // Half of the way, and the bend that the first step has.
        let bend = first - 0.5 * (first + second)
        #expect(agree(curve.value(at: 1, from: (0, 0), to: (2, 10)), 5 + bend))
    }

    @Test("A figure between two known days lies on the line, and none outside of them")
    func gaps() {
        let cycle = ToDateCycle(values: [4, nil, 10, nil], times: [0, 1, 2, 4, 5])
        #expect([0, 0.5, 1, 2, 3, 4].map { cycle.value(at: $0) } == [0, 2, 4, 6, 8, 10])
        #expect(cycle.value(at: 4.5) == nil)
        #expect(cycle.end == nil)
        let late = ToDateCycle(values: [nil, 6, 8], times: [0, 1, 2, 3])
        #expect([0.5, 1, 2, 2.5].map { late.value(at: $0) } == [nil, nil, 6, 7])
    }

    @Test("The clock runs as fast as weekdays are busy")
    func clock() {
        let days = (0..<90).map { $0 % 7 < 5 ? 10.0 : 1 }
        let cycles = (0..<3).map { month in
            (0..<30).map { Optional(days[month * 30...month * 30 + $0].reduce(0, +)) }
        }
        let clock = WeekdayClock(cycles)
        let times = clock.times(from: 90, count: 7)
        // Day 90 is the last of five busy ones.
        let steps = zip(times, times.dropFirst()).map { $1 - $0 }
        #expect(agree(steps.map { $0 * 52 / 7 }, (90..<97).map { $0 % 7 < 5 ? 10 : 1 }))
        #expect(WeekdayClock([[], [nil, 3]]).times(from: 5, count: 2) == [0, 1, 2])
    }

    @Test("Levels go on as the smoothings that did best have them")
    func levels() {
        let growing: [Double?] = [100, 110, 125, 130, 150]
        let expected = [156.03329843772323, 164.20028002226198, 171.67379476010566]
        #expect(agree(CycleLevels.forecast(growing[...], count: 3), expected))
        let gappy: [Double?] = [nil, 40, nil, 44, 41]
        #expect(agree(CycleLevels.forecast(gappy[...], count: 2), [41.481007670198935, 41.574410586458704]))
        #expect(agree(CycleLevels.forecast([5, 5, 5], count: 2), [5, 5]))
        #expect(CycleLevels.forecast([nil], count: 1) == [0])
    }

    @Test("The chain ladder is trusted as far as it served")
    func credibility() throws {
        // Ends that follow the figures to date, and ends that do not care.
        func forecasts(_ ends: [Double]) throws -> Backtest {
            let starts = [1.0, 2, 1, 3, 2, 1, 3, 2, 1, 2]
            let cycles = zip(starts, ends).map { start, end in
                (0..<10).map { Optional($0 < 5 ? start : end) }
            }
            return Backtest(try ToDateHistory(cycles + [[]], lengths: [10]), longest: 10)
        }
        let following = try forecasts([2, 4, 2, 6, 4, 2, 6, 4, 2, 4])
        let careless = try forecasts([4, 4, 4, 4, 4, 4, 4, 4, 4, 4])
        #expect(following.credibility(left: 5) > 0.8)
        #expect(careless.credibility(left: 5) < 0.3)
        #expect(following.credibility(left: 0) == 1)
        #expect(following.rows.count == 8)
        #expect(following.size(left: 5, ahead: 5) < 0.15)
        #expect(careless.size(left: 5, ahead: 5) > following.size(left: 1, ahead: 1))
    }
}
