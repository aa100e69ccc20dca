import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The heading of a screen")
struct ScreenTextTests {
    private func heading(_ stamp: ScreenStamp) throws -> String {
        InvoiceList(stamp: stamp, rows: []).text()
    }

    @Test("It says when, in which zone, by which rules and at which revision the screen was made")
    func stamp() throws {
        let stamp = ScreenStamp(
            now: try instant("2014-01-01T05:00:00Z"), local: "2014-01-01T00:00:00-05:00",
            zone: try ZoneID("America/New_York"), release: "2025b", digest: "00", revision: try Revision(12))
        #expect(
            try heading(stamp) == """
                Invoices
                As of the end of 2013-12-31, zone America/New_York (tz 2025b), revision 12
                No invoices

                """)
    }

    @Test("What the stamp does not know is left out, and a tenant that moved is named")
    func moves() throws {
        let stamp = ScreenStamp(
            now: try instant("2014-01-01T05:00:00.25Z"), zone: .utc, release: nil, digest: "00",
            revision: .zero,
            moves: [
                .init(
                    tenant: try TenantID("a\u{7}"), from: try instant("2013-06-01T00:00:00Z"),
                    zone: try ZoneID("Asia/Tokyo"))
            ])
        #expect(
            try heading(stamp) == """
                Invoices
                As of 2014-01-01T05:00:00Z, zone UTC, revision 0
                Tenant a\\u{7} is in zone Asia/Tokyo from 2013-06-01T00:00:00Z on, before in another one
                No invoices

                """)
    }

    @Test("A screen names the tenants that moved inside the time shown")
    func moved() async throws {
        let repository = emptyRepository()
        let zones = try ZoneHistory(try ZoneID("America/New_York")).changing(
            to: try ZoneID("Europe/Berlin"), from: try instant("2013-06-01T00:00:00Z"))
        try await repository.commit("1") {
            $0.add(try Tenant(id: try TenantID("a"), name: "A", zones: zones, currency: .eur))
        }
        let scope = repository.scope(of: try TenantID("a"))
        let range = try instant("2013-05-01T00:00:00Z")..<instant("2013-07-01T00:00:00Z")
        let screen = try await scope.actions(
            range: range, width: .day, now: try instant("2013-07-01T00:00:00Z"))
        #expect(screen.stamp.zone == (try ZoneID("Europe/Berlin")))
        #expect(screen.stamp.local == "2013-07-01T02:00:00+02:00")
        #expect(screen.stamp.moves.map(\.zone.name) == ["Europe/Berlin"])
        #expect(screen.text().contains("\nTenant a is in zone Europe/Berlin from 2013-06-01T00:00:00Z on"))
        let later = try instant("2013-06-02T00:00:00Z")..<range.upperBound
        #expect(try await scope.actions(range: later, width: .day, now: range.upperBound).stamp.moves.isEmpty)
    }
}
