import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("What is broken of one tenant is marked, and takes no screen of a fleet down")
struct DamagedTenantTests {
    /// A reader that meets damage in all but the list of tenants and metrics of one of them.
    private struct BrokenReader: BillingReader {
        let base: InMemoryRepository
        let broken: TenantID
        let error: BillingError.Code

        private func check(_ tenants: TenantSelection) throws {
            guard tenants.contains(broken) else { return }
            throw BillingError(error, rule: "a stored row is as it was written", detail: "a place")
        }

        func revision(_ knownAt: KnownAt) async throws -> Revision { try await base.revision(knownAt) }

        func records(_ request: RecordRequest) async throws -> RecordPage {
            if request.kind != .tenant { try check(request.tenants) }
            return try await base.records(request)
        }

        func series(_ request: SeriesRequest) async throws -> SeriesPage {
            try check(request.tenants)
            return try await base.series(request)
        }

        func activity(_ request: ActivityRequest) async throws -> ActivityPage {
            try check(request.tenants)
            return try await base.activity(request)
        }

        func summaries(_ request: SummaryRequest) async throws -> SummaryPage {
            try check(request.tenants)
            return try await base.summaries(request)
        }
    }

    /// A reader that gives entries which nobody could commit.
    private struct OverflowingReader: BillingReader {
        let base: InMemoryRepository
        let entries: [InvoiceEntry]

        func revision(_ knownAt: KnownAt) async throws -> Revision { try await base.revision(knownAt) }

        func records(_ request: RecordRequest) async throws -> RecordPage {
            var page = try await base.records(request)
            if request.kind == .entry { page.records += entries.map { .entry($0) } }
            return page
        }

        func series(_ request: SeriesRequest) async throws -> SeriesPage { try await base.series(request) }

        func activity(_ request: ActivityRequest) async throws -> ActivityPage {
            try await base.activity(request)
        }
    }

    private static let tenants = ["acme", "bolt", "core"]
    private let world: World
    private let now: Date

    init() async throws {
        now = try instant("2026-03-10T00:00:00Z")
        var world = try await World(
            try Self.tenants.map { try Tenant(id: $0, name: $0, zone: "UTC", currency: .usd) })
        let dates = try days("2026-03-01", "2026-03-09")
        let issued = try instant("2026-03-02T00:00:00Z")
        try await world.commit { changes in
            for tenant in try Self.tenants.map({ try TenantID($0) }) {
                changes.add(.assets, 5, on: dates, of: tenant)
                for number in 1...2 {
                    changes.add(
                        try Invoice(
                            tenant: tenant, number: InvoiceNumber("INV-\(number)"), issuedAt: issued,
                            totalPaid: Money(minorUnits: 100, currency: .usd)))
                }
            }
        }
        self.world = world
    }

    @Test("A damaged tenant is left out of every screen of a fleet, which says so", arguments: [true, false])
    func damaged(_ isFleet: Bool) async throws {
        let reader = BrokenReader(base: world.repository, broken: bolt, error: .corruptData)
        let scope = isFleet ? reader.fleet : reader.scope(of: Set(try Self.tenants.map { try TenantID($0) }))
        let sound = world.repository.scope(of: Set([try TenantID("acme"), try TenantID("core")]))
        let mark = Unshown(
            tenant: bolt, error: BillingError(.corruptData, rule: "a stored row is as it was written"))

        let invoices = try await scope.invoices(now: now)
        #expect(invoices.stamp.unshown == [mark])
        #expect(try await invoices.rows == sound.invoices(now: now).rows)
        #expect(invoices.totals.map(\.invoices) == [4] && invoices.totals[0].paid.minorUnits == 400)
        #expect(invoices.text().contains("Not shown: tenant bolt: a stored row is as it was written"))
        let read = try JSONDecoder().decode(InvoiceList.self, from: JSONEncoder().encode(invoices))
        #expect(read == invoices)

        let statement = try await scope.statement(now: now)
        #expect(statement.stamp.unshown == [mark])
        #expect(try await statement.movements == sound.statement(now: now).movements)

        let inventory = try await scope.inventory(now: now)
        #expect(inventory.stamp.unshown == [mark])
        #expect(inventory.rows.map(\.tenant.text) == ["acme", "core"])
        #expect(try await inventory.totals == sound.inventory(now: now).totals)

        // Two pages, each of one tenant.
        var request = TenantOverviewRequest()
        request.limit = 1
        var names: [String] = []
        repeat {
            let page = try await scope.tenantOverview(request, now: now)
            #expect(page.stamp.unshown == [mark] && page.tenants == 2)
            names += page.rows.map(\.id.text)
            request.cursor = page.next
        } while request.cursor != nil
        #expect(names == ["acme", "core"])
    }

    @Test("What is wrong with all of them, or with the one that is asked for, is thrown")
    func thrown() async throws {
        let one = BrokenReader(base: world.repository, broken: bolt, error: .corruptData)
        await #expect(throws: BillingError.self) { try await one.scope(of: bolt).invoices(now: now) }
        let busy = BrokenReader(base: world.repository, broken: bolt, error: .busy)
        await #expect(throws: BillingError.self) { try await busy.fleet.invoices(now: now) }
    }

    @Test("An invoice whose sums do not fit is left out by itself")
    func overflow() async throws {
        let entries = try (0..<2).map { number in
            try InvoiceEntry(
                id: EntityID("entry \(number)"), tenant: bolt, invoice: InvoiceNumber("INV-1"),
                kind: .payment, instant: instant("2026-03-03T00:00:00Z"),
                amount: Money(minorUnits: .max, currency: .usd))
        }
        let reader = OverflowingReader(base: world.repository, entries: entries)
        for scope in [reader.fleet, reader.scope(of: bolt)] {
            let invoices = try await scope.invoices(now: now)
            let left = try #require(invoices.stamp.unshown)
            #expect(left.map(\.tenant) == [bolt] && left.map(\.invoice?.text) == ["INV-1"])
            #expect(left.map(\.code) == ["overflow"])
            #expect(invoices.rows.contains { $0.tenant == bolt && $0.number.text == "INV-2" })
            #expect(!invoices.rows.contains { $0.tenant == bolt && $0.number.text == "INV-1" })
            #expect(invoices.text().contains("Not shown: tenant bolt, invoice INV-1: "))
            let statement = try await scope.statement(now: now)
            #expect(statement.stamp.unshown?.map(\.invoice?.text) == ["INV-1"])
        }
        #expect(try await reader.fleet.invoices(now: now).rows.count == 5)
    }

    @Test("A total that does not fit is left out, and the rows are shown")
    func total() async throws {
        // An account holds 64 bits, and two accounts more.
        var world = try await World(
            ["one", "two"].map { try Tenant(id: $0, name: $0, zone: "UTC", currency: .usd) })
        let issued = try instant("2026-03-02T00:00:00Z")
        try await world.commit { changes in
            for tenant in ["one", "two"] {
                changes.add(
                    try Invoice(
                        tenant: TenantID(tenant), number: InvoiceNumber("INV-1"), issuedAt: issued,
                        totalPaid: Money(minorUnits: .max, currency: .usd)))
            }
        }
        let invoices = try await world.repository.fleet.invoices(now: now)
        #expect(invoices.rows.count == 2 && invoices.totals.isEmpty && invoices.stamp.unshown == nil)
        #expect(invoices.text().contains("The total in USD does not fit"))
    }
}
