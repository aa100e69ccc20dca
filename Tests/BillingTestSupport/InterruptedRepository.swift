package import BillingModel
package import BillingStore

/// A repository in which something happens before each commit.
package struct InterruptedRepository: BillingRepository {
    private let repository: InMemoryRepository
    private let before: @Sendable () async throws -> Void

    package init(_ repository: InMemoryRepository, before: @escaping @Sendable () async throws -> Void) {
        self.repository = repository
        self.before = before
    }

    package func commit(_ changes: ChangeSet) async throws -> CommitRecord {
        try await before()
        return try await repository.commit(changes)
    }

    package func erase(_ request: ErasureRequest) async throws -> CommitRecord {
        try await repository.erase(request)
    }
    package func revision(_ knownAt: KnownAt) async throws -> Revision {
        try await repository.revision(knownAt)
    }
    package func records(_ request: RecordRequest) async throws -> RecordPage {
        try await repository.records(request)
    }
    package func series(_ request: SeriesRequest) async throws -> SeriesPage {
        try await repository.series(request)
    }
    package func activity(_ request: ActivityRequest) async throws -> ActivityPage {
        try await repository.activity(request)
    }
}
