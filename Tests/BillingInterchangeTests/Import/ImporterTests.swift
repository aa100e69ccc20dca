import BillingInterchange
import BillingModel
import BillingStore
import BillingStoreFile
import BillingTime
import Foundation
import Testing

@Suite("An import takes lines in batches, and a rerun resumes")
struct ImporterTests {
    static func makeRepository() -> InMemoryRepository {
        InMemoryRepository(clock: { Date(timeIntervalSinceReferenceDate: 800_000_000) })
    }

    /// Twelve days of a metric, the tenant first.
    static let good =
        "=a\n" + (1...12).map { "a,assets,2026-01-\($0 < 10 ? "0" : "")\($0),\($0)\n" }.joined()

    static func values(_ repository: any BillingRepository, _ tenant: String = "a") async throws -> [Double] {
        let request = SeriesRequest(of: .one(try TenantID(tenant)), metrics: [Metric.assets.id])
        return try await repository.series(request).series.flatMap(\.values)
    }

    @Test(
        "All lines of a right source are taken, whatever the size of batches", arguments: [1, 2, 5, 13, 100])
    func rightSource(size: Int) async throws {
        let repository = Self.makeRepository()
        let importer = Importer(into: repository, options: .init(batchLines: size))
        let report = try await importer.run(.text(Self.good), as: LineFormat())
        #expect(report.lines == 13)
        #expect(report.accepted == 13)
        #expect(report.inserted == 13)
        #expect(report.rejected == 0)
        #expect(report.batches == (13 + size - 1) / size)
        #expect(report.isComplete)
        #expect(try await Self.values(repository) == (1...12).map(Double.init))
    }

    @Test("The same import again finds its batches known and makes no revision", arguments: [false, true])
    func rerun(isStrict: Bool) async throws {
        let repository = Self.makeRepository()
        let importer = Importer(into: repository, options: .init(isStrict: isStrict, batchLines: 4))
        _ = try await importer.run(.text(Self.good), as: LineFormat())
        // Meanwhile another feed has corrected a day: a rerun must not bring the old value back.
        var correction = ChangeSet(id: try CommitID("correction"))
        correction.add(
            SampleWrite(
                SeriesKey(tenant: try TenantID("a"), metric: Metric.assets.id),
                at: .date(try LocalDate("2026-01-03")), value: 300))
        let revision = try await repository.commit(correction).revision
        let again = try await importer.run(.text(Self.good), as: LineFormat())
        #expect(again.resumed == 4)
        #expect(again.batches == 4)
        #expect(again.accepted == 13)
        #expect((again.inserted, again.corrected, again.unchanged) == (0, 0, 13))
        #expect(try await repository.revision(.latest) == revision)
        #expect(try await Self.values(repository)[2] == 300)
    }

