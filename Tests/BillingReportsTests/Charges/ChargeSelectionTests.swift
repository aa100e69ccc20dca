import BillingModel
import BillingRating
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("What a charge selects")
struct ChargeSelectionTests {
    /// Sites of July 2013 by region: 10 in eu, 5 in uk, 7 in us, and 4 in us from another source.
    private func sites() async throws -> World {
        var world = try await World()
        let july = try days("2013-07-01", "2013-07-31")
        try await world.commit { changes in
            changes.add(.assets, 10, on: july, labels: try Labels(("region", "eu")))
            changes.add(.assets, 5, on: july, labels: try Labels(("region", "uk")))
            changes.add(.assets, 7, on: july, labels: try Labels(("region", "us")))
            changes.add(.assets, 4, on: july, labels: try Labels(("region", "us"), ("source", "b")))
        }
        return world
    }

    private func summary(_ world: World, _ charges: [Charge]) async throws -> [String] {
        let now = try instant("2013-08-05T00:00:00Z")
        let july = try instant("2013-07-15T00:00:00Z")
        let plan = try makePlan(charges)
        let screen = try await world.acme.chargeToDate(plan: plan, holding: july, now: now)
        #expect(try roundTrip(screen) == screen)
        // An overview of many tenants charges the same.
        let overview = try await world.repository.fleet.tenantOverview(
            TenantOverviewRequest(on: day("2013-07-15"), plans: [acme: plan]), now: now)
        let charge = try #require(overview.rows.first?.charge)
        #expect(charge.amount ?? .zero(.usd) == screen.total)
        #expect(charge.unrated == screen.lines.filter { $0.rated == nil }.map(\.id))
        #expect(charge.completeness.coverage == screen.completeness.coverage)
        return screen.summary
    }

    @Test("A price for each region, and one for the rest")
    func regions() async throws {
        let assets = Metric.assets.id
        let lines = try await summary(
            sites(),
            [
                makeCharge(
                    "europe", .metric(assets, .peak, labels: LabelSelection(("region", ["eu", "uk"]))),
                    .perUnit(3)),
                makeCharge("rest", .metric(assets, .peak, labels: .rest), .perUnit(1)),
                makeCharge("all", .metric(assets, .peak), .perUnit(decimal("0.1"))),
            ])
        #expect(lines == ["europe 15 45.00", "rest 11 11.00", "all 26 2.60"])
    }

    @Test("A series that two selections take in counts in the first of them, by each rule")
    func overlap() async throws {
        let assets = Metric.assets.id
        let (us, b) = (try LabelSelection(("region", ["us"])), try LabelSelection(("source", ["b"])))
        let lines = try await summary(
            sites(),
            [
                makeCharge("b", .metric(assets, .peak, labels: b), .perUnit(1)),
                makeCharge("us", .metric(assets, .peak, labels: us), .perUnit(1)),
                makeCharge("again", .metric(assets, .peak, labels: us), .perUnit(1)),
                makeCharge("mean", .metric(assets, .mean, labels: us), .perUnit(1)),
            ])
        #expect(lines == ["b 4 4.00", "us 7 7.00", "again 0 0.00", "mean 11 11.00"])
    }

