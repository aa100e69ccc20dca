import BillingModel
import BillingStore
import BillingTime
import Foundation
import Testing

@testable import BillingTestKit

/// The repository in memory, of which one thing is distorted by a hook.
struct FaultyRepository: BillingRepository {
    let base: InMemoryRepository
    var onCommit: @Sendable (InMemoryRepository, ChangeSet) async throws -> CommitRecord = {
        try await $0.commit($1)
    }
    var onErase: @Sendable (InMemoryRepository, ErasureRequest) async throws -> CommitRecord = {
        try await $0.erase($1)
    }
    var onRevision: @Sendable (InMemoryRepository, KnownAt) async throws -> Revision = {
        try await $0.revision($1)
    }
    var onRecords: @Sendable (InMemoryRepository, RecordRequest) async throws -> RecordPage = {
        try await $0.records($1)
    }
    var onSeries: @Sendable (InMemoryRepository, SeriesRequest) async throws -> SeriesPage = {
        try await $0.series($1)
    }
    var onActivity: @Sendable (InMemoryRepository, ActivityRequest) async throws -> ActivityPage = {
        try await $0.activity($1)
    }
    var onSummaries: @Sendable (InMemoryRepository, SummaryRequest) async throws -> SummaryPage = {
        try await $0.summaries($1)
    }

    var onInvoice:
        @Sendable (InMemoryRepository, InvoiceNumber, TenantID, Revision) async throws -> Invoice? = {
            try await $0.invoice($1, of: $2, at: $3)
        }

    init(_ clock: @escaping @Sendable () -> Date) { base = InMemoryRepository(clock: clock) }

    func commit(_ changes: ChangeSet) async throws -> CommitRecord {
        try await onCommit(base, changes)
    }

    func erase(_ request: ErasureRequest) async throws -> CommitRecord {
        try await onErase(base, request)
    }

    func revision(_ knownAt: KnownAt) async throws -> Revision {
        try await onRevision(base, knownAt)
    }

    func records(_ request: RecordRequest) async throws -> RecordPage {
        try await onRecords(base, request)
    }

    func series(_ request: SeriesRequest) async throws -> SeriesPage {
        try await onSeries(base, request)
    }

    func activity(_ request: ActivityRequest) async throws -> ActivityPage {
        try await onActivity(base, request)
    }

    func summaries(_ request: SummaryRequest) async throws -> SummaryPage {
        try await onSummaries(base, request)
    }
}

extension FaultyRepository {
    func invoice(
        _ number: InvoiceNumber, of tenant: TenantID, at revision: Revision
    ) async throws -> Invoice? {
        try await onInvoice(base, number, tenant, revision)
    }
}

/// What is wrong with a repository, and the guarantee that it breaks.
struct Fault: Sendable, CustomTestStringConvertible {
    let name: String
    let guarantee: Guarantee
    /// The most operations that the finding may need.
    let operations: Int
    let make: @Sendable (@escaping @Sendable () -> Date) -> any BillingRepository

    init(
        _ name: String, _ guarantee: Guarantee, operations: Int,
        _ distort:
            @escaping @Sendable (inout FaultyRepository, _ clock: @escaping @Sendable () -> Date) -> Void
    ) {
        self.name = name
        self.guarantee = guarantee
        self.operations = operations
        make = { clock in
            var repository = FaultyRepository(clock)
            distort(&repository, clock)
            return repository
        }
    }

    var testDescription: String { name }

    static let all = commits + samples + reads + summaries + erasures + plans
}

/// Something that a hook keeps.
final class Kept<Value: Sendable>: Sendable {
    private let value: Lock<Value>

    init(_ value: Value) { self.value = Lock(value) }

    func use<Result: Sendable>(_ body: @Sendable (inout sending Value) -> sending Result) -> Result {
        value.withLock { body(&$0) }
    }
}

extension ChangeSet {
    /// This set with other records, under another id if one is given.
    func with(
        id: CommitID? = nil, basis: Revision?? = nil, _ change: (Item) throws -> Item?
    ) rethrows -> ChangeSet {
        ChangeSet(id: id ?? self.id, basis: basis ?? self.basis, try items.compactMap(change))
    }
}

extension CommitRecord {
    func with(
        id: CommitID? = nil, revision: Revision? = nil, recordedAt: Date? = nil, inserted: Int? = nil,
        unchanged: Int? = nil
    ) -> CommitRecord {
        CommitRecord(
            id: id ?? self.id, kind: kind, revision: revision ?? self.revision,
            recordedAt: recordedAt ?? self.recordedAt,
            inserted: inserted ?? self.inserted, unchanged: unchanged ?? self.unchanged, corrected: corrected,
            retracted: retracted)
    }
}

/// An id that no one else has.
func freshID() throws -> CommitID { try CommitID("internal-" + UUID().uuidString) }
