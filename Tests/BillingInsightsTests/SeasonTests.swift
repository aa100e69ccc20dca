import BillingModel
import Testing

@testable import BillingInsights

@Suite("Seasons")
struct SeasonTests {
    /// Autocorrelations and limits computed with numpy: r_4 = 0.485 < 0.693, r_6 = 0.632 < 0.781.
    @Test("The test of the season compares with its own limit")
    func limit() {
        let values: [Double] = [3, 5, 4, 8, 2, 6, 3, 7, 4, 9, 1, 6, 4, 6, 5, 8, 3, 7, 2, 6]
        #expect(!SeasonTest.holds(Course(values), period: 4))
        #expect(!SeasonTest.holds(Course(values), period: 6))
        // r_2 = 0.591 > 1.645 √((1 + 2 · 0.513) / 20) = 0.524.
        #expect(SeasonTest.holds(Course(values), period: 2))
    }

    @Test("Short, flat and unknown series have no season")
    func none() {
        #expect(!SeasonTest.holds(Course([1, 2, 1, 2, 1]), period: 2))
        #expect(!SeasonTest.holds(Course(Array(repeating: 7, count: 40)), period: 4))
        #expect(
            !SeasonTest.holds(
                Course(values: Array(repeating: 0, count: 40), known: Array(repeating: 0, count: 40)),
                period: 4))
    }

    @Test("The moving average covers one period, even or odd")
    func movingAverage() {
        let even = MovingAverage(of: [10, 20, 30, 40, 12, 22, 33], period: 4)
        #expect(even.start == 2)
        #expect(agree(even.values, [25.25, 25.75, 26.375]))
        let odd = MovingAverage(of: [1, 2, 6, 4], period: 3)
        #expect(odd.start == 1)
        #expect(agree(odd.values, [3, 4]))
        #expect(MovingAverage(of: [1, 2], period: 4).values.isEmpty)
    }

    /// Computed with numpy from the definition: weights 1 and 1/2 for the two cycles, shrinkage 0.99978.
    @Test("Ratios are weighted by cycle and shrunken")
    func ratios() {
        let course = Course([10, 20, 30, 40, 12, 22, 33, 45, 14, 26, 36, 50])
        let profile = ClassicalSeason(kind: .multiplicative, period: 4, decay: 0.5)
            .profile(of: course, around: MovingAverage(of: course.values, period: 4))
        #expect(
            agree(
                profile.indices,
                [0.4618317259328899, 0.8251101708773521, 1.1687897613823535, 1.5442683418074052]))
    }

    @Test("Most of a season that noise explains is shrunken away")
    func shrinkage() {
        var square = 0.0
        for seed in 1...40 as ClosedRange<UInt64> {
            var random = SplitMix64(seed: seed)
            let noise = Course((0..<72).map { _ in 100 + random.gaussian() })
            let profile = ClassicalSeason(kind: .additive, period: 12, decay: 1)
                .profile(of: noise, around: MovingAverage(of: noise.values, period: 12))
            square += profile.indices.reduce(0) { $0 + $1 * $1 } / (12 * 40)
        }
        // The means of five values have a mean square of about 1/5.
        #expect(square < 0.1, "\(square)")
    }

    @Test("A season of ratios is told from one of differences")
    func kind() {
        let ratios: [Double] = [1.3, 0.7, 1.1, 0.9]
        let growing = Course((0..<40).map { (10 + 3 * Double($0)) * ratios[$0 % 4] })
        #expect(Seasons(of: growing, periods: [4], decay: 0.9).whole.kind == .multiplicative)
        let differences: [Double] = [9, -7, 2, -4]
        let steady = Course((0..<40).map { (30 + 3 * Double($0)) + differences[$0 % 4] })
        #expect(Seasons(of: steady, periods: [4], decay: 0.9).whole.kind == .additive)
        let zero = Course([0] + growing.values.dropFirst())
        #expect(Seasons(of: zero, periods: [4], decay: 0.9).whole.kind == .additive)
    }

    @Test("Two seasons together give back a series of day and week")
    func twoSeasons() {
        let values = (0..<168 * 4).map { hour -> Double in
            let sunday = hour / 24 % 7 == 6
            return Double(hour % 24) + (sunday ? 15 : 20)
        }
        let seasons = Seasons(of: Course(values), periods: [24, 168], decay: 1)
        #expect(seasons.short.period == 24)
        #expect(seasons.whole.period == 168)
        let plain = seasons.whole.removed(from: Course(values)).values
        #expect(plain.allSatisfy { abs($0 - plain[0]) < 0.05 * plain[0] })
        #expect(agree(seasons.restored(Course(plain)).values, values))
    }

    @Test("Outliers are bounded, shifts and the last value are not")
    func outliers() {
        var values: [Double] = [5, 6, 5, 7, 6, 5, 6, 7, 5, 6, 20, 6, 7, 6, 5, 6, 30, 31, 30, 32, 31, 90]
        let bounded = Outliers.bounded(Course(values)).values
        #expect(bounded[10] < 20)
        #expect(bounded[10] > 6)
        values[10] = bounded[10]
        #expect(bounded == values)
    }
}
