import BillingModel
import BillingRating
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The forecast of a charge")
struct ChargeForecastTests {
    private let now = constant { try instant("2026-03-16T09:00:00Z") }
    private let last = constant { try day("2026-03-15") }

    @Test("Fees come from the plan and usage from its days; lines add up to the total")
    func lines() async throws {
        let world = try await delivered(deliveriesByDate("2025-11-17", "2026-03-15"))
        let plan = try deliveryPlan(.perUnit(2))
        let screen = try await world.acme.chargeForecast(plan: plan, now: now)
        let toDate = try await world.acme.chargeToDate(plan: plan, now: now)
        let (fee, line) = (screen.lines[0], screen.lines[1])
        #expect(fee.expected?.amount.units == [3_100, 3_100, 3_100, 3_100, 3_100] && fee.history == 0)
        #expect(screen.toDate == toDate && screen.stamp == toDate.stamp)
        // The 119 days before today are known; today and 15 more are not.
        #expect(line.history == 119 && line.ahead == 16 && line.missing == 0)
        let quantity = try #require(line.expected?.quantity)
        let amount = try #require(line.expected?.amount)
        let total = try #require(screen.total)
        #expect(amount.units == amount.units.sorted() && Set(amount.units).count == 5)
        #expect(total.units == amount.units.map { $0 + 3_100 })
        #expect(abs(2 * quantity.value - Double(amount.value.minorUnits) / 100) < 0.02)
        // 40.86 a day on average, in 31 days of which two weekends are to come.
        #expect((1_150...1_350).contains(quantity.value), "\(quantity.value)")
        #expect(try screen.line(line.id) == line && screen.line(EntityID("none")) == nil)
        try expectStableForms(screen)
        let text = body(screen)
        #expect(text.contains("Plan Standard (standard), March 2026") && text.contains("80 % of cases"))
        #expect(text.contains("Deliveries  deliveries"))
    }

