import BillingModel
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The level at the end of a bucket")
struct LevelTests {
    /// What a slow look at each quarter hour says of one bucket.
    private struct Slow {
        let zone: Zone
        let isDaily: Bool
        /// Microseconds, or day numbers.
        let samples: [(position: Int64, value: Double)]
        let staleness: Int64?
        let covered: [Range<Int64>]
        let now: Int64

        private func start(_ position: Int64) -> Int64 {
            isDaily ? zone.startOfDay(Int(position)) : position
        }

        /// The last sample that begins before an instant and is known by now.
        private func last(before instant: Int64) -> (position: Int64, value: Double)? {
            samples.last { start($0.position) < min(instant, now) }
        }

        /// The level just before an instant.
        func level(before instant: Int64) -> Double? {
            guard let sample = last(before: instant) else { return nil }
            let final = instant - 1
            if isDaily, final < zone.startOfDay(Int(sample.position) + 1) { return sample.value }
            if !isDaily, final == sample.position { return sample.value }
            guard covered.contains(where: { $0.contains(final) }) else { return nil }
            if let staleness {
                let end =
                    isDaily
                    ? zone.startOfDay(Int(sample.position + 1 + staleness / Instants.perDay))
                    : sample.position + staleness
                if final >= end { return nil }
            }
            return sample.value
        }

        func lastKnown(before instant: Int64) -> Double? { last(before: instant)?.value }

        /// The share of a stretch, up to now, in which there is a level, by quarter hours.
        func knownShare(_ range: Range<Int64>) -> Double {
            let step: Int64 = 900_000_000
            let quarters = Array(
                stride(from: range.lowerBound, to: min(range.upperBound, now), by: Int(step)))
            guard !quarters.isEmpty else { return 0 }
            return Double(quarters.count { level(before: $0 + 2) != nil }) / Double(quarters.count)
        }
    }

