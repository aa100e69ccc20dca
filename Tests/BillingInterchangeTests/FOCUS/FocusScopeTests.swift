import BillingInterchange
import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@Suite("Invoices of a scope as rows of FOCUS")
struct FocusScopeTests {
    private func filled() async throws -> InMemoryRepository {
        let repository = emptyRepository()
        try await repository.commit("invoices") { changes in
            changes.add(try makeTenant(acme, name: "Acme"))
            changes.add(try makeTenant(bolt))
            changes.add(messages, for: acme)
            changes.add(try PlanTerm(tenant: acme, plan: FocusWorld.plan(), from: LocalDate("2026-01-01")))
            changes.add(try FocusWorld.invoice())
            changes.add(try FocusWorld.entry("cn", .creditNote, "20.00"))
            changes.add(
                try Invoice(
                    tenant: bolt, number: InvoiceNumber("2026-03"), issuedAt: instant("2026-04-02T00:00:00Z"),
                    currency: .usd, payable: Money("5.00", .usd)))
        }
        return repository
    }

    @Test("Plans come from the plan book, entries from the repository; invoices of one number are told apart")
    func scope() async throws {
        let repository = try await filled()
        let terms = try FocusWorld.terms()
        let one = try await repository.scope(of: acme).focusDataset(terms, now: FocusWorld.now)
        #expect(one.rows.count == 8 && one.violations().isEmpty && one.leftOut.isEmpty)
        #expect(try one.billed() == "244.86")
        let march = try instant("2026-03-01T00:00:00Z")..<instant("2026-04-01T00:00:00Z")
        let all = try await repository.fleet.focusDataset(terms, now: FocusWorld.now) { _ in march }
        #expect(all.rows.count == 9 && all.payable.count == 2 && all.violations().isEmpty)
        #expect(try all.billed() == "249.86")
        let before = try await repository.fleet.focusDataset(
            terms, now: instant("2026-04-01T10:00:00Z"))
        #expect(before.rows.isEmpty)
        let second = try await repository.fleet.focusDataset(
            terms, issued: instant("2026-04-02T00:00:00Z")..<FocusWorld.now, now: FocusWorld.now
        ) { _ in march }
        #expect(second.shown(.billingAccountId, .billedCost) == ["bolt 5.00"])
    }

    @Test("An organisation is billed in one file, with its tenants as sub accounts")
    func subAccounts() async throws {
        let repository = try await filled()
        try await repository.commit("same number") { changes in
            changes.add(
                try Invoice(
                    tenant: acme, number: InvoiceNumber("2026/04"), issuedAt: instant("2026-04-02T00:00:00Z"),
                    currency: .usd, payable: Money("7.00", .usd)))
            changes.add(
                try Invoice(
                    tenant: bolt, number: InvoiceNumber("2026/04"), issuedAt: instant("2026-04-02T00:00:00Z"),
                    currency: .usd, payable: Money("8.00", .usd)))
        }
        let march = try instant("2026-03-01T00:00:00Z")..<instant("2026-04-01T00:00:00Z")
        let account = FocusBillingAccount(id: try OrganisationID("group"), name: "The Group")
        let dataset = try await repository.fleet.focusDataset(
            FocusWorld.terms(), account: account, now: FocusWorld.now
        ) { _ in march }
        #expect(dataset.violations().isEmpty, "\(dataset.violations())")
        #expect(try dataset.billed() == "264.86")
        #expect(Set(dataset.shown(.billingAccountId, .billingAccountName)) == ["group The Group"])
        #expect(
            dataset.shown(.subAccountId, .subAccountName, .invoiceId, .billedCost).suffix(3) == [
                "acme Acme acme/2026%2F04 7.00", "bolt A name bolt/2026-03 5.00",
                "bolt A name bolt/2026%2F04 8.00",
            ])
        #expect(
            dataset.payable.map { "\($0.key.account) \($0.key.invoice) \($0.value)" }.sorted() == [
                "group acme/2026%2F04 7.00 USD", "group acme/2026-03 244.86 USD",
                "group bolt/2026%2F04 8.00 USD", "group bolt/2026-03 5.00 USD",
            ])
        // What goes out comes in again, each sub account as the tenant that it is.
        let cost = try FocusSeries(of: "cost", .billedCost, in: .usd)
        let mapping = try FocusMapping(tenantsBy: .subAccountId, ["acme": bolt, "bolt": bolt], [cost])
        try await repository.commit("metric") { changes in
            changes.add(try Metric(id: MetricID("cost"), unit: "USD", kind: .count), for: bolt)
        }
        let report = try await Importer(into: repository).run(.text(dataset.csv()), as: mapping)
        #expect(report.rejected == 0 && report.accepted == dataset.rows.count)
        let series = try await repository.allSeries(
            SeriesRequest(of: .all, metrics: [MetricID("cost")]))
        #expect(series.map(\.key.tenant) == [bolt])
        #expect(abs(series.flatMap { $0.values }.reduce(0, +) - 264.86) < 1e-9)
    }

    @Test("An invoice without a period is refused by name")
    func withoutPeriod() async throws {
        let repository = try await filled()
        let error = await billingError {
            try await repository.fleet.focusDataset(FocusWorld.terms(), now: FocusWorld.now)
        }
        #expect(error?.code == .unsupported && error?.detail == "invoice '2026-03' of 'bolt'")
    }
}
