import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The budget of a charge to date")
struct BudgetPlanTests {
    private func budget(_ amount: String, _ period: BucketWidth, _ currency: Currency = .usd) throws -> Budget
    {
        try Budget(
            tenant: acme, amount: Money(amount, currency), period: period, basis: .chargeToDate)
    }

    private let now = constant { try instant("2013-08-05T00:00:00Z") }

    @Test("Each billing period of the budget's is rated as a whole, up to the instant of the report")
    func quarter() async throws {
        let scope = try await july().acme
        let report = try await scope.budget(budget("400.00", .quarter), plan: standardPlan(), now: now)
        // July is settled at 70.75; of August only the base fee is known.
        #expect(report.parts.first?.share.description == "70.75 USD")
        #expect(report.parts.map(\.provisional) == [false, true])
        let august = try await scope.chargeToDate(plan: standardPlan(), now: now)
        #expect(report.parts.map(\.amount) == [try Money("70.75", .usd), august.total])
        #expect(report.parts.map(\.period?.last.description) == ["2013-07-31", "2013-08-04"])
        #expect(try report.spent == Money("70.75", .usd) + august.total)
        // 35 of 92 days.
        #expect(report.name == "2013-Q3" && report.elapsed == 35.0 / 92)
        try expectStableForms(report)
    }

    @Test("A settled period in the past is not provisional")
    func settled() async throws {
        let report = try await july().acme.budget(
            budget("70.00", .month), plan: standardPlan(), now: now, on: day("2013-07-31"))
        #expect(report.spent.description == "70.75 USD" && report.left.description == "-0.75 USD")
        #expect(report.pace == report.used && report.used > 1 && !report.provisional)
    }

    @Test(
        "A billing cycle across two months is shared by time, and a plan in another currency counts nothing")
    func cycle() async throws {
        let scope = try await july().acme
        let plan = try makePlan([makeCharge("base", .period, .flat(31))])
        let cycle = try BucketWidth.billingCycle(anchorDay: 16)
        // The cycle from 16 July to 16 August, rated to 5 August: 16 of 20 days in July; that before has 15 of 30.
        let report = try await scope.budget(
            budget("40.00", .month), plan: plan, cycle: cycle, now: now, on: day("2013-07-01"))
        #expect(report.parts.map(\.share.description) == ["15.50 USD", "24.80 USD"])
        let august = try await scope.budget(budget("40.00", .month), plan: plan, cycle: cycle, now: now)
        #expect(august.parts.map(\.share.description) == ["6.20 USD"])
        let euros = try await scope.budget(budget("40.00", .month, .eur), plan: plan, now: now)
        #expect(euros.spent.description == "0.00 EUR")
        #expect(euros.excluded.map(\.share.description) == ["31.00 USD"])
        #expect(body(euros).contains("In other currencies, counted nowhere"))
        try expectStableForms(euros)
    }

    @Test("A fee is spent once and not projected, however early in the period")
    func fee() async throws {
        let scope = try await july().acme
        let plan = try makePlan([makeCharge("base", .period, .flat(31))])
        let second = try await scope.budget(
            budget("62.00", .month), plan: plan, now: instant("2013-08-01T00:00:01Z"))
        #expect(second.spent.description == "31.00 USD" && second.fixed == second.spent)
        #expect(second.projected?.description == "31.00 USD" && second.pace == 0.5)
        // What the plan says takes the place of the straight line in the text.
        #expect(body(second).contains("31.00          31.00          31.00             0.0 %"))
        try expectStableForms(second)
        // In the year, 31.00 are due in each of its months, of which eight have begun.
        let year = try await scope.budget(
            budget("744.00", .year), plan: plan, now: instant("2013-08-01T00:00:01Z"))
        #expect(year.spent.description == "248.00 USD" && year.ahead.description == "124.00 USD")
        #expect(year.projected?.description == "372.00 USD" && year.pace == 0.5)
        try expectStableForms(year)
        // A cycle from the 16th: of the fee that begins on 16 August, 16 of 31 days lie in August.
        let cycle = try await scope.budget(
            budget("62.00", .month), plan: plan, cycle: .billingCycle(anchorDay: 16),
            now: instant("2013-08-11T00:00:00Z"))
        #expect(cycle.ahead.description == "16.00 USD")
        // Of the one from 16 July to 11 August, 10 of 26 days: 31.00 − 19.08, the first 16 days rounded.
        #expect(cycle.spent.description == "11.92 USD" && cycle.projected?.description == "27.92 USD")
    }

    @Test("Usage is projected by the time that has passed, and fees beside it are not")
    func usage() async throws {
        // Of July 2013 the first 10 of 31 days have passed, with 42 actions on the 3rd.
        let scope = try await july().acme
        let plan = try makePlan([
            makeCharge("base", .period, .flat(31)),
            makeCharge("actions", .actions(ActionSelection()), .perUnit(decimal("0.5"))),
        ])
        let report = try await scope.budget(
            budget("100.00", .month), plan: plan, now: instant("2013-07-11T00:00:00Z"))
        #expect(report.spent.description == "52.00 USD" && report.fixed.description == "31.00 USD")
        // 31.00 + 21.00 · 31/10.
        #expect(report.projected?.description == "96.10 USD" && report.ahead.minorUnits == 0)
        #expect(abs((report.pace ?? 0) - 0.961) < 1e-12 && report.elapsed == 10.0 / 31)
        try expectStableForms(report)
        // After a microsecond no amount holds what usage would come to, and the pace still tells.
        let charge = try BudgetCharge(
            plan: EntityID("own"), time: instant("2013-07-01T00:00:00Z")..<instant("2013-07-01T00:00:01Z"),
            amount: Money(minorUnits: 1 << 50, currency: .usd), provisional: true)
        let early = try await scope.budget(
            budget("100.00", .month), now: instant("2013-07-01T00:00:01Z"), charges: [charge])
        #expect(early.projected == nil && (early.pace ?? 0) > 1e15)
        try expectStableForms(early)
        #expect(throws: BillingError.self) {
            try BudgetCharge(
                plan: EntityID("own"),
                time: instant("2013-07-01T00:00:00Z")..<instant("2013-07-02T00:00:00Z"),
                amount: .zero(.usd), fixed: .zero(.eur), provisional: true)
        }
    }

    @Test("Before its first instant has passed a period costs nothing; other bases take no plan")
    func bounds() async throws {
        let scope = try await july().acme
        let start = try await scope.budget(
            budget("40.00", .month), plan: standardPlan(), now: instant("2013-08-01T00:00:00Z"))
        #expect(start.parts.isEmpty && start.pace == nil)
        let future = try await scope.budget(
            budget("40.00", .month), plan: standardPlan(), now: now, on: day("2014-01-01"))
        #expect(future.parts.isEmpty && future.elapsed == 0)
        let paid = try Budget(tenant: acme, amount: Money("1.00", .usd), period: .month, basis: .paid)
        let refused = await billingError { try await scope.budget(paid, plan: standardPlan(), now: now) }
        #expect(refused?.code == .unsupported)
    }
}
