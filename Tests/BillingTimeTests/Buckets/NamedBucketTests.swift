import BillingModel
import BillingTestSupport
import Foundation
import Testing

@testable import BillingTime

@Suite("Buckets are right where clocks do odd things")
struct NamedBucketTests {
    @Test(
        "The bucket of an instant",
        arguments: [
            // The clock has fallen back to the 28th, but the 29th has begun.
            ("America/St_Johns", "day", "2006-10-29T03:00Z", "2006-10-29T02:30Z", "2006-10-30T03:30Z"),
            (
                "America/St_Johns", "day", "2006-10-29T02:29:59.999999Z", "2006-10-28T02:30Z",
                "2006-10-29T02:30Z"
            ),
            // Half an hour falls out of the phase.
            ("Australia/Lord_Howe", "hour", "2025-04-05T15:10Z", "2025-04-05T15:00Z", "2025-04-05T15:30Z"),
            ("Australia/Lord_Howe", "hour", "2025-04-05T15:30Z", "2025-04-05T15:30Z", "2025-04-05T16:30Z"),
            ("Australia/Lord_Howe", "hour", "2025-10-04T15:20Z", "2025-10-04T14:30Z", "2025-10-04T15:30Z"),
            ("Australia/Lord_Howe", "hour", "2025-10-04T15:30Z", "2025-10-04T15:30Z", "2025-10-04T16:00Z"),
            // The 1st has two midnights.
            ("America/Havana", "month", "2020-11-01T04:30Z", "2020-11-01T04:00Z", "2020-12-01T05:00Z"),
            (
                "Europe/Paris", "cycle from day 31", "2024-02-29T23:30Z", "2024-02-28T23:00Z",
                "2024-03-30T23:00Z"
            ),
            (
                "Europe/Paris", "cycle from day 31", "2023-02-10T00:00Z", "2023-01-30T23:00Z",
                "2023-02-27T23:00Z"
            ),
            ("Pacific/Apia", "day", "2011-12-30T09:59Z", "2011-12-29T10:00Z", "2011-12-30T10:00Z"),
            ("Pacific/Apia", "day", "2011-12-30T10:00Z", "2011-12-30T10:00Z", "2011-12-31T10:00Z"),
            ("Pacific/Apia", "week", "2011-12-30T10:00Z", "2011-12-26T10:00Z", "2012-01-01T10:00Z"),
            ("Asia/Kathmandu", "day", "1986-01-01T00:00Z", "1985-12-31T18:30Z", "1986-01-01T18:15Z"),
            ("Asia/Kathmandu", "hour", "1985-12-31T18:40Z", "1985-12-31T18:30Z", "1985-12-31T19:15Z"),
            ("America/Sao_Paulo", "day", "2018-11-04T03:00Z", "2018-11-04T03:00Z", "2018-11-05T02:00Z"),
            ("Europe/Berlin", "hour", "2025-10-26T00:30Z", "2025-10-26T00:00Z", "2025-10-26T01:00Z"),
            ("Europe/Berlin", "hour", "2025-10-26T01:30Z", "2025-10-26T01:00Z", "2025-10-26T02:00Z"),
            ("Europe/Berlin", "15 minutes", "2025-10-26T01:59:59Z", "2025-10-26T01:45Z", "2025-10-26T02:00Z"),
            // Until 1972 this clock was 44 minutes and 30 seconds behind UTC.
            ("Africa/Monrovia", "hour", "1972-01-06T12:00Z", "1972-01-06T11:44:30Z", "1972-01-06T12:44:30Z"),
            ("Africa/Monrovia", "hour", "1972-01-07T00:50Z", "1972-01-07T00:44:30Z", "1972-01-07T01:00Z"),
            (
                "Africa/Monrovia", "minute", "1972-01-06T12:00Z", "1972-01-06T11:59:30Z",
                "1972-01-06T12:00:30Z"
            ),
            ("America/New_York", "year", "1969-12-31T23:00Z", "1969-01-01T05:00Z", "1970-01-01T05:00Z"),
            (
                "America/New_York", "year from july", "1969-12-31T23:00Z", "1969-07-01T04:00Z",
                "1970-07-01T04:00Z"
            ),
            ("America/New_York", "quarter", "2025-04-01T03:59Z", "2025-01-01T05:00Z", "2025-04-01T04:00Z"),
            (
                "America/New_York", "week from sunday", "2025-03-09T12:00Z", "2025-03-09T05:00Z",
                "2025-03-16T04:00Z"
            ),
            ("Europe/Dublin", "month", "2025-03-31T23:00Z", "2025-03-31T23:00Z", "2025-04-30T23:00Z"),
            ("Europe/Berlin", "month", "9999-07-04T00:00Z", "9999-06-30T22:00Z", "9999-07-31T22:00Z"),
            ("Europe/Berlin", "day", "9999-03-28T12:00Z", "9999-03-27T23:00Z", "9999-03-28T22:00Z"),
            ("UTC", "year", "9999-12-31T23:59:59Z", "9999-01-01T00:00Z", "10000-01-01T00:00:00.000000Z"),
            ("UTC", "hour", "0001-01-01T00:00Z", "0001-01-01T00:00Z", "0001-01-01T01:00Z"),
            ("UTC", "week", "1969-12-31T12:00Z", "1969-12-29T00:00Z", "1970-01-05T00:00Z"),
        ])
    func holding(zone: String, width: String, moment: String, start: String, end: String) throws {
        let zone = try fixtureZone(zone)
        let bucket = try zone.bucket(holding: instant(moment), width: BucketWidth(width))
        #expect(try bucket.interval == instant(start)..<instant(end))
        #expect(!bucket.isClipped)
    }

