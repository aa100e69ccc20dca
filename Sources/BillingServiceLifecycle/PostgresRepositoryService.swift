#if ServiceLifecycle && PostgreSQL
import BillingModel
import BillingStore
public import BillingStorePostgres
public import ServiceLifecycle

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A repository on a server as a service of a host: connected for whoever needs it first, and closed when the services shut down.
///
/// Services shut down in the reverse order, so this one comes before those that use the repository. What a file needs to have
/// compacted, a server does by itself.
///
/// ```
/// let store = PostgresRepositoryService(address, clock: { Date() })
/// let group = ServiceGroup(services: [store, Importer(store)], logger: logger)
/// try await group.run()
/// ```
public struct PostgresRepositoryService: Service {
    private let opening: Opening<PostgresRepository>

    /// Makes a service; nothing is connected yet.
    ///
    /// - Parameters:
    ///   - address: A connection string of libpq.
    ///   - options: What a host may choose.
    ///   - clock: The instant that a commit is recorded with.
    public init(
        _ address: String, options: PostgresRepository.Options = PostgresRepository.Options(),
        clock: @escaping @Sendable () -> Date
    ) {
        opening = Opening { try await PostgresRepository(address, options: options, clock: clock) }
    }

    /// The repository, which is connected if it is not yet.
    ///
    /// - Throws: What connecting throws; the next call tries again.
    public var repository: PostgresRepository {
        get async throws { try await opening.value }
    }

    /// Connects the repository, and closes it when the services shut down or the task is cancelled.
    ///
    /// - Throws: What connecting throws.
    public func run() async throws {
        let repository = try await repository
        // Being cancelled is the other way to end.
        try? await gracefulShutdown()
        await repository.close()
    }
}
#endif
