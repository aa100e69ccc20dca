import BillingModel
import Testing

@testable import BillingInsights
@testable import TrendScore

@Suite("Change points")
struct ChangePointsTests {
    private static let week: [Double] = [50, 60, 60, 70, 60, 20, 10]

    @Test("A jump has its day and both levels")
    func jump() throws {
        let days: [Double?] = (0..<140).map { Self.week[$0 % 7] * ($0 < 100 ? 1 : 1.5) }
        let changes = try ChangePoints(of: days, grid: .daily).changes
        let change = try #require(changes.first)
        #expect(changes.count == 1)
        #expect(change.kind == .level)
        #expect(change.index == 100)
        #expect(change.likely.contains(100))
        // The mean of the week is 330 / 7.
        #expect(abs(change.before - 330.0 / 7) < 2 && abs(change.after - 495.0 / 7) < 3)
        #expect(change.score > 10)
    }

    @Test("A turn has its day and both slopes")
    func turn() throws {
        var random = SplitMix64(seed: 2)
        let days: [Double?] = (0..<200).map { 500 + Double(max($0 - 119, 0)) * 3 + 5 * random.gaussian() }
        let changes = try ChangePoints(of: days, grid: .daily).changes
        let change = try #require(changes.first)
        #expect(changes.count == 1)
        #expect(change.kind == .slope)
        #expect(abs(change.index - 120) <= 4 && change.likely.contains(120))
        #expect(abs(change.before) < 0.1 && abs(change.after - 3) < 0.1)
    }

    @Test("A turn without noise is found too, unless it is next to nothing")
    func exact() throws {
        let turn = { (slope: Double) in
            let days: [Double?] = (0..<200).map { 500 + Double(max($0 - 119, 0)) * slope }
            return try ChangePoints(of: days, grid: .daily).changes
        }
        #expect(try turn(3).map(\.kind) == [.slope])
        #expect(try turn(0.01).isEmpty)
    }

    @Test("A series may jump and turn at once, and change several times")
    func several() throws {
        var random = SplitMix64(seed: 4)
        let days: [Double?] = (0..<300).map { day in
            let plain = day < 80 ? 400 : day < 200 ? 600 : 300 + 4 * Double(day - 200)
            return plain + 5 * random.gaussian()
        }
        let changes = try ChangePoints(of: days, grid: .daily).changes
        #expect(changes.map(\.kind) == [.level, .level, .slope])
        #expect(changes.map(\.index) == [80, 200, 200])
    }

    @Test("Trends, outliers, outages and gaps are no changes")
    func none() throws {
        var random = SplitMix64(seed: 6)
        let days: [Double?] = (0..<200).map { 300 + 2 * Double($0) + 10 * random.gaussian() }
        var odd = days
        odd[20] = 1e300
        odd[100] = 0
        for day in 60..<67 { odd[day] = 0 }
        for day in 140..<175 { odd[day] = nil }
        #expect(try ChangePoints(of: days, grid: .daily).changes.isEmpty)
        #expect(try ChangePoints(of: odd, grid: .daily).changes.isEmpty)
        #expect(try ChangePoints(of: Array(repeating: 7, count: 90), grid: .daily).changes.isEmpty)
        #expect(try ChangePoints(of: (0..<90).map { Double($0) }, grid: .daily).changes.isEmpty)
    }

    @Test("A change that hides in a gap is likely anywhere in it")
    func gap() throws {
        var random = SplitMix64(seed: 9)
        var days: [Double?] = (0..<150).map { ($0 < 90 ? 200 : 320) + 10 * random.gaussian() }
        for day in 80..<100 { days[day] = nil }
        let change = try #require(try ChangePoints(of: days, grid: .daily).changes.first)
        #expect(change.index == 100)
        #expect(change.likely.lowerBound <= 80 && change.likely.upperBound >= 100)
    }

    @Test("Leading gaps move the days, a factor moves the levels")
    func shifted() throws {
        let noise = MadeUpDays.noise(seed: 1, count: 210, correlation: 0)
        let days = MadeUpDays.days(noise, growth: 0).enumerated().map { $1.map { $0 * 2 } ?? nil }
        var jump = days
        for day in 150..<210 { jump[day] = jump[day].map { $0 * 2 } }
        let changes = try ChangePoints(of: jump, grid: .daily).changes
        let later = try ChangePoints(of: [nil, nil, nil] + jump, grid: .daily).changes
        #expect(changes.count == 1)
        #expect(later.map(\.index) == changes.map { $0.index + 3 })
        let scaled = try ChangePoints(of: jump.map { $0.map { $0 * 16 } }, grid: .daily).changes
        #expect(scaled.map(\.before) == changes.map { $0.before * 16 })
        #expect(scaled.map(\.score) == changes.map(\.score))
    }

    /// A part of what the command measures.
    @Test("Changes are rarely told where there are none, and mostly found", arguments: [0, 0.3])
    func rates(correlation: Double) throws {
        func rates(_ change: PlantedChange, _ count: UInt64) throws -> ChangeRates {
            var rates = ChangeRates()
            for seed in 0..<count {
                let noise = MadeUpDays.noise(seed: seed, count: 365, correlation: correlation)
                try rates.add(change, noise, seed: seed)
            }
            return rates
        }
        #expect(try rates(.none, 20).told <= 1)
        #expect(try rates(.odd, 10).told <= 1)
        #expect(try rates(.shift, 10).found >= 9)
        #expect(try rates(.lastShift, 10).found >= 8)
        #expect(try rates(.turn, 10).found >= 9)
    }

    @Test("What cannot be said is said so, and wrong values are refused")
    func refusals() {
        let code = { (values: [Double?]) in
            #expect(throws: BillingError.self) { try ChangePoints(of: values, grid: .daily) }?.code
        }
        #expect(code(Array(repeating: 1, count: 27)) == .unavailable)
        #expect(code((0..<100).map { $0 % 3 == 0 ? 1 : 0 }) == .unavailable)
        #expect(code([.infinity]) == .invalidValue)
        #expect(code([]) == .unavailable)
    }

    @Test("Whatever comes, what is said is finite", arguments: HostileInputTests.series.indices)
    func hostile(index: Int) throws {
        let (name, values) = HostileInputTests.series[index]
        let grids: [Forecast.Grid] =
            values.count < 10_000 ? [.hourly, .daily, .weekly, .monthly] : [.daily]
        for grid in grids {
            do {
                let changes = try ChangePoints(of: values, grid: grid).changes
                for change in changes {
                    let numbers = [change.before, change.after, change.score]
                    #expect(numbers.allSatisfy { $0.isFinite }, "\(name)")
                    #expect(values[change.index] != nil && change.likely.contains(change.index), "\(name)")
                }
                #expect(changes.map(\.index) == changes.map(\.index).sorted(), "\(name)")
            } catch {
                #expect(error.code == .unavailable, "\(name)")
            }
        }
    }
}
