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
    @Test(
        "No seed finds anything",
        arguments: Array(1...(Int(ProcessInfo.processInfo.environment["INAURO_SEEDS"] ?? "2") ?? 2)).map {
            UInt64($0)
        })
    func passes(_ seed: UInt64) async throws {
        let server = try #require(PostgresServer.shared)
        let findings = await RepositoryConformance(
            seed: seed, sequences: Int(ProcessInfo.processInfo.environment["INAURO_SEQUENCES"] ?? "1") ?? 1,
            discard: { repository in await (repository as? PostgresRepository)?.close() }
        ) { clock in
            // Journals are moved into chunks after every other commit.
            try await server.repository(clock: clock) { $0.journalEntries = seed % 2 == 0 ? 65_536 : 3 }
        }.run()
        #expect(findings.isEmpty, "\(findings)")
    }
}
#endif
