import BillingModel
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@testable import BillingReports

@Suite("A comparison has two ranges that its mode and the wall clock decide")
struct ComparedRangesTests {
    /// The bounds of both ranges in seconds, and k; or the code of a refusal.
    private static func answer(
        _ period: ComparedPeriod, _ mode: String, in zone: Zone, now: Int64
    ) throws -> String {
        do {
            let ranges = try ComparisonMode(mode).ranges(
                of: period, in: zone, now: Date(timeIntervalSince1970: TimeInterval(now)))
            let bounds = [ranges.period, ranges.base].flatMap { [$0.range.start, $0.range.end] }
            let texts = bounds.map { String(Int64($0.timeIntervalSince1970)) }
            return (texts + (ranges.elapsed.map { [String($0)] } ?? [])).joined(separator: "\t")
        } catch {
            return "\(error.code)"
        }
    }

    @Test("All modes agree with Python's zoneinfo, day by day, in zones with odd clocks")
    func fixture() throws {
        let lines = try Fixtures.lines("compared-ranges.tsv")
        var zones: [String: Zone] = [:]
        var wrong: [String] = []
        for line in lines {
            let fields = line.split(separator: "\t").map(String.init)
            let zone = try zones[fields[0]] ?? ZoneDatabase.system.zone(ZoneID(fields[0]))
            zones[fields[0]] = zone
            let period: ComparedPeriod
            if let low = Int64(fields[1]), let high = Int64(fields[2]) {
                period = .instants(
                    Date(
                        timeIntervalSince1970: TimeInterval(low))..<Date(
                            timeIntervalSince1970: TimeInterval(high)))
            } else {
                period = .dates(try day(fields[1])...day(fields[2]))
            }
            let now = try #require(Int64(fields[3]))
            let found = try Self.answer(period, fields[4], in: zone, now: now)
            if found != fields[5...].joined(separator: "\t") { wrong.append("\(line) is \(found)") }
        }
        #expect(lines.count > 2_500)
        #expect(wrong.isEmpty, "\(wrong.count) of \(lines.count): \(wrong.prefix(5).joined(separator: "\n"))")
    }

    /// The dates of both ranges.
    private func dates(
        _ period: ComparedPeriod, _ mode: ComparisonMode, zone: String = "UTC",
        now: String = "2030-01-01T00:00:00Z"
    ) throws -> String {
        let zone = try ZoneDatabase.system.zone(ZoneID(zone))
        let ranges = try mode.ranges(of: period, in: zone, now: instant(now))
        return [ranges.period, ranges.base].map { range in
            range.dates.map { "\($0.lowerBound) to \($0.upperBound)" } ?? "none"
        }.joined(separator: ", ")
    }

    private func span(_ first: String, _ last: String) throws -> ComparedPeriod {
        .dates(try day(first)...day(last))
    }

    @Test(
        "Whole months are compared with as many before, of whatever length",
        arguments: [
            ("2026-03-01", "2026-03-31", "2026-02-01 to 2026-02-28"),
            ("2026-02-01", "2026-02-28", "2026-01-01 to 2026-01-31"),
            ("2026-01-01", "2026-03-31", "2025-10-01 to 2025-12-31"),
            ("2026-01-01", "2026-12-31", "2025-01-01 to 2025-12-31"),
            ("2026-03-02", "2026-03-31", "2026-01-31 to 2026-03-01"),
            ("2026-03-01", "2026-03-30", "2026-01-30 to 2026-02-28"),
        ])
    func previous(first: String, last: String, base: String) throws {
        #expect(try dates(span(first, last), .previousPeriod) == "\(first) to \(last), \(base)")
    }

