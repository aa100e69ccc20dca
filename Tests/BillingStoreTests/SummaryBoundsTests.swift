import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Bounds of a summary are made of a grid, and tell a backend what to read")
struct SummaryBoundsTests {
    private static let berlin = "Europe/Berlin"

    private static func grid(_ start: String, _ end: String, _ width: BucketWidth) throws -> BucketGrid {
        try BucketGrid(
            covering: instant(start)..<instant(end), width: width,
            zone: ZoneDatabase.system.zone(ZoneID(berlin)))
    }

    @Test("Intervals and dates are those of the buckets, cut at the range")
    func buckets() throws {
        // From noon of 30 March 2025, a day of 23 hours, to 10 April.
        let grid = try Self.grid("2025-03-30T10:00:00Z", "2025-04-10T10:00:00Z", .month)
        let now = try instant("2025-04-05T12:00:00Z")
        let bounds = try SummaryBounds(grid, now: now)
        let april = try instant("2025-03-31T22:00:00Z")
        #expect(bounds.count == 2)
        #expect(
            try bounds.intervals == [
                instant("2025-03-30T10:00:00Z")..<april, april..<instant("2025-04-10T10:00:00Z"),
            ])
        #expect(
            try bounds.dates == [
                day("2025-03-30")...day("2025-03-31"), day("2025-04-01")...day("2025-04-10"),
            ])
        #expect(try bounds.periodStarts == [instant("2025-02-28T23:00:00Z"), april])
        #expect(bounds.end == now)
        #expect(try bounds.lastDate == day("2025-04-05"))
    }

    @Test("Periods are those asked for, and narrow buckets have no dates")
    func periods() throws {
        let grid = try Self.grid("2025-03-30T00:00:00Z", "2025-03-30T03:00:00Z", .hour)
        let midnight = try instant("2025-03-29T23:00:00Z")
        let bounds = try SummaryBounds(grid, resettingEvery: .billingCycle(anchorDay: 30), now: midnight)
        #expect(bounds.dates == nil)
        #expect(bounds.count == 3)
        #expect(bounds.periodStarts == [midnight])
        // The 30th begins at now, so the 29th is the last that is read.
        #expect(try bounds.lastDate == day("2025-03-29"))
        #expect(throws: BillingError.self) { try SummaryBounds(grid, resettingEvery: .hour, now: midnight) }
        #expect(throws: BillingError.self) {
            try SummaryBounds(grid, now: Date(timeIntervalSince1970: .infinity))
        }
        let none = try SummaryBounds(
            Self.grid("2025-03-30T00:00:00Z", "2025-03-30T00:00:00Z", .day), now: midnight)
        #expect(none.count == 0 && none.intervals.isEmpty && none.dates == [] && none.periodStarts.isEmpty)
    }

    /// States as an author of a backend makes them, from nothing but samples and what the bounds tell.
    private static func states(
        _ samples: [MetricSample], _ bounds: SummaryBounds
    ) throws -> [AggregateState] {
        try bounds.intervals.indices.map { bucket in
            var previous: Double?
            var inside: [MetricSample] = []
            for sample in samples {
                switch sample.time {
                case .instant(let instant):
                    guard instant < bounds.end else { continue }
                    if instant < bounds.intervals[bucket].lowerBound { previous = sample.value }
                    if bounds.intervals[bucket].contains(instant) { inside.append(sample) }
                case .date(let date):
                    guard let dates = bounds.dates?[bucket], let last = bounds.lastDate, date <= last
                    else { continue }
                    if date < dates.lowerBound { previous = sample.value }
                    if dates.contains(date) { inside.append(sample) }
                }
            }
            var state = try previous.map { try AggregateState(following: $0) } ?? AggregateState()
            for sample in inside {
                switch sample.time {
                case .instant(let instant): try state.add(sample.value, at: instant)
                case .date(let date): try state.add(sample.value, on: date)
                }
            }
            return state
        }
    }

    @Test("A host asks with them, and an author of a backend can answer", arguments: Backend.allCases)
    func answers(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        try await repository.commit("1") { changes in
            changes.add(level, for: acme)
            for (at, value) in [(-3_000, 5.0), (-90, 7), (10, 3), (200, 9), (1_500, 4), (4_000, 6)] {
                changes.add(write(acme, level, at: at, value))
            }
            for (day, value) in [
                ("2026-02-27", 40.0), ("2026-02-28", 42), ("2026-03-02", 44), ("2026-03-04", 46),
            ] {
                changes.add(SampleWrite(key(acme, .assets), at: .date(try LocalDate(day)), value: value))
            }
        }
        let grid = try Self.grid("2026-02-28T12:00:00Z", "2026-03-04T12:00:00Z", .day)
        let bounds = try SummaryBounds(grid, now: minute(2_000))
        for metric in [level.id, Metric.assets.id] {
            let page = try await repository.summaries(
                SummaryRequest(of: .one(acme), metrics: [metric], in: bounds))
            let series = try #require(
                try await repository.allSeries(SeriesRequest(of: .one(acme), metrics: [metric])).first)
            let row = try #require(page.rows.first)
            #expect(row.content == .states(try Self.states(Array(series), bounds)), "\(metric)")
        }
        let read = try await repository.summaries(
            SummaryRequest(of: .one(acme), metrics: [.init("level")], in: bounds))
        guard case .states(let states) = try #require(read.rows.first).content else {
            Issue.record("no states")
            return
        }
        // 28 February ends at 23:00 UTC, 60 minutes before minute 0; minute 1,500 lies on 2 March.
        #expect(states.map(\.count) == [1, 2, 1, 0, 0])
        #expect(states.map(\.last) == [7, 9, 4, nil, nil])
    }
}
