import BillingModel
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@testable import BillingReports

@Suite("The window before a range")
struct WindowBeforeTests {
    @Test(
        "It has as many buckets, counted back one by one",
        arguments: [
            // Samoa had no 30 December 2011.
            ("Pacific/Apia", "day", "2011-12-31", "2012-01-03"),
            ("Pacific/Apia", "week", "2012-01-02", "2012-01-09"),
            ("America/New_York", "day", "2013-03-10", "2013-03-13"),
            ("America/New_York", "hour", "2013-03-11", "2013-03-12"),
            ("America/New_York", "hour", "2013-11-04", "2013-12-04"),
            ("Australia/Lord_Howe", "30 minutes", "2025-04-07", "2025-04-09"),
            ("Europe/Berlin", "month", "2024-03-01", "2024-04-01"),
            ("Europe/Berlin", "year", "2024-01-01", "2026-01-01"),
            ("Europe/Paris", "cycle from day 31", "2024-02-29", "2024-05-31"),
            ("UTC", "quarter", "2024-01-01", "2025-01-01"),
            ("UTC", "day", "0001-01-03", "0001-01-05"),
            // West of UTC year 1 begins later than at 0001-01-01T00:00Z, and east of it earlier.
            ("America/New_York", "day", "0001-01-02", "0001-01-03"),
            ("America/New_York", "hour", "0001-01-02", "0001-01-03"),
            ("Asia/Tokyo", "day", "0001-01-03", "0001-01-04"),
        ])
    func counted(zone: String, width: String, first: String, end: String) throws {
        let zone = try ZoneDatabase.system.zone(try ZoneID(zone))
        let grid = try BucketGrid(
            covering: try LocalDate(first)..<LocalDate(end), width: try BucketWidth(width), zone: zone)
        var bucket = try #require(grid.first)
        for _ in grid { bucket = try zone.bucket(before: bucket, width: grid.width) }
        let before = try #require(try grid.windowBefore())
        #expect(before == bucket.startMicroseconds..<grid.rangeMicroseconds.lowerBound)
        #expect(try BucketGrid(before, width: grid.width, zone: zone).count == grid.count)
    }

    @Test(
        "Before whole dates it is as many dates, whatever the buckets and however long the days",
        arguments: [
            // The clock of New York changes on 10 March 2013: 72 dates before it end an hour late.
            ("America/New_York", "month", "2013-03-10", "2013-05-21", "2012-12-28"),
            ("America/New_York", "week", "2013-03-10", "2013-03-12", "2013-03-08"),
            ("Europe/Berlin", "quarter", "2024-03-30", "2024-04-01", "2024-03-28"),
            ("Pacific/Apia", "month", "2011-12-31", "2012-01-03", "2011-12-27"),
        ])
    func dates(zone: String, width: String, first: String, end: String, before: String) throws {
        let zone = try ZoneDatabase.system.zone(try ZoneID(zone))
        let range = zone.start(of: try LocalDate(first))..<zone.start(of: try LocalDate(end))
        let grid = try BucketGrid(covering: range, width: try BucketWidth(width), zone: zone)
        let found = try #require(try grid.windowBefore())
        let asked = InstantRange(found, in: zone)
        #expect(asked.start == zone.start(of: try LocalDate(before)) && asked.end == range.lowerBound)
        #expect(asked.dates?.lowerBound.description == before)
    }

    @Test("A range has dates if it is made of whole ones, of which a clock may skip the last")
    func skipped() throws {
        let apia = try ZoneDatabase.system.zone(try ZoneID("Pacific/Apia"))
        func range(_ first: String, _ end: String) throws -> InstantRange {
            InstantRange(
                try Instants.microseconds(
                    apia.start(of: LocalDate(first))..<apia.start(of: LocalDate(end))), in: apia)
        }
        #expect(try range("2011-12-29", "2011-12-31").dates.map { "\($0)" } == "2011-12-29...2011-12-29")
        #expect(try range("2011-12-29", "2012-01-02").dates.map { "\($0)" } == "2011-12-29...2012-01-01")
        #expect(try range("2011-12-29", "2011-12-29").dates == nil)
        let cut = try range("2011-12-28", "2011-12-31").range
        #expect(
            InstantRange(
                try Instants.microseconds(cut.lowerBound.addingTimeInterval(1)..<cut.upperBound), in: apia
            ).dates == nil)
    }

    @Test("Where the calendar has too little room there is none")
    func none() throws {
        let dates = try LocalDate("0001-01-02")..<LocalDate("0001-01-05")
        #expect(try BucketGrid(covering: dates, width: .day, zone: .utc).windowBefore() == nil)
        #expect(
            try BucketGrid(covering: LocalDate.min...LocalDate.min, width: .day, zone: .utc).windowBefore()
                == nil)
        #expect(
            try BucketGrid(covering: LocalDate.min...LocalDate.max, width: .year, zone: .utc).windowBefore()
                == nil)
        let york = try ZoneDatabase.system.zone(try ZoneID("America/New_York"))
        #expect(try BucketGrid(covering: dates, width: .day, zone: york).windowBefore() == nil)
        let half = try instant("0001-01-01T12:00:00Z")..<instant("0001-01-03T00:00:00Z")
        #expect(try BucketGrid(covering: half, width: .day, zone: .utc).windowBefore() == nil)
        let empty = half.lowerBound..<half.lowerBound
        #expect(try BucketGrid(covering: empty, width: .day, zone: .utc).windowBefore()?.isEmpty == true)
    }
}
