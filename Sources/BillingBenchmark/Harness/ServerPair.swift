#if PostgreSQL
import BillingModel
import BillingStore
import BillingStorePostgres
import Foundation
import PostgresServers

/// A repository and plain SQL side by side on one server, each in the same schema of its own.
///
/// The server is the one that `INAURO_POSTGRES` names, or one of this process with room in memory and seldom checkpoints.
final class ServerPair {
    let address: String
    let schema: String
    let repository: PostgresRepository
    let plain: PlainTable
    let feed = MinuteFeed()

    init(_ line: String, writers: Int = PostgresRepository.Options().writers) throws {
        guard let address = try Self.found.get() else {
            throw Failure("PostgreSQL is not installed. Debian, Ubuntu: apt-get install postgresql")
        }
        let name = "benchmark_\(line.lowercased())_\(ProcessInfo.processInfo.processIdentifier)"
        self.address = address
        schema = name
        repository = try Blocking.run { try await Self.opened(address, name, writers: writers) }
        plain = try PlainTable(address, schema: name)
    }

    deinit { try? plain.connection.run(script: "DROP SCHEMA \(schema) CASCADE") }

    private static let found = Result {
        try LocalServer.address([
            "shared_buffers": "256MB", "max_wal_size": "4GB", "checkpoint_timeout": "30min",
        ])
    }

    static func opened(_ address: String, _ schema: String, writers: Int) async throws -> PostgresRepository {
        var options = PostgresRepository.Options()
        (options.schema, options.writers) = (schema, writers)
        return try await PostgresRepository(address, options: options, clock: { Date() })
    }

    func commit(_ changes: ChangeSet) throws {
        let repository = repository
        _ = try Blocking.run { try await repository.commit(changes) }
    }

    /// Seconds that some work takes.
    static func seconds(_ work: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try work()
        return (ContinuousClock.now - start) / .seconds(1)
    }

    /// How long this repository takes for sets of changes, one after the other: the median of a commit.
    static func median(_ sets: [ChangeSet], in repository: PostgresRepository) throws -> Double {
        try Blocking.run {
            var times: [Duration] = []
            for changes in sets {
                let start = ContinuousClock.now
                try await repository.commit(changes)
                times.append(ContinuousClock.now - start)
            }
            return times.sorted()[times.count / 2] / .seconds(1)
        }
    }

    static func median(_ figures: [Double]) -> Double { figures.sorted()[figures.count / 2] }
}
#endif
