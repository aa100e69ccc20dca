import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Summaries keep the measures that are asked for, of however many series")
struct SummaryMeasuresTests {
    /// 300 series of 100 samples each, which is more than one thread takes; every tenth is empty at the first revision.
    private static func fill(_ repository: any BillingRepository) async throws {
        try await repository.addTenants()
        var random = SplitMix64(seed: 11)
        for (place, commit) in ["first", "second", "third"].enumerated() {
            try await repository.commit(commit) { changes in
                for number in 0..<300 where place > 0 || number % 10 > 0 {
                    let labels = try Labels(("series", String(number)))
                    let times = Set((0..<40).map { _ in Int.random(in: 0..<600, using: &random) }).sorted()
                    for at in times {
                        let value = Double(Int.random(in: -500...500, using: &random)) / 10
                        changes.add(write(acme, level, at: at, value, labels: labels))
                    }
                }
            }
        }
    }

    private static func request(
        _ measures: AggregateState.Measures = .all, _ knownAt: KnownAt = .latest, limit: Int = .max
    ) -> SummaryRequest {
        let bounds = SummaryBounds(
            instants: [50, 100, 100, 300, 450].map { position($0) }, dayNumbers: nil, resets: [],
            now: position(500))
        return SummaryRequest(
            of: .all, metrics: [level.id], in: bounds, measures: measures, knownAt: knownAt, limit: limit)
    }

    private static func rows(
        _ repository: some BillingReader, _ request: SummaryRequest
    ) async throws -> [SummaryRow] {
        var (request, rows) = (request, [SummaryRow]())
        repeat {
            let page = try await repository.summaries(request)
            #expect(page.rows.count <= request.limit)
            rows += page.rows
            request.cursor = page.next
        } while request.cursor != nil
        return rows
    }

    @Test(
        "They are what the samples say that are read, at each revision and by pages",
        arguments: Backend.allCases)
    func pages(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await Self.fill(repository)
        for number in 1...4 {
            let known = KnownAt.revision(try Revision(Int64(number)))
            let slow = try await Self.rows(SampleReader(base: repository), Self.request(.all, known))
            #expect(slow.count == [0, 270, 300, 300][number - 1])
            for limit in [1, 7, 299, 300, .max] {
                #expect(try await Self.rows(repository, Self.request(.all, known, limit: limit)) == slow)
            }
        }
    }

    @Test("A state of some measures is that of all without the others", arguments: Backend.allCases)
    func measures(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await Self.fill(repository)
        let all = try await Self.rows(repository, Self.request())
        for bits in UInt8(0)..<8 {
            let measures = AggregateState.Measures(rawValue: bits)
            let some = try await Self.rows(repository, Self.request(measures))
            #expect(some.count == 300)
            let kept = all.map { row in
                guard case .states(let states) = row.content else { return row }
                return SummaryRow(
                    key: row.key, content: .states(states.map { $0.keeping(measures) }),
                    previous: row.previous)
            }
            #expect(some == kept, "measures \(bits)")
            #expect(try await Self.rows(SampleReader(base: repository), Self.request(measures)) == kept)
        }
    }

    @Test("A sum that was not asked for cannot be finished", arguments: Backend.allCases)
    func missing(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await Self.fill(repository)
        let rows = try await Self.rows(repository, Self.request([]))
        guard case .states(let states)? = rows.first?.content else {
            Issue.record("states are expected")
            return
        }
        #expect(states[0].count > 0 && states[0].maximum != nil)
        #expect(refusal { try states[0].sum() } == .unsupported)
    }

    @Test("Measures that there are none of are refused", arguments: Backend.allCases)
    func unknown(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        let request = Self.request(AggregateState.Measures(rawValue: 9))
        #expect(await billingError { try await repository.summaries(request) }?.code == .invalidValue)
    }

    @Test("A cursor goes on with the measures that it began with", arguments: Backend.allCases)
    func cursors(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await Self.fill(repository)
        var request = Self.request(.sum, limit: 3)
        request.cursor = try await repository.summaries(request).next
        request.measures = .all
        let other = request
        #expect(await billingError { try await repository.summaries(other) }?.code == .invalidCursor)
    }
}

/// A reader that reads samples and leaves their summaries to the default.
private struct SampleReader: BillingReader {
    let base: any BillingRepository

    func revision(_ knownAt: KnownAt) async throws -> Revision { try await base.revision(knownAt) }
    func records(_ request: RecordRequest) async throws -> RecordPage { try await base.records(request) }
    func series(_ request: SeriesRequest) async throws -> SeriesPage { try await base.series(request) }
    func activity(_ request: ActivityRequest) async throws -> ActivityPage {
        try await base.activity(request)
    }
}
