import BillingInterchange
import BillingModel
import BillingStore
import BillingStoreFile
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@testable import BillingTestKit

@Suite("An archive restores a repository with its revisions")
struct ArchiveTests {
    @Test(
        "Memory and file give one archive, and what is restored from it answers alike and goes on alike",
        arguments: Sweep.cases([1, 2, 3] as [UInt64], every: 3))
    func roundTrip(_ seed: UInt64) async throws {
        let folder = try ArchiveFolder()
        let clock = KitClock()
        let writes = try randomWrites(400, seed: seed)
        let memory = InMemoryRepository(clock: { clock.now })
        let file = try await folder.repository("first", clock)
        for write in writes[..<300] {
            let expected = await memory.outcome(write, clock)
            #expect(await file.outcome(write, clock) == expected, "seed \(seed)")
        }
        let archive = try await memory.archive()
        #expect(try await file.archive() == archive, "seed \(seed)")

        // Across: the file from the archive of memory, and memory from that of the file.
        let second = try await folder.repository("second", clock)
        try await second.restore(archive, partLength: 4_093)
        let restored = InMemoryRepository(clock: { clock.now })
        try await restored.restore(try await second.archive(), partLength: 7)
        #expect(try await second.archive() == archive, "seed \(seed)")
        #expect(try await restored.archive() == archive, "seed \(seed)")
        #expect(try await second.verify() == [])

        let latest = try await memory.revision(.latest).number
        #expect(latest > 50)
        for number in stride(from: 0, through: latest, by: 3) {
            let revision = KnownAt.revision(try Revision(number))
            let expected = try await memory.answers(revision)
            #expect(try await restored.answers(revision) == expected, "seed \(seed), revision \(number)")
            #expect(try await second.answers(revision) == expected, "seed \(seed), revision \(number)")
            let instant = KnownAt.instant(ValuePool.start + Double(number * 60))
            #expect(try await restored.answers(instant) == (try await memory.answers(instant)))
        }

        // Each old write again, and then new ones.
        for write in writes {
            let expected = await memory.outcome(write, clock)
            #expect(await restored.outcome(write, clock) == expected, "seed \(seed)")
            #expect(await second.outcome(write, clock) == expected, "seed \(seed)")
        }
        let end = try await memory.archive()
        #expect(end != archive)
        #expect(try await restored.archive() == end)
        #expect(try await second.archive() == end)
        #expect(try await second.verify() == [])
        for repository in [file, second] { await repository.close() }
    }

    /// Four tenants with 3,000 samples each.
    private func fillLong(_ repository: some BillingRepository) async throws {
        for number in 0..<4 {
            var changes = try ChangeSet(id: CommitID("\(number)"))
            let tenant = try TenantID("t\(number)")
            changes.add(try ValuePool.tenant(tenant))
            changes.add(try ValuePool.count(), for: tenant)
            for minute in 0..<3_000 {
                changes.add(
                    SampleWrite(
                        SeriesKey(tenant: tenant, metric: ValuePool.messages),
                        at: .instant(ValuePool.minute(minute)), value: Double(minute)))
            }
            try await repository.commit(changes)
        }
    }

    @Test("An archive tells how far it is, in both directions")
    func progress() async throws {
        let (folder, clock) = (try ArchiveFolder(), KitClock())
        let file = try await folder.repository("first", clock)
        try await fillLong(file)
        let told = Lock<[ArchiveProgress]>([])
        let note: @Sendable (ArchiveProgress) -> Void = { step in told.withLock { $0.append(step) } }
        var lines: [[UInt8]] = []
        try await file.writeArchive(to: { lines.append($0) }, progress: note)
        var parts = lines[...]
        let second = try await folder.repository("second", clock)
        try await second.restoreArchive(from: { parts.popFirst() }, progress: note)
        let steps = told.withLock { $0 }
        // A commit, a tenant, a metric and the samples of each.
        let all = 12_012
        var phases: [[ArchiveProgress]] = [[]]
        for step in steps {
            phases[phases.count - 1].append(step)
            if step.recordCount == step.records { phases.append([]) }
        }
        #expect(phases.popLast()?.isEmpty == true)
        #expect(phases.compactMap(\.first?.phase) == [.reading, .writing, .reading, .writing])
        for own in phases {
            let records = own.map { step in step.records }
            #expect(own.count >= 2 && records == records.sorted() && records.last == all)
            #expect(own.last?.tenants == 4 && own.allSatisfy { step in step.tenantCount == 4 })
            let isWriting = own.first?.phase == .writing
            // What is left is known while it is written.
            #expect(own.dropLast().allSatisfy { step in step.recordCount == (isWriting ? all : nil) })
        }
        #expect(try await second.archive() == lines)
        for repository in [file, second] { await repository.close() }
    }

    @Test(
        "An archive that is cancelled while it is restored leaves nothing behind",
        arguments: [ArchiveProgress.Phase.reading, .writing])
    func cancelled(_ phase: ArchiveProgress.Phase) async throws {
        let (folder, clock) = (try ArchiveFolder(), KitClock())
        let memory = InMemoryRepository(clock: { clock.now })
        try await fillLong(memory)
        let lines = try await memory.archive()
        let file = try await folder.repository("file", clock)
        let task = Lock<Task<Void, any Error>?>(nil)
        let move = Task {
            while task.withLock({ $0 == nil }) { await Task.yield() }
            var parts = lines[...]
            try await file.restoreArchive(
                from: { parts.popFirst() },
                progress: { step in
                    if step.phase == phase, step.tenants > 1 { task.withLock { $0?.cancel() } }
                })
        }
        task.withLock { $0 = move }
        await #expect(throws: CancellationError.self) { try await move.value }
        #expect(try await file.revision(.latest) == .zero)
        try await file.restore(lines, partLength: 4_096)
        #expect(try await file.archive() == lines)
        #expect(try await file.verify() == [])
        await file.close()
    }

