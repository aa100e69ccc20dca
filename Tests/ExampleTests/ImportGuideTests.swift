import Foundation
import InauroBilling
import Testing

@Suite("The guide to imports is true")
final class ImportGuideTests: ExamplePage {
    @Test("Import")
    func guide() async throws {
        let repository = InMemoryRepository(clock: { Date(timeIntervalSince1970: 0) })
        let acme = try TenantID("acme")
        let sydney = try ZoneID("Australia/Sydney")
        // Documentation/Guides/import.md begins here.
        let usage = """
            Date,Assets,Devices,DAU,Rules,Mood
            2026-03-01,118,110,7,4,good
            2026-03-02,120,,8,4,
            2026-03-03,-1,112,8,4,

            """
        let importer = Importer(into: repository)
        let mapping = CSVMapping.usage(tenant: acme, zone: sydney, currency: .aud)
        let report = try await importer.run(.text(usage), as: mapping)
        print(report.accepted, report.rejected, report.inserted)  // 2 1 8
        print(report.rejections[0].rule)  // a count is a whole number, 0 or more
        print(report.unknownColumns)  // ["Mood"]
        var invoices = CSVMapping(.invoices, constants: [.tenant: "acme", .currency: "AUD"])
        invoices.constants[.zone] = "Australia/Sydney"
        invoices.columns[.number] = "Doc No."
        invoices.dates = .dayMonthYear
        invoices.thousands = .comma
        let file = "Doc No.,Date and Time,Total Paid\nINV-7,1/3/2026 9:30,\"1,249.00\"\n"
        print(try await importer.run(.text(file), as: invoices).accepted)  // 1
        var exported = CSVMapping(
            .invoices, constants: [.tenant: "acme", .currency: "EUR", .zone: "Australia/Sydney"])
        exported.dates = try .init("d MMM yyyy")
        exported.startsDates = true
        exported.hasDecimalComma = true
        exported.thousands = .point
        exported.numbers = [.currency, .parentheses]
        exported.missing = ["N/A", "-"]
        let rows = "sep=;\nNumber;Issued;Payable;Tax\nINV-8;1 Mar 2026;€ 1.249,0000;N/A\n"
        print(try await importer.run(.text(rows), as: exported).accepted)  // 1
        let again = try await importer.run(.text(usage), as: mapping)
        print(again.batches, again.resumed, again.inserted)  // 2 2 0
        let samples = "tenant,metric,date,value\nacme,assets,2026-03-04,121\nbeta,assets,2026-03-04,7\n"
        let early = try await importer.run(.text(samples), as: CSVMapping(.samples))
        print(early.rejections[0].rule)  // a record belongs to a known tenant
        print(early.accepted, early.rejections[0].retry)  // 1 later
        var beta = ChangeSet(id: try CommitID("beta"))
        beta.add(try Tenant(id: "beta", name: "Beta", zone: "Australia/Perth", currency: .aud))
        try await repository.commit(beta)
        let late = try await importer.run(.text(samples), as: CSVMapping(.samples))
        print(late.accepted, late.inserted, late.unchanged)  // 2 1 1
        let strict = Importer(into: repository, options: .init(isStrict: true))
        let refused = try await strict.run(.text(usage), as: mapping)
        print(refused.isComplete, refused.accepted, refused.rejected)  // false 0 1
        // Documentation/Guides/import.md ends here.
        try expectPrinted("Documentation/Guides/import.md")
        let scope = repository.scope(of: acme)
        let now = try Date("2026-03-02T13:00:00Z", strategy: .iso8601)
        let row = try #require(try await scope.inventory(now: now).row(acme))
        #expect(row.counts.first { $0.metric == Metric.assets.id }?.value == 120)
        #expect(try await scope.invoices(now: now).rows.map(\.paid.amountText) == ["1249.00", "0.00"])
    }

    @Test("An importer takes usage rows from a file")
    func importer() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appending(path: "usage.csv").path
        try Data("Date,Assets\n2026-03-01,118\n".utf8).write(to: URL(filePath: path))
        let repository = InMemoryRepository(clock: { Date(timeIntervalSince1970: 0) })
        let (acme, sydney) = (try TenantID("acme"), try ZoneID("Australia/Sydney"))
        let importer = Importer(into: repository)
        let mapping = CSVMapping.usage(tenant: acme, zone: sydney, currency: .aud)
        let report = try await importer.run(.file(path), as: mapping)
        #expect(report.inserted == 2)
    }

    @Test("A mapping names columns, constants and forms")
    func mapping() {
        var mapping = CSVMapping(.invoices, constants: [.tenant: "acme", .currency: "AUD"])
        mapping.columns[.number] = "Doc No."
        mapping.dates = .dayMonthYear
        #expect(mapping.identity != CSVMapping(.invoices).identity)
    }
}
