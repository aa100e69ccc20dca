import BillingModel
import BillingStore
import BillingStoreFile
import BillingTestSupport
import Foundation
import Testing

@Suite("Processes that share a file, and processes that die", .serialized)
struct ProcessTests {
    @Test("A process that is killed 50 times loses no acknowledged commit and leaves no half of one")
    func killed() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("killed.billing")
        var random = SystemRandomNumberGenerator()
        let seed = random.next()
        var generator = SplitMix64(seed: seed)
        var acknowledged: Set<Int> = []
        var next = 0
        for round in 1...50 {
            // The last steps are sent again: whether they were acknowledged or not, they count once.
            let first = max(0, next - 3)
            let process = try WriterProcess(path, writer: "acme", first: first, count: 100_000)
            _ = process.waitForFirst()
            usleep(UInt32.random(in: 0..<30_000, using: &generator))
            process.kill()
            let steps = try process.finish().acknowledged
            acknowledged.formUnion(steps)
            next = (acknowledged.max() ?? -1) + 1
            let repository = try await FileRepository(at: path, clock: { Date() })
            let found = try await StepsFound("acme", in: repository)
            #expect(found.isWhole, "round \(round), seed \(seed)")
            #expect(acknowledged.isSubset(of: found.samples), "round \(round), seed \(seed)")
            // Beyond the last acknowledged step at most the one in flight is there.
            #expect(found.samples.isSubset(of: Set(0...next)), "round \(round), seed \(seed)")
            #expect(found.revision.number == Int64(found.samples.count), "round \(round), seed \(seed)")
            await repository.close()
        }
        let repository = try await FileRepository(at: path, clock: { Date() })
        let before = try await StepsFound("acme", in: repository)
        for number in before.samples.sorted() {
            try await repository.commit(try WriterStep(writer: "acme", number: number).changes())
        }
        #expect(try await StepsFound("acme", in: repository) == before)
        #expect(try await repository.verify().isEmpty)
        await repository.close()
    }

    @Test("Two processes write while a third reads whole commits only")
    func sideBySide() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("shared.billing")
        let count = Sweep.count(2_000, part: 250)
        let writers = ["acme", "bolt"]
        let processes = try writers.map { try WriterProcess(path, writer: $0, first: 0, count: count) }
        _ = processes.map { $0.waitForFirst() }
        let repository = try await FileRepository(at: path, access: .readOnly, clock: { Date() })
        var seen: [String: StepsFound] = [:]
        var reads = 0
        var isDone = false
        while !isDone {
            // One read more, once both have ended.
            isDone = processes.allSatisfy { !$0.isRunning }
            for writer in writers {
                let found = try await StepsFound(writer, in: repository)
                #expect(found.isWhole)
                #expect(found.samples == Set(0..<found.samples.count))
                if let before = seen[writer] { #expect(before.samples.isSubset(of: found.samples)) }
                seen[writer] = found
            }
            reads += 1
            if !isDone { try await Task.sleep(for: .milliseconds(200)) }
        }
        #expect(reads > 2)
        for process in processes {
            let (acknowledged, status) = try process.finish()
            #expect(status == 0 && acknowledged == Array(0..<count))
        }
        for writer in writers {
            let found = try await StepsFound(writer, in: repository)
            #expect(found.samples == Set(0..<count) && found.isWhole)
        }
        #expect(try await repository.verify().isEmpty)
        await repository.close()
    }
}
