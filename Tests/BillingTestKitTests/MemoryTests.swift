import BillingModel
import BillingStore
import Foundation
import Testing

import enum BillingTestSupport.Sweep

@testable import BillingTestKit

@Suite("The repository in memory keeps every promise")
struct MemoryTests {
    @Test("No seed finds anything", arguments: Sweep.cases([1, 2, 3], every: 3))
    func passes(_ seed: UInt64) async {
        let findings = await RepositoryConformance(seed: seed, sequences: Sweep.count(10, part: 4)) { clock in
            InMemoryRepository(clock: clock)
        }.run()
        #expect(findings.isEmpty, "\(findings)")
    }

    /// How many operations of a kind there were, and how many of them did something.
    private struct Share {
        var all = 0
        var effective = 0
        var value: Double { all == 0 ? 1 : Double(effective) / Double(all) }
    }

    @Test(
        "The sequences of each area write and read something",
        arguments: Scenario.all.indices.filter { Scenario.all[$0].guarantee != .refusals })
    func areNotVacuous(_ index: Int) async throws {
        let scenario = Scenario.all[index]
        var (writes, reads) = (Share(), Share())
        for seed in 0..<10 {
            let clock = KitClock()
            let repository = InMemoryRepository(clock: { clock.now })
            for operation in try scenario.operations(seed: UInt64(seed), round: seed) {
                switch operation {
                case .commit(let changes, _):
                    writes.all += 1
                    if (try? await repository.commit(changes)) != nil { writes.effective += 1 }
                case .erase(let request, _): _ = try? await repository.erase(request)
                case .together(let sets, _): for set in sets { _ = try? await repository.commit(set) }
                case .read(let read), .begin(let read, _):
                    reads.all += 1
                    if await (try? repository.page(read))?.rows.isEmpty == false { reads.effective += 1 }
                default: break
                }
            }
        }
        // These are about what is refused.
        let isRefused = [.unknownTenants, .futureRevisions, .summaryBounds].contains(scenario.guarantee)
        #expect(
            writes.value > 0.4 && reads.value > (isRefused ? 0.05 : 0.25),
            "\(String(describing: scenario.guarantee))")
    }

    @Test(
        "A tenant that was begun again is read on after other erasures; one erased since is not",
        arguments: [false, true])
    func begunAgain(_ isErasedSince: Bool) async throws {
        let acme = ValuePool.acme
        let scenario = Scenario(nil) { builder in
            try builder.begin()
            try builder.erase(.tenant(acme))
            try builder.begin()
            try builder.commit([
                ValuePool.sample(acme, at: 1, 1), ValuePool.sample(acme, at: 2, 2),
                try ValuePool.activity(acme, "d", quarter: 1),
            ])
            builder.add(.begin(.series(SeriesRequest(of: .all, limit: 1)), reader: 0))
            try builder.erase(
                isErasedSince ? .tenant(acme) : .subject(SubjectID("d"), kind: .device, tenant: acme))
            builder.add(.proceed(reader: 0, limit: 1))
        }
        var trial = try await Trial(of: nil) { clock in
            // Pages are followed in a copy that the last erasure did not reach.
            var repository = FaultyRepository(clock)
            let past = InMemoryRepository(clock: clock)
            repository.onCommit = { base, changes in
                try await past.commit(changes)
                return try await base.commit(changes)
            }
            repository.onErase = { base, request in
                if try await past.revision(.latest).number == 1 { try await past.erase(request) }
                return try await base.erase(request)
            }
            repository.onSeries = { base, request in
                try await (request.cursor == nil ? base : past).series(request)
            }
            return repository
        }
        var found: [Guarantee] = []
        for operation in try scenario.operations(seed: 1, round: 0) {
            if let deviation = await trial.perform(operation) { found.append(deviation.guarantee) }
        }
        #expect(found == (isErasedSince ? [.tenantErasure] : []))
    }

    @Test("Each area makes sequences from any seed")
    func scenarios() throws {
        for scenario in Scenario.all {
            for seed in 0..<50 { #expect(try !scenario.operations(seed: UInt64(seed), round: seed).isEmpty) }
        }
    }
}
