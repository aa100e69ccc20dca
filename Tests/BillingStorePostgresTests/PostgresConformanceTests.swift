#if PostgreSQL
import BillingModel
import BillingStore
import BillingStorePostgres
import BillingTestKit
import BillingTestSupport
import Foundation
import Testing

@Suite("A repository on a server keeps every promise", .enabled(if: PostgresServer.shared != nil))
struct PostgresConformanceTests {
    private static func number(_ name: String, else usual: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? usual
    }

    /// Two seeds, and as many more as it takes to compare the calls that are asked for.
    @Test func `no call is answered otherwise than by memory, errors included`() async throws {
        let server = try #require(PostgresServer.shared)
        var total: ConformanceReport?
        var seed: UInt64 = 0
        while seed < Self.number("INAURO_SEEDS", else: 2)
            || total?.calls ?? 0 < Self.number("INAURO_CALLS", else: 0)
        {
            seed += 1
            // Journals are moved into chunks after every other commit.
            let entries = seed % 2 == 0 ? 65_536 : 3
            let report = await RepositoryConformance(
                seed: seed, sequences: Self.number("INAURO_SEQUENCES", else: 1),
                discard: { repository in await (repository as? PostgresRepository)?.close() }
            ) { clock in
                try await server.repository(clock: clock) { $0.journalEntries = entries }
            }.report()
            #expect(report.findings.isEmpty, "seed \(seed): \(report)")
            total?.add(report)
            total = total ?? report
            // Where something is wrong, or nothing is answered, more of it tells nothing.
            guard report.findings.isEmpty, report.calls > 0 else { break }
        }
        print(seed, "seeds:", try #require(total))
    }
}
#endif
