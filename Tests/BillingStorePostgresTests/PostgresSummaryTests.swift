#if PostgreSQL
import BillingModel
import BillingStore
import BillingStorePostgres
import BillingTestSupport
import BillingTime
import Foundation
import Testing

/// Summaries from kept states, held against memory, which has none.
@Suite(.serialized, .enabled(if: PostgresServer.shared != nil))
struct PostgresSummaryTests {
    /// Series of three chunks and more, with late, corrected and retracted samples, as they are at any revision.
    @Test(arguments: 1...UInt64(Sweep.count(20, part: 1)))
    func `chunks, journals and what changed since come to what memory says`(seed: UInt64) async throws {
        let server = try #require(PostgresServer.shared)
        var random = SplitMix64(seed: seed)
        let reading = try Metric(
            id: MetricID("reading"), unit: "kWh", kind: .cumulative, resets: .below(percent: 50))
        let metrics = [level, reading]
        let journal = seed % 2 == 0 ? 2_000 : 20_000
        let clock: @Sendable () -> Date = { minute(40_000) }
        // Chunks are slow to pack without optimization, and a commit waits for that.
        let own = try await server.repository(clock: clock) {
            ($0.journalEntries, $0.timeout) = (journal, .seconds(600))
        }
        let memory = InMemoryRepository(clock: clock)
        func commit(_ changes: ChangeSet) async throws {
            let expected = try await memory.commit(changes)
            #expect(try await own.commit(changes) == expected)
        }
        var first = try ChangeSet(id: CommitID("first"))
        first.add(try makeTenant(acme))
        for metric in metrics { first.add(metric, for: acme) }
        try await commit(first)
        for number in 0..<9 {
            var changes = try ChangeSet(id: CommitID("\(number)"))
            for metric in metrics {
                let start = Int.random(in: 0..<30_000, using: &random)
                // Every fourth set is of many samples in order, and the others change some of them.
                let count = number % 4 == 0 ? 5_000 : 20
                // A set says one thing of a sample.
                let some = Set((0..<count).map { _ in Int.random(in: 0..<36_000, using: &random) }).sorted()
                for (place, at) in (count == 20 ? some : Array(start..<start + count)).enumerated() {
                    let value = Double(Int.random(in: -50...400, using: &random)) / 8
                    let isGone = count == 20 && place % 5 == 0
                    changes.add(
                        SampleWrite(
                            key(acme, metric), at: .instant(minute(at)), value: isGone ? nil : value))
                }
            }
            try await commit(changes)
        }
        let zone = try ZoneDatabase.system.zone(ZoneID("America/New_York"))
        for _ in 0..<40 {
            let low = Int.random(in: -3_000..<36_000, using: &random)
            let longest = try #require([100, 5_000, 40_000].randomElement(using: &random))
            let high = low + Int.random(in: 0...longest, using: &random)
            let width = try #require(
                [.hour, .day, .week, .month].randomElement(using: &random) as BucketWidth?)
            let grid = try BucketGrid(covering: minute(low)..<minute(high), width: width, zone: zone)
            let bounds = try SummaryBounds(
                grid, now: minute(Int.random(in: -100...40_000, using: &random)))
            let revision = try Revision(Int64.random(in: 0...10, using: &random))
            let request = SummaryRequest(
                of: .one(acme), metrics: metrics.map(\.id), in: bounds,
                measures: Bool.random(using: &random) ? .all : .sum,
                knownAt: Bool.random(using: &random) ? .latest : .revision(revision))
            guard let expected = try? await memory.summaries(request) else { continue }
            let found = try await own.summaries(request)
            #expect(found == expected, "\(low)..<\(high) by \(width) at \(request.knownAt)")
        }
        await own.close()
    }
}
#endif
