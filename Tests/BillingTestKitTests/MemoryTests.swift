import BillingModel
import BillingStore
import Foundation
import Testing

@testable import BillingTestKit

@Suite("The repository in memory keeps every promise")
struct MemoryTests {
    @Test("No seed finds anything", arguments: [1, 2, 3])
    func passes(_ seed: UInt64) async {
        let findings = await RepositoryConformance(seed: seed) { clock in InMemoryRepository(clock: clock) }
            .run()
        #expect(findings.isEmpty, "\(findings)")
    }

    /// How many calls of a kind there were, and how many of them did something.
    private struct Share {
        var all = 0
        var effective = 0
        var value: Double { all == 0 ? 1 : Double(effective) / Double(all) }
    }

    @Test(
        "The sequences of each area write and read something",
        arguments: Area.all.indices.filter { Area.all[$0].promise != .refusals })
    func areNotVacuous(_ index: Int) async throws {
        let area = Area.all[index]
        var (writes, reads) = (Share(), Share())
        for seed in 0..<10 {
            let clock = KitClock()
            let repository = InMemoryRepository(clock: { clock.now })
            for call in try area.calls(seed: UInt64(seed), round: seed) {
                switch call {
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
        let isRefused = [.unknownTenants, .futureRevisions, .summaryBounds].contains(area.promise)
        #expect(
            writes.value > 0.4 && reads.value > (isRefused ? 0.05 : 0.25),
            "\(String(describing: area.promise))")
    }

    @Test(
        "A tenant that was begun again is read on after other erasures; one erased since is not",
        arguments: [false, true])
    func begunAgain(_ isErasedSince: Bool) async throws {
        let acme = Material.acme
        let area = Area(nil) { scene in
            try scene.begin()
            try scene.erase(.tenant(acme))
            try scene.begin()
            try scene.commit([
                Material.sample(acme, at: 1, 1), Material.sample(acme, at: 2, 2),
                try Material.activity(acme, "d", quarter: 1),
            ])
            scene.add(.begin(.series(SeriesRequest(of: .all, limit: 1)), reader: 0))
            try scene.erase(
                isErasedSince ? .tenant(acme) : .subject(SubjectID("d"), kind: .device, tenant: acme))
            scene.add(.proceed(reader: 0, limit: 1))
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
        var found: [Promise] = []
        for call in try area.calls(seed: 1, round: 0) {
            if let deviation = await trial.perform(call) { found.append(deviation.promise) }
        }
        #expect(found == (isErasedSince ? [.tenantErasure] : []))
    }

    @Test("Each area makes sequences from any seed")
    func areas() throws {
        for area in Area.all {
            for seed in 0..<50 { #expect(try !area.calls(seed: UInt64(seed), round: seed).isEmpty) }
        }
    }
}
