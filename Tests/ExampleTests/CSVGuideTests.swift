import BillingInterchange
import Foundation
import InauroBilling
import Testing

@Suite("The guide to CSV is true")
final class CSVGuideTests: ExamplePage {
    @Test("CSV")
    func csv() async throws {
        let repository = InMemoryRepository(clock: { Date(timeIntervalSince1970: 0) })
        var changes = ChangeSet(id: try CommitID("first"))
        changes.add(try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud))
        try await repository.commit(changes)
        let acme = repository.scope(of: try TenantID("acme"))
        let march = try LocalDate("2026-03-01")...LocalDate("2026-03-01")
        let now = Date(timeIntervalSince1970: 1_775_001_600)
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        var output: [UInt8] = []
        // Documentation/Guides/csv.md begins here.
        let report = try await acme.dailyUsage(dates: march, now: now)
        try Data(report.csv().utf8).write(to: file)
        print(try report.csvTable().columns.prefix(3).joined(separator: ", "))  // Tenant, Date, Assets
        print(try report.csv(table: "figures").prefix(18))  // tenant,date,metric
        let revision = try await acme.writeCSV(of: .invoices) { bytes in output.append(contentsOf: bytes) }
        print(revision)  // 1
        print(try await acme.csv(of: .coverage))  // tenant,metric,source,start,end
        var table = CSVTable(columns: ["note", "change"])
        try table.append([.text("=1+1"), .integer(-5)])
        try table.append([.text("'tis"), .missing])
        var reader = CSVReader(table.text())
        while let record = try reader.next() {
            print(record.unguarded(0) ?? "")  // note, then =1+1, then 'tis
        }
        // Documentation/Guides/csv.md ends here.
        printed = printed.map { $0.replacing("\r\n", with: "") }
        try expectPrinted("Documentation/Guides/csv.md")
        #expect(output.starts(with: "tenant,number,issued,currency".utf8))
    }

    @Test("A screen writes its main table, and any other by name")
    func screen() async throws {
        let repository = InMemoryRepository(clock: { Date(timeIntervalSince1970: 0) })
        let statement = try await repository.fleet.statement(now: Date(timeIntervalSince1970: 0), zone: .utc)
        let (movements, totals) = (
            try statement.csv(),
            try statement.csv(table: "totals")
        )
        #expect(movements.hasPrefix("tenant,instant,") && totals.hasPrefix("currency,count,opening,"))
        let error = #expect(throws: BillingError.self) { try statement.csv(table: "sums") }
        #expect(error?.code == .notFound)
        #expect(error?.rule == "a table is one of movements, totals, periods, gaps, others")
    }

    @Test("A table is written with guards and quotes")
    func table() throws {
        var table = CSVTable(columns: ["tenant", "note", "change"])
        try table.append([.text("acme"), .text("=1+1, they say"), .integer(-5)])
        #expect(table.text() == "tenant,note,change\r\nacme,\"'=1+1, they say\",-5\r\n")
    }

    @Test("A reader tells the line of each record, and the place of each fault")
    func reader() throws {
        var reader = CSVReader("date,users\n2025-03-30,12\n2025-03-31,\"1\"3\n")
        while let record = try reader.next() {
            print(record.line, record.fault?.detail ?? record.texts.joined(separator: " | "))
        }
        // 1 date | users
        // 2 2025-03-30 | 12
        // 3 line 3, column 15
        #expect(printed == ["1 date | users", "2 2025-03-30 | 12", "3 line 3, column 15"])
    }
}
