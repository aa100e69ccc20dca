import BillingInsights
import Testing

@Suite("The examples of forecasts are true")
final class InsightPageTests: ExamplePage {
    @Test("BillingInsights: what is printed stands beside it")
    func insights() throws {
        // Sources/BillingInsights/BillingInsights.docc/BillingInsights.md begins here.
        // Ten weeks of days, with something on top that does not follow the week.
        let week: [Double] = [50, 60, 60, 70, 60, 20, 10]
        let days: [Double?] = (0..<70).map { day in week[day % 7] + Double(day % 4) }

        let forecast = try Forecast(of: days, grid: .daily, horizon: 14)
        print(forecast.steps.map { Int($0.value.rounded()) }.prefix(7))  // [52, 61, 61, 72, 61, 21, 12]

        let total = try forecast.total(of: 0..<7)
        print(total.value.rounded())  // 340.0
        print(total.interval80.lowerBound.rounded(), total.interval80.upperBound.rounded())  // 338.0 342.0

        // A budget of 345 for the week is hardly in danger.
        print(try forecast.probability(thatTotalOf: 0..<7, exceeds: 345) < 0.01)  // true
        // Sources/BillingInsights/BillingInsights.docc/BillingInsights.md ends here.
        try expectPrinted("Sources/BillingInsights/BillingInsights.docc/BillingInsights.md")
    }

    @Test("A pattern that only repeats goes on")
    func pattern() throws {
        let days: [Double?] = (0..<70).map { [5, 6, 6, 7, 6, 2, 1][$0 % 7] }
        let forecast = try Forecast(of: days, grid: .daily, horizon: 14)
        #expect(forecast.steps[0].value == 5)
        #expect(try forecast.total(of: 0..<7).value == 33)
    }

    @Test("A month that goes on as three before ends as they did")
    func toDate() throws {
        let month: [Double?] = (1...30).map { 10 * Double($0) }
        let forecast = try ToDateForecast(cycles: [month, month, month, Array(month[..<12])], lengths: [30])
        #expect(forecast.end.value.rounded() == 300)
    }

    @Test("A day of 400 among tens is a finding of its own")
    func unusual() throws {
        var days: [Double?] = (0..<70).map { [50, 60, 60, 70, 60, 20, 10][$0 % 7] }
        days[60] = 400
        let scan = try AnomalyScan(of: days, grid: .daily)
        let steps = scan.findings.map(\.steps)
        #expect(steps == [60..<61])
        #expect(scan.findings[0].expected == 60)
    }
}
