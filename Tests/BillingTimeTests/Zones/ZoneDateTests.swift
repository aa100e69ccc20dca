import BillingModel
import BillingTestSupport
import Foundation
import Testing

@testable import BillingTime

@Suite("A zone tells dates and their intervals")
struct ZoneDateTests {
    @Test(
        "A day starts where the clock first reads 00:00, or jumps over it",
        arguments: [
            ("Europe/Berlin", "2025-03-30", "2025-03-29T23:00Z", "2025-03-30T22:00Z"),
            ("Europe/Berlin", "2025-10-26", "2025-10-25T22:00Z", "2025-10-26T23:00Z"),
            // Falls back at 00:01 of the 29th, so the 29th begins at the first of two midnights.
            ("America/St_Johns", "2006-10-29", "2006-10-29T02:30Z", "2006-10-30T03:30Z"),
            // Midnight comes twice.
            ("America/Havana", "2020-11-01", "2020-11-01T04:00Z", "2020-11-02T05:00Z"),
            // Midnight is skipped: the day begins at 01:00.
            ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00Z", "2018-11-05T02:00Z"),
            ("Asia/Kathmandu", "1986-01-01", "1985-12-31T18:30Z", "1986-01-01T18:15Z"),
            ("Africa/Monrovia", "1972-01-07", "1972-01-07T00:44:30Z", "1972-01-08T00:00Z"),
            ("Pacific/Apia", "2011-12-29", "2011-12-29T10:00Z", "2011-12-30T10:00Z"),
            ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00Z", "2011-12-30T10:00Z"),
            ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00Z", "2011-12-31T10:00Z"),
            ("Asia/Manila", "1844-12-31", "1844-12-31T15:56:08Z", "1844-12-31T15:56:08Z"),
            // Bought from Russia: the 19th lasted 48 hours, as the clock went back a day at 15:33:32.
            ("America/Juneau", "1867-10-19", "1867-10-18T08:57:41Z", "1867-10-20T08:57:41Z"),
            ("Australia/Sydney", "9999-12-31", "9999-12-30T13:00Z", "9999-12-31T13:00Z"),
            // Cut at the ends of the calendar in UTC.
            ("America/New_York", "9999-12-31", "9999-12-31T05:00Z", "10000-01-01T00:00:00.000000Z"),
            ("Australia/Sydney", "0001-01-01", "0001-01-01T00:00Z", "0001-01-01T13:55:08Z"),
            // Moved east of the date line at midnight, so the 30th comes twice, less an hour.
            ("Pacific/Kwajalein", "1969-09-30", "1969-09-29T13:00Z", "1969-10-01T12:00Z"),
        ])
    func interval(zone: String, date: String, start: String, end: String) throws {
        let zone = try fixtureZone(zone)
        let date = try LocalDate(date)
        #expect(try zone.interval(of: date) == instant(start)..<instant(end))
        #expect(try zone.start(of: date) == instant(start))
        #expect(zone.isSkipped(date) == (start == end))
    }

    @Test(
        "The clock shows date, time and offset",
        arguments: [
            ("Europe/Berlin", "2025-03-30T00:59:59Z", "2025-03-30T01:59:59+01:00"),
            ("Europe/Berlin", "2025-03-30T01:00:00Z", "2025-03-30T03:00:00+02:00"),
            ("Europe/Berlin", "2025-10-26T01:00:00.25Z", "2025-10-26T02:00:00.250000+01:00"),
            ("Europe/Berlin", "9999-07-01T12:00Z", "9999-07-01T14:00:00+02:00"),
            ("Asia/Kathmandu", "1900-01-01T00:00Z", "1900-01-01T05:41:16+05:41:16"),
            ("Africa/Monrovia", "1972-01-07T00:44:29Z", "1972-01-06T23:59:59-00:44:30"),
            ("Africa/Monrovia", "1972-01-07T00:44:30Z", "1972-01-07T00:44:30+00:00"),
            ("Europe/Dublin", "2025-07-01T00:00Z", "2025-07-01T01:00:00+01:00"),
            ("Europe/Dublin", "2050-01-01T00:00Z", "2050-01-01T00:00:00+00:00"),
            ("Australia/Lord_Howe", "2080-01-01T00:00Z", "2080-01-01T11:00:00+11:00"),
            ("America/St_Johns", "0001-01-01T04:00Z", "0001-01-01T00:29:08-03:30:52"),
            ("Pacific/Kiritimati", "2150-01-01T00:00Z", "2150-01-01T14:00:00+14:00"),
        ])
    func text(zone: String, instant text: String, expected: String) throws {
        let zone = try fixtureZone(zone)
        #expect(try zone.text(of: instant(text)) == expected)
        #expect(try zone.date(of: instant(text)) == LocalDate(String(expected.prefix(10))))
    }

    @Test("The clock may show another date than the day an instant belongs to")
    func clockDate() throws {
        let zone = try fixtureZone("America/St_Johns")
        let moment = try instant("2006-10-29T03:00Z")
        #expect(try zone.date(of: moment) == LocalDate("2006-10-28"))
        let day = try zone.dayNumber(holding: Instants.microseconds(moment))
        #expect(try LocalDate(dayNumber: day) == LocalDate("2006-10-29"))
    }

    @Test("A date outside the years 1 to 9999 is refused, as is an instant")
    func outside() throws {
        let newYork = try fixtureZone("America/New_York")
        let sydney = try fixtureZone("Australia/Sydney")
        #expect(throws: BillingError.self) { try newYork.date(of: instant("0001-01-01T00:00Z")) }
        #expect(throws: BillingError.self) { try sydney.date(of: instant("9999-12-31T13:00Z")) }
        for seconds in [Double.nan, .infinity, -.infinity, 1e300, -1e15] {
            let date = Date(timeIntervalSinceReferenceDate: seconds)
            #expect(throws: BillingError.self) { try newYork.date(of: date) }
            #expect(throws: BillingError.self) { try newYork.text(of: date) }
        }
    }

    @Test("Transitions are listed within a half-open range")
    func transitions() throws {
        let zone = try fixtureZone("Europe/Berlin")
        let spring = try Instants.microseconds("2025-03-30T01:00Z")
        let autumn = try Instants.microseconds("2025-10-26T01:00Z")
        let both = zone.transitions(in: spring..<autumn + 1)
        #expect(both.map(\.instant) == [spring, autumn])
        #expect(both.map(\.before) == [3_600, 7_200])
        #expect(both.map(\.after) == [7_200, 3_600])
        #expect(zone.transitions(in: spring + 1..<autumn).isEmpty)
        #expect(zone.transitions(in: spring..<spring).isEmpty)
        // Far beyond the last stored transition, by the rule alone: two a year.
        let centuries = try Instants.microseconds("2200-01-01T00:00Z")..<Instants.end
        #expect(zone.transitions(in: centuries).count == 2 * 7_800)
    }
}
