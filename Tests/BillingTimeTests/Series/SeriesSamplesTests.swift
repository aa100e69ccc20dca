import BillingModel
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Percentiles and thinned samples of a series")
struct SeriesSamplesTests {
    @Test("A percentile lies between the samples beside it")
    func percentile() throws {
        let level = try series([
            "2025-01-01T00:00Z": 4, "2025-01-02T00:00Z": 1, "2025-01-03T00:00Z": 3, "2025-01-04T00:00Z": 2,
        ])
        #expect(try level.percentile(0) == 1)
        #expect(try level.percentile(0.5) == 2.5)
        // h = 3 · 0.75 = 2.25: a quarter of the way from 3 to 4.
        #expect(try level.percentile(0.75) == 3.25)
        #expect(try level.percentile(1) == 4)
        #expect(try series([:]).percentile(0.5) == nil)
        for share in [-0.1, 1.1, .nan] {
            #expect(refusal({ try level.percentile(share) }) == .invalidValue)
        }
    }

    /// 100 hourly samples of 10 with a peak and a dip; between the 31st and the 32nd lies a day more.
    private static func hourly() throws -> MetricSeries {
        let start = try instant("2025-01-01T00:00Z")
        var samples: [(instant: Date, value: Double)] = []
        for hour in 0..<100 {
            let value: Double = hour == 50 ? 1_000 : hour == 70 ? -5 : 10
            samples.append((start + Double(hour > 30 ? hour + 24 : hour) * 3_600, value))
        }
        return try MetricSeries(
            key: SeriesKey(tenant: TenantID("acme"), metric: MetricID("hosted")), instants: samples)
    }

    @Test("Thinned samples are real ones, with both sides of each gap and the extremes")
    func downsampled() throws {
        let level = try Self.hourly()
        let gap = Duration.seconds(2 * 3_600)
        let expected = [0, 30, 31, 50, 70, 99].map { level[$0] }
        #expect(try level.downsampled(to: 6, gapsBeyond: gap) == expected)
        #expect(try level.downsampled(to: 0, gapsBeyond: gap) == expected)
        #expect(try level.downsampled(to: .min, gapsBeyond: gap) == expected)
        #expect(try level.downsampled(to: 4) == [0, 50, 70, 99].map { level[$0] })
        #expect(try level.downsampled(to: 100) == Array(level))
        let some = try level.downsampled(to: 20, gapsBeyond: gap)
        #expect(some.count <= 20 && some.count > 6)
        #expect(expected.allSatisfy { some.contains($0) })
        #expect(some.allSatisfy { level.contains($0) })
        #expect(try series([:]).downsampled(to: 3).isEmpty)
    }

    @Test("Dates have a gap between them if they are further apart than it is long")
    func dates() throws {
        let level = try daily([
            "2025-01-01": 5, "2025-01-02": 5, "2025-01-03": 5, "2025-01-06": 5, "2025-01-07": 5,
            "2025-01-08": 5,
        ])
        func kept(_ gap: Duration?) throws -> [String] {
            try level.downsampled(to: 1, gapsBeyond: gap).map { $0.time.description }
        }
        #expect(
            try kept(.seconds(86_400)) == ["2025-01-01", "2025-01-03", "2025-01-06", "2025-01-08"])
        #expect(try kept(.seconds(3 * 86_400)) == ["2025-01-01", "2025-01-08"])
        #expect(try kept(nil) == ["2025-01-01", "2025-01-08"])
    }

    @Test("The buckets of a line keep both sides of a gap")
    func buckets() throws {
        let messages = try series(["2025-01-03T00:00Z": 9, "2025-01-09T00:00Z": -1])
        let days = try grid("2025-01-01", "2025-01-10")
        let coverage = try covered(
            ("2025-01-01T00:00Z", "2025-01-06T00:00Z"), ("2025-01-08T00:00Z", "2025-01-11T00:00Z"))
        let values = try messages.values(of: metric(.count), in: days, coverage: coverage)
        // The 6th and the 7th are not known; the highest is on the 3rd, the lowest on the 9th.
        #expect(try days.downsampled(values, to: 6) == [0, 2, 4, 7, 8, 9])
        #expect(try days.downsampled(values, to: 8) == [0, 1, 2, 3, 4, 7, 8, 9])
        #expect(refusal({ try days.downsampled([], to: 6) }) == .invalidValue)
    }
}
