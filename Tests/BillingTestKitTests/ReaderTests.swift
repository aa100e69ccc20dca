import BillingModel
import BillingStore
import Foundation
import Testing

import enum BillingTestSupport.Sweep

@testable import BillingTestKit

/// The faults that show without a write.
private let faultsOfReads: Set<String> = [
    "takes a set of tenants for all of them", "drops the last row of a page",
    "gives the last row of a page again", "takes the cursor of another request", "takes a limit of 0",
    "counts the actions of an instant once",
    "gives the newest tenant's activity first", "numbers the subjects of each page anew",
    "reads an unknown tenant as empty", "replies revision 0", "reads a future revision as the latest",
    "takes an instant for the revision before", "leaves out samples on a boundary",
    "takes bounds that descend",
]

@Suite("A reader is checked on the records that it has")
struct ReaderTests {
    /// Makes the writes of some sequences on a repository.
    private func fill(_ repository: any BillingRepository, _ clock: KitClock, seed: UInt64) async throws {
        var number = 0
        for scenario in [Scenario.everything] + Scenario.facts + Scenario.paging + Scenario.summarising
            + Scenario.commits
        {
            for operation in try scenario.operations(seed: seed, round: 0) {
                number += 1
                switch operation {
                case .commit(let changes, let instant):
                    clock.set(instant)
                    _ = try? await repository.commit(
                        ChangeSet(id: CommitID("\(number)"), changes.items))
                case .erase(let request, let instant):
                    clock.set(instant)
                    guard scenario.guarantee == nil else { continue }
                    _ = try? await repository.erase(ErasureRequest(id: CommitID("\(number)"), request.target))
                default: break
                }
            }
        }
    }

    @Test("Memory passes, with records and without", arguments: [1, 2, 3])
    func memory(_ seed: UInt64) async throws {
        let clock = KitClock()
        let repository = InMemoryRepository(clock: { clock.now })
        #expect(await ReaderConformance(repository, seed: seed).run().isEmpty)
        try await fill(repository, clock, seed: seed)
        #expect(try await repository.revision(.latest).number > 30)
        let findings = await ReaderConformance(repository, seed: seed).run()
        #expect(findings.isEmpty, "\(findings)")
    }

    @Test(
        "A fault that shows in reads is found",
        arguments: Sweep.cases(Fault.all.filter { faultsOfReads.contains($0.name) }, every: 6))
    func faults(_ fault: Fault) async throws {
        let clock = KitClock()
        let repository = fault.make { clock.now }
        try await fill(repository, clock, seed: 1)
        let findings = await ReaderConformance(repository).run()
        #expect(findings.contains { $0.guarantee == fault.guarantee }, "\(findings)")
    }

    @Test("All of these faults exist")
    func names() { #expect(faultsOfReads.isSubset(of: Fault.all.map(\.name))) }
}
