import BillingModel
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The values of a series in a grid follow the kind of its metric")
struct SeriesValuesTests {
    @Test("A gauge takes its last sample, and is carried as long as it holds at the end")
    func gauge() throws {
        let level = try series(["2025-01-01T12:00Z": 5, "2025-01-01T18:00Z": 7])
        let days = try grid("2024-12-31", "2025-01-04")
        // It is known from the 1st at 12:00 to the 3rd at 18:00, which is not the end of that day.
        let limited = try metric(.gauge, staleness: .seconds(2 * 86_400))
        let values = try level.values(of: limited, in: days)
        #expect(values.map(\.value) == [nil, 7, 7, nil, nil])
        let taken = SampleTime.instant(try instant("2025-01-01T18:00Z"))
        #expect(values.map(\.time) == [nil, taken, taken, nil, nil])
        let last = LastKnown(value: 7, time: taken)
        #expect(values.map(\.lastKnown) == [nil, nil, nil, last, last])
        #expect(values.map(\.completeness.samples) == [0, 2, 0, 0, 0])
        #expect(values.map(\.completeness.origin) == [.missing, .observed, .filled, .missing, .missing])
        #expect(values.map(\.completeness.coverage) == [0, 0.5, 1, 0.75, 0])
        #expect(try level.values(of: metric(.gauge), in: days).map(\.value) == [nil, 7, 7, 7, 7])
    }

    @Test("A gauge that is older than the grid is carried into it")
    func carriedIn() throws {
        let level = try series(["2024-06-01T00:00Z": 3, "2024-12-31T23:59Z": 4])
        let values = try level.values(of: metric(.gauge), in: grid("2025-01-01", "2025-01-02"))
        #expect(values.map(\.value) == [4, 4])
        #expect(values[1].time == .instant(try instant("2024-12-31T23:59Z")))
    }

    @Test("A daily gauge holds for its date and the days of the staleness limit after it")
    func dailyGauge() throws {
        let assets = try daily(["2025-03-28": 9, "2025-03-29": 12])
        let days = try grid("2025-03-28", "2025-04-01", .day, "Europe/Berlin")
        let limited = try metric(.gauge, staleness: .seconds(2 * 86_400), cadence: .daily)
        let values = try assets.values(of: limited, in: days)
        #expect(values.map(\.value) == [9, 12, 12, 12, nil])
        #expect(values[3].time == .date(try LocalDate("2025-03-29")))
    }

    @Test("Counts are added; silence is 0 where it is covered, and unknown elsewhere")
    func counts() throws {
        let messages = try series([
            "2025-01-01T01:00Z": 0.1, "2025-01-01T02:00Z": 0.2, "2025-01-04T00:00Z": 6,
        ])
        let coverage = try covered(
            ("2025-01-01T00:00Z", "2025-01-02T18:00Z"), ("2025-01-05T00:00Z", "2025-01-06T00:00Z"))
        let values = try messages.values(
            of: metric(.count), in: grid("2025-01-01", "2025-01-05"), coverage: coverage)
        // The doubles next to 0.1 and 0.2 add up to a bit more than 0.3.
        #expect(values.map(\.value) == [0.3, 0, nil, 6, 0])
        #expect(values.map(\.completeness.coverage) == [1, 0.75, 0, 0, 1])
        #expect(values.map(\.completeness.isComplete) == [true, false, false, false, true])
        #expect(values.map(\.time) == [nil, nil, nil, nil, nil])
    }

    @Test("A cumulative reading gives its increase, from the reading before the grid on")
    func cumulative() throws {
        let hours = try series([
            "2024-12-31T08:00Z": 100, "2025-01-01T08:00Z": 130, "2025-01-02T08:00Z": 10,
            "2025-01-02T20:00Z": 15,
        ])
        let days = try grid("2025-01-01", "2025-01-03")
        // On the 2nd the meter was reset: 10 from 0, then 5 more.
        #expect(try hours.values(of: metric(.cumulative), in: days).map(\.value) == [30, 15, 0])
        let first = try grid("2024-12-31", "2025-01-01")
        #expect(try hours.values(of: metric(.cumulative), in: first).map(\.value) == [0, 30])
    }

