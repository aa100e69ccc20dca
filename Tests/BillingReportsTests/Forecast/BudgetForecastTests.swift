import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The forecast of a budget")
struct BudgetForecastTests {
    private let now = constant { try instant("2026-02-11T00:00:00Z") }

    private func budget(
        _ amount: String, _ period: BucketWidth = .month, _ basis: Budget.Basis = .chargeToDate
    ) throws -> Budget {
        try Budget(tenant: acme, amount: Money(amount, .usd), period: period, basis: basis)
    }

    /// Ten deliveries a day, without any doubt about the next.
    private func steady(to last: String = "2026-02-10") async throws -> World {
        try await delivered(days("2025-10-01", last).map { ($0, 10) })
    }

    @Test("A fee on the first of the month counts once, however early it is")
    func fee() async throws {
        let first = try instant("2026-02-01T00:00:01Z")
        let world = try await delivered(deliveriesByDate("2025-10-06", "2026-01-31"))
        let budget = try budget("2500.00")
        let with = try await world.acme.budget(budget, plan: deliveryPlan(.perUnit(2)), now: first)
        let without = try await world.acme.budget(budget, plan: deliveryPlan(.perUnit(2), fee: 0), now: first)
        let (one, other) = (try #require(with.forecast?.amount), try #require(without.forecast?.amount))
        #expect(one.units == other.units.map { $0 + 3_100 })
        // Of a plan of fees alone nothing is uncertain.
        let fees = try makePlan([makeCharge("base", .period, .flat(31))])
        let fixed = try await world.acme.budget(self.budget("31.00"), plan: fees, now: first)
        #expect(fixed.forecast?.amount?.units == [3_100, 3_100, 3_100, 3_100, 3_100])
        #expect(fixed.forecast?.probability == 0)
        let dear = try await world.acme.budget(self.budget("30.99"), plan: fees, now: first)
        #expect(dear.forecast?.probability == 1)
        try expectStableForms(with)
    }

    @Test("The probability agrees with the intervals, and is certain only if nothing is uncertain")
    func probability() async throws {
        let world = try await delivered(deliveriesByDate("2025-10-06", "2026-02-10"))
        let plan = try deliveryPlan(.perUnit(2))
        let figure = try #require(
            try await world.acme.budget(budget("1.00"), plan: plan, now: now).forecast?.amount)
        let points = [
            (figure.interval80.upper, 0.1), (figure.interval95.upper, 0.025), (figure.interval80.lower, 0.9),
        ]
        for (amount, share) in points {
            let report = try await world.acme.budget(budget(amount.amountText), plan: plan, now: now)
            #expect(abs((report.forecast?.probability ?? 0) - share) < 0.005)
            #expect(report.forecast?.amount == figure)
        }
        let low = try await world.acme.budget(budget("1.00"), plan: plan, now: now)
        #expect(low.forecast.flatMap(\.probability).map { $0 > 0.999 && $0 < 1 } == true)
        #expect(body(low).contains("> 99.9 %"))
        let high = try await world.acme.budget(budget("999999.00"), plan: plan, now: now)
        #expect(body(high).contains("< 0.1 %") && !body(high).contains("Projected"))
        try expectStableForms(high)
    }

    @Test("A quarter has the months that are over as they were, and tiers that begin anew in each")
    func quarter() async throws {
        // Of 310, 280 and 310 deliveries 300 cost 1 each, and those above 5; the fee is 31 each.
        let plan = try deliveryPlan(
            .graduated([PriceTier(upTo: 300, unitPrice: 1), PriceTier(upTo: nil, unitPrice: 5)]))
        let report = try await steady().acme.budget(budget("1100.00", .quarter), plan: plan, now: now)
        let expected: Int64 = 35_000 + 28_000 + 35_000 + 3 * 3_100
        #expect(report.forecast?.amount?.units == Array(repeating: expected, count: 5))
        #expect(report.forecast?.probability == 0 && report.forecast?.missing == 0)
        #expect(report.ahead.description == "31.00 USD")
        try expectStableForms(report)
    }

    @Test("Billing cycles that the budget cuts are forecast whole and shared by time")
    func cycles() async throws {
        // Cycles from the 16th: 31 days to 16 February, 28 to 16 March, at 10 a day, of which 15 and 13 in February.
        let report = try await steady().acme.budget(
            budget("400.00"), plan: deliveryPlan(.perUnit(1), fee: 0), cycle: .billingCycle(anchorDay: 16),
            now: now)
        #expect(report.forecast?.amount?.value.description == "280.00 USD")
    }

