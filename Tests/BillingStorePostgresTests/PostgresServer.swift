#if PostgreSQL
import BillingStorePostgres
import BillingTime
import Foundation
import PostgresServers

/// The server of this test run.
final class PostgresServer: Sendable {
    let address: String
    private let count = Lock(0)

    private init(_ address: String) { self.address = address }

    /// Nil if none can be started here, as where PostgreSQL is not installed.
    static let shared: PostgresServer? = {
        let address = try? LocalServer.address(["fsync": "off", "max_connections": "200"])
        return address.map { PostgresServer($0) }
    }()

    private func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }

    /// An empty repository in a schema of its own.
    func repository(
        clock: @escaping @Sendable () -> Date, _ set: (inout PostgresRepository.Options) -> Void = { _ in }
    ) async throws -> PostgresRepository {
        var options = PostgresRepository.Options()
        options.schema = "t\(getpid())_\(next())"
        options.readers = 1
        options.writers = 1
        set(&options)
        return try await PostgresRepository(address, options: options, clock: clock)
    }
}
#endif
