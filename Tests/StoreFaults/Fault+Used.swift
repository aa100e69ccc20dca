import BillingModel
import BillingStore
import BillingStoreFile
import BillingTestSupport
import BillingTime
import Foundation

extension Fault {
    /// Compares all that two repositories answer now.
    private static func compare(_ file: FileRepository, _ memory: InMemoryRepository) async throws -> Verdict
    {
        var verdict = Verdict()
        let latest = try await memory.revision(.latest)
        let found = try await file.revision(.latest)
        if found != latest { verdict.wrong.append("revision \(found), not \(latest)") }
        for revision in Set([latest.number, latest.number / 2, latest.number / 3]) {
            let requests = StoredWorld.requests(at: .revision(try Revision(revision)))
            let answers = await StoredWorld.answers(of: memory, to: requests)
            for (found, answer) in zip(await StoredWorld.answers(of: file, to: requests), answers) {
                switch (found, answer) {
                case (.success(let found), .success(let answer)) where found == answer: break
                default: verdict.wrong.append("\((try? answer.get())?.request ?? "an answer") at \(revision)")
                }
            }
        }
        return verdict
    }

    /// What came of a commit, on two repositories that get the same.
    private static func commit(
        _ changes: ChangeSet, _ file: FileRepository, _ memory: InMemoryRepository
    ) async throws -> Verdict {
        func outcome(_ repository: any BillingRepository) async -> (record: CommitRecord?, code: String) {
            do {
                return (try await repository.commit(changes), "")
            } catch {
                return (nil, (error as? BillingError)?.code.description ?? "\(error)")
            }
        }
        let (found, expected) = (await outcome(file), await outcome(memory))
        guard found == expected else { return Verdict(wrong: ["\(found), not \(expected)"]) }
        return Verdict()
    }

    static let twoWriters = Fault(
        name: "two-writers",
        how:
            "two processes of 10,000 commits each, while a third reads whole commits only; compared in the order of the file",
        limit: 600
    ) { setting in
        let count = setting.isShort ? 100 : 10_000
        return Cases(1) { _ in
            let path = setting.freshFile()
            let names = ["acme", "bolt"]
            let children = try names.map { try Child(["steps", path, $0, "\(count)"]) }
            var verdict = Verdict()
            let acknowledged = try await withThrowingTaskGroup(of: [Int]?.self) { group in
                for child in children {
                    nonisolated(unsafe) let child = child
                    group.addTask {
                        let numbers = child.numbers(within: 60)
                        return child.finish() == (false, 0) ? numbers : nil
                    }
                }
                var reader: FileRepository?
                for _ in 0..<100 where reader == nil {
                    usleep(20_000)
                    reader = try? await World.open(path, .readOnly)
                }
                for _ in 0..<(setting.isShort ? 3 : 100) {
                    guard let reader else { break }
                    let revision = try await reader.revision(.latest)
                    let invoices = try await reader.allRecords(
                        RecordRequest(.invoice, of: .all, knownAt: .revision(revision)))
                    if invoices.count != Int(revision.number) {
                        verdict.wrong.append("\(invoices.count) invoices at \(revision)")
                    }
                    usleep(50_000)
                }
                await reader?.close()
                return try await group.reduce(into: [[Int]?]()) { $0.append($1) }
            }
            if acknowledged != [Array(0..<count), Array(0..<count)] {
                verdict.lost.append("a writer did not come to its end")
            }
            let file = try await World.open(path, .readOnly)
            let memory = InMemoryRepository(clock: World.clock)
            let commits = try await file.allRecords(RecordRequest(.commit, of: .all))
            for case .commit(let commit) in commits {
                let words = commit.id.text.split(separator: " ")
                guard words.count == 2, let number = Int(words[1]) else { continue }
                _ = try await memory.commit(WriterStep(writer: String(words[0]), number: number).changes())
            }
            if commits.count != 2 * count { verdict.lost.append("\(commits.count) of \(2 * count) commits") }
            verdict = try await verdict + compare(file, memory)
            await file.close()
            return verdict
        }
    }