    @Test(
        "is that of a slow look, and so is what was known last and the share that is known",
        arguments: ["UTC", "America/New_York", "Asia/Kathmandu"], Array(1...12) as [UInt64])
    func slowLook(zoneName: String, seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let zone = try fixtureZone(zoneName)
        let first = Int(try LocalDate("2024-10-20").dayNumber)
        let quarter: Int64 = 900_000_000
        let isDaily = seed.isMultiple(of: 2)
        let origin = zone.startOfDay(first)
        func instant(_ days: Int) -> Int64 {
            origin + Int64.random(in: 0..<Int64(days) * 96, using: &random) * quarter
        }
        let staleness: Int64? =
            [nil, 21_600_000_000, 86_400_000_000, 3 * 86_400_000_000].randomElement(using: &random) ?? nil
        var positions: Set<Int64> = []
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            positions.insert(
                isDaily ? Int64(first - 5 + Int.random(in: 0..<45, using: &random)) : instant(40))
        }
        let samples = positions.sorted().map { ($0, Double(Int.random(in: -9...99, using: &random))) }
        var covered: [Range<Int64>] = []
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            let start = instant(40)
            covered.append(start..<start + Int64.random(in: 1..<900, using: &random) * quarter)
        }
        let now = origin + Int64.random(in: 1..<42 * 96, using: &random) * quarter
        let slow = Slow(
            zone: zone, isDaily: isDaily, samples: samples, staleness: staleness, covered: covered, now: now)
        let key = SeriesKey(tenant: try TenantID("acme"), metric: try MetricID("hosted"))
        let series =
            isDaily
            ? try MetricSeries(
                key: key, dates: samples.map { (try LocalDate(dayNumber: Int($0.0)), $0.1) }, zone: zone.id)
            : try MetricSeries(key: key, instants: samples.map { (Instants.date($0.0), $0.1) })
        let gauge = try metric(
            .gauge, staleness: staleness.map { .microseconds($0) }, cadence: isDaily ? .daily : .irregular)
        let asked = zone.startOfDay(first + 3)..<zone.startOfDay(first + 38)
        for width in [BucketWidth.day, .week, .month] {
            let grid = try BucketGrid(
                covering: Instants.date(asked.lowerBound)..<Instants.date(asked.upperBound), width: width,
                zone: zone)
            let values = try series.values(
                of: gauge, in: grid, coverage: IntervalSet(covered), now: Instants.date(now))
            for (bucket, value) in zip(grid, values) {
                let low = max(bucket.startMicroseconds, asked.lowerBound)
                let high = min(bucket.endMicroseconds, asked.upperBound)
                let place = "\(bucket.firstDate) by the \(width), \(zoneName), seed \(seed)"
                guard low < now else {
                    #expect(value.value == nil && value.lastKnown == nil, "\(place)")
                    continue
                }
                let end = min(high, now)
                let level = slow.level(before: end)
                #expect(value.value == level, "\(place)")
                #expect(
                    value.lastKnown?.value == (level == nil ? slow.lastKnown(before: end) : nil), "\(place)")
                #expect(abs(value.completeness.coverage - slow.knownShare(low..<high)) < 1e-9, "\(place)")
            }
        }
    }

    @Test("of a month with one reading on its last day but one is known for two days of 29")
    func knownShare() throws {
        let assets = try daily(["2024-02-28": 280])
        let gauge = try metric(.gauge, staleness: .seconds(7 * 86_400), cadence: .daily)
        let month = try grid("2024-02-01", "2024-02-29", .month)
        let value = try assets.values(of: gauge, in: month)[0]
        #expect(value.value == 280)
        #expect(value.completeness.coverage == 2.0 / 29)
        #expect(value.completeness.phase == .settled && !value.completeness.isComplete)
        #expect(try assets.timeWeightedMeans(of: gauge, in: month) == [280])
    }

    @Test("of a figure to date is carried to the reset, and each piece stands by its own coverage")
    func toDate() throws {
        let active = try daily(["2024-01-10": 98, "2024-02-01": 3])
        let figure = try metric(.distinctToDate, cadence: .daily)
        let week = try grid("2024-01-29", "2024-02-04", .week)
        func parts(_ covered: (String, String)...) throws -> [BucketValue.PartialFigure] {
            let coverage = try IntervalSet(covered.map { try instant($0.0)..<instant($0.1) })
            return try active.values(of: figure, in: week, coverage: coverage)[0].partialFigures
        }
        let silent = try parts()
        #expect(silent.map(\.value) == [nil, nil])
        #expect(
            silent.map(\.lastKnown) == [
                LastKnown(value: 98, time: .date(try LocalDate("2024-01-10"))),
                LastKnown(value: 3, time: .date(try LocalDate("2024-02-01"))),
            ])
        #expect(silent.map(\.end) == [try instant("2024-02-01T00:00Z"), try instant("2024-02-05T00:00Z")])
        // The value of 1 February covers its own day, a quarter of the four.
        #expect(silent.map(\.completeness.coverage) == [0, 0.25])
        #expect(try parts(("2024-01-01T00:00Z", "2024-02-01T00:00Z")).map(\.value) == [98, nil])
        #expect(try parts(("2024-02-01T00:00Z", "2024-03-01T00:00Z")).map(\.value) == [nil, 3])
        #expect(try parts(("2024-01-01T00:00Z", "2024-03-01T00:00Z")).map(\.value) == [98, 3])
        // The last day of each piece is enough, as a level is carried over what is not covered.
        let ends = try parts(
            ("2024-01-31T00:00Z", "2024-02-01T00:00Z"), ("2024-02-04T00:00Z", "2024-02-05T00:00Z"))
        #expect(ends.map(\.value) == [98, 3])
    }

    @Test("of a recorded distinct number is none in a week, also in one that the range clips to a day")
    func clippedWeek() throws {
        let users = try daily(["2024-01-01": 4, "2024-01-08": 6])
        let recorded = try metric(.distinct, cadence: .daily)
        for (first, last) in [
            ("2024-01-01", "2024-01-08"), ("2024-01-01", "2024-01-14"), ("2024-01-08", "2024-01-08"),
        ] {
            let values = try users.values(of: recorded, in: grid(first, last, .week))
            #expect(
                values.allSatisfy { $0.value == nil && $0.completeness.samples == 1 }, "\(first) to \(last)")
        }
        #expect(try users.values(of: recorded, in: grid("2024-01-08", "2024-01-08")).map(\.value) == [6])
    }
}