    @Test("A plan that follows in mid-quarter prices the months from then on")
    func planBook() async throws {
        var world = try await steady()
        let budget = try budget("1500.00", .quarter)
        try await world.commit { changes in
            changes.add(
                try PlanTerm(tenant: acme, plan: deliveryPlan(.perUnit(1), fee: 5), from: day("2025-01-01")))
            changes.add(
                try PlanTerm(
                    tenant: acme, plan: deliveryPlan(.perUnit(2), fee: 7, id: "dear"), from: day("2026-03-01")
                ))
            changes.add(budget)
        }
        let report = try await world.acme.budget(now: now)
        let expected: Int64 = 31_500 + 28_500 + 62_700
        #expect(report.forecast?.amount?.units == Array(repeating: expected, count: 5))
        let screen = try await world.acme.chargeForecast(now: now)
        #expect(screen.total?.value.description == "285.00 USD" && screen.toDate.plan.text == "standard")
        let april = try await world.acme.chargeForecast(now: instant("2026-03-01T00:00:00Z"))
        #expect(april.toDate.plan.text == "dear" && april.total?.value.description == "627.00 USD")
        try expectStableForms(report)
    }

    @Test("Too little history is said, and the straight line stands")
    func tooLittle() async throws {
        let world = try await delivered(days("2026-02-06", "2026-02-10").map { ($0, 10) })
        let report = try await world.acme.budget(
            budget("400.00"), plan: deliveryPlan(.perUnit(1)), now: now)
        let forecast = try #require(report.forecast)
        #expect(forecast.amount == nil && forecast.probability == nil)
        #expect(forecast.unforecast.map(\.charge.text) == ["deliveries"] && forecast.unforecast[0].days == 5)
        #expect(report.spent.description == "81.00 USD" && report.projected != nil)
        let text = body(report)
        #expect(
            text.contains("Projected") && text.contains("a forecast needs 14 days with a value, there are 5"))
        try expectStableForms(report)
    }

    @Test("Days that are not known are told, and the forecast is without them")
    func gaps() async throws {
        let world = try await delivered(
            days("2025-10-01", "2026-02-10").map { ($0, 10) }, without: days("2026-02-03", "2026-02-04"))
        let report = try await world.acme.budget(
            budget("400.00"), plan: deliveryPlan(.perUnit(1)), now: now)
        #expect(report.forecast?.missing == 2)
        #expect(report.forecast?.amount?.value.description == "291.00 USD")
        #expect(body(report).contains("The forecast is without 2 days of which something is not known."))
    }

    @Test("What is over and known, what is invoiced, and what is in another currency has no forecast")
    func none() async throws {
        let world = try await steady()
        let plan = try deliveryPlan(.perUnit(1))
        let past = try await world.acme.budget(budget("400.00"), plan: plan, now: now, on: day("2026-01-05"))
        #expect(past.forecast == nil && past.spent.description == "341.00 USD")
        #expect(try await world.acme.budget(budget("400.00", .month, .payable), now: now).forecast == nil)
        let euros = try Budget(
            tenant: acme, amount: Money("9.00", .eur), period: .month, basis: .chargeToDate)
        let foreign = try await world.acme.budget(euros, plan: plan, now: now)
        #expect(foreign.forecast?.amount?.value.description == "0.00 EUR")
        // A period that is over, whose last days are not known yet.
        let settling = try await steady(to: "2026-01-29").acme.budget(
            budget("400.00"), plan: plan, now: now, on: day("2026-01-05"))
        #expect(settling.forecast?.amount?.value.description == "341.00 USD")
        // A period that no forecast reaches.
        let far = try await world.acme.budget(budget("400.00"), plan: plan, now: now, on: day("2036-01-05"))
        #expect(far.forecast?.unforecast.map(\.reason) == [.tooFar])
        try expectStableForms(far)
    }

    @Test("A forecast whose figures do not agree is refused")
    func decoding() async throws {
        let report = try await steady().acme.budget(
            budget("400.00"), plan: deliveryPlan(.perUnit(1)), now: now)
        let text = try report.json()
        let wrong = [
            (#""probability":0"#, #""probability":2"#), (#""probability":0,"#, ""),
            (#""missing":0"#, #""missing":-1"#),
            (
                #""upper":{"amount":"311.00","currency":"USD"}"#,
                #""upper":{"amount":"31.00","currency":"USD"}"#
            ),
            (
                #""value":{"amount":"311.00","currency":"USD"}"#,
                #""value":{"amount":"311.00","currency":"EUR"}"#
            ),
        ]
        for (part, other) in wrong {
            let changed = text.replacingOccurrences(of: part, with: other)
            #expect(changed != text, "\(part)")
            #expect(throws: (any Error).self) {
                try JSONDecoder().decode(BudgetReport.self, from: Data(changed.utf8))
            }
        }
    }
}
