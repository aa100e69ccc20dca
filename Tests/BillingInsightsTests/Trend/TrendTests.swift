import BillingModel
import Testing

@testable import BillingInsights
@testable import TrendScore

@Suite("Trend")
struct TrendTests {
    private static let week: [Double] = [5, 6, 6, 7, 6, -15, -15]

    @Test("A line with a week has its slope, its level and its growth")
    func line() throws {
        let days: [Double?] = (0..<91).map { 200 + Double($0) + Self.week[$0 % 7] }
        let trend = try Trend(of: days, grid: .daily)
        #expect(trend.direction == .growing)
        #expect(abs(trend.slope.value - 1) < 0.01)
        #expect(trend.slope.interval95.contains(1))
        #expect(abs(trend.level - 245) < 0.5)
        let growth = try #require(trend.growth)
        #expect(abs(growth.value - 30.0 / 245) < 0.002)
        #expect(growth.interval95.lowerBound > 0.1 && growth.interval95.upperBound < 0.14)
    }

    /// Slope by scipy.stats.theilslopes; 30 months are too few for a season.
    @Test("The slope is that of Theil and Sen")
    func slope() throws {
        let values: [Double?] = (0..<30).map { month in
            let wave = (month * month * 7 + month * 13) % 41
            return Double(wave) + 0.75 * Double(month)
        }
        let trend = try Trend(of: values, grid: .monthly)
        #expect(agree(trend.slope.value, 1.3))
        // Without serial dependence scipy has 0.75 to 1.82; the quantile here is a little wider.
        #expect((0.4...0.75).contains(trend.slope.interval95.lowerBound))
        #expect((1.821...2.2).contains(trend.slope.interval95.upperBound))
        #expect(agree(try #require(trend.growth).value, 1.3 / trend.level))
    }

    @Test("Places of missing values count as time, and odd values for little")
    func gaps() throws {
        var random = SplitMix64(seed: 3)
        var days: [Double?] = (0..<200).map { 100 + 0.5 * Double($0) + 5 * random.gaussian() }
        let plain = try Trend(of: days, grid: .daily)
        for day in days.indices where day % 3 == 1 || (40..<90).contains(day) { days[day] = nil }
        for day in [0, 100, 141, 199] { days[day] = 1e300 }
        let trend = try Trend(of: [nil, nil] + days + [nil], grid: .daily)
        #expect(abs(trend.slope.value - plain.slope.value) < 0.05)
        #expect(trend.direction == .growing)
    }

    @Test("A reversed series goes the other way; a scaled one as much faster")
    func symmetry() throws {
        let noise = MadeUpDays.noise(seed: 5, count: 182, correlation: 0.3)
        let days = MadeUpDays.days(noise, growth: 0.05)
        let trend = try Trend(of: days, grid: .daily)
        let scaled = try Trend(of: days.map { $0.map { 8 * $0 } }, grid: .daily)
        #expect(scaled.slope.value == 8 * trend.slope.value)
        #expect(scaled.growth == trend.growth)
        let reversed = try Trend(of: days.reversed(), grid: .daily)
        #expect(trend.direction == .growing && reversed.direction == .shrinking)
        #expect(agree(reversed.slope.value, -trend.slope.value, digits: 2))
    }

    @Test("Flat series are steady; what wanders is unclear; a share needs a level")
    func directions() throws {
        let flat = try Trend(of: Array(repeating: 7, count: 60), grid: .daily)
        #expect(flat.direction == .steady)
        #expect(flat.slope == Trend.Rate(value: 0, interval95: 0...0))
        #expect(flat.growth == Trend.Rate(value: 0, interval95: 0...0))
        let zeros = try Trend(of: Array(repeating: 0, count: 60), grid: .daily)
        #expect(zeros.direction == .steady && zeros.growth == nil)
        let below = try Trend(of: (0..<60).map { -100 + Double($0) }, grid: .daily)
        #expect(below.direction == .growing && below.growth == nil)
        var random = SplitMix64(seed: 11)
        var level = 1_000.0
        let wandering: [Double?] = (0..<120).map { _ in
            level += 10 * random.gaussian()
            return level
        }
        #expect(try Trend(of: wandering, grid: .daily).direction == .unclear)
    }

    @Test("Rare demand that comes twice as often grows")
    func rare() throws {
        var random = SplitMix64(seed: 8)
        let days: [Double?] = (0..<400).map { random.unit() < 0.02 + 0.0012 * Double($0) ? 3 : 0 }
        #expect(try Trend(of: days, grid: .daily).direction == .growing)
        let even: [Double?] = (0..<400).map { _ in random.unit() < 0.2 ? 3 : 0 }
        let trend = try Trend(of: even, grid: .daily)
        #expect(trend.direction != .growing && trend.direction != .shrinking)
        #expect(trend.slope.interval95.contains(0))
    }

    /// A part of what the command measures.
    @Test("No trend is rarely told as one, and one of 4 % a month is found", arguments: [0, 0.5])
    func rates(correlation: Double) throws {
        var rates = TrendRates()
        for seed in 0..<40 {
            try rates.add(MadeUpDays.noise(seed: UInt64(seed), count: 180, correlation: correlation))
        }
        #expect(rates.told <= 4)
        #expect(rates.found >= 36)
        #expect(rates.covered >= 36)
    }

    @Test("Too few values are not told from noise, and wrong ones are refused")
    func refusals() {
        let count = { (count: Int, grid: Forecast.Grid) in
            try Trend(of: Array(repeating: 1, count: count), grid: grid)
        }
        for (grid, least) in [(Forecast.Grid.hourly, 96), (.daily, 28), (.weekly, 16), (.monthly, 24)] {
            #expect(throws: Never.self) { try count(least, grid) }
            let error = #expect(throws: BillingError.self) { try count(least - 1, grid) }
            #expect(error?.code == .unavailable)
        }
        let error = #expect(throws: BillingError.self) { try Trend(of: [.nan], grid: .daily) }
        #expect(error?.code == .invalidValue)
    }

    @Test("Whatever comes, what is said is finite", arguments: HostileInputTests.series.indices)
    func hostile(index: Int) throws {
        let (name, values) = HostileInputTests.series[index]
        let grids: [Forecast.Grid] =
            values.count < 10_000 ? [.hourly, .daily, .weekly, .monthly] : [.daily]
        for grid in grids {
            do {
                let trend = try Trend(of: values, grid: grid)
                let rates = [trend.slope, trend.growth ?? trend.slope]
                let ends = rates.flatMap { [$0.interval95.lowerBound, $0.interval95.upperBound] }
                #expect((ends + [trend.level]).allSatisfy { $0.isFinite }, "\(name)")
                #expect(rates.allSatisfy { $0.interval95.contains($0.value) }, "\(name)")
                #expect(trend == (try Trend(of: values, grid: grid)), "\(name)")
            } catch {
                #expect(error.code == .unavailable, "\(name)")
            }
        }
    }
}
