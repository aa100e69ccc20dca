import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@testable import BillingStoreFile

@Suite("What was erased stands nowhere in the files")
struct ErasedBytesTests {
    private let folder: TemporaryFolder
    private var path: String { folder.file("billing") }

    init() throws { folder = try TemporaryFolder() }

    /// The texts that are found in any file of the folder.
    private func found(_ texts: [String]) throws -> Set<String> {
        var found: Set<String> = []
        for name in try folder.names() {
            let data = try Data(contentsOf: URL(filePath: folder.file(name)))
            for text in texts where data.range(of: Data(text.utf8)) != nil { found.insert(text) }
        }
        return found
    }

    /// All texts of a tenant bear its mark.
    private static func marks(_ mark: String) -> [String] {
        ["name", "metric", "device", "action", "invoice", "entry", "note", "source", "unit"]
            .map { "\($0)-\(mark)" }
    }

    /// Many records of a tenant in many commits, so that pages are split and joined.
    private static func fill(
        _ tenant: TenantID, _ mark: String, _ repository: FileRepository, instant: (Int) -> Date
    ) async throws {
        var random = SplitMix64(seed: 3)
        let metric = try Metric(id: MetricID("metric-\(mark)"), unit: "unit-\(mark)", kind: .gauge)
        for round in 0..<12 {
            var changes = ChangeSet(id: try CommitID("round \(round) of \(tenant)"))
            changes.add(
                try Tenant(id: tenant.text, name: "name-\(mark) \(round)", zone: "Etc/UTC", currency: .usd))
            changes.add(metric, for: tenant)
            for index in (0..<40).shuffled(using: &random) {
                let number = index * 12 + round
                let at = instant(number)
                changes.add(
                    SampleWrite(
                        SeriesKey(
                            tenant: tenant, metric: metric.id,
                            labels: try Labels(("source", "source-\(mark) \(index % 5)"))),
                        at: .instant(at), value: Double(number)))
                changes.add(
                    try ActionRecord(
                        tenant: tenant, source: SourceID("source-\(mark)"),
                        id: ActionID("action-\(mark) \(number)"), at: at, type: .sendEmail, category: .alert,
                        quantity: 1, unit: "unit-\(mark)"))
                changes.add(
                    ActivityRecord(
                        tenant: tenant, kind: .device, subject: try SubjectID("device-\(mark) \(number)"),
                        quarter: try QuarterHour(holding: at)))
                changes.add(
                    try Invoice(
                        tenant: tenant, number: InvoiceNumber("invoice-\(mark) \(number)"), issuedAt: at,
                        currency: .usd, totalPaid: Money(minorUnits: 1, currency: .usd),
                        document: "note-\(mark) " + String(repeating: "x", count: index * 20)))
                changes.add(
                    try InvoiceEntry(
                        id: EntityID("entry-\(mark) \(number)"), tenant: tenant,
                        invoice: InvoiceNumber("invoice-\(mark) \(number)"), kind: .payment, instant: at,
                        amount: Money(minorUnits: 1, currency: .usd)))
            }
            try await repository.commit(changes)
        }
    }

    @Test("A tenant, also beside a handle that reads on and closes later", arguments: [false, true])
    func tenant(_ isBesideAnother: Bool) async throws {
        let repository = try await StoredWorld.open(path, .create)
        let (gone, kept) = (try TenantID("gone"), try TenantID("kept"))
        // Turn by turn, so that both are on the same pages.
        try await Self.fill(gone, "erased", repository) { StoredWorld.day($0) }
        try await Self.fill(kept, "remains", repository) { StoredWorld.day($0) }
        #expect(try found(Self.marks("erased")).count == 9)
        let other = isBesideAnother ? try await StoredWorld.open(path) : nil
        _ = try await other?.revision(.latest)
        try await repository.erase(ErasureRequest(id: CommitID("erasure"), .tenant(gone)))
        try await repository.compact()
        let reader = try Connection(opening: path, path: path, flags: 0x1, wait: 0)
        #expect(try reader.first("PRAGMA freelist_count") { try $0.integer(0) } == 0)
        reader.close()
        #expect(try await other?.allRecords(RecordRequest(.tenant, of: .all)).count ?? 1 == 1)
        await repository.close()
        // The log was cut though another still has the file open.
        #expect(try found(Self.marks("erased")).isEmpty)
        #expect(try found(["gone"]) == ["gone"], "it stands in ids of commits, which are the caller's own")
        await other?.close()
        #expect(try found(Self.marks("remains")).count == 9)
        let again = try await StoredWorld.open(path)
        #expect(try await again.verify().isEmpty)
        await again.close()
    }

