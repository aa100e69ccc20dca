import BillingModel
package import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation

extension PictureWorld {
    /// Every state that the bar of a budget is drawn in, by its name, made anew.
    package static func budgetScreens() async throws -> [(name: String, screen: BudgetReport)] {
        let silent = try await deadFeed()
        let young = try await PictureWorld("young", from: "2026-03-08", through: "2026-03-18") {
            changes, tenant, _, dates in
            try addUsage(&changes, tenant, [.assets, .users], dates)
        }
        let world = try await PictureWorld("budgets", through: "2026-03-18", hours: 12) {
            changes, tenant, _, dates in
            try addUsage(&changes, tenant, [.assets, .users], dates)
            try addInvoice(&changes, tenant, "E-1", on: "2026-03-02", Money("98.40", .eur))
            try addInvoice(&changes, tenant, "J-1", on: "2026-03-03", Money("12000", .jpy))
            try addInvoice(&changes, tenant, "U-1", on: "2026-03-04", Money("120.00", .usd))
        }
        let plan = try PricePlan(
            id: EntityID("standard"), name: "Standard", currency: .usd,
            charges: [
                Charge(id: EntityID("base"), name: "Base fee", usage: .period, price: .flat(50)),
                Charge(
                    id: EntityID("assets"), name: "Assets",
                    usage: .metric(Metric.assets.id, .timeWeightedMean), price: .perUnit(2)),
                Charge(
                    id: EntityID("users"), name: "Users", usage: .metric(Metric.users.id, .timeWeightedMean),
                    price: .perUnit(Decimal(string: "1.50") ?? 1)),
            ])
        func budget(
            _ amount: String, _ period: BucketWidth = .month, _ basis: Budget.Basis = .chargeToDate
        ) throws -> Budget {
            try Budget(
                tenant: TenantID("acme"), amount: Money(amount, .usd), period: period, basis: basis)
        }
        func planned(
            _ world: PictureWorld, _ amount: String, _ period: BucketWidth = .month
        ) async throws -> BudgetReport {
            try await world.scope.budget(budget(amount, period), plan: plan, now: world.now)
        }
        func charged(_ amount: String, _ fixed: String, of limit: String) async throws -> BudgetReport {
            let charge = try BudgetCharge(
                plan: plan.id, time: instant("2026-03-01T05:00:00Z")..<world.now,
                amount: Money(amount, .usd), fixed: Money(fixed, .usd), provisional: true)
            return try await world.scope.budget(budget(limit), now: world.now, charges: [charge])
        }
        return [
            ("budget-within", try await planned(world, "600.00")),
            ("budget-year", try await planned(world, "6000.00", .year)),
            ("budget-over", try await planned(world, "200.00")),
            ("budget-silent", try await planned(silent, "300.00")),
            ("budget-no-forecast", try await planned(young, "300.00")),
            (
                "budget-invoices",
                try await world.scope.budget(budget("500.00", .month, .payable), now: world.now)
            ),
            ("budget-refunded", try await charged("-35.00", "0.00", of: "100.00")),
            ("budget-mixed", try await charged("20.00", "-40.00", of: "100.00")),
            (
                "budget-extreme",
                try await charged("92233720368547758.07", "-92233720368547758.08", of: "0.01")
            ),
            ("budget-nothing", try await charged("0.00", "0.00", of: "100.00")),
        ]
    }
}
