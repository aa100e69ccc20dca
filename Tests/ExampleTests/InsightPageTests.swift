import BillingInsights
import BillingModel
import Foundation
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

    @Test("Days that rise by one a day grow by an eighth a month")
    func trend() throws {
        let days: [Double?] = (0..<90).map { 200 + Double($0) + [5, 6, 6, 7, 6, -15, -15][$0 % 7] }
        let trend = try Trend(of: days, grid: .daily)
        #expect(trend.direction == .growing)
        #expect(abs(trend.slope.value - 1) < 0.01)
        #expect(abs((trend.growth?.value ?? 0) - 0.12) < 0.005)
    }

    @Test("Half as much again from day 100 on is a change of level")
    func change() throws {
        let week: [Double] = [50, 60, 60, 70, 60, 20, 10]
        let days: [Double?] = (0..<140).map { week[$0 % 7] * ($0 < 100 ? 1 : 1.5) }
        let change = try ChangePoints(of: days, grid: .daily).changes[0]
        #expect(change.kind == .level)
        #expect(change.index == 100)
    }

    @Test("An alert is told once, and a limit says when it is reached")
    func alerts() throws {
        let rule = try AlertRule(id: AlertRuleID("budget"), name: "Budget", condition: .used(of: .budget))
        let start = Date(timeIntervalSince1970: 1_772_323_200)
        let month = start..<start.addingTimeInterval(31 * 86_400)
        let observations = try [0.3, 0.6, 0.7].enumerated().map { day, share in
            try AlertObservation(
                at: start.addingTimeInterval(Double(day) * 86_400), period: month, measure: .used(share))
        }
        var told: [String] = []
        func tell(_ sentence: String) { told.append(sentence) }
        var state = AlertState(rule: rule, subject: try AlertSubjectID("acme"))
        for transition in try state.advance(by: observations, under: rule) { tell(transition.sentence()) }
        #expect(told.count == 1 && told[0].contains("50 %"))
        let limit = try UsageLimit(
            of: 100, used: 70, steps: [10, 10, 15, 5], courses: [[9, 9, 9, 1], [20, 10, 10, 9]])
        #expect(limit.expected == 110)
        #expect(limit.reached == 2)
        #expect(limit.probability == 0.5)
    }

    @Test("What follows two days later is a link, and what spikes together a companion")
    func links() throws {
        var random = SplitMix64(seed: 5)
        func noise() -> Double { Double(Int.random(in: -20...20, using: &random)) }
        let driver = (0..<200).map { _ in noise() }
        let devices: [Double?] = driver.map { 200 + $0 }
        let messages: [Double?] = driver.indices.map { 900 + ($0 < 2 ? 0 : 3 * driver[$0 - 2]) + noise() / 4 }
        let geofences: [Double?] = driver.map { _ in 50 + noise() }
        let links = try Links(of: [LinkSeries(devices), LinkSeries(messages), LinkSeries(geofences)])
        for link in links.links { print(link.leader, link.follower, link.lag, link.coefficient) }
        #expect(printed.count == 1 && printed[0].hasPrefix("0 1 2 0."))
        var both = [devices, messages]
        for spike in [60, 100, 140, 180] { for place in both.indices { both[place][spike] = 5_000 } }
        let scans = try both.map { try AnomalyScan(of: $0, grid: .daily) }
        let spikes = scans[0].findings.filter { $0.kind == .spike }.map(\.peak)
        let others = scans.dropFirst().map { UnusualDays($0) }
        let coincidences = try Coincidences(on: spikes, among: others)
        for day in coincidences.days { print(day.day, day.others) }
        #expect(printed.dropFirst() == ["60 [0]", "100 [0]", "140 [0]", "180 [0]"])
    }

    @Test("A reading of 60 among twenties is rare")
    func stream() throws {
        var readings: [Double?] = (0..<3_000).map { 20 + Double($0 * 7 % 13) }
        readings[2_000] = 60
        #expect(try StreamScan(of: readings).findings == [2_000])
    }
}
