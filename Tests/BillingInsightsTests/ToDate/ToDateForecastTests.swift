import BillingModel
import Testing

@testable import BillingInsights
@testable import ForecastScore

@Suite("Forecasts of figures to date")
struct ToDateForecastTests {
    private static let month: [Double?] = (1...30).map { 10 * Double($0) }

    /// Months of made-up users without the days of the last from `days` on.
    private static func users(_ count: Int, seed: UInt64, days: Int) -> (cycles: [[Double?]], length: Int) {
        let months = MadeUpUsage.distinctUsers.months(count, seed: seed, mostUsers: 500)
        let cycles = months.map { $0.map(Optional.some) }
        let last = cycles.last ?? []
        return (cycles.dropLast() + [Array(last.prefix(days))], last.count)
    }

    @Test("Ten a day go on, day by day and into the next month")
    func line() throws {
        let known = Array(Self.month[..<12])
        let forecast = try ToDateForecast(
            cycles: [Self.month, Self.month, Self.month, known], lengths: [30, 31])
        #expect(agree(forecast.end.value, 300))
        let expected = (13...30).map { 10 * Double($0) } + (1...31).map { 10 * Double($0) }
        #expect(agree(forecast.steps.map(\.value), expected))
        #expect(try forecast.probability(thatEndExceeds: 299) == 1)
        #expect(forecast.courses().allSatisfy { agree($0, expected) })
    }

    @Test("A weekend to come adds little")
    func weekend() throws {
        // Five days of 10 and two of 1, from a Monday on; the fourth month ends with a weekend.
        let days = (0..<120).map { $0 % 7 < 5 ? 10.0 : 1 }
        let cycles = (0..<4).map { month in
            (0..<30).map { Optional(days[month * 30...month * 30 + $0].reduce(0, +)) }
        }
        let forecast = try ToDateForecast(
            cycles: cycles.dropLast() + [Array(cycles[3][..<26])], lengths: [30])
        for (step, truth) in zip(forecast.steps, cycles[3][26...]) {
            #expect(abs(step.value - (truth ?? 0)) < 1.5, "\(step) \(truth ?? 0)")
        }
    }

    @Test("On the first day the end is what earlier ends say, on the last what is known")
    func ends() throws {
        let (cycles, length) = Self.users(8, seed: 3, days: 31)
        let first = try ToDateForecast(cycles: cycles.dropLast() + [[]], lengths: [length])
        #expect(first.steps.count == length)
        #expect(first.steps.last == first.end)
        let over = try ToDateForecast(cycles: cycles, lengths: [length, 28])
        let last = try #require(cycles.last?.last ?? nil)
        #expect(over.end == Forecast.Estimate(value: last, interval80: last...last, interval95: last...last))
        #expect(over.steps.count == 28)
        #expect(try ToDateForecast(cycles: cycles, lengths: [length]).steps.isEmpty)
        #expect(try ToDateForecast(cycles: cycles, lengths: [length]).courses().allSatisfy(\.isEmpty))
    }

    @Test("Days without a value at the end are still to come")
    func trailingGaps() throws {
        let (cycles, length) = Self.users(8, seed: 4, days: 11)
        let padded = cycles.dropLast() + [cycles[7] + [nil, nil, nil]]
        let (short, long) = (
            try ToDateForecast(cycles: cycles, lengths: [length]),
            try ToDateForecast(cycles: Array(padded), lengths: [length])
        )
        #expect(short.steps == long.steps)
        #expect(short.steps.count == length - 11)
    }

    @Test("Gaps change a forecast little")
    func gaps() throws {
        let (cycles, length) = Self.users(14, seed: 5, days: 15)
        let sparse = cycles.enumerated().map { index, cycle in
            cycle.enumerated().map { ($0 + index) % 5 == 2 && $0 < 14 ? nil : $1 }
        }
        let (whole, gappy) = (
            try ToDateForecast(cycles: cycles, lengths: [length]),
            try ToDateForecast(cycles: sparse, lengths: [length])
        )
        #expect(abs(gappy.end.value / whole.end.value - 1) < 0.03)
    }

