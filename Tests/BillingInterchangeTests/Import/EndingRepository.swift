import BillingModel
import BillingStore
import BillingTime

/// A repository whose process ends before one of its commits.
struct EndingRepository: BillingRepository {
    private let repository: InMemoryRepository
    private let calls: Lock<Int>

    init(_ repository: InMemoryRepository, after calls: Int) {
        self.repository = repository
        self.calls = Lock(calls)
    }

    func commit(_ changes: ChangeSet) async throws -> Commit {
        let left = calls.withLock { calls in
            calls -= 1
            return calls
        }
        guard left > 0 else { throw BillingError(.storageFailed, rule: "the process ends here") }
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
