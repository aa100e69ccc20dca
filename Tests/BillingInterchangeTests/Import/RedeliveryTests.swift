import BillingInterchange
import BillingModel
import BillingStore
import BillingStoreFile
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("What comes again is taken if it was refused, and undoes nothing")
struct RedeliveryTests {
    private static func values(_ repository: any BillingRepository) async throws -> [String: Double] {
        var values: [String: Double] = [:]
        for series in try await repository.allSeries(SeriesRequest(of: .all)) {
            for (position, value) in zip(series.positions, series.values) {
                let date = try LocalDate(dayNumber: Int(position))
                values["\(series.key.tenant),\(series.key.metric),\(date)"] = value
            }
        }
        return values
    }

    private static func entries(_ repository: any BillingRepository) async throws -> Set<String> {
        var entries: Set<String> = []
        for case .entry(let entry) in try await repository.allRecords(RecordRequest(.entry, of: .all)) {
            entries.insert("\(entry.tenant),\(entry.invoice),\(entry.id)")
        }
        return entries
    }

    /// Commits a line as another feed would.
    private static func commit(_ line: String, _ id: String, _ repository: any BillingRepository) async throws
    {
        var changes = ChangeSet(id: try CommitID(id))
        switch try LineFormat.Lines.record(line) {
        case .tenant(let tenant): changes.add(tenant)
        case .metric(let metric, let tenant): changes.add(metric, for: tenant)
        case .invoice(let invoice): changes.add(invoice)
        case .sample(let write): changes.add(write)
        default: return
        }
        try await repository.commit(changes)
    }

    private static func retract(
        _ place: String, _ id: String, _ repository: any BillingRepository
    ) async throws {
        let parts = place.split(separator: ",").map(String.init)
        var changes = ChangeSet(id: try CommitID(id))
        changes.add(
            SampleWrite(
                SeriesKey(tenant: try TenantID(parts[0]), metric: try MetricID(parts[1])),
                at: .date(try LocalDate(parts[2])), value: nil))
        try await repository.commit(changes)
    }

    private static let tenants = ["a", "b", "c"]

    /// A source in which no two lines contradict each other; samples of the first four dates have no version.
    private static func source(_ name: Int, _ random: inout SplitMix64) -> [String] {
        var lines: [String] = []
        var said: Set<String> = []
        for number in 0..<Int.random(in: 1...9, using: &random) {
            let tenant = tenants.randomElement(using: &random) ?? "a"
            let day = Int.random(in: 1...8, using: &random)
            let metric = Bool.random(using: &random) ? "assets" : "own"
            let value = Int.random(in: 1...9, using: &random)
            let line: String
            switch Int.random(in: 0..<12, using: &random) {
            case 0: line = "=\(tenant)"
            case 1: line = "metric,\(tenant),own"
            case 2: line = "invoice,\(tenant),N\(value % 2),5.00"
            case 3, 4: line = "entry,\(tenant),N\(value % 2),e\(name)-\(number),1.00"
            default:
                let place = "\(tenant),\(metric),2026-01-0\(day)"
                // A version stands for one value, wherever it is said.
                line = day <= 4 ? "\(place),\(value)" : "\(place),\(value),\(value)"
            }
            let subject =
                line.hasPrefix("=") ? line : line.split(separator: ",").prefix(3).joined(separator: ",")
            if said.insert(line.hasPrefix("entry") ? line : subject).inserted { lines.append(line) }
        }
        return lines
    }

    private static func text(_ lines: [String]) -> ImportSource {
        .text(lines.map { $0 + "\n" }.joined())
    }