    @Test(
        "Where others of the metric are known there is none of a label, and without labels nothing is known")
    func none() async throws {
        let moon = try LabelSelection(("region", ["moon"]))
        let planet = try LabelSelection(("planet", ["mars"]))
        let lines = try await summary(
            sites(),
            [
                makeCharge("moon", .metric(Metric.assets.id, .peak, labels: moon), .perUnit(1)),
                makeCharge("mars", .metric(Metric.assets.id, .peak, labels: planet), .perUnit(1)),
                makeCharge("users", .metric(Metric.users.id, .peak, labels: moon), .perUnit(1)),
            ])
        #expect(
            lines == [
                "moon 0 0.00", "mars: nothing is known of its usage", "users: nothing is known of its usage",
            ])
    }

    @Test("Executions that succeeded are what ran less what failed")
    func succeeded() async throws {
        var world = try await july()
        try await world.commit { changes in
            try changes.act("5", at: "2013-07-31T10:00:00Z", category: .notification, succeeded: 0, failed: 9)
        }
        let lines = try await summary(
            world,
            [
                makeCharge("all", .actions(ActionSelection(measure: .succeeded)), .perUnit(1)),
                makeCharge(
                    "alerts", .actions(ActionSelection(categories: ["alert"], measure: .succeeded)),
                    .perUnit(1)),
                makeCharge("ran", .actions(ActionSelection(categories: ["alert"])), .perUnit(1)),
            ])
        // 40 + 88 + 70 + 20; 40 + 20; 42 + 20.
        #expect(lines == ["all 218 218.00", "alerts 60 60.00", "ran 62 62.00"])
        let breakdown = try await world.acme.actions(
            range: instant("2013-07-01T00:00:00Z")..<instant("2013-08-01T00:00:00Z"), width: .month,
            now: instant("2013-08-05T00:00:00Z"), by: [],
            plan: makePlan([makeCharge("all", .actions(ActionSelection(measure: .succeeded)), .perUnit(1))]))
        #expect(breakdown.cost?.total?.description == "218.00 USD")
        #expect(breakdown.text().contains("succeeded"))
        let byDay = try await world.acme.chargeToDate(
            plan: makePlan([makeCharge("all", .actions(ActionSelection(measure: .succeeded)), .perUnit(1))]),
            holding: instant("2013-07-15T00:00:00Z"), now: instant("2013-08-05T00:00:00Z"), by: .day)
        let days = byDay.lines[0].parts.map { $0.amount?.minorUnits ?? -1 }
        #expect(days[2] == 4000 && days[14] == 15800 && days[29] == 2000 && days.reduce(0, +) == 21800)
    }

    @Test("A level is charged by its mean over time, exactly")
    func timeWeighted() async throws {
        let level = World.level
        var world = try await World()
        try await world.commit { $0.add(level, for: acme) }
        try await world.commit { changes in
            // Two hours of staleness: 6 for 1 h, 9 for 2 h, then silence; another tank has 1 for 2 h from 01:00.
            try changes.add(level, 6, at: "2013-07-01T00:00:00Z", labels: Labels(("tank", "a")))
            try changes.add(level, 9, at: "2013-07-01T01:00:00Z", labels: Labels(("tank", "a")))
            try changes.add(level, 1, at: "2013-07-01T01:00:00Z", labels: Labels(("tank", "b")))
            try changes.cover(level, "2013-07-01T00:00:00Z", "2013-08-01T00:00:00Z")
        }
        let a = try LabelSelection(("tank", ["a"]))
        let lines = try await summary(
            world,
            [
                makeCharge("mean", .metric(level.id, .timeWeightedMean), .perUnit(1)),
                makeCharge("a", .metric(level.id, .timeWeightedMean, labels: a), .perUnit(1)),
                makeCharge("b", .metric(level.id, .timeWeightedMean, labels: .rest), .perUnit(1)),
            ])
        // (6 + 2 · 9 + 2 · 1) / 3; (6 + 2 · 9) / 3; 1.
        #expect(lines == ["mean 8.666666667 8.67", "a 8 8.00", "b 1 1.00"])
    }

    @Test("Levels of whole days weigh as long as their days")
    func dailyWeighted() async throws {
        // In New York 10 March 2013 has 23 hours.
        var world = try await World(zone: "America/New_York")
        try await world.commit { changes in
            changes.add(.assets, 100, on: try days("2013-03-01", "2013-03-09"))
            changes.add(.assets, 200, on: try days("2013-03-10", "2013-03-10"))
            changes.add(.assets, 100, on: try days("2013-03-11", "2013-03-31"))
        }
        let lines = try await summary(
            world, [makeCharge("mean", .metric(Metric.assets.id, .timeWeightedMean), .perUnit(1))])
        #expect(lines == ["mean: nothing is known of its usage"])
        let plan = try makePlan([
            makeCharge("mean", .metric(Metric.assets.id, .timeWeightedMean), .perUnit(1))
        ])
        let march = try await world.acme.chargeToDate(
            plan: plan, holding: instant("2013-03-15T00:00:00Z"), now: instant("2013-04-05T00:00:00Z"),
            by: .day)
        // 100 + 100 · 23 / 743 = 103.0955585464…
        #expect(march.summary == ["mean 103.095558546 103.10"])
        #expect(try roundTrip(march) == march)
    }

    @Test("A meter with a reset rule is charged what it counted, dips included, and never below zero")
    func dips() async throws {
        let meter = try Metric(
            id: MetricID("meter"), unit: "kWh", kind: .cumulative, resets: .below(percent: 50))
        var world = try await World()
        try await world.commit { $0.add(meter, for: acme) }
        try await world.commit { changes in
            for (at, reading) in [
                ("2013-06-30T23:00:00Z", 1000.0), ("2013-07-01T10:00:00Z", 999.9),
                ("2013-07-02T10:00:00Z", 1000.4),
                ("2013-07-03T10:00:00Z", 2), ("2013-08-01T10:00:00Z", 1.9),
            ] { try changes.add(meter, reading, at: at) }
            try changes.cover(meter, "2013-06-01T00:00:00Z", "2013-08-06T00:00:00Z")
        }
        let plan = try makePlan([makeCharge("meter", .metric(meter.id, .sum), .perUnit(10))])
        let july = try await world.acme.chargeToDate(
            plan: plan, holding: instant("2013-07-15T00:00:00Z"), now: instant("2013-08-05T00:00:00Z"))
        // 0.4 to the last reading before the reset, then 2.
        #expect(july.summary == ["meter 2.4 24.00"])
        let august = try await world.acme.chargeToDate(plan: plan, now: instant("2013-08-05T00:00:00Z"))
        #expect(august.lines.map(\.reason) == [.negative])
        #expect(august.text().contains("Meter has no amount: its quantity is below zero."))
        // No part has an amount either, so there is no table of them.
        let weeks = try await world.acme.chargeToDate(
            plan: plan, now: instant("2013-08-05T00:00:00Z"), by: .week)
        #expect(!weeks.buckets.isEmpty && !weeks.text().contains("What each week adds"))
        let later = try await world.acme.chargeToDate(
            plan: plan, holding: instant("2013-08-05T00:00:00Z"), now: instant("2013-09-05T00:00:00Z"))
        #expect(later.text().contains("provisional: a quantity is negative"))
        #expect(try roundTrip(later) == later)
    }

    @Test("A tenant is charged in its own currency, and the plan and the tenant are named otherwise")
    func currency() async throws {
        let world = try await july()
        let plan = try makePlan([makeCharge("base", .period, .flat(49))], currency: .aud)
        let now = try instant("2013-08-05T00:00:00Z")
        let range = try instant("2013-07-01T00:00:00Z")..<instant("2013-08-01T00:00:00Z")
        let errors = [
            await billingError { try await world.acme.chargeToDate(plan: plan, now: now) },
            await billingError {
                try await world.repository.fleet.tenantOverview(
                    TenantOverviewRequest(plans: [acme: plan]), now: now)
            },
            await billingError {
                try await world.acme.actions(range: range, width: .day, now: now, by: [], plan: plan)
            },
            await billingError {
                try await world.acme.budget(
                    Budget(
                        tenant: acme, amount: Money("1.00", .aud), period: .month, basis: .chargeToDate),
                    plan: plan, now: now)
            },
        ]
        for error in errors {
            #expect(error?.code == .unsupported)
            #expect(error?.detail == "plan 'standard' is in AUD, tenant 'acme' in USD")
        }
    }
}

