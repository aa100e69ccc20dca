import BillingInsights
import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Where a period will end")
struct UsageForecastTests {
    /// In the middle of Wednesday 13 March 2024, New York.
    private static let now = constant { try instant("2024-03-13T16:00:00Z") }

    /// Orders by the week from 1 January to 12 March 2024, and what a test adds.
    private func world(
        through last: String = "2024-03-12", _ fill: (inout ChangeSet) throws -> Void = { _ in }
    ) async throws -> World {
        var world = try await World(zone: "America/New_York")
        try await world.commit { changes in
            changes.add(orders, for: acme)
            changes.add(orders, on: try days("2024-01-01", last), weekly)
            try fill(&changes)
        }
        return world
    }

    private func end(_ forecast: UsageForecast, _ metric: Metric) throws -> UsageForecast.End {
        try #require(forecast.row(metric)?.end)
    }

    @Test("A count ends at what is known and what the same weekdays bring")
    func count() async throws {
        let forecast = try await world().acme.forecast(metrics: [orders], now: Self.now)
        let march = try days("2024-03-01", "2024-03-31").reduce(0) { $0 + weekly($1) }
        let known = try days("2024-03-01", "2024-03-12").reduce(0) { $0 + weekly($1) }
        let end = try end(forecast, orders)
        #expect(end.basis == .total && end.soFar == known && end.estimate.value == march)
        #expect(end.known == 12 && end.missing == 0 && end.ahead == 19)
        // Nothing has ever differed from the week.
        #expect(end.estimate.interval95 == march...march)
        let steps = try #require(forecast.row(orders)?.steps)
        #expect(steps.map(\.bucket.firstDate) == (try days("2024-03-13", "2024-03-31")))
        #expect(steps.map(\.estimate.value) == steps.map { weekly($0.bucket.firstDate) })
        // The clock changed on 10 March.
        #expect(steps[0].bucket.start == (try instant("2024-03-13T04:00:00Z")))
        #expect(forecast.label == "2024-03" && body(forecast).contains("At the end of 2024-03"))
        try expectStableForms(forecast)
    }

    @Test("What has come of the day in progress is neither a whole day nor taken back")
    func progress() async throws {
        let plain = try await world().acme.forecast(metrics: [orders], now: Self.now)
        let early = try await world { changes in
            changes.add(orders, 7, on: [try day("2024-03-13")])
        }.acme.forecast(metrics: [orders], now: Self.now)
        #expect(try end(early, orders).estimate == end(plain, orders).estimate)
        #expect(try end(early, orders).soFar == (end(plain, orders).soFar ?? 0) + 7)
        // On its first day more has come than in any month.
        let much = try await world { changes in
            changes.add(orders, 90_000, on: [try day("2024-03-13")])
        }.acme.forecast(metrics: [orders], now: Self.now)
        let least = try end(much, orders)
        #expect(least.estimate.value == least.soFar && least.estimate.interval80.lowerBound == least.soFar)
    }

    @Test("Days that no feed covers are missing, and those at the end are forecast")
    func gaps() async throws {
        var world = try await World()
        let known = try days("2024-01-01", "2024-03-10").filter { $0 != (try? day("2024-03-05")) }
        try await world.commit { changes in
            changes.add(orders, for: acme)
            changes.add(orders, on: known, weekly)
        }
        let forecast = try await world.acme.forecast(metrics: [orders], now: Self.now)
        let march = try days("2024-03-01", "2024-03-31").reduce(0) { $0 + weekly($1) }
        let end = try end(forecast, orders)
        #expect(try end.estimate.value == march - weekly(day("2024-03-05")))
        #expect(end.known == 9 && end.missing == 1 && end.ahead == 21)
        #expect(forecast.text().contains("Orders: 1 day is not known, and not in the total"))
        try expectStableForms(forecast)
    }

