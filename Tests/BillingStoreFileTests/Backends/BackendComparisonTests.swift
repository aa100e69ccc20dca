import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@testable import BillingStoreFile
@testable import BillingTestKit

@Suite("A file answers as memory does")
struct BackendComparisonTests {
    @Test(
        "The conformance kit finds nothing, with any seed",
        arguments: Sweep.cases([1, 2] as [UInt64], every: 2))
    func conformance(_ seed: UInt64) async throws {
        let folder = try TemporaryFolder()
        let findings = await RepositoryConformance(
            seed: seed, sequences: Sweep.count(4, part: 1),
            discard: { await ($0 as? ReopeningRepository)?.close() },
            makeEmpty: { clock in
                ReopeningRepository(
                    folder.file(UUID().uuidString), every: Sweep.count(7, part: 20), clock: clock)
            }
        ).run()
        #expect(findings.isEmpty, "\(findings)")
    }

    /// All that can be called, one after the other on one repository, with pages that are followed meanwhile.
    private func operations(_ count: Int, seed: UInt64) throws -> [RepositoryOperation] {
        let scenario = Scenario(nil) { builder in
            while builder.operations.count < count {
                try Scenario.everything.fill(&builder)
                let reads = builder.shuffled(
                    ScenarioBuilder.reads(
                        of: .all, knownAt: try builder.knownAt(), limit: builder.number(1...3)))
                for (reader, read) in reads.prefix(3).enumerated() {
                    builder.add(.begin(read, reader: reader))
                }
                for _ in 0..<3 {
                    try builder.commit(try builder.record(of: ValuePool.acme, builder.number(0...99)))
                    for reader in 0..<3 {
                        builder.add(.proceed(reader: reader, limit: builder.number(1...4)))
                    }
                }
            }
        }
        return Array(try scenario.operations(seed: seed, round: 0).prefix(count))
    }

    @Test("Calls on one file, which is opened anew every 100 calls, get the answers and errors of memory")
    func longSequence() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("long.billing")
        let seed: UInt64 = 20_261_122
        let count = Sweep.count(10_000, part: 2_000)
        var trial = try await Trial(of: nil) { clock in ReopeningRepository(path, every: 100, clock: clock) }
        for (place, operation) in try operations(count, seed: seed).enumerated() {
            if let deviation = await trial.perform(operation) {
                Issue.record("call \(place) of seed \(seed): \(operation): \(deviation)")
                break
            }
        }
        let repository = try #require(trial.subject as? ReopeningRepository)
        #expect(try await repository.verify() == [])
        #expect(try await repository.revision(.latest).number > count / 20)
        await repository.close()
    }
}
