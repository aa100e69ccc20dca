import BillingModel
import BillingStore

/// A reader that counts what it is asked.
struct CountingReader: BillingReader {
    actor Counter {
        private(set) var calls: [String: Int] = [:]

        func note(_ call: String) { calls[call, default: 0] += 1 }
        func take() -> [String: Int] {
            defer { calls = [:] }
            return calls
        }
    }

    let base: InMemoryRepository
    let counter = Counter()

    func revision(_ knownAt: KnownAt) async throws -> Revision {
        await counter.note("revision")
        return try await base.revision(knownAt)
    }

    func records(_ request: RecordRequest) async throws -> RecordPage {
        await counter.note("records of kind \(request.kind.rawValue)")
        return try await base.records(request)
    }

    func series(_ request: SeriesRequest) async throws -> SeriesPage {
        await counter.note("series")
        return try await base.series(request)
    }

    func activity(_ request: ActivityRequest) async throws -> ActivityPage {
        await counter.note("presence")
        return try await base.activity(request)
    }

    func summaries(_ request: SummaryRequest) async throws -> SummaryPage {
        await counter.note("summaries")
        return try await base.summaries(request)
    }
}
