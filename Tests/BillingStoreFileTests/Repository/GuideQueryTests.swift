import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@testable import BillingStoreFile

/// The `sqlite3` shell, if it is installed.
private let installedShell = ["/usr/bin/sqlite3", "/usr/local/bin/sqlite3", "/opt/homebrew/bin/sqlite3"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

@Suite("The SQL of the guide shows what is in the file")
struct GuideQueryTests {
    private let folder: TemporaryFolder
    private var path: String { folder.file("it's a \"file\".billing") }

    private static let quoted = EntityID<Tenant>(constant: "o'neil; DROP TABLE tenant;--")

    init() async throws {
        folder = try TemporaryFolder()
        try await Self.fill(path)
    }

    private static func fill(_ path: String) async throws {
        let clock = Lock(try instant("2026-04-01T00:00:00.000001Z"))
        let repository = try await FileRepository(at: path) {
            clock.withLock { now in
                defer { now += 1 }
                return now
            }
        }
        func money(_ minorUnits: Int64, _ currency: String) throws -> Money {
            Money(minorUnits: minorUnits, currency: try Currency(currency))
        }
        var changes = ChangeSet(id: try CommitID("first"))
        changes.add(try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud))
        changes.add(
            try Tenant(id: quoted.text, name: "Ünïcode \u{1F680} | 'x'", zone: "Etc/UTC", currency: .usd))
        changes.add(
            try Invoice(
                tenant: acme, number: InvoiceNumber("INV-7"), issuedAt: instant("2026-03-01T01:00:00Z"),
                currency: .usd, period: instant("2026-02-01T00:00:00Z")..<instant("2026-03-01T00:00:00Z"),
                lines: [
                    .init(id: EntityID("a"), description: "Devices", amount: money(9_900, "USD")),
                    .init(id: EntityID("b"), description: "Credit \"x\"", amount: money(-10_005, "USD")),
                ], subtotal: money(-105, "USD"), tax: money(105, "USD"), payable: money(0, "USD"),
                rating: Invoice.Rating(plan: EntityID("standard"), revision: 12)))
        for (number, issued, paid) in [
            // An account of its own: one that holds this much takes no more.
            ("limit", "1969-12-31T23:59:59.999999Z", try money(.max, "GBP")),
            ("yen", "0001-01-01T00:00:00.500000Z", try money(.max, "JPY")),
            ("dinar", "9999-12-31T23:59:59Z", try money(1, "KWD")),
            ("fomento", "2026-03-01T01:00:00.5Z", try money(12_345, "CLF")),
            ("cent", "1970-01-01T00:00:00Z", try money(9, "EUR")),
        ] {
            changes.add(
                try Invoice(
                    tenant: acme, number: InvoiceNumber(number), issuedAt: instant(issued), totalPaid: paid))
        }
        changes.add(
            try Invoice(
                tenant: quoted, number: InvoiceNumber("INV-7"), issuedAt: instant("2026-03-01T01:00:00Z"),
                currency: Currency("CLF"), subtotal: money(.min, "CLF")))
        changes.add(
            try Invoice(
                tenant: quoted, number: InvoiceNumber("INV-8"), issuedAt: instant("2026-03-01T01:00:00Z"),
                currency: .usd, subtotal: money(1_234, "USD"), tax: money(-1_234, "USD")))
        for (id, kind, at, amount) in [
            ("p", InvoiceEntry.Kind.payment, "2026-03-02T00:00:00Z", Int64(5)),
            ("r", .refund, "2026-03-03T00:00:00Z", 500), ("c", .creditNote, "2026-03-01T12:00:00Z", 12_345),
        ] {
            changes.add(
                try InvoiceEntry(
                    id: EntityID(id), tenant: acme, invoice: InvoiceNumber("INV-7"), kind: kind,
                    instant: instant(at), amount: money(amount, "USD")))
        }
        changes.add(
            try InvoiceEntry(
                id: EntityID("v"), tenant: acme, invoice: InvoiceNumber("INV-7"), kind: .void,
                instant: instant("2026-03-02T06:00:00Z"), amount: nil))
        try await repository.commit(changes)

        changes = ChangeSet(id: try CommitID("second"))
        changes.add(try Tenant(id: "acme", name: "Acme & Co", zone: "Australia/Sydney", currency: .aud))
        for (id, at, type, succeeded, failed, suppressed) in [
            ("1", "2026-03-01T00:00:00Z", ActionType.sendEmail, 3, 1, 0),
            ("2", "2026-03-31T23:59:59.999999Z", .sendEmail, 1, 0, 2),
            // Outside the month.
            ("3", "2026-02-28T23:59:59.999999Z", .sendEmail, 100, 0, 0),
            ("4", "2026-04-01T00:00:00Z", .sendEmail, 100, 0, 0),
            ("5", "2026-03-15T00:00:00Z", .sendSMS, 7, 0, 0),
            // Amended and taken back.
            ("6", "2026-03-16T00:00:00Z", .sendSMS, 50, 0, 0),
            ("7", "2026-03-17T00:00:00Z", .sendSMS, 60, 0, 0),
        ] {
            changes.add(
                try ActionRecord(
                    tenant: acme, source: SourceID("feed"), id: ActionID(id), at: instant(at), type: type,
                    category: .alert, succeeded: succeeded, failed: failed, suppressed: suppressed))
        }
        try await repository.commit(changes)
        changes = ChangeSet(id: try CommitID("third"))
        changes.amend(
            try ActionRecord(
                tenant: acme, source: SourceID("feed"), id: ActionID("6"),
                at: instant("2026-03-16T00:00:00Z"),
                type: .sendSMS, category: .alert, succeeded: 2))
        changes.void(action: try ActionID("7"), of: try SourceID("feed"), tenant: acme)
        try await repository.commit(changes)
        // One that makes no revision.
        changes = ChangeSet(id: try CommitID("nothing new"))
        changes.add(try Tenant(id: "acme", name: "Acme & Co", zone: "Australia/Sydney", currency: .aud))
        try await repository.commit(changes)
        await repository.close()
    }

    /// The queries of the guide, each with the rows that it gives, written by hand.
    private static let expected: [[String]] = [
        [
            "acme|Acme & Co|Australia/Sydney|AUD",
            "o'neil; DROP TABLE tenant;--|Ünïcode \u{1F680} | 'x'|Etc/UTC|USD",
        ],
        [
            "dinar|9999-12-31T23:59:59.000000Z|KWD||0.001|",
            "fomento|2026-03-01T01:00:00.500000Z|CLF||1.2345|",
            "INV-7|2026-03-01T01:00:00.000000Z|USD|0.00||credit-note 123.45, payment 0.05, void, refund 5.00",
            "cent|1970-01-01T00:00:00.000000Z|EUR||0.09|",
            "limit|1969-12-31T23:59:59.999999Z|GBP||92233720368547758.07|",
            "yen|0001-01-01T00:00:00.500000Z|JPY||9223372036854775807|",
        ],
        ["Devices|99.00", "Credit \"x\"|-100.05"],
        ["alert|\(ActionType.sendEmail.text)|5|2", "alert|\(ActionType.sendSMS.text)|9|0"],
        [
            "3|2026-04-01T00:00:02.000001Z|third|0|1|1", "2|2026-04-01T00:00:01.000001Z|second|7|1|0",
            "1|2026-04-01T00:00:00.000001Z|first|14|0|0",
        ],
    ]

    /// The SQL of the guide, in its order.
    private static func queries() throws -> [String] {
        let guide = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Documentation/Guides/file-repository.md")
        return try String(contentsOf: guide, encoding: .utf8).components(separatedBy: "```sql\n").dropFirst()
            .map { $0.components(separatedBy: "```")[0].trimmingCharacters(in: .whitespacesAndNewlines) }
    }

    /// The rows of a query, as the shell writes them.
    private func rows(_ query: String) throws -> [String] {
        var options = ConnectionOptions(applicationID: Schema.applicationID)
        options.access = .readOnly
        let connection = try Connection.open(path, options)
        defer { connection.close() }
        let count = try connection.first("SELECT count(*) FROM (\(query.dropLast()))") { try $0.integer(0) }
        var rows: [String] = []
        try connection.each(String(query.dropLast())) { row in
            var texts: [String] = []
            var column = 0
            // The statement does not say how many columns it has; the expectation does.
            while column < 6 {
                switch try row.value(column) {
                case .null: texts.append("")
                case .integer(let number): texts.append("\(number)")
                case .text(let text): texts.append(text)
                case .real, .bytes: Issue.record("\(query)")
                }
                column += 1
            }
            rows.append(texts.joined(separator: "|"))
        }
        #expect(count == Int64(rows.count))
        return rows
    }

    @Test("Each query, run by the library")
    func library() throws {
        let queries = try Self.queries()
        #expect(queries.count == Self.expected.count)
        for (query, expected) in zip(queries, Self.expected) {
            for (row, expected) in zip(try rows(query), expected) {
                // Columns that are not there read as null.
                #expect(
                    row.hasPrefix(expected) && row.dropFirst(expected.count).allSatisfy { $0 == "|" },
                    "\(query)")
            }
            #expect(try rows(query).count == expected.count, "\(query)")
        }
    }

    @Test("Amounts and periods that the queries do not show")
    func amounts() throws {
        let query =
            "SELECT number, subtotal, tax, payable, period_start, period_end FROM invoices"
            + " WHERE number LIKE 'INV-%' ORDER BY tenant, number;"
        #expect(
            try rows(query) == [
                "INV-7|-1.05|1.05|0.00|2026-02-01T00:00:00.000000Z|2026-03-01T00:00:00.000000Z",
                "INV-7|-922337203685477.5808||||", "INV-8|12.34|-12.34|0.00||",
            ])
    }

    @Test(
        "Each query, run by the shell",
        .enabled(if: installedShell != nil, "the sqlite3 shell is not installed"))
    func shell() throws {
        for (query, expected) in zip(try Self.queries(), Self.expected) {
            let process = Process()
            let output = Pipe()
            process.executableURL = URL(filePath: try #require(installedShell))
            process.arguments = ["-readonly", "-batch", "-noheader", "-init", "/dev/null", path, query]
            process.standardOutput = output
            try process.run()
            let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            #expect(text.split(separator: "\n").map(String.init) == expected, "\(query)")
        }
    }
}