    @Test("Writing an archive ends when its task is cancelled")
    func cancelledWriting() async throws {
        let clock = KitClock()
        let memory = InMemoryRepository(clock: { clock.now })
        try await fillLong(memory)
        let count = Lock(0)
        let task = Task {
            try await memory.writeArchive { _ in
                count.withLock { $0 += 1 }
                withUnsafeCurrentTask { $0?.cancel() }
            }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(count.withLock { $0 } < 4)
    }

    @Test("An empty repository has an archive of two lines, and only an empty one takes an archive")
    func empty() async throws {
        let folder = try ArchiveFolder()
        let clock = KitClock()
        let file = try await folder.repository("file", clock)
        let memory = InMemoryRepository(clock: { clock.now })
        let lines = try await file.archive()
        #expect(
            lines.map { String(decoding: $0, as: UTF8.self) } == [
                #"{"archive":{"commits":0,"format":"inauro-billing","revision":0,"tenants":0,"version":1}}"#
                    + "\n",
                // printf '%s\n' '{"archive":…}' | sha256sum
                #"{"end":{"lines":1,"sha256":"1bef0095b218920840b43f388541095a43001f83ea4a6aedf3d8221cf30482b0"}}"#
                    + "\n",
            ])
        try await memory.restore(lines, partLength: 1)
        try await file.restore(lines, partLength: 1)
        for repository in [file, memory] as [any ArchivableRepository] {
            #expect(try await repository.revision(.latest) == .zero)
            // A commit that says nothing is a commit.
            try await repository.commit(ChangeSet(id: CommitID("nothing")))
            await #expect {
                try await repository.restore(lines, partLength: 1)
            } throws: { error in
                BillingError.Code.conflict ~= error
            }
        }
        #expect(try await file.archive() == (try await memory.archive()))
        await file.close()
    }

    @Test("A caller on the main actor takes lines and gives them there")
    @MainActor func mainActor() async throws {
        let clock = KitClock()
        let memory = InMemoryRepository(clock: { clock.now })
        var lines: [[UInt8]] = []
        try await memory.writeArchive { lines.append($0) }
        var rest = lines[...]
        try await memory.restoreArchive { rest.popFirst() }
        #expect(lines.count == 2 && rest.isEmpty)
    }

    @Test("A file that is only read gives an archive and takes none")
    func readOnly() async throws {
        let folder = try ArchiveFolder()
        let clock = KitClock()
        let path = folder.url.appending(path: "file").path
        await (try await folder.repository("file", clock)).close()
        let file = try await FileRepository(at: path, access: .readOnly, clock: { clock.now })
        let lines = try await file.archive()
        #expect(lines.count == 2)
        await #expect {
            try await file.restore(lines, partLength: 100)
        } throws: { error in
            BillingError.Code.readOnly ~= error
        }
        await file.close()
    }

    @Test("A long series is cut into lines of 4,096 samples, and put together again")
    func blocks() async throws {
        let clock = KitClock()
        let folder = try ArchiveFolder()
        let memory = InMemoryRepository(clock: { clock.now })
        let acme = try Tenant(id: "acme", name: "Acme / \"A\"\u{1}", zone: "Australia/Sydney", currency: .aud)
        let level = try Metric(id: MetricID("level"), unit: "l", kind: .gauge)
        let key = SeriesKey(tenant: acme.id, metric: level.id)
        func write(_ minute: Int, _ value: Double?, version: Int64? = nil) -> SampleWrite {
            SampleWrite(
                key, at: .instant(Date(timeIntervalSinceReferenceDate: Double(minute) * 60)), value: value,
                version: version)
        }
        let extremes = [
            -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1, 1e22, 9_007_199_254_740_994, -1.5,
        ]
        for round in 0..<2 {
            var changes = ChangeSet(id: try CommitID("c\(round)"))
            changes.add(acme)
            changes.add(level, for: acme.id)
            for minute in 0..<9_000 {
                let value = extremes[minute % extremes.count] * (round == 0 ? 1 : 0.5)
                changes.add(write(minute, value, version: minute % 2 == 0 ? Int64(round) : nil))
            }
            for minute in 0..<5_000 {
                changes.add(
                    ActivityRecord(
                        tenant: acme.id, kind: .device, subject: try SubjectID("d\(minute)"),
                        quarter: try QuarterHour(
                            holding: Date(timeIntervalSinceReferenceDate: Double(round * 5_000) * 900))))
            }
            try await memory.commit(changes)
        }
        let lines = try await memory.archive()
        let kinds = lines.map { String(decoding: $0.dropFirst(2).prefix { $0 != 0x22 }, as: UTF8.self) }
        #expect(kinds.count { $0 == "samples" } == 3)
        #expect(kinds.count { $0 == "versions" } == 3)
        #expect(kinds.count { $0 == "replaced" } == 2)
        #expect(kinds.count { $0 == "subjects" } == 2)
        #expect(kinds.count { $0 == "activity" } == 3)
        let file = try await folder.repository("file", clock)
        try await file.restore(lines, partLength: 100_000)
        #expect(try await file.archive() == lines)
        #expect(try await file.verify() == [])
        for number in 0...2 as ClosedRange<Int64> {
            let knownAt = KnownAt.revision(try Revision(number))
            #expect(try await file.answers(knownAt) == (try await memory.answers(knownAt)))
        }
        await file.close()
    }
}
