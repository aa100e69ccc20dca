import BillingModel
import Testing

@testable import BillingInsights

@Suite("Hostile input")
struct HostileInputTests {
    private static func points(_ count: Int, _ value: (Int) -> Double?) -> [Double?] {
        (0..<count).map(value)
    }

    /// Series that a host may well hand over, and worse.
    static let series: [(name: String, values: [Double?])] = [
        ("empty", []),
        ("unknown", points(60) { _ in nil }),
        ("one point", [3]),
        ("constant", points(60) { _ in 7 }),
        ("zeros", points(60) { _ in 0 }),
        ("one outlier", points(60) { $0 == 30 ? 1e300 : Double($0 % 5) }),
        ("last an outlier", points(60) { $0 == 59 ? 1e300 : Double($0 % 5) }),
        ("huge", points(60) { $0 % 2 == 0 ? 1e300 : -1e300 }),
        ("tiny", points(60) { Double.leastNonzeroMagnitude * Double($0) }),
        ("alternating", points(60) { Double($0 % 2) }),
        ("negative", points(60) { -Double($0 * $0) }),
        ("exponential", points(900) { Double(sign: .plus, exponent: $0, significand: 1) }),
        ("gaps everywhere", points(400) { $0 % 3 == 0 ? Double($0) : nil }),
        ("two ends", points(400) { $0 < 10 || $0 > 389 ? 5 : nil }),
        ("gaps at the end", points(200) { $0 < 40 ? Double($0 % 7) : nil }),
        ("rare", points(500) { $0 % 97 == 0 ? 1e300 : 0 }),
        ("one demand", points(100) { $0 == 3 ? 2 : 0 }),
        ("falling to nearly zero", points(100) { $0 < 50 ? Double(50 - $0) : 0.001 }),
        ("long", points(100_000) { Double($0 % 24 + $0 % 7) }),
        ("a year apart", [1] + points(364) { _ in nil } + [2]),
    ]

    @Test("Forecasts are finite numbers, or it is said that there are too few", arguments: series.indices)
    func forecast(index: Int) throws {
        let (name, values) = Self.series[index]
        let grids: [(Forecast.Grid, Int)] = [
            (.daily, 31), (.hourly, 48), (.monthly, 1), (.weekly, 60), (.daily, 2_000),
        ]
        for (grid, horizon) in grids where values.count < 10_000 || horizon < 100 {
            do {
                let forecast = try Forecast(of: values, grid: grid, horizon: horizon)
                let total = try forecast.total(of: 0..<horizon)
                check(forecast, total, least: values.compactMap { $0 }.min() ?? 0, name)
            } catch {
                #expect(error.code == .unavailable, "\(name)")
            }
        }
    }

    private func check(_ forecast: Forecast, _ total: Forecast.Estimate, least: Double, _ name: String) {
        for estimate in forecast.steps + [total] {
            let ends = [
                estimate.value, estimate.interval80.lowerBound, estimate.interval80.upperBound,
                estimate.interval95.lowerBound, estimate.interval95.upperBound,
            ]
            #expect(ends.allSatisfy { $0.isFinite }, "\(name) \(ends)")
            #expect(least < 0 || ends.allSatisfy { $0 >= 0 }, "\(name) \(ends)")
        }
        let courses = forecast.courses()
        #expect(courses.joined().allSatisfy { $0.isFinite }, "\(name)")
    }
}
