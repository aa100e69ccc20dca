#if ServiceLifecycle
import BillingModel
import BillingStore
public import BillingStoreFile
public import ServiceLifecycle

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A repository in a file as a service of a host: opened for whoever needs it first, compacted now and then, and closed when
/// the services shut down.
///
/// Services shut down in the reverse order, so this one comes before those that use the repository.
///
/// ```
/// let store = FileRepositoryService(at: path, compactingEvery: .seconds(7 * 86_400), clock: { Date() })
/// let group = ServiceGroup(services: [store, Importer(store)], logger: logger)
/// try await group.run()
/// ```
public struct FileRepositoryService: Service {
    private let opening: Opening<FileRepository>
    private let interval: Duration?

    /// Makes a service; nothing is opened yet.
    ///
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - access: How it is opened.
    ///   - options: What a host may choose.
    ///   - interval: How long it runs between two times that the file is written anew without gaps; nil for never.
    ///     Commits wait meanwhile.
    ///   - clock: The instant that a commit is recorded with.
    public init(
        at path: String, access: FileRepository.Access = .create,
        options: FileRepository.Options = FileRepository.Options(), compactingEvery interval: Duration? = nil,
        clock: @escaping @Sendable () -> Date
    ) {
        opening = Opening {
            try await FileRepository(at: path, access: access, options: options, clock: clock)
        }
        self.interval = interval
    }

    /// The repository, which is opened if it is not open yet.
    ///
    /// - Throws: What opening the file throws; the next call tries again.
    public var repository: FileRepository {
        get async throws { try await opening.value }
    }

    /// Opens the repository, and closes it when the services shut down or the task is cancelled.
    ///
    /// - Throws: What opening throws, and what compacting throws unless a later try may help.
    public func run() async throws {
        let repository = try await repository
        let result = await Self.result { [interval] in
            try await cancelWhenGracefulShutdown { try await Self.compact(repository, every: interval) }
        }
        await repository.close()
        do {
            try result.get()
        } catch is CancellationError {
            // Both ways to end.
        }
    }

    private static func result(_ work: () async throws -> Void) async -> Result<Void, any Error> {
        do {
            return .success(try await work())
        } catch {
            return .failure(error)
        }
    }

    /// Compacts until it is cancelled.
    private static func compact(_ repository: FileRepository, every interval: Duration?) async throws {
        while true {
            try await Task.sleep(for: interval ?? .seconds(86_400))
            guard interval != nil else { continue }
            do {
                try await repository.compact()
            } catch let error as BillingError where error.code.retry == .later {
                // The observer of the repository was told; the next time may be better.
            }
        }
    }
}
#endif