    static let clocks = Fault(
        name: "clock",
        how: "30 commits each, by a clock that goes back, jumps, and tells 1970, 2100 and the end of time"
    ) { setting in
        Cases(200) { number in
            var random = setting.random(number)
            let path = setting.freshFile()
            let now = Lock(StoredWorld.day(100))
            let clock: @Sendable () -> Date = { now.withLock { $0 } }
            let memory = InMemoryRepository(clock: clock)
            var file = try await FileRepository(at: path, clock: clock)
            var verdict = Verdict()
            for step in 0..<30 {
                let instants = [
                    StoredWorld.day(100 + step), StoredWorld.day(100 - random.below(400)),
                    StoredWorld.day(random.below(4_000)), Date(timeIntervalSince1970: 0),
                    Date(timeIntervalSince1970: 4_102_444_800), Date(timeIntervalSince1970: -1e9),
                    .distantFuture, .distantPast, Date(timeIntervalSince1970: 1e300),
                ]
                let instant = instants[random.below(2) == 0 ? 0 : random.below(instants.count)]
                now.withLock { $0 = instant }
                let changes = try WriterStep(writer: "acme", number: step).changes()
                verdict = try await verdict + commit(changes, file, memory)
                if step.isMultiple(of: 10) {
                    await file.close()
                    file = try await FileRepository(at: path, clock: clock)
                }
            }
            verdict = try await verdict + compare(file, memory)
            await file.close()
            return verdict
        }
    }

    /// Texts that mean something to a shell, a file system, a database or a terminal.
    private static let texts = [
        "'; DROP TABLE invoice; --", "\"; DELETE FROM \"tenant\"; --", "' OR '1'='1", "%", "_", "\\", "`x`",
        "$(x)",
        "../../x", "/etc/passwd", "a/../b", "CON", "%2e%2e", "a-b", "a/b", "a\0b", "\0", "", " ", "acme ",
        "ACME", "acme",
        "\u{E9}", "e\u{301}", "\u{FEFF}acme", "\u{202E}acme", "\u{0}\u{1}\u{1F}", "\n", "\r\n", "\u{2028}",
        "\u{10FFFF}", "\u{1F468}\u{200D}\u{1F469}", "NULL", "0", "-1", "1e400", "NaN", "=1+1", "{\"a\":1}",
        "[[[[", "<x/>",
        String(repeating: "a", count: 300), String(repeating: "\u{E9}", count: 5_000),
    ]

    static let hostileText = Fault(
        name: "hostile-text",
        how:
            "two texts that mean harm as ids, names and texts of every record; the tables and the folder stay as they are"
    ) { setting in
        let schema = "SELECT name, sql FROM sqlite_schema ORDER BY name"
        let plain = setting.freshFile()
        try await World(setting).make(plain)
        let tables = try Files.run(schema, on: plain)
        return Cases(texts.count * texts.count) { number in
            let path = setting.freshFile()
            let memory = InMemoryRepository(clock: World.clock)
            var file = try await World.open(path)
            var verdict = Verdict()
            for text in [texts[number / texts.count], texts[number % texts.count]] {
                for changes in hostile(text) {
                    verdict = try await verdict + commit(changes, file, memory)
                }
            }
            await file.close()
            file = try await World.open(path)
            verdict = try await verdict + compare(file, memory)
            await file.close()
            if try Files.run(schema, on: path) != tables { verdict.wrong.append("other tables") }
            let names = try FileManager.default.contentsOfDirectory(atPath: setting.folder)
            if names != ["case"] { verdict.wrong.append("files \(names)") }
            return verdict
        }
    }

    /// Commits with a text wherever one can stand; what the model refuses is left out.
    private static func hostile(_ text: String) -> [ChangeSet] {
        var commits: [ChangeSet] = []
        func commit(_ fill: (inout ChangeSet) throws -> Void) {
            guard var changes = try? ChangeSet(id: CommitID("\(commits.count) \(text)")),
                (try? fill(&changes)) != nil
            else { return }
            commits.append(changes)
        }
        let tenant = (try? TenantID(text)) ?? acme
        let usd = Money(minorUnits: 1, currency: .usd)
        commit { $0.add(try Tenant(id: tenant.text, name: "a", zone: "UTC", currency: .usd)) }
        commit { $0.add(try Tenant(id: tenant.text, name: text, zone: "UTC", currency: .usd)) }
        commit {
            $0.add(try Metric(id: level.id, name: text, unit: text, kind: .gauge), for: tenant)
        }
        commit { $0.add(try Metric(id: MetricID(text), unit: "a", kind: .gauge), for: tenant) }
        commit {
            $0.add(
                try ActionRecord(
                    tenant: tenant, source: SourceID(text), id: ActionID(text), at: StoredWorld.day(1),
                    type: .sendEmail, category: .alert))
        }
        commit {
            $0.add(
                try Invoice(
                    tenant: tenant, number: InvoiceNumber(text), issuedAt: StoredWorld.day(1), totalPaid: usd)
            )
        }
        commit {
            $0.add(
                ActivityRecord(
                    tenant: tenant, kind: .device, subject: try SubjectID(text),
                    quarter: try QuarterHour(holding: StoredWorld.day(1))))
        }
        commit {
            $0.add(
                SampleWrite(
                    key(tenant, level), at: .instant(StoredWorld.day(2)),
                    value: 1))
        }
        return commits
    }
}
