import BillingModel
import BillingStore

/// A repository in which something happens before each commit.
struct Interrupted: BillingRepository {
    private let repository: InMemoryRepository
    private let before: @Sendable () async throws -> Void

    init(_ repository: InMemoryRepository, before: @escaping @Sendable () async throws -> Void) {
        self.repository = repository
        self.before = before
    }

    func commit(_ changes: ChangeSet) async throws -> Commit {
        try await before()
        return try await repository.commit(changes)
    }

    func erase(_ request: ErasureRequest) async throws -> Commit { try await repository.erase(request) }
    func revision(_ knownAt: KnownAt) async throws -> Revision { try await repository.revision(knownAt) }
    func records(_ request: RecordRequest) async throws -> RecordPage {
        try await repository.records(request)
    }
    func series(_ request: SeriesRequest) async throws -> SeriesPage { try await repository.series(request) }
    func presence(_ request: PresenceRequest) async throws -> PresencePage {
        try await repository.presence(request)
    }
}