@Suite("A charge on what is known in part says so")
struct ChargeKnowledgeTests {
    private func line(
        _ usage: Charge.Usage, _ now: String, _ holding: String, _ fill: (inout ChangeSet) throws -> Void
    ) async throws -> (line: ChargeToDate.Line, screen: ChargeToDate) {
        var world = try await World()
        try await world.commit(fill)
        let screen = try await world.acme.chargeToDate(
            plan: makePlan([makeCharge("charge", usage, .perUnit(1))]), holding: instant(holding),
            now: instant(now))
        #expect(try roundTrip(screen) == screen)
        return (try #require(screen.lines.first), screen)
    }

    @Test("A month-end figure that is unknown is not billed")
    func monthEnd() async throws {
        let usage = Charge.Usage.metric(Metric.monthlyActiveUsers.id, .monthEnd)
        // 248 on 10 January only, and no coverage.
        let (line, screen) = try await line(usage, "2024-02-05T00:00:00Z", "2024-01-15T00:00:00Z") {
            $0.add(.monthlyActiveUsers, 248, on: try days("2024-01-10", "2024-01-10"))
        }
        #expect(line.rated == nil && line.reason == .unknownAtEnd && line.unsettled == .uncovered)
        #expect(screen.total.minorUnits == 0 && !screen.isSettled && !screen.isWhole)
        #expect(
            screen.text().contains("Charge has no amount: its level at the end of the period is not known."))
        #expect(screen.text().contains("provisional: a level at the end is not known"))
        // As of noon on 10 January it is the figure of the day.
        let (early, _) = try await self.line(usage, "2024-01-10T12:00:00Z", "2024-01-10T00:00:00Z") {
            $0.add(.monthlyActiveUsers, 248, on: try days("2024-01-10", "2024-01-10"))
        }
        #expect(early.rated?.quantity == 248)
        // With coverage to the end it is carried there, within the week that the metric allows.
        let (covered, whole) = try await self.line(
            usage, "2024-02-05T00:00:00Z", "2024-01-15T00:00:00Z"
        ) { changes in
            changes.add(.monthlyActiveUsers, 248, on: try days("2024-01-26", "2024-01-26"))
            try changes.cover(.monthlyActiveUsers, "2024-01-01T00:00:00Z", "2024-02-01T00:00:00Z")
        }
        #expect(covered.rated?.quantity == 248 && covered.unsettled == nil && whole.isSettled)
    }