    @Test("Months before the first figure change nothing")
    func before() throws {
        let months = Array(repeating: Self.month, count: 4) + [Array(Self.month[..<9])]
        let lengths = [30, 31, 28, 31]
        let own = try ToDateForecast(cycles: months, lengths: lengths)
        // Weeks, so that weekdays stay where they were.
        let empty = Array(repeating: [Double?](repeating: nil, count: 28), count: 6)
        let padded = try ToDateForecast(cycles: empty + months, lengths: lengths)
        #expect(padded.steps == own.steps && padded.end == own.end && padded.courses() == own.courses())
    }

    @Test("Equal input gives equal output, and a power of 2 scales it exactly")
    func determinism() throws {
        let (cycles, length) = Self.users(9, seed: 6, days: 9)
        let first = try ToDateForecast(cycles: cycles, lengths: [length, 31])
        let second = try ToDateForecast(cycles: cycles, lengths: [length, 31])
        #expect(first.steps == second.steps)
        #expect(first.courses() == second.courses())
        let scaled = try ToDateForecast(
            cycles: cycles.map { $0.map { $0.map { $0 * 1_024 } } }, lengths: [length, 31])
        #expect(scaled.steps == first.steps.map { $0.scaled(by: 1_024) })
    }

    @Test("Nothing falls within a cycle or below what is known where nothing ever fell", arguments: 1...6)
    func rises(seed: UInt64) throws {
        let (cycles, length) = Self.users(7, seed: seed, days: Int(seed) * 4)
        let forecast = try ToDateForecast(cycles: cycles, lengths: [length, 30, 31])
        let known = Int(seed) * 4
        let value = cycles[6].last.flatMap { $0 } ?? 0
        let left = length - known
        #expect(forecast.steps.count == left + 61)
        #expect(forecast.steps[..<left].allSatisfy { $0.interval95.lowerBound >= value })
        for course in forecast.courses() + [forecast.steps.map(\.value)] {
            for (cycle, floor) in [(0..<left, value), (left..<left + 30, 0), (left + 30..<left + 61, 0)] {
                let figures = [floor] + course[cycle]
                #expect(zip(figures, figures.dropFirst()).allSatisfy { $0 <= $1 + 1e-9 })
            }
        }
    }

    @Test("Courses end where the intervals say", arguments: 1...6)
    func courses(seed: UInt64) throws {
        let (cycles, length) = Self.users(12, seed: seed, days: Int(seed) * 4)
        let forecast = try ToDateForecast(cycles: cycles, lengths: [length, 30])
        let courses = forecast.courses()
        #expect(courses.count == 200)
        let left = length - Int(seed) * 4
        #expect(agree(courses[100][left - 1], forecast.end.value, digits: 2))
        func inside(_ step: Int) -> Double {
            Double(courses.count { forecast.steps[step].interval80.contains($0[step]) }) / 200
        }
        #expect((0.79...0.81).contains(inside(left - 1)) || left < 9, "\(inside(left - 1))")
        #expect((0.7...0.9).contains(inside(left + 29)), "\(inside(left + 29))")
    }

    @Test("Too few complete cycles are said, and how many are needed")
    func tooFew() {
        let cut: [Double?] = Self.month.dropLast() + [nil]
        let error = #expect(throws: BillingError.self) {
            _ = try ToDateForecast(cycles: [Self.month, cut, Self.month, [10]], lengths: [30])
        }
        #expect(error?.code == .unavailable)
        #expect(error?.rule == "a figure to date needs 3 earlier cycles whose last day has a value")
        #expect(error?.detail == "there are 2")
    }

    @Test("Values and lengths out of range are refused")
    func refused() throws {
        let months = Array(repeating: Self.month, count: 3)
        let bad: [([[Double?]], [Int])] = [
            (months + [[]], []), (months + [[]], [0]), (months + [[]], [367]), (months + [[]], [30, -1]),
            (months + [[]], Array(repeating: 30, count: 25)), (months + [Self.month], [29]),
            (months + [[], []], [30]), (months + [[.nan]], [30]), (months + [[1e301]], [30]),
            (months + [[-.infinity]], [30]), (months + [Array(repeating: 1, count: 367), []], [30]),
        ]
        for (cycles, lengths) in bad {
            let error = #expect(throws: BillingError.self) {
                _ = try ToDateForecast(cycles: cycles, lengths: lengths)
            }
            #expect(error?.code == .invalidValue, "\(cycles.count) \(lengths)")
        }
        let forecast = try ToDateForecast(cycles: months + [[]], lengths: [30])
        #expect(throws: BillingError.self) { try forecast.probability(thatEndExceeds: .nan) }
    }
}
