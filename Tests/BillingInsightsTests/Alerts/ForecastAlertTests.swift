import BillingModel
import Testing

@testable import AlertScore
@testable import BillingInsights

@Suite("Scores of alerts on forecasts")
struct ForecastAlertTests {
    /// A month of which these probabilities were forecast on its days.
    private func month(_ probabilities: [Double], exceeded: Int?) throws -> BudgetMonth {
        BudgetMonth(
            observations: try probabilities.enumerated().map { day, probability in
                try AlertObservation(
                    at: March.day(Double(day)), period: March.march,
                    measure: .forecast(probability: probability, projected: 1))
            }, exceeded: exceeded)
    }

    @Test("By hand: four months")
    func byHand() throws {
        let months = [
            // Fires on days 1 and 4; the budget is exceeded at the end of day 5.
            try month([0.1, 0.8, 0.5, 0.9, 0.9, 1], exceeded: 5),
            // Fires on day 0, without cause.
            try month([0.9, 0.7, 0.61], exceeded: nil),
            // Fires after the budget is exceeded.
            try month([0, 0, 0.9], exceeded: 1),
            try month([0.79, 0.79], exceeded: nil),
        ]
        let rule = try March.rule(.forecast(of: .budget), pendingHours: 0)
        let score = try ForecastAlertScore(of: months, under: rule)
        #expect(score.repeated == 0.25)
        #expect(score.mistaken == 0.5)
        #expect(score.late == 0.5)
        #expect(score.ahead == 5)
    }

    @Test("What is forecast of a month is between nothing and certainty, and in the end near it")
    func forecasts() throws {
        let month = try #require(try BudgetMonth.months(.steady, seed: 1, every: 10).first)
        #expect(month.observations.count == 4)
        // The first budget is 85 % of what is spent.
        #expect(month.exceeded.map { (20...30).contains($0) } == true)
        #expect(
            month.observations.compactMap { $0.measure?.projected }.allSatisfy { (1.05...1.3).contains($0) })
        #expect((month.observations.last?.measure?.value ?? 0) > 0.99)
    }
}
