import BillingModel
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The mean of a gauge over time")
struct TimeWeightedMeansTests {
    @Test("A value weighs as long as it holds, in a day of 23 hours too")
    func hours() throws {
        // Of the 23 hours of the 30th in Berlin 22 at 10 and one at 33; the 31st is at 33 throughout.
        let level = try series(["2025-03-29T23:00Z": 10, "2025-03-30T21:00Z": 33])
        let days = try grid("2025-03-29", "2025-03-31", .day, "Europe/Berlin")
        #expect(try level.timeWeightedMeans(of: metric(.gauge), in: days) == [nil, 11, 33])
    }

    @Test("A daily value weighs as long as its day")
    func dates() throws {
        // 24 hours at 1 and 23 at 48: 1,128 over 47.
        let level = try daily(["2025-03-29": 1, "2025-03-30": 48])
        let range = try grid("2025-03-29", "2025-03-30", .month, "Europe/Berlin")
        #expect(try level.timeWeightedMeans(of: metric(.gauge, cadence: .daily), in: range) == [24])
    }

    @Test("Only the time counts that is covered, past, and not beyond the staleness limit")
    func bounds() throws {
        let level = try series(["2025-01-01T00:00Z": 4, "2025-01-01T12:00Z": 8])
        let day = try grid("2025-01-01", "2025-01-01")
        // Six hours at 4 and two at 8.
        let coverage = try covered(
            ("2025-01-01T00:00Z", "2025-01-01T06:00Z"), ("2025-01-01T12:00Z", "2025-01-01T14:00Z"))
        #expect(try level.timeWeightedMeans(of: metric(.gauge), in: day, coverage: coverage) == [5])
        // Twelve hours at 4 and four at 8.
        let now = try instant("2025-01-01T16:00Z")
        #expect(try level.timeWeightedMeans(of: metric(.gauge), in: day, now: now) == [5])
        // Three hours each.
        let brief = try metric(.gauge, staleness: .seconds(3 * 3_600))
        #expect(try level.timeWeightedMeans(of: brief, in: day) == [6])
        #expect(
            try level.timeWeightedMeans(of: metric(.gauge), in: day, coverage: IntervalSet()) == [nil])
    }

    @Test("A value is carried in, and a daily one covers its date")
    func carried() throws {
        let level = try series(["2024-12-31T00:00Z": 6])
        let day = try grid("2025-01-01", "2025-01-01")
        #expect(try level.timeWeightedMeans(of: metric(.gauge), in: day) == [6])
        let dates = try daily(["2025-01-01": 2, "2025-01-03": 6])
        // The 2nd is not covered, though the value of the 1st would hold.
        let days = try grid("2025-01-01", "2025-01-03", .month)
        let gauge = try metric(.gauge, cadence: .daily)
        #expect(try dates.timeWeightedMeans(of: gauge, in: days, coverage: IntervalSet()) == [4])
    }

    @Test("Only a gauge of this series has one, and an empty grid has none")
    func refusals() throws {
        let day = try grid("2025-01-01", "2025-01-01")
        let level = try series(["2025-01-01T00:00Z": 4])
        for kind in MetricKind.allCases where kind != .gauge {
            #expect(refusal({ try level.timeWeightedMeans(of: metric(kind), in: day) }) == .unsupported)
        }
        #expect(refusal({ try level.timeWeightedMeans(of: .users, in: day) }) == .invalidValue)
        let none = try cut("2025-01-01T00:00Z", "2025-01-01T00:00Z", .day)
        #expect(try level.timeWeightedMeans(of: metric(.gauge), in: none).isEmpty)
        #expect(try series([:]).timeWeightedMeans(of: metric(.gauge), in: day) == [nil])
    }
}