    /// Delivers sources in a random order, again and again, while tenants, metrics and invoices come to be and samples are
    /// corrected, and compares each report and each state with the model.
    private static func run(_ seed: Int, _ repository: any ArchivableRepository) async throws {
        var random = SplitMix64(seed: UInt64(seed))
        let sources = (0..<4).map { source($0, &random) }
        let size = Int.random(in: 1...4, using: &random)
        let importer = Importer(into: repository, options: .init(batchLines: size))
        var model = RedeliveryModel()
        for step in 0..<24 {
            let tenant = tenants.randomElement(using: &random) ?? "a"
            let isKnown = model.state.tenants.contains(tenant)
            let place = "\(tenant),assets,2026-01-0\(Int.random(in: 1...4, using: &random))"
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                try await commit("=\(tenant)", "step-\(step)", repository)
                model.apply("=\(tenant)")
            case 1 where isKnown:
                let line = step.isMultiple(of: 2) ? "metric,\(tenant),own" : "invoice,\(tenant),N1,5.00"
                try await commit(line, "step-\(step)", repository)
                model.apply(line)
            case 2 where isKnown:
                try await commit("\(place),\(100 + step)", "step-\(step)", repository)
                model.apply("\(place),\(100 + step)")
            case 3 where isKnown:
                try await retract(place, "step-\(step)", repository)
                model.retract(place)
            default:
                let lines = sources.randomElement(using: &random) ?? []
                let report = try await importer.run(text(lines), as: LineFormat())
                let expected = model.deliver(lines, size: size)
                #expect(
                    (report.accepted, report.rejected, report.noticed)
                        == (expected.accepted, expected.rejected, expected.superseded),
                    "seed \(seed), step \(step): \(report.rejections)")
                #expect(report.rejections.allSatisfy { $0.retry == .later }, "seed \(seed)")
            }
            let values = try await values(repository)
            #expect(values == model.state.samples.mapValues(\.value), "seed \(seed), step \(step)")
            #expect(try await entries(repository) == model.state.entries, "seed \(seed), step \(step)")
        }
        // Now all is there that can be asked for, and each source comes once more; then no run changes anything.
        for tenant in tenants {
            for line in [
                "=\(tenant)", "metric,\(tenant),own", "invoice,\(tenant),N0,5.00",
                "invoice,\(tenant),N1,5.00",
            ] {
                try await commit(line, "end-\(line)", repository)
                model.apply(line)
            }
        }
        for lines in sources {
            let report = try await importer.run(text(lines), as: LineFormat())
            let expected = model.deliver(lines, size: size)
            #expect(report.rejected == 0 && report.accepted == lines.count, "seed \(seed)")
            #expect(report.noticed == expected.superseded, "seed \(seed)")
        }
        #expect(try await values(repository) == model.state.samples.mapValues(\.value), "seed \(seed)")
        #expect(try await entries(repository) == model.state.entries, "seed \(seed)")
        let archive = try await repository.archive()
        for lines in sources.reversed() {
            for isStrict in [false, true] {
                let report = try await Importer(
                    into: repository, options: .init(isStrict: isStrict, batchLines: size)
                ).run(text(lines), as: LineFormat())
                #expect((report.inserted, report.corrected, report.rejected) == (0, 0, 0), "seed \(seed)")
                #expect(report.isComplete, "seed \(seed)")
            }
        }
        #expect(try await repository.archive() == archive, "seed \(seed)")
    }

    @Test(
        "Random redeliveries come to what a slow model says", arguments: Sweep.cases(Array(0..<60), every: 4))
    func model(seed: Int) async throws {
        try await Self.run(seed, ImporterTests.makeRepository())
    }

    @Test("So they do in a file", arguments: Sweep.cases(Array(100..<104), every: 2))
    func file(seed: Int) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "import-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let repository = try await FileRepository(
            at: folder.appending(path: "store.sqlite").path,
            clock: { Date(timeIntervalSinceReferenceDate: 800_000_000) })
        try await Self.run(seed, repository)
        await repository.close()
    }

    @Test("A record that was refused is taken, one that was taken and corrected stays corrected")
    func corrected() async throws {
        let repository = ImporterTests.makeRepository()
        let importer = Importer(into: repository)
        let text = "=a\na,assets,2026-01-01,1\nb,assets,2026-01-01,7\nb,assets,2026-01-02,8\n"
        let first = try await importer.run(.text(text), as: LineFormat())
        #expect(first.rejections.map(\.retry) == [.later, .later])
        try await Self.commit("a,assets,2026-01-01,100", "a", repository)
        try await Self.commit("=b", "b", repository)
        try await Self.commit("b,assets,2026-01-02,200", "c", repository)
        for round in 0..<3 {
            let report = try await importer.run(.text(text), as: LineFormat())
            #expect((report.accepted, report.rejected, report.corrected) == (4, 0, 0))
            #expect(report.inserted == (round == 0 ? 1 : 0))
            #expect(report.notices.map(\.kind) == (round == 0 ? [.superseded] : []))
            #expect(
                try await Self.values(repository) == [
                    "a,assets,2026-01-01": 100, "b,assets,2026-01-01": 7, "b,assets,2026-01-02": 200,
                ])
            // What was taken late may be taken back as well.
            if round == 1 { try await Self.retract("b,assets,2026-01-01", "d", repository) }
            if round == 1 { try await Self.commit("b,assets,2026-01-01,7", "e", repository) }
        }
        try await Self.retract("b,assets,2026-01-01", "f", repository)
        _ = try await importer.run(.text(text), as: LineFormat())
        #expect(try await Self.values(repository)["b,assets,2026-01-01"] == nil)
    }

    @Test(
        "Sources that do not contradict each other leave the same records in whatever order they come again")
    func order() async throws {
        let sources = [
            "=a\nb,assets,2026-01-01,1\n", "b,assets,2026-01-02,2\na,assets,2026-01-01,3\n",
            "c,own,2026-01-01,4\n",
        ]
        var states: [[String: Double]] = []
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0, 1]] {
            let repository = ImporterTests.makeRepository()
            let importer = Importer(into: repository)
            for text in sources { _ = try await importer.run(.text(text), as: LineFormat()) }
            for line in ["=b", "=c", "metric,c,own"] { try await Self.commit(line, line, repository) }
            for place in order { _ = try await importer.run(.text(sources[place]), as: LineFormat()) }
            states.append(try await Self.values(repository))
        }
        #expect(states[0].count == 4 && states.allSatisfy { $0 == states[0] })
    }

    @Test(
        "A line that is refused for what it says stays out, and a rerun tells it again", arguments: [1, 10])
    func incurable(size: Int) async throws {
        let repository = ImporterTests.makeRepository()
        let importer = Importer(into: repository, options: .init(batchLines: size))
        let text = "=a\na,actions,2026-01-01,1\nb,assets,2026-01-01,7\na,assets,2026-01-01,1\n"
        let first = try await importer.run(.text(text), as: LineFormat())
        #expect(first.rejections.map(\.retry) == [.afterChange, .later])
        let again = try await importer.run(.text(text), as: LineFormat())
        #expect(again.rejections == first.rejections && again.inserted == 0)
        try await Self.commit("=b", "b", repository)
        let cured = try await importer.run(.text(text), as: LineFormat())
        #expect((cured.accepted, cured.inserted) == (3, 1))
        #expect(cured.rejections == [first.rejections[0]])
        let archive = try await repository.archive()
        _ = try await importer.run(.text(text), as: LineFormat())
        #expect(try await repository.archive() == archive)
    }

    @Test("A strict import that was refused is taken whole once its cause is gone, also after a lenient one")
    func strict() async throws {
        for isLenientFirst in [false, true] {
            let repository = ImporterTests.makeRepository()
            let text = "=a\na,assets,2026-01-01,1\nb,assets,2026-01-01,7\n"
            let strict = Importer(into: repository, options: .init(isStrict: true))
            if isLenientFirst { _ = try await Importer(into: repository).run(.text(text), as: LineFormat()) }
            let revision = try await repository.revision(.latest)
            let refused = try await strict.run(.text(text), as: LineFormat())
            #expect(!refused.isComplete && refused.rejections.map(\.retry) == [.later])
            #expect(try await repository.revision(.latest) == revision)
            try await Self.commit("=b", "b", repository)
            let taken = try await strict.run(.text(text), as: LineFormat())
            #expect(taken.isComplete && taken.accepted == 3 && taken.rejected == 0)
            #expect(try await ImporterTests.values(repository, "b") == [7])
        }
    }

    @Test("A rerun after an end at any commit gives what one run gives", arguments: [1, 3])
    func ended(size: Int) async throws {
        let text =
            "=a\na,assets,2026-01-01,1\nb,assets,2026-01-01,7\na,assets,2026-01-02,2\nc,own,2026-01-01,1\n"
        let options = Importer.Options(batchLines: size)
        for isCured in [false, true] {
            func prepared() async throws -> InMemoryRepository {
                let repository = ImporterTests.makeRepository()
                guard isCured else { return repository }
                _ = try await Importer(into: repository, options: options).run(.text(text), as: LineFormat())
                try await Self.commit("=b", "b", repository)
                return repository
            }
            let whole = try await prepared()
            _ = try await Importer(into: whole, options: options).run(.text(text), as: LineFormat())
            let expected = try await whole.archive()
            var call = 1
            while true {
                let repository = try await prepared()
                let left = Lock(call)
                // A process that ends before one of its commits.
                let ending = InterruptedRepository(repository) {
                    let isOver = left.withLock { left in
                        left -= 1
                        return left <= 0
                    }
                    if isOver { throw BillingError(.storageFailed, rule: "the process ends here") }
                }
                let isWhole =
                    (try? await Importer(into: ending, options: options).run(.text(text), as: LineFormat()))
                    != nil
                _ = try await Importer(into: repository, options: options).run(.text(text), as: LineFormat())
                #expect(
                    try await repository.archive() == expected, "ended at call \(call), cured: \(isCured)")
                if isWhole { break }
                call += 1
            }
            #expect(call > 5)
        }
    }
}
