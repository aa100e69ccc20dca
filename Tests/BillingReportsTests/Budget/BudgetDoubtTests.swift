import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("What a budget does not know of its charges")
struct BudgetDoubtTests {
    private let now = constant { try instant("2013-08-05T00:00:00Z") }

    private func report(_ amount: String, _ period: BucketWidth) async throws -> BudgetReport {
        let budget = try Budget(
            tenant: acme, amount: Money(amount, .usd), period: period, basis: .chargeToDate)
        return try await july().acme.budget(budget, plan: standardPlan(), now: now)
    }

    @Test("A charge without an amount makes what is spent a bound, with the marks and reasons of the charges")
    func missing() async throws {
        let report = try await report("400.00", .month)
        let charges = try await july().acme.chargeToDate(plan: standardPlan(), now: now)
        #expect(!charges.isWhole && !report.isWhole)
        #expect(report.parts.first?.completeness == charges.completeness)
        #expect(
            report.parts.first?.unrated.map(\.charge) == charges.lines.filter { $0.rated == nil }.map(\.id))
        #expect(
            body(report, width: 120) == """
                Period August 2013
                Spent is the charge to date: usage so far, at the prices of the plan

                Budget  Spent, at least    Left, at most    Currency  Used, at least    Elapsed  Projected, at least    Pace, at least
                ──────  ─────────────────  ───────────────  ────────  ────────────────  ───────  ─────────────────────  ────────────────
                400.00            49.00*~         351.00*~  USD               12.3 %*~   12.9 %                49.00*~            0.12*~

                Plan      By       Period                           Amount             Share    Currency
                ────────  ───────  ───────────────────────  ────────────────  ────────────────  ────────
                standard  service  2013-08-01 – 2013-08-04  at least 49.00*~  at least 49.00*~  USD

                In 2013-08-01 to 2013-08-04, Devices has no amount: nothing is known of its usage.
                In 2013-08-01 to 2013-08-04, Actions has no amount: nothing is known of its usage.
                In 2013-08-01 to 2013-08-04, Assets has no amount: nothing is known of its usage.
                What is spent is without them.
                Devices has no forecast: a figure to date needs 3 earlier months whose last day has a value.

                * may still change: in progress, or late values may come
                ~ some of its time is not known

                """)
        try expectStableForms(report)
    }

    @Test("Amounts of one period do not make those of another one bounds, and a budget says which lacks what")
    func periods() async throws {
        let report = try await report("400.00", .quarter)
        #expect(report.parts.map(\.isWhole) == [true, false])
        let text = body(report)
        #expect(text.contains("2013-07                           70.75             70.75    USD"))
        #expect(text.contains("In 2013-08-01 to 2013-08-04, Devices has no amount: nothing is known of its"))
    }

    @Test("A part without doubts is read as before, and writes none")
    func decoding() async throws {
        let budget = try Budget(
            tenant: acme, amount: Money("400.00", .usd), period: .month, basis: .chargeToDate)
        let rated = try BudgetCharge(
            plan: EntityID("own"), time: instant("2013-08-01T00:00:00Z")..<instant("2013-08-05T00:00:00Z"),
            amount: Money("4.00", .usd), provisional: true)
        let report = try await july().acme.budget(budget, now: now, charges: [rated])
        #expect(report.isWhole && report.parts.first?.completeness == nil)
        let text = try report.json()
        #expect(!text.contains("doubts") && !text.contains("completeness"))
        try expectStableForms(report)
    }
}
