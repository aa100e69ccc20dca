import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Why charges, budgets, overviews, verifications and comparisons of periods changed")
struct FurtherScreensComparisonTests {
    private static let now = constant { try instant("2013-04-01T00:00:00Z") }

    /// Ten assets in February and March, a plan that charges 2 for each at the end of a month, and an invoice for March.
    private func filled() async throws -> World {
        var world = try await World()
        try await world.commit { changes in
            changes.add(
                try PlanTerm(tenant: acme, plan: plan(2), from: day("2013-01-01"), cycle: .month))
            changes.add(.assets, 10, on: [try day("2013-02-26"), try day("2013-03-28")])
            try changes.cover(.assets, "2013-02-01T00:00:00Z", "2013-04-01T00:00:00Z")
        }
        return world
    }

    private func plan(_ price: Decimal) throws -> PricePlan {
        try PricePlan(
            id: EntityID("p\(price)"), name: "P", currency: .usd,
            charges: [
                Charge(
                    id: EntityID("assets"), name: "Assets", usage: .metric(Metric.assets.id, .last),
                    price: .perUnit(price)),
                Charge(id: EntityID("fee"), name: "Fee", usage: .period, price: .flat(5)),
            ])
    }

    private func changes(
        _ world: World, _ read: @escaping @Sendable (BillingScope) async throws -> any TabularReport,
        _ commit: (inout ChangeSet) throws -> Void
    ) async throws -> ScreenComparison {
        var world = world
        let before = try await world.repository.revision(.latest)
        try await world.commit(commit)
        let comparison = try await world.acme.comparison(since: .revision(before), of: read)
        try expectStableForms(comparison)
        return comparison
    }

    private func lines(_ comparison: ScreenComparison) -> [String] {
        comparison.cells.map { cell in
            let causes = cell.causes.map(\.rawValue).joined(separator: "+")
            return
                "\(cell.place.table) \(cell.row) \(cell.column): \(cell.old?.text ?? "") > \(cell.new?.text ?? "") "
                + causes
        }
    }

    private func late(_ changes: inout ChangeSet) throws {
        changes.add(.assets, 13, on: [try day("2013-03-30")])
    }

