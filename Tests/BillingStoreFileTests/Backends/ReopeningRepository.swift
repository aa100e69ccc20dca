import BillingModel
import BillingStore
import BillingTime
import Foundation

@testable import BillingStoreFile

/// A file that is closed and opened again every now and then, between the calls of a test.
actor ReopeningRepository: BillingRepository {
    private let path: String
    private let clock: @Sendable () -> Date
    private let bounds: PackingLimits
    private let calls: Int
    private var count = 0
    private var current: Task<FileRepository, any Error>

    /// Opens a file, and again after so many calls.
    init(
        _ path: String, every calls: Int, bounds: PackingLimits = .tiny, clock: @escaping @Sendable () -> Date
    ) {
        (self.path, self.calls, self.bounds, self.clock) = (path, calls, bounds, clock)
        current = Task { try await Self.open(path, bounds, clock) }
    }

    private static func open(
        _ path: String, _ bounds: PackingLimits, _ clock: @escaping @Sendable () -> Date
    ) async throws -> FileRepository {
        var options = FileRepository.Options()
        options.durability = .process
        options.readers = 2
        return try await FileRepository(at: path, options: options, bounds: bounds, clock: clock)
    }

    private func repository() async throws -> FileRepository {
        count += 1
        if count.isMultiple(of: calls) {
            let (old, path, bounds, clock) = (current, path, bounds, clock)
            current = Task {
                await (try? old.value)?.close()
                return try await Self.open(path, bounds, clock)
            }
        }
        return try await current.value
    }

    func close() async { await (try? current.value)?.close() }

    /// A call that came just before the file was closed is made again.
    private func ask<Value: Sendable>(
        _ call: (FileRepository) async throws -> Value
    ) async throws -> Value {
        while true {
            do {
                return try await call(try await repository())
            } catch BillingError.Code.closed {
                await Task.yield()
            }
        }
    }

    func commit(_ changes: ChangeSet) async throws -> CommitRecord {
        try await ask { try await $0.commit(changes) }
    }
    func erase(_ request: ErasureRequest) async throws -> CommitRecord {
        try await ask { try await $0.erase(request) }
    }
    func revision(_ knownAt: KnownAt) async throws -> Revision {
        try await ask { try await $0.revision(knownAt) }
    }
    func records(_ request: RecordRequest) async throws -> RecordPage {
        try await ask { try await $0.records(request) }
    }
    func series(_ request: SeriesRequest) async throws -> SeriesPage {
        try await ask { try await $0.series(request) }
    }
    func activity(_ request: ActivityRequest) async throws -> ActivityPage {
        try await ask { try await $0.activity(request) }
    }
    func summaries(_ request: SummaryRequest) async throws -> SummaryPage {
        try await ask { try await $0.summaries(request) }
    }
    func verify() async throws -> [FileRepository.Finding] { try await ask { try await $0.verify() } }
}