    @Test("While a long read needs the log it stays, and a later commit cuts it")
    func longRead() async throws {
        let repository = try await StoredWorld.open(path, .create)
        let gone = try TenantID("gone")
        try await Self.fill(gone, "erased", repository) { StoredWorld.day($0) }
        let reader = try Connection(opening: path, path: path, flags: 0x1, wait: 0)
        try reader.run("BEGIN")
        _ = try reader.isEmpty()
        try await repository.erase(ErasureRequest(id: CommitID("erasure"), .tenant(gone)))
        var next = ChangeSet(id: try CommitID("next"))
        next.add(try Tenant(id: "next", name: "Next", zone: "Etc/UTC", currency: .usd))
        // Its first rows are still seen by who began before.
        #expect(try reader.first("SELECT count(*) FROM tenant") { try $0.integer(0) } == 1)
        try await repository.commit(next)
        #expect(try !found(Self.marks("erased")).isEmpty)
        try reader.run("COMMIT")
        reader.close()
        next = ChangeSet(id: try CommitID("one more"))
        next.add(try Tenant(id: "more", name: "More", zone: "Etc/UTC", currency: .usd))
        try await repository.commit(next)
        // What follows a commit is done before the next one begins.
        try await repository.commit(next)
        // No other tenant's rows were among them, so no page is left on which SQLite could have moved one.
        #expect(try found(Self.marks("erased")).isEmpty)
        await repository.close()
    }

    @Test("A subject")
    func subject() async throws {
        let repository = try await StoredWorld.open(path, .create)
        let tenant = try TenantID("tenant")
        try await Self.fill(tenant, "mark", repository) { StoredWorld.day($0) }
        for number in [7, 250, 479] {
            let subject = try SubjectID("device-mark \(number)")
            try await repository.erase(
                ErasureRequest(id: CommitID("\(number)"), .subject(subject, kind: .device, tenant: tenant)))
        }
        try await repository.compact()
        await repository.close()
        // 25 is the beginning of 250 and a device of its own.
        #expect(try found(["device-mark 250", "device-mark 479", "device-mark 478"]) == ["device-mark 478"])
        let again = try await StoredWorld.open(path)
        #expect(try await again.verify().isEmpty)
        await again.close()
    }

    @Test("What lies before a retention floor")
    func retention() async throws {
        let repository = try await StoredWorld.open(path, .create)
        let tenant = try TenantID("tenant")
        try await Self.fill(tenant, "mark", repository) { StoredWorld.day($0) }
        // The records are numbered by their days: 1 April is day 90.
        for kind in RetainedKind.allCases {
            try await repository.erase(
                ErasureRequest(
                    id: CommitID("\(kind)"), .records(kind, before: LocalDate("2026-04-01"), tenant: tenant)))
        }
        try await repository.compact()
        await repository.close()
        let bytes = try Data(contentsOf: URL(filePath: path))
        for name in ["action", "invoice", "entry"] {
            // A digit may follow a number where the next column of the row begins.
            var numbers: Set<Int> = []
            var rest = bytes[...]
            while let range = rest.range(of: Data("\(name)-mark ".utf8)) {
                rest = rest[range.upperBound...]
                let digits = rest.prefix { (48...57).contains($0) }
                if let number = Int(String(decoding: digits, as: UTF8.self)) { numbers.insert(number) }
            }
            #expect(numbers.isDisjoint(with: 49..<90), "\(name)")
            #expect(numbers.isSuperset(of: 90..<480), "\(name)")
        }
        let again = try await StoredWorld.open(path)
        #expect(try await again.verify().isEmpty)
        await again.close()
    }
}