    @Test("Too little history is said and not guessed")
    func history() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(orders, for: acme)
            changes.add(orders, on: try days("2024-03-08", "2024-03-13"), weekly)
            changes.add(.assets, on: try days("2024-02-01", "2024-03-12")) { _ in 7 }
        }
        let forecast = try await world.acme.forecast(now: Self.now)
        let row = try #require(forecast.row(orders))
        #expect(row.end == nil && row.steps.isEmpty)
        #expect(row.refusal == "a forecast needs 14 days with a value: there are 5")
        #expect(try end(forecast, .assets).estimate.value == 7)
        try expectStableForms(forecast)
        #expect(forecast.text().contains("Orders: a forecast needs 14 days"))
        let none = try await World().acme.forecast(now: Self.now)
        #expect(none.rows.isEmpty && none.text().contains("No metric has data"))
    }

    @Test("A level ends as a level, in whole numbers and never below zero")
    func level() async throws {
        var world = try await World()
        var random = SplitMix64(seed: 3)
        try await world.commit { changes in
            var level = 60.0
            changes.add(.assets, on: try days("2023-09-01", "2024-03-12")) { _ in
                level = max(level - Double(Int.random(in: 0...1, using: &random)), 2)
                return level
            }
        }
        let forecast = try await world.acme.forecast(metrics: [.assets], now: Self.now)
        let end = try end(forecast, .assets)
        #expect(end.basis == .level && end.missing == 0)
        for estimate in try #require(forecast.row(.assets)).steps.map(\.estimate) + [end.estimate] {
            let limits = [estimate.interval95.lowerBound, estimate.interval80.lowerBound, estimate.value]
            #expect(limits == limits.sorted() && limits.allSatisfy { $0 >= 0 && $0 == $0.rounded() })
        }
        try expectStableForms(forecast)
    }

    @Test("Distinct counts of days end as the mean of the days")
    func distinct() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(.dailyActiveUsers, on: try days("2023-12-01", "2024-03-12"), weekly)
        }
        let end = try end(
            try await world.acme.forecast(metrics: [.dailyActiveUsers], now: Self.now), .dailyActiveUsers)
        let march = try days("2024-03-01", "2024-03-31").reduce(0) { $0 + weekly($1) } / 31
        #expect(end.basis == .mean && abs(end.estimate.value - march) < 1e-9)
    }

    @Test("A figure to date ends where its course in earlier months leads, and begins anew after a reset")
    func toDate() async throws {
        var world = try await World()
        // 49 on the first of each month, and 9 more each day.
        func figure(_ date: LocalDate) -> Double { Double(40 + 9 * date.day) }
        try await world.commit { changes in
            changes.add(.monthlyActiveUsers, on: try days("2023-06-01", "2024-03-12"), figure)
        }
        let forecast = try await world.acme.forecast(
            metrics: [.monthlyActiveUsers], horizon: 25, now: Self.now)
        let end = try end(forecast, .monthlyActiveUsers)
        #expect(end.basis == .toDate && end.soFar == 148)
        #expect(abs(end.estimate.value - 319) <= 3 && end.estimate.interval80.contains(319))
        let steps = try #require(forecast.row(.monthlyActiveUsers)?.steps)
        #expect(try steps.map(\.bucket.firstDate) == days("2024-03-13", "2024-04-06"))
        for step in steps {
            #expect(abs(step.estimate.value - figure(step.bucket.firstDate)) <= 4, "\(step)")
        }
        // A quarter ends with its last month, and two months are not enough.
        let quarter = try await world.acme.forecast(
            metrics: [.monthlyActiveUsers], of: .quarter, on: day("2024-05-01"), now: Self.now)
        #expect(abs(try self.end(quarter, .monthlyActiveUsers).estimate.value - 310) <= 4)
        let early = try await world.acme.forecast(
            metrics: [.monthlyActiveUsers], now: instant("2023-08-20T00:00:00Z"))
        #expect(early.row(.monthlyActiveUsers)?.refusal?.contains("3 earlier cycles") ?? false)
        try expectStableForms(forecast)
    }

    @Test(
        "A feed that ended leaves no day open, one that is late does, and usage and charges are forecast from one day on"
    )
    func feeds() async throws {
        let (north, south) = (try Labels(("site", "north")), try Labels(("site", "south")))
        // South ended a month ago, or is three days late.
        for (end, ahead) in [("2024-02-12", 19), ("2024-03-09", 22)] {
            var world = try await World()
            try await world.commit { changes in
                changes.add(orders, for: acme)
                changes.add(orders, on: try days("2023-12-01", "2024-03-12"), labels: north, weekly)
                changes.add(orders, on: try days("2023-12-01", end), labels: south, weekly)
            }
            let usage = try await world.acme.forecast(metrics: [orders], now: Self.now)
            #expect(try self.end(usage, orders).ahead == ahead)
            let plan = try makePlan([makeCharge("orders", .metric(orders.id, .sum), .perUnit(1))])
            let charges = try await world.acme.chargeForecast(plan: plan, now: Self.now)
            #expect(charges.lines[0].ahead == ahead)
            let insights = try await world.acme.insights(metrics: [orders], now: Self.now)
            let silent = insights.findings.filter { $0.kind == .silence }.map(\.labels)
            #expect(silent == [south], "\(insights.findings.map(\.statement))")
        }
    }

    @Test("Actions are forecast as a whole and by type")
    func actions() async throws {
        var world = try await World()
        try await world.commit { changes in
            try changes.cover(.actions, "2023-12-01T00:00:00Z", "2024-03-13T00:00:00Z")
            for date in try days("2023-12-01", "2024-03-12") {
                try changes.act("mail-\(date)", at: "\(date)T10:00:00Z", succeeded: 3)
                try changes.act("text-\(date)", at: "\(date)T11:00:00Z", type: .sendSMS, succeeded: 2)
            }
        }
        let forecast = try await world.acme.forecast(metrics: [.actions], now: Self.now)
        #expect(forecast.rows.map { $0.end?.estimate.value } == [155, 93, 62])
        #expect(forecast.rows.map { $0.labels.isEmpty } == [true, false, false])
        try expectStableForms(forecast)
    }

    @Test("Months are held against each other by the day, so that a short one is no decline")
    func months() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(orders, for: acme)
            changes.add(orders, 10, on: try days("2022-02-15", "2024-03-12"))
        }
        let forecast = try await world.acme.forecast(
            metrics: [orders], width: .month, horizon: 12, now: Self.now)
        let lengths = [31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28.0]
        let steps = try #require(forecast.row(orders)?.steps)
        #expect(steps.map(\.bucket.firstDate.description).first == "2024-03-01")
        #expect(steps.map(\.estimate.value) == lengths.map { $0 * 10 })
        try expectStableForms(forecast)
        let weeks = try await world.acme.forecast(metrics: [orders], width: .week, now: Self.now)
        #expect(
            weeks.row(orders)?.steps.map(\.bucket.firstDate.description)
                == ["2024-03-11", "2024-03-18", "2024-03-25"])
        #expect(weeks.row(orders)?.steps.map(\.estimate.value) == [70, 70, 70])
    }

    @Test("A quarter, a billing cycle and a period ahead end where their days do")
    func periods() async throws {
        let world = try await world()
        for (width, date, first, last) in [
            (BucketWidth.quarter, String?.none, "2024-01-01", "2024-03-31"),
            (try .billingCycle(anchorDay: 15), nil, "2024-02-15", "2024-03-14"),
            (.month, "2024-05-09", "2024-05-01", "2024-05-31"),
        ] {
            let forecast = try await world.acme.forecast(
                metrics: [orders], of: width, on: date.map(day), now: Self.now)
            let sum = try days(first, last).reduce(0) { $0 + weekly($1) }
            #expect(try end(forecast, orders).estimate.value == sum)
        }
    }

    @Test("What cannot be asked is refused")
    func refused() async throws {
        let scope = try await world().acme
        for (width, horizon, date) in [
            (BucketWidth.quarter, Int?.none, String?.none), (.hour, nil, nil), (.day, 0, nil),
            (.day, 2_001, nil),
            (.day, nil, "2024-02-01"), (.day, nil, "2031-01-01"),
        ] {
            let error = await billingError {
                try await scope.forecast(width: width, horizon: horizon, on: date.map(day), now: Self.now)
            }
            #expect(error?.code == .unsupported || error?.code == .invalidValue)
        }
    }
}