    @Test("Two-hour buckets of Sydney's longest day begin where the clock first reads an even hour")
    func twoHours() throws {
        let zone = try fixtureZone("Australia/Sydney")
        let day = try LocalDate("2025-04-06")
        let grid = try BucketGrid(covering: day...day, width: .hours(2), zone: zone)
        let expected = [
            "05T13", "05T15", "05T18", "05T20", "05T22", "06T00", "06T02", "06T04", "06T06", "06T08", "06T10",
            "06T12",
        ]
        #expect(try grid.map(\.start) == expected.map { try instant("2025-04-\($0):00Z") })
        #expect(try grid.last?.end == instant("2025-04-06T14:00Z"))
        #expect(grid.allSatisfy { $0.firstDate == day && $0.lastDate == day && !$0.isClipped })
    }

    @Test("A two-hour bucket begins at the jump over its reading")
    func twoHoursInSpring() throws {
        let zone = try fixtureZone("Europe/Berlin")
        let day = try LocalDate("2025-03-30")
        let grid = try BucketGrid(covering: day...day, width: .hours(2), zone: zone)
        // 02:00 is skipped: the bucket begins at 03:00 and has one hour.
        #expect(try grid[1].interval == instant("2025-03-30T01:00Z")..<instant("2025-03-30T02:00Z"))
        #expect(grid.count == 12)
    }

    @Test(
        "The hours of a day",
        arguments: [
            ("Europe/Berlin", "2025-03-30", 23), ("Europe/Berlin", "2025-10-26", 25),
            ("Europe/Berlin", "2025-06-01", 24), ("Asia/Kathmandu", "1986-01-01", 24),
            ("Australia/Lord_Howe", "2025-04-06", 25), ("Australia/Lord_Howe", "2025-10-05", 24),
            ("America/St_Johns", "2006-10-29", 25), ("Pacific/Apia", "2011-12-30", 0),
            ("America/Juneau", "1867-10-19", 48), ("America/Sao_Paulo", "2018-11-04", 23),
        ])
    func hours(zone: String, date: String, count: Int) throws {
        let zone = try fixtureZone(zone)
        let date = try LocalDate(date)
        let grid = try BucketGrid(covering: date...date, width: .hour, zone: zone)
        #expect(grid.count == count)
        #expect(
            grid.map { $0.end.timeIntervalSince($0.start) }.reduce(0, +)
                == zone.interval(of: date).upperBound.timeIntervalSince(zone.start(of: date)))
    }

    @Test("A date that is skipped whole is no bucket and no gap")
    func skippedDate() throws {
        let zone = try fixtureZone("Pacific/Apia")
        let (first, last) = (try LocalDate("2011-12-28"), try LocalDate("2012-01-01"))
        let grid = try BucketGrid(covering: first...last, width: .day, zone: zone)
        #expect(
            grid.map(\.firstDate.description) == ["2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01"])
        #expect(zip(grid, grid.dropFirst()).allSatisfy { $0.end == $1.start })
        #expect(grid.allSatisfy { $0.end.timeIntervalSince($0.start) == 86_400 })
        #expect(try grid.index(of: LocalDate("2011-12-29")) == 1)
        #expect(try grid.index(of: LocalDate("2011-12-30")) == 1)
        #expect(try grid.index(of: LocalDate("2011-12-31")) == 2)
        let skipped = try LocalDate("2011-12-30")
        #expect(try BucketGrid(covering: skipped...skipped, width: .day, zone: zone).isEmpty)
        #expect(zone.isSkipped(skipped))
    }

    @Test("The half-hour of Lord Howe is the only short bucket of its day")
    func lordHowe() throws {
        let zone = try fixtureZone("Australia/Lord_Howe")
        let day = try LocalDate("2025-04-06")
        let grid = try BucketGrid(covering: day...day, width: .hour, zone: zone)
        #expect(
            grid.map { $0.end.timeIntervalSince($0.start) / 60 } == [60, 60, 30]
                + Array(repeating: 60, count: 22))
    }
}
