import BillingModel
import Testing

@testable import BillingInsights

@Suite("Hostile figures to date")
struct ToDateHostileTests {
    private static func cycles(_ count: Int, days: Int = 30, _ value: (Int, Int) -> Double?) -> [[Double?]] {
        (0..<count).map { cycle in (0..<days).map { value(cycle, $0) } }
    }

    static let series: [(name: String, cycles: [[Double?]])] = [
        ("nothing", []),
        ("empty cycles", [[], [], [], []]),
        ("unknown", cycles(5) { _, _ in nil }),
        ("zeros", cycles(5) { _, _ in 0 }),
        ("constant", cycles(5) { _, _ in 7 }),
        ("one outlier", cycles(6) { $0 == 3 ? 1e300 : Double($1) }),
        ("outlier at the end", cycles(6) { $0 == 5 && $1 == 29 ? 1e300 : Double($1) }),
        ("outlier on one day", cycles(6) { $0 == 3 && $1 == 4 ? 1e300 : Double($1) }),
        ("huge", cycles(6) { ($0 + $1) % 2 == 0 ? 1e300 : -1e300 }),
        ("tiny", cycles(6) { Double.leastNonzeroMagnitude * Double($1) + 0 * Double($0) }),
        ("alternating", cycles(6) { Double(($0 + $1) % 2) }),
        ("negative", cycles(6) { -Double($1 * $0) }),
        ("falling", cycles(6) { Double(30 - $1) + 0 * Double($0) }),
        ("falling to nothing", cycles(6) { $1 == 29 ? 0 : 1e300 + 0 * Double($0) }),
        ("starting late", cycles(6) { $1 < 20 ? 0 : Double($1) + 0 * Double($0) }),
        ("only ends", cycles(6) { $1 < 29 ? nil : Double($0) }),
        ("gaps everywhere", cycles(8) { ($0 + $1) % 3 == 2 ? Double($1) : nil }),
        ("exponential", cycles(6) { Double(sign: .plus, exponent: $0 * 30 + $1, significand: 1) }),
        ("vanishing", cycles(6) { Double(sign: .plus, exponent: -$0 * 150 + $1, significand: 1) }),
        ("days as cycles", cycles(40, days: 1) { Double($0 % 3) + 0 * Double($1) }),
        ("years", cycles(5, days: 366) { Double($1) + Double($0) }),
        ("unequal", (1...20).map { Array(repeating: Double($0), count: $0 * 7 % 40 + 1) }),
        ("many", cycles(3_000) { Double($1) + Double($0 % 5) }),
    ]

    @Test("Forecasts are finite numbers, or it is said that there are too few", arguments: series.indices)
    func finite(index: Int) {
        let (name, cycles) = Self.series[index]
        let length = max(cycles.last?.count ?? 0, 1)
        for known in [0, length / 2, length - 1] where known <= cycles.last?.count ?? 0 {
            let past = cycles.dropLast() + [(cycles.last ?? []).prefix(known).map { $0 }]
            do {
                let forecast = try ToDateForecast(cycles: Array(past), lengths: [length, 28, 1])
                #expect(forecast.steps.count >= 30, "\(name)")
                check(forecast, isNegative: past.joined().contains { ($0 ?? 0) < 0 }, name)
            } catch {
                #expect(error.code == .unavailable || name == "empty cycles", "\(name) \(error)")
            }
        }
    }

    private func check(_ forecast: ToDateForecast, isNegative: Bool, _ name: String) {
        for estimate in forecast.steps + [forecast.end] {
            let ends = [
                estimate.value, estimate.interval80.lowerBound, estimate.interval80.upperBound,
                estimate.interval95.lowerBound, estimate.interval95.upperBound,
            ]
            #expect(ends.allSatisfy { $0.isFinite }, "\(name) \(ends)")
            #expect(isNegative || ends.allSatisfy { $0 >= 0 }, "\(name) \(ends)")
            #expect(estimate.interval80.contains(estimate.value), "\(name)")
            #expect(estimate.interval95.contains(estimate.interval80.upperBound), "\(name)")
        }
        let courses = forecast.courses()
        #expect(courses.allSatisfy { $0.count == forecast.steps.count }, "\(name)")
        #expect(courses.joined().allSatisfy { $0.isFinite && (isNegative || $0 >= 0) }, "\(name)")
    }
}
