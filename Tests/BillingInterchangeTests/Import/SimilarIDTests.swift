import BillingInterchange
import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@Suite("An id that is nearly a known one is taken as it is, and told")
struct SimilarIDTests {
    @Test("Of tenants, beside those of the repository and of the file, once for each spelling")
    func tenants() async throws {
        let repository = ImporterTests.makeRepository()
        try await repository.commit("c") {
            $0.add(try Tenant(id: "caf\u{E9}", name: "c", zone: "UTC", currency: .eur))
        }
        let csv = """
            Tenant,Date,Assets
            cafe\u{301},2026-01-01,1
            cafe\u{301},2026-01-02,1
            CAF\u{C9},2026-01-01,1
            b,2026-01-01,1
            "b ",2026-01-01,1
            c,2026-01-01,1

            """
        let mapping = CSVMapping.usage(zone: .utc, currency: .eur)
        let report = try await Importer(into: repository).run(.text(csv), as: mapping)
        #expect(report.accepted == 6 && report.rejected == 0)
        #expect(report.notices.map(\.line) == [2, 4, 6])
        #expect(report.notices.allSatisfy { $0.kind == .similarID } && report.noticed == 3)
        #expect(report.notices.last?.detail == "tenant 'b ' beside 'b'")
        let revision = try await repository.revision(.latest)
        #expect(try await repository.tenants(.all, at: revision).count == 6)
    }

    @Test("Of invoices, beside those that the repository has")
    func invoices() async throws {
        let repository = ImporterTests.makeRepository()
        try await repository.commit("c") {
            $0.add(try Tenant(id: "a", name: "a", zone: "UTC", currency: .eur))
        }
        let mapping = CSVMapping(.invoices, constants: [.tenant: "a", .currency: "EUR"])
        let header = "number,issued,paid\n"
        let first = try await Importer(into: repository).run(
            .text(header + "INV-1,2026-01-01T00:00Z,1\n"), as: mapping)
        #expect(first.accepted == 1 && first.notices.isEmpty)
        let second = try await Importer(into: repository).run(
            .text(header + "inv-1,2026-01-01T00:00Z,1\nINV-2,2026-01-01T00:00Z,1\n"), as: mapping)
        #expect(second.accepted == 2)
        #expect(second.notices.map(\.detail) == ["invoice 'inv-1' beside 'INV-1'"])
    }

    @Test("Of the metrics, labels, types and categories of a file")
    func withinAFile() async throws {
        let repository = ImporterTests.makeRepository()
        try await repository.commit("c") {
            $0.add(try Tenant(id: "a", name: "a", zone: "UTC", currency: .eur))
        }
        let csv = """
            id,at,type,category
            1,2026-01-01T00:00:00Z,send-sms,alert
            2,2026-01-01T00:00:00Z,Send-SMS,alert
            3,2026-01-01T00:00:00Z,send-sms,Alert
            4,2026-01-01T00:00:00Z,Send-SMS,Alert

            """
        let report = try await Importer(into: repository).run(
            .text(csv), as: CSVMapping(.actions, constants: [.tenant: "a", .source: "log"]))
        #expect(report.accepted == 4)
        #expect(
            report.notices.map(\.detail) == [
                "type 'Send-SMS' beside 'send-sms'", "category 'Alert' beside 'alert'",
            ])
    }
}
