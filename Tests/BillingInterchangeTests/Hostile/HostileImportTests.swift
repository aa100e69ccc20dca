import BillingInterchange
import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Synchronization
import Testing

@Suite("An import keeps its word against hostile files")
struct HostileImportTests {
    private static func repository() -> InMemoryRepository { ImporterTests.makeRepository() }

    private static func zones(_ repository: InMemoryRepository) async throws -> ZoneHistory {
        try await repository.tenant(TenantID("a"), at: repository.revision(.latest)).zones
    }

    @Test("Progress goes on within each phase, to the last byte", arguments: [false, true])
    func progress(isStrict: Bool) async throws {
        let told = Mutex<[ImportProgress]>([])
        let first = try LocalDate("1900-01-01")
        let count = Sweep.count(36_000, part: 4_500)
        let rows = try (0..<count).map { "a,\(try first.adding(days: $0)),1\n" }.joined()
        let text = "Tenant,Date,Assets\n" + rows
        let importer = Importer(
            into: Self.repository(), options: .init(isStrict: isStrict, batchLines: count / 9 * 5)
        ) { progress in told.withLock { $0.append(progress) } }
        let report = try await importer.run(.text(text), as: CSVMapping.usage(zone: .utc, currency: .eur))
        #expect(report.accepted == count)
        let all = told.withLock { $0 }
        var phases: [ImportProgress.Phase] = []
        for (before, after) in zip(all, all.dropFirst()) where before.phase == after.phase {
            #expect(
                before.bytes <= after.bytes && before.lines <= after.lines && before.batches <= after.batches)
        }
        for progress in all where progress.phase != phases.last { phases.append(progress.phase) }
        #expect(Set(phases).count == phases.count)
        for phase in phases {
            #expect(all.last { $0.phase == phase }?.bytes == text.utf8.count)
            #expect(all.last { $0.phase == phase }?.lines == count)
        }
    }

    @Test(
        "A line of a stranger takes no other line with it, though nothing tells his zone",
        arguments: [false, true])
    func stranger(isStrict: Bool) async throws {
        let repository = Self.repository()
        _ = try await Importer(into: repository).run(.text("=a\n"), as: LineFormat())
        let csv = "Tenant,Date,Assets\na,2026-01-01,1\nb,2026-01-01,2\na,2026-01-02,3\n"
        let report = try await Importer(
            into: repository, tenants: .one(try TenantID("a")), options: .init(isStrict: isStrict)
        ).run(.text(csv), as: CSVMapping.usage())
        #expect(report.rejections.map(\.code) == [.outOfScope] && report.rejections.map(\.line) == [3])
        #expect(try await ImporterTests.values(repository) == (isStrict ? [] : [1, 3]))
    }

    @Test("A strict import sees across its batches what entries and versions forbid", arguments: [1, 2, 100])
    func strict(size: Int) async throws {
        let files: [(CSVMapping, String)] = [
            (
                CSVMapping(.entries, constants: [.tenant: "a", .currency: "EUR"]),
                "number,id,kind,at,amount\nN1,v,void,2026-01-02T00:00:00Z,\nN1,r,refund,2026-01-05T00:00:00Z,1\n"
                    + "N1,p,payment,2026-01-03T00:00:00Z,1\n"
            ),
            (
                CSVMapping(.entries, constants: [.tenant: "a", .currency: "EUR"]),
                "number,id,kind,at,amount\nN1,v,void,2026-01-02T00:00:00Z,\nN1,r,refund,2026-01-05T00:00:00Z,1\n"
                    + "N1,w,void,2026-01-02T00:00:00Z,\n"
            ),
            (
                CSVMapping.usage(),
                "Tenant,Date,Assets,Generated At\na,2026-01-01,1,2026-01-02T00:00:00Z\n"
                    + "a,2026-01-02,1,2026-01-02T00:00:00Z\na,2026-01-01,2,\n"
            ),
        ]
        for (mapping, text) in files {
            let repository = Self.repository()
            _ = try await Importer(into: repository).run(
                .text("=a\ninvoice,a,N1,5.00\n"), as: LineFormat())
            let revision = try await repository.revision(.latest)
            let importer = Importer(into: repository, options: .init(isStrict: true, batchLines: size))
            let report = try await importer.run(.text(text), as: mapping)
            #expect((report.accepted, report.batches, report.isComplete) == (0, 0, false))
            #expect(report.rejections.map(\.line) == [4] && report.rejections.map(\.code) == [.conflict])
            #expect(try await repository.revision(.latest) == revision)
        }
    }

    @Test("A strict import takes what a lenient one takes whole", arguments: [1, 2, 100])
    func strictTakes(size: Int) async throws {
        let text =
            "Tenant,Date,Assets,Generated At,Zone\na,2026-01-01,1,2026-01-02T00:00:00Z,UTC\n"
            + "a,2026-01-02,1,2026-01-02T00:00:00Z,UTC\na,2026-01-01,1,2026-01-02T00:00:00Z,\n"
            + "a,2026-01-01,1,,\n"
        for isStrict in [false, true] {
            let repository = Self.repository()
            let options = Importer.Options(isStrict: isStrict, batchLines: size)
            let report = try await Importer(into: repository, options: options)
                .run(.text(text), as: CSVMapping.usage(currency: .eur))
            #expect(report.rejections == [] && report.accepted == 4, "strict: \(isStrict)")
        }
    }

    @Test("Files of one tenant leave the same zones in whatever order they come")
    func zoneOrder() async throws {
        func file(_ first: String, _ days: Int, _ zone: String) throws -> String {
            let start = try LocalDate(first)
            let rows = try (0..<days).map { "a,\(try start.adding(days: $0)),1,\(zone),EUR\n" }
            return "Tenant,Date,Assets,Zone,Currency\n" + rows.joined()
        }
        let files = [
            try file("2026-01-01", 31, "Europe/Paris"), try file("2026-02-01", 28, "Australia/Sydney"),
            try file("2026-03-01", 31, "Asia/Tokyo"),
        ]
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let repository = Self.repository()
            for place in order {
                let report = try await Importer(into: repository).run(
                    .text(files[place]), as: CSVMapping.usage())
                #expect(report.rejected == 0)
            }
            let zones = try await Self.zones(repository)
            for (text, zone) in [
                ("2026-01-01T12:00:00Z", "Europe/Paris"), ("2026-01-31T12:59:59Z", "Europe/Paris"),
                ("2026-01-31T13:00:00Z", "Australia/Sydney"), ("2026-02-28T14:59:59Z", "Australia/Sydney"),
                ("2026-02-28T15:00:00Z", "Asia/Tokyo"), ("2030-01-01T00:00:00Z", "Asia/Tokyo"),
            ] {
                let instant = try Date(text, strategy: .iso8601)
                #expect(zones.zone(at: instant).name == zone, "order \(order), \(text)")
            }
        }
    }

    @Test("A rerun after an end between any two batches gives what one run gives", arguments: 1...6)
    func killed(batches: Int) async throws {
        let text =
            "Tenant,Date,Assets,Zone,Currency\n"
            + (1...9).map { "a,2026-01-0\($0),\($0),UTC,EUR\n" }.joined()
            + "b,2026-01-01,1,Mars/Base,EUR\na,2026-01-03,33,Asia/Tokyo,EUR\n"
        let whole = Self.repository()
        let options = Importer.Options(batchLines: 2)
        let once = try await Importer(into: whole, options: options).run(.text(text), as: CSVMapping.usage())
        let parts = Self.repository()
        let task = Task {
            try await Importer(into: parts, options: options) { progress in
                if progress.batches == batches { withUnsafeCurrentTask { $0?.cancel() } }
            }.run(.text(text), as: CSVMapping.usage())
        }
        _ = await task.result
        let rest = try await Importer(into: parts, options: options).run(.text(text), as: CSVMapping.usage())
        #expect((rest.accepted, rest.rejected) == (once.accepted, once.rejected))
        #expect(rest.accepted + rest.rejected == rest.lines)
        #expect(try await parts.revision(.latest) == (try await whole.revision(.latest)))
        #expect(try await parts.archive() == (try await whole.archive()))
    }

    @Test("Counts are those of a slow import that knows only a dictionary", arguments: 0..<30)
    func counts(seed: Int) async throws {
        var random = SplitMix64(seed: UInt64(seed))
        var text = "Tenant,Date,Assets,Users,Generated\n"
        var state: [String: (value: Int, version: Int?)] = [:]
        var expected = (accepted: 0, inserted: 1, corrected: 0)
        var known: [String: [Int: Int]] = [:]
        // One tenant is new; all rows have versions or none has.
        let isVersioned = seed.isMultiple(of: 2)
        for _ in 0..<60 {
            let day = Int.random(in: 1...9, using: &random)
            let version = Int.random(in: 1...9, using: &random)
            let values = [Int.random(in: 0...3, using: &random), Int.random(in: 0...3, using: &random)]
            text += "a,2026-01-0\(day),\(values[0]),\(values[1]),"
            text += isVersioned ? "2026-02-0\(version)T00:00:00Z\n" : "\n"
            let keys = ["\(day) assets", "\(day) users"]
            if isVersioned,
                zip(keys, values).contains(where: { key, value in
                    known[key]?[version].map { $0 != value } ?? false
                })
            {
                continue
            }
            expected.accepted += 1
            for (key, value) in zip(keys, values) {
                if isVersioned { known[key, default: [:]][version] = value }
                guard let old = state[key] else {
                    state[key] = (value, isVersioned ? version : nil)
                    expected.inserted += 1
                    continue
                }
                guard !isVersioned || version > old.version ?? 0 else { continue }
                if old.value != value { expected.corrected += 1 }
                state[key] = (value, isVersioned ? version : nil)
            }
        }
        let repository = Self.repository()
        var mapping = CSVMapping.usage(zone: .utc, currency: .eur)
        mapping.repeats = .last
        let report = try await Importer(into: repository, options: .init(batchLines: 1))
            .run(.text(text), as: mapping)
        #expect(
            report.accepted == expected.accepted && report.rejected == 60 - expected.accepted, "seed \(seed)")
        #expect(
            report.inserted == expected.inserted && report.corrected == expected.corrected, "seed \(seed)")
        let records = report.inserted + report.corrected + report.unchanged
        #expect(records == 2 * expected.accepted + 1, "seed \(seed)")
    }

    @Test("A row whose cell of the tenant is empty is nobody's, whatever name stands beside it")
    func nobody() async throws {
        let repository = Self.repository()
        let mapping = CSVMapping.usage(zone: .utc, currency: .eur)
        let csv = "Tenant,Tenant Name,Date,Assets\na,Acme,2026-01-01,1\n,Acme,2026-01-02,2\n"
        let report = try await Importer(into: repository).run(.text(csv), as: mapping)
        #expect(report.rejections.map(\.column) == ["Tenant"])
        let known = try await repository.tenants(.all, at: repository.revision(.latest))
        #expect(known.map(\.id.text) == ["a"])
        // A file without such a column names its tenants.
        _ = try await Importer(into: repository)
            .run(.text("Tenant Name,Date,Assets\nBee,2026-01-01,1\n"), as: mapping)
        let both = try await repository.tenants(.all, at: repository.revision(.latest))
        #expect(both.map(\.id.text) == ["Bee", "a"])
    }

    @Test("Rows of empty cells below the last one say nothing", arguments: [false, true])
    func emptyRows(isStrict: Bool) async throws {
        let repository = Self.repository()
        _ = try await Importer(into: repository).run(.text("=a\n"), as: LineFormat())
        let csv = "Tenant,Date,Assets\na,2026-01-01,1\n,,\n\"\",,\n,2026-01-02,\n"
        let report = try await Importer(into: repository, options: .init(isStrict: isStrict))
            .run(.text(csv), as: CSVMapping.usage(zone: .utc, currency: .eur))
        #expect(report.rejections.map(\.line) == [5])
        #expect(try await ImporterTests.values(repository) == (isStrict ? [] : [1]))
    }

    @Test(
        "A row with a version wins over an earlier one without, in one batch as in two", arguments: [1, 100])
    func versionAfterNone(size: Int) async throws {
        for isStrict in [false, true] {
            let repository = Self.repository()
            let csv =
                "Tenant,Date,Assets,Generated\na,2026-01-01,2,\na,2026-01-01,1,2026-01-02T00:00:00Z\n"
                + "a,2026-01-01,1,\n"
            let options = Importer.Options(isStrict: isStrict, batchLines: size)
            var mapping = CSVMapping.usage(zone: .utc, currency: .eur)
            mapping.repeats = .last
            let report = try await Importer(into: repository, options: options).run(.text(csv), as: mapping)
            #expect((report.accepted, report.rejected, report.corrected) == (3, 0, 1))
            #expect(try await ImporterTests.values(repository) == [1])
        }
    }
}