    @Test("A week is compared with the same weekdays before, ten days with those two weeks earlier")
    func weekdays() throws {
        #expect(
            try dates(span("2026-03-09", "2026-03-13"), .sameWeekdays)
                == "2026-03-09 to 2026-03-13, 2026-03-02 to 2026-03-06")
        #expect(
            try dates(span("2026-03-09", "2026-03-18"), .sameWeekdays)
                == "2026-03-09 to 2026-03-18, 2026-02-23 to 2026-03-04")
        // The Friday before was skipped by the clock.
        #expect(
            try dates(span("2012-01-06", "2012-01-06"), .sameWeekdays, zone: "Pacific/Apia")
                == "2012-01-06 to 2012-01-06, 2011-12-23 to 2011-12-23")
    }

    @Test("29 February is compared with the 28th, and a whole February with a whole one")
    func leapDays() throws {
        for (first, last, base) in [
            ("2024-02-29", "2024-02-29", "2023-02-28 to 2023-02-28"),
            ("2024-02-01", "2024-02-29", "2023-02-01 to 2023-02-28"),
            ("2025-02-01", "2025-02-28", "2024-02-01 to 2024-02-29"),
            ("2024-02-01", "2024-02-28", "2023-02-01 to 2023-02-28"),
            ("2025-02-15", "2025-03-14", "2024-02-15 to 2024-03-14"),
        ] {
            #expect(try dates(span(first, last), .sameLastYear) == "\(first) to \(last), \(base)")
        }
    }

    @Test(
        "To date as many first days are compared as have ended, at most those of the shorter period",
        arguments: [
            ("2026-03-01T00:00:00Z", 0), ("2026-03-01T23:59:59Z", 0), ("2026-03-02T00:00:00Z", 1),
            ("2026-03-10T15:00:00Z", 9), ("2026-03-29T00:00:00Z", 28), ("2026-04-20T00:00:00Z", 28),
            ("2026-02-01T00:00:00Z", 0),
        ])
    func toDate(now: String, count: Int) throws {
        let ranges = try ComparisonMode.toDate.ranges(
            of: .month(of: day("2026-03-15")), in: .utc, now: instant(now))
        #expect(ranges.elapsed == count)
        for (range, first) in [(ranges.period, "2026-03-01"), (ranges.base, "2026-02-01")] {
            #expect(try range.range.start == instant("\(first)T00:00:00Z"))
            #expect(range.range.end.timeIntervalSince(range.range.start) == TimeInterval(count * 86_400))
            #expect(try range.dates?.lowerBound == (count == 0 ? nil : day(first)))
        }
    }

    @Test("Starts of dates are dates, so a day of 23 hours is compared with one of 24")
    func datesInInstants() throws {
        let range = try instant("2025-03-29T23:00:00Z")..<instant("2025-03-30T22:00:00Z")
        #expect(
            try dates(.instants(range), .equalLength, zone: "Europe/Berlin")
                == "2025-03-30 to 2025-03-30, 2025-03-29 to 2025-03-29")
        let berlin = try ZoneDatabase.system.zone(ZoneID("Europe/Berlin"))
        // One second less is elapsed time.
        let ranges = try ComparisonMode.equalLength.ranges(
            of: .instants(range.lowerBound..<range.upperBound.addingTimeInterval(-1)), in: berlin,
            now: range.upperBound)
        #expect(try ranges.base.range.start == instant("2025-03-29T00:00:01Z"))
        #expect(ranges.base.dates == nil)
    }

    @Test("The date that Apia skipped is no day, neither to count nor to compare with")
    func skippedDate() throws {
        #expect(
            try dates(span("2011-12-31", "2011-12-31"), .equalLength, zone: "Pacific/Apia")
                == "2011-12-31 to 2011-12-31, 2011-12-29 to 2011-12-30")
        let apia = try ZoneDatabase.system.zone(ZoneID("Pacific/Apia"))
        let december = try ComparisonMode.toDate.ranges(
            of: .month(of: day("2011-12-01")), in: apia, now: instant("2012-02-01T00:00:00Z"))
        #expect(december.elapsed == 30)
        #expect(try december.base.dates == day("2011-11-01")...day("2011-11-30"))
        #expect(try december.period.dates == day("2011-12-01")...day("2011-12-31"))
        for (first, mode) in [
            ("2011-12-30", ComparisonMode.previousPeriod), ("2012-12-30", .sameLastYear),
        ] {
            #expect(throws: BillingError.self) {
                try mode.ranges(of: span(first, first), in: apia, now: instant("2013-01-01T00:00:00Z"))
            }
        }
    }

    @Test("There is no room before the calendar, and none asked for beyond it", arguments: ComparisonMode.all)
    func room(mode: ComparisonMode) throws {
        let first = LocalDate.min
        for period in [ComparedPeriod.dates(first...first), .year(of: first)] {
            #expect(
                refusal {
                    try mode.ranges(of: period, in: .utc, now: instant("2026-01-01T00:00:00Z"))
                } == .invalidValue)
        }
        let last = try mode.ranges(
            of: .year(of: .max), in: .utc, now: instant("9999-12-31T00:00:00Z"))
        #expect(try last.period.dates?.lowerBound == day("9999-01-01"))
        let start = try instant("0001-01-01T06:00:00Z")
        #expect(throws: BillingError.self) {
            try mode.ranges(
                of: .instants(start..<start.addingTimeInterval(86_000)), in: .utc, now: start)
        }
    }

    @Test("An empty period and instants to date are refused")
    func refusals() throws {
        let now = try instant("2026-01-01T00:00:00Z")
        #expect(
            refusal {
                try ComparisonMode.equalLength.ranges(of: .instants(now..<now), in: .utc, now: now)
            } == .invalidValue)
        #expect(
            refusal {
                try ComparisonMode.toDate.ranges(
                    of: .instants(now..<now.addingTimeInterval(5)), in: .utc, now: now)
            } == .unsupported)
    }

    @Test("A mode has one name, and per day is for what can be added")
    func names() throws {
        #expect(ComparisonMode.all.count == 6)
        for mode in ComparisonMode.all {
            #expect(try ComparisonMode("\(mode)") == mode)
            #expect(try roundTrip([mode]) == [mode])
            for kind in MetricKind.allCases {
                let isRefused = mode == .perDay && kind != .count && kind != .cumulative
                #expect((try? mode.check(kind)) == nil ? isRefused : !isRefused)
            }
        }
        #expect(refusal { try ComparisonMode("toDate") } == .malformed)
    }

    @Test("Ranges read back from their JSON form, and one that is out of order does not")
    func codable() throws {
        let ranges = try ComparisonMode.toDate.ranges(
            of: .month(of: day("2026-03-15")), in: .utc, now: instant("2026-03-20T00:00:00Z"))
        #expect(try roundTrip(ranges) == ranges)
        let start = "\"start\":\"2026-03-01T00:00:00.000000Z\",\"end\":\"2026-03-02T00:00:00.000000Z\""
        for dates in ["\"first\":\"2026-03-02\",\"last\":\"2026-03-01\"", "\"first\":\"2026-03-02\""] {
            #expect(
                refusal {
                    try JSONDecoder().decode(ComparedRange.self, from: Data("{\(start),\(dates)}".utf8))
                } == .malformed)
        }
    }

    @Test(
        "A figure to date is compared with the same day of a month",
        arguments: [
            ("2026-03-01", "2026-02-28", "2026-02-01"), ("2026-03-01", "2026-02-01", "2026-02-01"),
            ("2026-03-31", "2026-02-28", "2026-02-28"), ("2026-02-28", "2026-01-31", "2026-01-31"),
            ("2026-02-28", "2026-01-28", "2026-01-28"), ("2026-03-16", "2026-03-09", "2026-02-16"),
            ("2026-03-30", "2026-02-28", "2026-02-28"), ("2024-02-29", "2023-02-28", "2023-02-28"),
            ("2026-04-30", "2026-04-23", "2026-03-31"), ("2026-02-10", "2026-01-31", "2026-01-10"),
            ("2024-03-01", "2023-11-30", "2023-11-01"),
        ])
    func sameDay(date: String, last: String, base: String) throws {
        #expect(try day(date).sameDayOfMonth(notAfter: day(last)) == day(base))
    }

    @Test("Before year 1 there is no same day")
    func sameDayBeforeTheCalendar() throws {
        #expect(try day("0001-01-20").sameDayOfMonth(notAfter: day("0001-01-10")) == nil)
    }
}