    @Test("A late value changes its charge, the sum, and what its buckets add")
    func charge() async throws {
        let plan = try plan(2)
        let told = try await changes(filled()) { scope in
            try await scope.chargeToDate(
                plan: plan, holding: instant("2013-03-15T00:00:00Z"), now: Self.now, by: .month)
        } _: {
            try late(&$0)
        }
        #expect(
            lines(told) == [
                "charges Assets quantity: 10 > 13 late", "charges Assets amount: USD 20.00 > USD 26.00 late",
                "buckets 2013-03 Assets: USD 20.00 > USD 26.00 late",
                "total  amount: USD 25.00 > USD 31.00 late",
            ])
    }

    @Test("Another price in the plan book is a cause of its own")
    func terms() async throws {
        let told = try await changes(filled()) { scope in
            try await scope.chargeToDate(now: Self.now.addingTimeInterval(-1))
        } _: {
            $0.add(try PlanTerm(tenant: acme, plan: plan(3), from: day("2013-03-01"), cycle: .month))
        }
        #expect(
            lines(told) == [
                "charges Assets amount: USD 20.00 > USD 30.00 redefined",
                "total  amount: USD 25.00 > USD 35.00 redefined",
            ])
    }

    @Test("A budget of charges follows usage, one of invoices what is issued")
    func budget() async throws {
        let plan = try plan(2)
        let charged = try Budget(
            tenant: acme, amount: Money("100.00", .usd), period: .month, basis: .chargeToDate)
        let told = try await changes(filled()) { scope in
            try await scope.budget(charged, plan: plan, cycle: .month, now: Self.now, on: day("2013-03-31"))
        } _: {
            try late(&$0)
        }
        #expect(lines(told).contains("budget  spent: USD 25.00 > USD 31.00 late"))
        #expect(lines(told).contains("budget  used: 25.0 % > 31.0 % late"))
        #expect(!lines(told).contains { $0.contains("elapsed") || $0.contains("budget  amount") })
        let payable = try Budget(
            tenant: acme, amount: Money("100.00", .usd), period: .month, basis: .payable)
        let issued = try await changes(filled()) { scope in
            try await scope.budget(payable, now: Self.now, on: day("2013-03-31"))
        } _: {
            $0.add(
                try Invoice(
                    tenant: acme, number: InvoiceNumber("N-1"),
                    issuedAt: instant("2013-03-05T00:00:00Z"),
                    currency: .usd, payable: Money("40.00", .usd)))
        }
        #expect(lines(issued).contains("budget  spent: USD 0.00 > USD 40.00 late"))
        #expect(lines(issued).contains("parts N-1 share:  > USD 40.00 late"))
    }

    @Test("An overview tells what ran and what is there, of each tenant and of all")
    func overview() async throws {
        let told = try await changes(filled()) { scope in
            try await scope.tenantOverview(
                TenantOverviewRequest(metrics: [.assets], on: day("2013-03-31")), now: Self.now)
        } _: {
            try late(&$0)
            $0.add(
                try ActionRecord(
                    tenant: acme, source: SourceID("feed"), id: ActionID("1"),
                    at: instant("2013-03-02T00:00:00Z"),
                    type: .sendSMS, category: .alert, succeeded: 2))
        }
        #expect(lines(told).contains("tenants acme Acme executed: – > 2 late"))
        #expect(lines(told).contains("counts acme Acme Assets: 10 > 13 late"))
        #expect(lines(told).contains("tenants acme Acme failed: – > 0 late"))
        #expect(lines(told).contains("total Total executed: – > 2 late"))
        #expect(told.cells.allSatisfy { !$0.causes.isEmpty })
    }

    @Test("A total depends on all tenants, also on those of other pages")
    func pages() async throws {
        var world = try await filled()
        try await world.commit { changes in
            changes.add(try Tenant(id: "beta", name: "Beta", zone: "UTC", currency: .usd))
        }
        let before = try await world.repository.revision(.latest)
        let beta = try TenantID("beta")
        try await world.commit { changes in
            changes.add(.assets, 7, on: [try day("2013-03-31")], of: beta)
            changes.add(
                try ActionRecord(
                    tenant: beta, source: SourceID("feed"), id: ActionID("1"),
                    at: instant("2013-03-02T00:00:00Z"), type: .sendSMS, category: .alert, succeeded: 2))
        }
        let told = try await world.repository.fleet.comparison(since: .revision(before)) { scope in
            try await scope.tenantOverview(
                TenantOverviewRequest(metrics: [.assets], on: day("2013-03-31"), limit: 1), now: Self.now)
        }
        #expect(
            lines(told).filter { $0.contains("late") } == [
                "total Total executed: – > 2 late", "total Total failed: – > 0 late",
                "total Total suppressed: – > 0 late", "sums Total Assets: 10 > 17 late",
            ])
        #expect(told.cells.count == 4)
    }

    @Test("Actions by workflow tell what came late of each group")
    func breakdown() async throws {
        func action(_ id: String) throws -> ActionRecord {
            try ActionRecord(
                tenant: acme, source: SourceID("feed"), id: ActionID(id),
                at: instant("2013-03-02T00:00:00Z"),
                type: .sendSMS, category: .alert, succeeded: 2, workflow: WorkflowID("door"))
        }
        var world = try await filled()
        try await world.commit { $0.add(try action("1")) }
        let told = try await changes(world) { scope in
            try await scope.actions(
                range: instant("2013-03-01T00:00:00Z")..<Self.now, width: .month, now: Self.now,
                by: [.workflow])
        } _: {
            $0.add(try action("2"))
        }
        #expect(lines(told).contains("groups door executed: 2 > 4 late"))
        #expect(lines(told).contains("total Total executed: 2 > 4 late"))
        #expect(lines(told).contains("buckets door executed: 2 > 4 late"))
    }

    @Test("Figures of two periods change with either of them")
    func periods() async throws {
        let told = try await changes(filled()) { scope in
            try await scope.periodComparison(
                of: .month(of: day("2013-03-31")), mode: .previousPeriod, now: Self.now, metrics: [.assets])
        } _: {
            $0.add(.assets, 8, on: [try day("2013-02-27")])
        }
        #expect(
            lines(told) == [
                "figures Assets last, before: 10 > 8 late", "figures Assets last, change: 0 > +2 late",
                "figures Assets last, change in %: 0.0 % > +25.0 % late",
                // What was known of February holds in the first days of March, too.
                "figures Assets mean: 10.0 > 8.8 late", "figures Assets mean, before: 10.0 > 8.7 late",
                "figures Assets mean, change: 0 > +0.13 late",
                "figures Assets mean, change in %: 0.0 % > +1.5 % late",
            ])
    }

    @Test("An invoice that was not known then has no cells, and one that was changes with its usage")
    func verification() async throws {
        let plan = try plan(2)
        let number = try InvoiceNumber("N-1")
        let read: @Sendable (BillingScope) async throws -> any TabularReport = { scope in
            try await scope.verification(of: number, plans: [plan], now: Self.now.addingTimeInterval(1))
        }
        var world = try await filled()
        let unknown = try await world.repository.revision(.latest)
        try await world.commit { changes in
            changes.add(
                try Invoice(
                    tenant: acme, number: number, issuedAt: Self.now, currency: .usd,
                    period: instant("2013-03-01T00:00:00Z")..<Self.now,
                    lines: [
                        Invoice.Line(
                            id: EntityID("assets"), description: "Assets", quantity: 10,
                            amount: Money("20.00", .usd))
                    ], rating: Invoice.Rating(plan: plan.id, revision: Int(unknown.number))))
        }
        let first = try await world.acme.comparison(since: .revision(unknown), of: read)
        #expect(lines(first).contains("lines Assets invoiced:  > USD 20.00 late"))
        let told = try await changes(world, read) { try late(&$0) }
        #expect(lines(told).contains("lines Assets current: USD 20.00 > USD 26.00 late"))
        #expect(lines(told).contains("lines Assets cause: equal > usage changed late"))
        #expect(!lines(told).contains { $0.contains("invoiced") || $0.contains("Fee") })
    }
}
