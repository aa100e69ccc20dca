import BillingInsights
import BillingModel
import Foundation

/// Prints what rules on a forecast tell of made-up months, for choosing how patient a rule is, and when limits are reached.
@main
struct AlertScore {
    static func main() throws {
        let months = try BudgetMonth.Kind.allCases.flatMap { kind in
            try (1...40).flatMap { try BudgetMonth.months(kind, seed: $0) }
        }
        print("| probability | hours | hysteresis | more than once | false | late or never | days ahead |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        for (probability, hours, hysteresis) in [
            (0.5, 0, 0), (0.5, 24, 0.2), (0.8, 0, 0), (0.8, 0, 0.2), (0.8, 24, 0), (0.8, 24, 0.2),
            (0.8, 48, 0.2),
            (0.9, 0, 0), (0.9, 24, 0.2),
        ] {
            let score = try ForecastAlertScore(
                of: months,
                under: AlertRule(
                    id: AlertRuleID("score"), name: "Score",
                    condition: .forecast(of: .budget, probability: probability), pendingHours: hours,
                    hysteresis: hysteresis))
            print("| \(probability) | \(hours) | \(hysteresis) | \(score.cells.joined(separator: " | ")) |")
        }
        print("\n| costs | day | dates | days off | earlier | later |")
        print("| --- | --- | --- | --- | --- | --- |")
        for kind in BudgetMonth.Kind.allCases {
            for morning in [5, 15] {
                let dates = try LimitDates(kind, on: morning)
                print("| \(kind) | \(morning + 1) | \(dates.cells.joined(separator: " | ")) |")
            }
        }
    }
}

/// What a rule on a forecast tells of months.
struct ForecastAlertScore {
    /// The share of all months in which it fires more than once.
    let repeated: Double
    /// The share of months whose budget suffices in which it fires.
    let mistaken: Double
    /// The share of the other months in which it fires only after the budget is exceeded, or never.
    let late: Double
    /// The mean number of days from firing to exceeding, where it fires before.
    let ahead: Double

    init(of months: [BudgetMonth], under rule: AlertRule) throws {
        var (repeated, mistaken, late, ahead) = (0, 0, 0, 0.0)
        for month in months {
            var state = AlertState(rule: rule, subject: try AlertSubjectID("month"))
            let fired = try state.advance(by: month.observations, under: rule).filter { $0.to == .firing }
            if fired.count > 1 { repeated += 1 }
            guard let exceeded = month.exceeded else {
                if !fired.isEmpty { mistaken += 1 }
                continue
            }
            // The day that exceeds the budget is over at the start of the next.
            let day = month.observations.firstIndex { $0.at == fired.first?.at } ?? .max
            if day <= exceeded { ahead += Double(exceeded + 1 - day) } else { late += 1 }
        }
        let over = months.count { $0.exceeded != nil }
        func share(_ count: Int, of whole: Int) -> Double { Double(count) / Double(max(whole, 1)) }
        self.repeated = share(repeated, of: months.count)
        self.mistaken = share(mistaken, of: months.count - over)
        self.late = share(late, of: over)
        self.ahead = ahead / Double(max(over - late, 1))
    }

    /// The figures in percent, and the days.
    var cells: [String] {
        [repeated, mistaken, late].map { String(format: "%.1f %%", 100 * $0) } + [
            String(format: "%.1f", ahead)
        ]
    }
}
