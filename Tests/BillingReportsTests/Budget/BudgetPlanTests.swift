import BillingModel
import BillingReports
import BillingStore
import BillingTime
import Foundation
import Testing

@Suite("The budget of a charge to date")
struct BudgetPlanTests {
    private func budget(_ amount: String, _ period: BucketWidth, _ currency: Currency = .usd) throws -> Budget
    {
        try Budget(
            tenant: World.acme, amount: Money(amount, currency), period: period, basis: .chargeToDate)
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

    @Test("Before its first instant has passed a period costs nothing; other bases take no plan")
    func bounds() async throws {
        let scope = try await july().acme
        let start = try await scope.budget(
            budget("40.00", .month), plan: standardPlan(), now: instant("2013-08-01T00:00:00Z"))
        #expect(start.parts.isEmpty && start.pace == nil)
        let future = try await scope.budget(
            budget("40.00", .month), plan: standardPlan(), now: now, on: day("2014-01-01"))
        #expect(future.parts.isEmpty && future.elapsed == 0)
        let paid = try Budget(tenant: World.acme, amount: Money("1.00", .usd), period: .month, basis: .paid)
        let refused = await refusal { try await scope.budget(paid, plan: standardPlan(), now: now) }
        #expect(refused?.code == .unsupported)
    }
}
