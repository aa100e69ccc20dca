import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Coverage adds up per tenant, metric and feed")
struct CoverageTests {
    private func statement(
        _ owner: TenantID, _ metric: Metric, _ source: String, _ from: Int, _ to: Int
    ) throws -> Coverage {
        try Coverage(
            tenant: owner, metric: metric.id, source: SourceID(source), range: minute(from)..<minute(to))
    }

    @Test("Ranges merge, and what is covered already says nothing new", arguments: Backend.allCases)
    func union(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        let first = try await repository.commit("1") { changes in
            changes.add(try statement(acme, messages, "b", 0, 10))
            changes.add(try statement(acme, messages, "b", 20, 30))
            changes.add(try statement(acme, messages, "a", 5, 6))
            changes.add(try statement(acme, level, "b", 1, 2))
            changes.add(try statement(acme, messages, "b", 2, 9))
        }
        #expect(first.tally == [4, 1, 0, 0])
        let second = try await repository.commit("2") { $0.add(try statement(acme, messages, "b", 10, 20)) }
        let nothing = try await repository.commit("3") { $0.add(try statement(acme, messages, "b", 0, 30)) }
        #expect(nothing.tally == [0, 1, 0, 0] && nothing.revision == second.revision)
        #expect(
            try await repository.allRecords(.coverage) == [
                .coverage(try statement(acme, level, "b", 1, 2)),
                .coverage(try statement(acme, messages, "a", 5, 6)),
                .coverage(try statement(acme, messages, "b", 0, 30)),
            ])
        let then = try await repository.coverage(of: .all, at: first.revision)
        #expect(
            then[acme]?[messages.id]?[try SourceID("b")]
                == (try IntervalSet([minute(0)..<minute(10), minute(20)..<minute(30)])))
        #expect(then[bolt] == nil)
    }
}