    @Test("The last value of a level that has gone stale is none")
    func last() async throws {
        let usage = Charge.Usage.metric(Metric.assets.id, .last)
        let (line, _) = try await line(usage, "2024-02-05T00:00:00Z", "2024-01-15T00:00:00Z") { changes in
            changes.add(.assets, 100, on: try days("2024-01-01", "2024-01-10"))
            try changes.cover(.assets, "2024-01-01T00:00:00Z", "2024-02-01T00:00:00Z")
        }
        #expect(line.rated == nil && line.reason == .unknownAtEnd)
    }

    @Test("A level known on one day of a covered month is no settled mean")
    func partly() async throws {
        for rule in [QuantityRule.mean, .peak, .timeWeightedMean] {
            let (line, screen) = try await line(
                .metric(Metric.assets.id, rule), "2023-03-05T00:00:00Z", "2023-02-15T00:00:00Z"
            ) { changes in
                changes.add(.assets, 280, on: try days("2023-02-28", "2023-02-28"))
                try changes.cover(.assets, "2023-02-01T00:00:00Z", "2023-03-01T00:00:00Z")
            }
            #expect(line.rated?.quantity == 280 && !screen.isSettled)
            // One of 28 days.
            #expect(line.completeness.coverage == 1.0 / 28 && line.unsettled == .partlyKnown)
            #expect(screen.text().contains("Charge is not settled: it is known for 3.6 % of the time."))
        }
        // The same of a number of each day; silence is no number.
        let (users, _) = try await line(
            .metric(Metric.dailyActiveUsers.id, .mean), "2023-03-05T00:00:00Z", "2023-02-15T00:00:00Z"
        ) { changes in
            changes.add(.dailyActiveUsers, 7, on: try days("2023-02-01", "2023-02-14"))
            try changes.cover(.dailyActiveUsers, "2023-02-01T00:00:00Z", "2023-03-01T00:00:00Z")
        }
        #expect(users.rated?.quantity == 7 && users.completeness.coverage == 0.5)
        #expect(users.unsettled == .partlyKnown)
    }

    @Test("The first reason that applies is told: knowledge, then time")
    func reasons() async throws {
        let usage = Charge.Usage.metric(Metric.assets.id, .peak)
        func reason(_ now: String, covers end: String, until last: String) async throws -> UnsettledReason? {
            try await line(usage, now, "2024-01-15T00:00:00Z") { changes in
                changes.add(.assets, 5, on: try days("2024-01-01", last))
                try changes.cover(.assets, "2024-01-01T00:00:00Z", end)
            }.line.unsettled
        }
        #expect(
            try await reason("2024-01-11T00:00:00Z", covers: "2024-01-11T00:00:00Z", until: "2024-01-10")
                == .inProgress)
        #expect(
            try await reason("2024-01-20T00:00:00Z", covers: "2024-01-20T00:00:00Z", until: "2024-01-05")
                == .partlyKnown)
        #expect(
            try await reason("2024-02-11T00:00:00Z", covers: "2024-01-31T00:00:00Z", until: "2024-01-30")
                == .uncovered)
        #expect(
            try await reason("2024-02-11T00:00:00Z", covers: "2024-02-01T00:00:00Z", until: "2024-01-31")
                == nil)
    }
}