    @Test("What is expected of tiers is the mean of prices, above the price of the mean where tiers rise")
    func tiers() async throws {
        let world = try await delivered(deliveriesByDate("2025-11-17", "2026-03-15"))
        let free = try deliveryPlan(.perUnit(1), fee: 0)
        let expected = try #require(
            try await world.acme.chargeForecast(plan: free, now: now).lines[1].expected?.quantity?.value)
        let edge = Decimal(Int(expected))
        for (prices, isAbove) in [((1, 9), true), ((9, 1), false)] as [((Decimal, Decimal), Bool)] {
            let plan = try deliveryPlan(
                .graduated([
                    PriceTier(upTo: edge, unitPrice: prices.0), PriceTier(upTo: nil, unitPrice: prices.1),
                ]), fee: 0)
            let total = try #require(try await world.acme.chargeForecast(plan: plan, now: now).total)
            let ofMean = try plan.charges[1].price(Decimal(expected)).amount
            #expect((total.value.decimal > ofMean) == isAbove, "\(total.value), \(ofMean)")
            #expect(abs(Double("\(total.value.decimal - ofMean)") ?? 0) > 20)
            #expect(total.units == total.units.sorted())
        }
    }

    @Test("Errors fall as the month goes on, and nothing is uncertain at its end")
    func month() async throws {
        let dates = try deliveriesByDate("2025-11-17", "2026-04-02")
        let plan = try deliveryPlan(.perUnit(1), fee: 0)
        let march = dates.filter { $0.0.month == 3 }.reduce(0) { $0 + $1.1 }
        var (widths, inside): ([Int64], Int) = ([], 0)
        for date in ["2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23", "2026-03-30"] {
            // Nothing of the day of the report and later is known.
            let until = try day(date)
            let world = try await delivered(dates.filter { $0.0 < until })
            let screen = try await world.acme.chargeForecast(plan: plan, now: instant(date + "T05:00:00Z"))
            let total = try #require(screen.total)
            widths.append(total.width)
            if (total.units[0]...total.units[4]).contains(Int64(100 * march)) { inside += 1 }
            // Never below what is known.
            #expect(total.units[0] >= screen.toDate.total.minorUnits)
        }
        #expect(inside >= 4)
        #expect(widths == widths.sorted(by: >) && Set(widths).count == widths.count, "\(widths)")
        let world = try await delivered(dates)
        let april = try await world.acme.chargeForecast(plan: plan, now: instant("2026-04-01T00:00:00Z"))
        #expect(april.toDate.total.minorUnits == 0 && april.total != nil && april.lines[1].ahead == 30)
        try expectStableForms(april)
    }

    @Test(
        "Without 14 known days there is no forecast of the charge and the total; the fee and what is known stand"
    )
    func tooLittle() async throws {
        let world = try await delivered(deliveriesByDate("2026-03-11", "2026-03-15"))
        let screen = try await world.acme.chargeForecast(plan: deliveryPlan(.perUnit(2)), now: now)
        #expect(screen.total == nil && screen.lines[1].reason == .tooLittleHistory)
        #expect(screen.lines[1].history == 5 && screen.lines[1].expected == nil)
        #expect(screen.lines[0].expected != nil && screen.toDate.total.minorUnits > 3_100)
        #expect(
            body(screen).contains(
                "Deliveries has no forecast: a forecast needs 14 days with a value, there are 5."))
        try expectStableForms(screen)
        let silent = try await World().acme.chargeForecast(plan: deliveryPlan(.perUnit(2)), now: now)
        #expect(silent.lines[1].reason == .unrated && silent.total == nil)
    }

    @Test("A gap is missing and not 0; days after the last known one are forecast")
    func gaps() async throws {
        let dates = try days("2025-12-01", "2026-03-15").map { ($0, 10.0) }
        let gap = try days("2026-03-04", "2026-03-06")
        let plan = try deliveryPlan(.perUnit(1))
        let world = try await delivered(dates, without: gap)
        let screen = try await world.acme.chargeForecast(plan: plan, now: now)
        // 28 of 31 days at 10: the same each day, so that nothing is uncertain.
        #expect(screen.lines[1].missing == 3 && screen.lines[1].ahead == 16)
        #expect(screen.total?.units == [31_100, 31_100, 31_100, 31_100, 31_100])
        #expect(body(screen).contains("Deliveries is without 3 days of which nothing is known."))
        #expect(body(screen).contains("~ some of its time is not known"))
        try expectStableForms(screen)
        let stopped = try await delivered(dates, without: days("2026-03-11", "2026-03-15"))
        let later = try await stopped.acme.chargeForecast(plan: plan, now: now)
        #expect(later.lines[1].missing == 0 && later.lines[1].ahead == 21)
        #expect(later.total?.value.description == "341.00 USD")
    }

    @Test("Each rule takes its quantity of the days", arguments: [QuantityRule.peak, .mean, .last])
    func rules(_ rule: QuantityRule) async throws {
        var world = try await World()
        try await world.commit { changes in
            for (place, date) in try days("2025-12-01", "2026-03-15").enumerated() {
                changes.add(.assets, place % 2 == 0 ? 20 : 22, on: [date])
            }
        }
        let plan = try makePlan([makeCharge("assets", .metric(Metric.assets.id, rule), .perUnit(1))])
        let screen = try await world.acme.chargeForecast(plan: plan, now: now)
        let amount = try #require(screen.total).units
        #expect((1_850...2_400).contains(amount[2]) && amount[0] <= amount[4], "\(amount)")
        if rule == .peak { #expect(amount[0] >= 2_200) }
        if rule == .mean { #expect(amount[4] - amount[0] < 200) }
    }

    @Test("A figure to date is forecast from earlier months, in whole months alone")
    func toDate() async throws {
        var world = try await World()
        try await world.commit { changes in
            for date in try days("2025-10-20", "2026-03-15") {
                changes.add(.monthlyActiveDevices, 100 + 3 * Double(date.day), on: [date])
            }
        }
        let plan = try makePlan([
            makeCharge("devices", .metric(Metric.monthlyActiveDevices.id, .monthEnd), .perUnit(1))
        ])
        let now = try instant("2026-03-16T00:00:00Z")
        let screen = try await world.acme.chargeForecast(plan: plan, now: now)
        let amount = try #require(screen.lines[0].expected?.amount)
        // 193 on the 31st day, as in December and January.
        #expect(abs(amount.value.minorUnits - 19_300) < 500, "\(amount.value)")
        #expect(amount.units[0] >= 14_500 && screen.toDate.total.description == "145.00 USD")
        try expectStableForms(screen)
        let cycle = try await world.acme.chargeForecast(
            plan: plan, cycle: .billingCycle(anchorDay: 15), now: now)
        #expect(cycle.lines[0].reason == .unrated)
        let quarter = try Budget(
            tenant: acme, amount: Money("1.00", .usd), period: .quarter, basis: .chargeToDate)
        let report = try await world.acme.budget(quarter, plan: plan, now: instant("2026-02-16T00:00:00Z"))
        // 193 and 184 and 193.
        #expect(abs((report.forecast?.amount?.value.minorUnits ?? 0) - 57_000) < 1_500)
        let young = try await World()
        let silent = try await young.acme.chargeForecast(plan: plan, now: now)
        #expect(silent.lines[0].expected == nil)
    }

    @Test("A figure to date needs three months, and different subjects of a period are not forecast")
    func tooFewMonths() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(try Metric.dailyActiveDevices.derived(from: .activity(of: .device)), for: acme)
            for date in try days("2026-01-20", "2026-03-15") {
                changes.add(.monthlyActiveDevices, Double(date.day), on: [date])
            }
        }
        let plan = try makePlan([
            makeCharge("devices", .metric(Metric.monthlyActiveDevices.id, .monthEnd), .perUnit(1)),
            makeCharge("different", .metric(Metric.dailyActiveDevices.id, .monthEnd), .perUnit(1)),
        ])
        let screen = try await world.acme.chargeForecast(plan: plan, now: now)
        #expect(screen.lines.map(\.reason) == [.tooFewMonths, .distinct])
        #expect(body(screen).contains("needs 3 earlier months whose last day has a value"))
    }

    @Test("Actions are forecast where their feed is complete, by category and by what succeeded")
    func actions() async throws {
        var world = try await World(zone: "America/New_York")
        try await world.commit { changes in
            for (place, date) in try days("2025-12-01", "2026-03-15").enumerated() {
                let at = "\(date)T12:00:00Z"
                try changes.act("a\(place)", at: at, succeeded: 6, failed: 2)
                try changes.act("b\(place)", at: at, category: .automation, succeeded: 50)
            }
            try changes.cover(.actions, "2025-12-01T00:00:00Z", "2026-03-16T04:00:00Z")
        }
        func expected(_ measure: ActionSelection.Measure) async throws -> ChargeForecast {
            let selection = try ActionSelection(categories: ["alert"], measure: measure)
            let plan = try makePlan([makeCharge("alerts", .actions(selection), .perUnit(1))])
            return try await world.acme.chargeForecast(plan: plan, now: now)
        }
        #expect(try await expected(.executions).total?.value.description == "248.00 USD")
        #expect(try await expected(.succeeded).total?.value.description == "186.00 USD")
        // No action has a quantity: where it is covered, nothing is billed.
        #expect(try await expected(.billed).total?.value.description == "0.00 USD")
    }

    @Test("A feed that is late leaves days open, one that ended does not")
    func feeds() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(deliveries, for: acme)
            for (region, end) in [("eu", "2026-03-15"), ("us", "2026-03-12"), ("uk", "2026-01-20")] {
                changes.add(
                    deliveries, 10, on: try days("2025-12-01", end), labels: try Labels(("region", region)))
            }
        }
        let plan = try deliveryPlan(.perUnit(1), fee: 0)
        let screen = try await world.acme.chargeForecast(plan: plan, now: now)
        // From 13 March on, of which 10 are known each.
        #expect(screen.lines[1].ahead == 19 && screen.lines[1].missing == 0)
        let amount = try #require(screen.total)
        #expect(abs(amount.value.minorUnits - 62_000) < 3_000, "\(amount.value)")
    }

    @Test("As time passes and nothing else, the digest stays within a day")
    func digest() async throws {
        let world = try await delivered(deliveriesByDate("2025-11-17", "2026-03-15"))
        let plan = try deliveryPlan(.perUnit(2))
        let one = try await world.acme.chargeForecast(plan: plan, now: now)
        let other = try await world.acme.chargeForecast(plan: plan, now: now.addingTimeInterval(3_600))
        #expect(try one.digest() == other.digest() && one.total == other.total)
    }

    @Test("Hostile usage is forecast within bounds, or it is said that it cannot be")
    func hostile() async throws {
        let dates = try days("2025-12-01", "2026-03-15")
        let series: [(name: String, value: (Int) -> Double)] = [
            ("zero", { _ in 0 }), ("outlier", { $0 == 60 ? 1e300 : 5 }),
            ("alternating", { $0 % 2 == 0 ? 0 : 1e6 }),
            ("negative", { _ in -5 }), ("rare", { $0 % 17 == 0 ? 40 : 0 }), ("huge", { _ in 1e30 }),
            ("tiny", { _ in 1e-300 }),
        ]
        for (name, value) in series {
            let world = try await delivered(dates.enumerated().map { ($1, value($0)) })
            for rule in [QuantityRule.sum, .peak, .mean] {
                do {
                    let plan = try deliveryPlan(.perUnit(2), rule: rule)
                    let screen = try await world.acme.chargeForecast(plan: plan, now: now)
                    #expect((screen.total == nil) == (screen.lines[1].reason != nil), "\(name) \(rule)")
                    try expectStableForms(screen)
                } catch BillingError.Code.overflow {
                    #expect(name == "huge" || name == "outlier", "\(name) \(rule)")
                }
            }
        }
    }
}
