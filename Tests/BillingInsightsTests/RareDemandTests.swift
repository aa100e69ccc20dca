import Testing

@testable import BillingInsights

@Suite("Rare demand")
struct RareDemandTests {
    static let demand: [Double] = [
        0, 0, 2, 0, 1, 0, 0, 0, 3, 0, 0, 1, 0, 0, 0, 2, 0, 1, 0, 0, 0, 0, 1, 0,
    ]

    /// 0.40728904804826377 by statsforecast 2.1.1, whose search is continuous.
    @Test("The rate is that of IMAPA")
    func rate() {
        let rare = RareDemand(Course(Self.demand))
        #expect(agree(rare.rate, 0.40728904804826377, digits: 2))
        // Seven demands of 11 in all.
        #expect(agree(rare.probability, rare.rate / (11 / 7.0)))
    }

    @Test("Probability of none, whole sizes and sums agree with one another")
    func outlook() throws {
        let forecast = try Forecast(of: Self.demand, grid: .daily, horizon: 30)
        let zero = try #require(forecast.zeroProbability)
        #expect(forecast.parts.map(\.method) == ["rare demand"])
        let courses = forecast.courses()
        #expect(courses.count == 400)
        #expect(courses.joined().allSatisfy { [0, 1, 2, 3].contains($0) })
        let zeros = Double(courses.joined().count { $0 == 0 }) / Double(400 * 30)
        #expect(abs(zeros - zero) < 0.04)
        let total = try forecast.total(of: 0..<30)
        #expect(agree(total.value, 30 * forecast.steps[0].value))
        #expect(total.interval80.contains(total.value))
        #expect(total.interval95.lowerBound <= total.interval80.lowerBound)
        #expect(forecast.steps[0].interval80.lowerBound == 0)
    }

    @Test("What comes on fixed days only is a season, not rare demand")
    func fixedDays() throws {
        let days: [Double?] = (0..<84).map { $0 % 7 == 1 ? 10 : 0 }
        let forecast = try Forecast(of: days, grid: .daily, horizon: 7)
        #expect(forecast.zeroProbability == nil)
        #expect(agree(forecast.steps.map(\.value), [0, 10, 0, 0, 0, 0, 0], digits: 3))
    }

    @Test("Zeros alone are flat, not rare")
    func zeros() throws {
        let forecast = try Forecast(of: Array(repeating: 0, count: 30), grid: .daily, horizon: 5)
        #expect(forecast.zeroProbability == nil)
        #expect(forecast.steps.allSatisfy { $0.value == 0 && $0.interval95 == 0...0 })
    }
}