    @Test("A recorded distinct number is shown by the day, and has no value for a week")
    func distinct() throws {
        let users = try daily(["2025-01-06": 4, "2025-01-08": 6])
        let recorded = try metric(.distinct, cadence: .daily)
        let days = try users.values(of: recorded, in: grid("2025-01-06", "2025-01-08"))
        #expect(days.map(\.value) == [4, nil, 6])
        let weeks = try grid("2025-01-06", "2025-01-12", .week)
        let week = try users.values(of: recorded, in: weeks)
        #expect(week.map(\.value) == [nil])
        #expect(week.map(\.completeness.samples) == [2])
        #expect(try users.states(in: weeks).map { try $0.mean() } == [5])
    }

    private static func monthly() throws -> MetricSeries {
        try daily(["2025-01-30": 40, "2025-01-31": 42, "2025-02-01": 3, "2025-02-02": 5])
    }

    @Test("A figure to date is that at the end, and a bucket across a reset lists its periods")
    func toDate() throws {
        let active = try metric(.distinctToDate, cadence: .daily)
        let months = try grid("2025-01-01", "2025-02-28", .month, "America/New_York")
        let values = try Self.monthly().values(of: active, in: months)
        #expect(values.map(\.value) == [42, 5])
        #expect(
            values.map(\.time) == [.date(try LocalDate("2025-01-31")), .date(try LocalDate("2025-02-02"))])
        let weeks = try grid("2025-01-27", "2025-02-09", .week, "America/New_York")
        let week = try Self.monthly().values(of: active, in: weeks)
        #expect(week.map(\.value) == [nil, 5])
        #expect(week[0].partialFigures.map(\.value) == [42, 5])
        // February begins at 05:00 UTC in New York, and so does Monday the 3rd.
        #expect(
            week[0].partialFigures.map(\.end)
                == [try instant("2025-02-01T05:00Z"), try instant("2025-02-03T05:00Z")])
        #expect(week[1].partialFigures.isEmpty)
    }

    @Test("A figure to date is carried to the reset and not across it")
    func carriedToReset() throws {
        let active = try metric(.distinctToDate, cadence: .daily)
        let days = try grid("2025-01-30", "2025-02-02")
        let january = try daily(["2025-01-30": 40])
        #expect(try january.values(of: active, in: days).map(\.value) == [40, 40, nil, nil])
        let cycle = try BucketWidth.billingCycle(anchorDay: 31)
        let values = try january.values(of: active, in: days, resettingEvery: cycle)
        #expect(values.map(\.value) == [40, nil, nil, nil])
        let instants = try series(["2025-01-30T06:00Z": 40])
        #expect(
            try instants.values(of: metric(.distinctToDate), in: days).map(\.value) == [40, 40, nil, nil])
        #expect(
            refusal({ try january.values(of: active, in: days, resettingEvery: .hour) }) == .unsupported)
    }

    @Test("Nothing at or after now is read, nor a date that begins then")
    func now() throws {
        let days = try grid("2025-01-30", "2025-02-01", .day, "America/New_York")
        let noon = try instant("2025-01-31T17:00Z")
        let dates = try daily(["2025-01-30": 1, "2025-01-31": 2, "2025-02-01": 4])
        let ofDates = try dates.values(of: metric(.count, cadence: .daily), in: days, now: noon)
        #expect(ofDates.map(\.value) == [1, 2, nil])
        #expect(ofDates.map(\.completeness.phase) == [.settled, .inProgress, .future])
        let instants = try series(["2025-01-31T16:59Z": 1, "2025-01-31T17:00Z": 2])
        let late = try metric(.count, lag: .seconds(86_400))
        let ofInstants = try instants.values(of: late, in: days, now: noon)
        #expect(ofInstants.map(\.value) == [0, 1, nil])
        #expect(ofInstants.map(\.completeness.phase) == [.settling, .inProgress, .future])
        // Midnight belongs to the day that begins.
        let midnight = try instant("2025-01-31T05:00Z")
        let before = try dates.values(of: metric(.gauge, cadence: .daily), in: days, now: midnight)
        #expect(before.map(\.value) == [1, nil, nil])
    }

    @Test("A range that cuts its outer buckets is marked, and only its part is read")
    func clipped() throws {
        let messages = try series([
            "2025-01-09T00:00Z": 1, "2025-01-11T00:00Z": 2, "2025-02-05T00:00Z": 4, "2025-02-11T00:00Z": 8,
        ])
        let months = try cut("2025-01-10T00:00Z", "2025-02-10T00:00Z", .month)
        // Of the 22 days of January that were asked for 11 are covered.
        let coverage = try covered(("2025-01-21T00:00Z", "2025-03-01T00:00Z"))
        let values = try messages.values(of: metric(.count), in: months, coverage: coverage)
        #expect(values.map(\.value) == [2, 4])
        #expect(values.map(\.completeness.clippedStart) == [true, false])
        #expect(values.map(\.completeness.clippedEnd) == [false, true])
        #expect(values.map(\.completeness.coverage) == [0.5, 1])
    }

    @Test("A daily value covers its own date, and no other")
    func ownDate() throws {
        let dates = try daily(["2025-01-01": 1, "2025-01-03": 4])
        let sent = try metric(.count, cadence: .daily)
        let days = try dates.values(of: sent, in: grid("2025-01-01", "2025-01-04"), coverage: IntervalSet())
        #expect(days.map(\.value) == [1, nil, 4, nil])
        #expect(days.map(\.completeness.coverage) == [1, 0, 1, 0])
        let whole = try dates.values(
            of: sent, in: grid("2025-01-01", "2025-01-04", .month), coverage: IntervalSet())
        #expect(whole.map(\.value) == [5])
        #expect(whole.map(\.completeness.coverage) == [0.5])
    }

    @Test("The date that Apia skipped is no bucket and no gap")
    func skippedDate() throws {
        let dates = try daily(["2011-12-29": 3, "2011-12-31": 5])
        let values = try dates.values(
            of: metric(.gauge, cadence: .daily), in: grid("2011-12-29", "2011-12-31", .day, "Pacific/Apia"),
            coverage: IntervalSet())
        #expect(values.map(\.value) == [3, 5])
        #expect(values.allSatisfy { $0.completeness.isComplete })
    }

    @Test("Without buckets there are no values, and without samples what silence means")
    func empty() throws {
        let none = try cut("2025-01-01T00:00Z", "2025-01-01T00:00Z", .day)
        let days = try grid("2025-01-01", "2025-01-02")
        for kind in MetricKind.allCases {
            #expect(try series(["2025-01-01T00:00Z": 1]).values(of: metric(kind), in: none).isEmpty)
            let silence: Double? = kind == .count || kind == .cumulative ? 0 : nil
            #expect(try series([:]).values(of: metric(kind), in: days).map(\.value) == [silence, silence])
            #expect(
                try daily([:]).values(of: metric(kind, cadence: .daily), in: days).map(\.value)
                    == [silence, silence])
        }
    }

    @Test("Another metric, narrow buckets and a sum beyond every double are refused")
    func refusals() throws {
        let day = try grid("2025-01-01", "2025-01-01")
        let hours = try grid("2025-01-01", "2025-01-01", .hour)
        let level = try series(["2025-01-01T00:00Z": 1])
        #expect(refusal({ try level.values(of: .users, in: day) }) == .invalidValue)
        #expect(
            refusal({ try level.values(of: metric(.gauge, cadence: .minutes(90)), in: hours) })
                == .unsupported)
        #expect(
            refusal({ try level.values(of: metric(.gauge, cadence: .daily), in: hours) }) == .unsupported)
        #expect(
            refusal({ try daily([:]).values(of: metric(.gauge), in: hours) }) == .unsupported)
        let huge = try series(["2025-01-01T00:00Z": 1.5e308, "2025-01-01T01:00Z": 1.5e308])
        #expect(refusal({ try huge.values(of: metric(.count), in: day) }) == .overflow)
        #expect(try huge.values(of: metric(.gauge), in: day).map(\.value) == [1.5e308])
        let nowhere = Date(timeIntervalSince1970: .infinity)
        #expect(refusal({ try level.values(of: metric(.gauge), in: day, now: nowhere) }) == .invalidValue)
    }

    @Test("The last day of the calendar is settled if nothing says when it is")
    func lastDay() throws {
        let late = try metric(.count, lag: .seconds(86_400))
        let values = try series(["9999-12-31T12:00Z": 2])
            .values(of: late, in: grid("9999-12-31", "9999-12-31"))
        #expect(values.map(\.value) == [2])
        #expect(values.map(\.completeness.phase) == [.settled])
    }
}