    @Test("A lenient import loses only the lines that break a rule, and names them with their rule")
    func lenient() async throws {
        let repository = Self.makeRepository()
        let text =
            "=a\na,assets,2026-01-01,1\nnonsense\nb,assets,2026-01-01,1\na,actions,2026-01-01,1\n"
            + "a,dau,2026-01-01,1.5\na,assets,2026-01-02,2\n"
        let report = try await Importer(into: repository).run(.text(text), as: LineFormat())
        #expect(report.accepted == 3)
        #expect(report.rejected == 4)
        #expect(report.rejections.map(\.line).sorted() == [3, 4, 5, 6])
        #expect(report.rejections.first { $0.line == 3 }?.rule == "a line has four parts")
        #expect(report.rejections.first { $0.line == 4 }?.code == .notFound)
        #expect(
            report.rejections.first { $0.line == 6 }?.rule == "a distinct count is a whole number, 0 or more")
        #expect(report.batches == 1)
        #expect(try await Self.values(repository) == [1, 2])
    }

    @Test("A batch that lost lines is found again by a rerun, and what it lost is taken once it can be")
    func reducedBatchResumes() async throws {
        let repository = Self.makeRepository()
        let text = "=a\na,assets,2026-01-01,1\nb,assets,2026-01-01,7\na,assets,2026-01-02,2\n"
        let importer = Importer(into: repository)
        let first = try await importer.run(.text(text), as: LineFormat())
        #expect((first.accepted, first.rejected, first.resumed) == (3, 1, 0))
        let second = try await importer.run(.text(text), as: LineFormat())
        #expect((second.accepted, second.rejected, second.resumed) == (3, 1, 1))
        #expect(second.rejections == first.rejections)
        let archive = try await repository.archive()
        _ = try await importer.run(.text(text), as: LineFormat())
        #expect(try await repository.archive() == archive)
        // Now the tenant is there.
        _ = try await importer.run(.text("=b\n"), as: LineFormat())
        let third = try await importer.run(.text(text), as: LineFormat())
        #expect((third.accepted, third.rejected, third.resumed) == (4, 0, 1))
        #expect((third.inserted, third.unchanged) == (1, 3))
        #expect(try await Self.values(repository, "b") == [7])
        let after = try await repository.archive()
        let fourth = try await importer.run(.text(text), as: LineFormat())
        #expect((fourth.accepted, fourth.inserted, fourth.unchanged) == (4, 0, 4))
        #expect(try await repository.archive() == after)
    }

    @Test("More violations than an error lists are found in rounds")
    func manyViolations() async throws {
        let repository = Self.makeRepository()
        let wrong = (0..<2_500).map { "nobody\($0),assets,2026-01-01,1\n" }.joined()
        let options = Importer.Options(rejectionLimit: 10)
        let importer = Importer(into: repository, options: options)
        let report = try await importer.run(.text("=a\n\(wrong)a,assets,2026-01-01,1\n"), as: LineFormat())
        #expect((report.accepted, report.rejected) == (2, 2_500))
        #expect(report.rejections.count == 10)
        let again = try await importer.run(.text("=a\n\(wrong)a,assets,2026-01-01,1\n"), as: LineFormat())
        #expect((again.accepted, again.rejected, again.resumed) == (2, 2_500, 1))
    }

    @Test(
        "A strict import commits nothing if any line is wrong, in whatever batch it lies",
        arguments: [
            "nonsense\n", "b,assets,2026-01-01,1\n", "a,actions,2026-01-01,1\n",
            // A record that never changes, said twice in one source and apart from each other.
            "invoice,a,N1,5.00\n=c\n=d\n=e\ninvoice,a,N1,6.00\n",
            "a,users,2026-01-01,1,7\n=c\n=d\n=e\na,users,2026-01-01,2,7\n",
            // Against what the repository holds.
            "invoice,old,N0,6.00\n",
        ], [2, 100])
    func strict(wrong: String, size: Int) async throws {
        let repository = Self.makeRepository()
        _ = try await Importer(into: repository).run(
            .text("=old\ninvoice,old,N0,5.00\n"), as: LineFormat())
        let revision = try await repository.revision(.latest)
        let importer = Importer(into: repository, options: .init(isStrict: true, batchLines: size))
        let report = try await importer.run(.text(Self.good + wrong), as: LineFormat())
        #expect(report.rejected == 1)
        #expect(report.accepted == 0)
        #expect(report.batches == 0)
        #expect(!report.isComplete)
        #expect(try await repository.revision(.latest) == revision)
    }

    @Test("A strict import knows the tenants and invoices of its earlier batches", arguments: [1, 3])
    func strictAcrossBatches(size: Int) async throws {
        let repository = Self.makeRepository()
        let importer = Importer(into: repository, options: .init(isStrict: true, batchLines: size))
        let report = try await importer.run(
            .text(Self.good + "invoice,a,N1,5.00\ninvoice,a,N1,5.00\n"), as: LineFormat())
        #expect(report.rejections == [])
        #expect((report.accepted, report.inserted, report.unchanged) == (15, 14, 1))
    }

    @Test("The later of two lines wins, also in one batch", arguments: [1, 100])
    func laterWins(size: Int) async throws {
        let repository = Self.makeRepository()
        let text = "=a\na,assets,2026-01-01,1\na,assets,2026-01-01,1\na,assets,2026-01-01,2\n"
        let report = try await Importer(into: repository, options: .init(batchLines: size))
            .run(.text(text), as: LineFormat())
        #expect((report.inserted, report.unchanged, report.corrected) == (2, 1, 1))
        #expect(try await Self.values(repository) == [2])
    }

    @Test("A scope takes no lines of others")
    func scope() async throws {
        let repository = Self.makeRepository()
        let report = try await Importer(into: repository, tenants: .one(try TenantID("a")))
            .run(.text("=a\n=b\n"), as: LineFormat())
        #expect(report.rejections.map(\.code) == [.outOfScope])
        let known = try await repository.tenants(
            .all, at: report.accepted == 1 ? repository.revision(.latest) : .zero)
        #expect(known.map(\.id.text) == ["a"])
    }

    @Test("An import that is cancelled leaves whole batches, and the next run goes on")
    func cancelled() async throws {
        let repository = Self.makeRepository()
        let task = Task {
            try await Importer(into: repository, options: .init(batchLines: 2)) { progress in
                if progress.batches == 2 { withUnsafeCurrentTask { $0?.cancel() } }
            }.run(.text(Self.good), as: LineFormat())
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await Self.values(repository) == [1, 2, 3])
        let report = try await Importer(into: repository, options: .init(batchLines: 2))
            .run(.text(Self.good), as: LineFormat())
        #expect((report.resumed, report.batches, report.inserted) == (2, 7, 9))
    }

    @Test("A file that changes between the passes is refused before what changed is read")
    func changedSource() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "import-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(Self.good.utf8).write(to: URL(fileURLWithPath: path))
        let repository = Self.makeRepository()
        let importer = Importer(into: repository) { progress in
            if progress.phase == .checking {
                try? Data((Self.good + "=z\n").utf8).write(to: URL(fileURLWithPath: path))
            }
        }
        let error = await #expect(throws: BillingError.self) {
            try await importer.run(.file(path), as: LineFormat())
        }
        #expect(error?.code == .outdated)
        #expect(try await repository.revision(.latest) == .zero)
    }

    @Test("A source that is not there is unavailable")
    func missing() async throws {
        let error = await #expect(throws: BillingError.self) {
            try await Importer(into: Self.makeRepository()).run(.file("/nowhere/at/all"), as: LineFormat())
        }
        #expect(error?.code == .unavailable)
    }

    @Test("Batches resume in a file that was closed in between")
    func file() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "import-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "store.sqlite").path
        var reports: [ImportReport] = []
        for _ in 0..<2 {
            let repository = try await FileRepository(at: path, clock: { Date() })
            reports.append(
                try await Importer(into: repository, options: .init(batchLines: 5))
                    .run(.text(Self.good + "b,assets,2026-01-01,1\n"), as: LineFormat()))
            await repository.close()
        }
        #expect((reports[0].resumed, reports[0].inserted, reports[0].rejected) == (0, 13, 1))
        #expect((reports[1].resumed, reports[1].unchanged, reports[1].rejected) == (3, 13, 1))
    }
}
