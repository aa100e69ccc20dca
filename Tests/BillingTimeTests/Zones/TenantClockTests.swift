import BillingModel
import BillingTestSupport
import Foundation
import Testing

@testable import BillingTime

/// The clocks that a scan in Python gives; see `Generators/tenant_clocks.py`.
private struct ScannedClock {
    let zone: Zone
    var skipped: [LocalDate] = []
    var days: [(instant: Int64, date: LocalDate)] = []
    var grids: [(width: BucketWidth, dates: ClosedRange<LocalDate>, count: Int, digest: UInt64)] = []

    static func all() throws -> [ScannedClock] {
        var clocks: [ScannedClock] = []
        for line in try Fixtures.lines("tenant-clocks.tsv") {
            let fields = line.split(separator: "\t").map(String.init)
            let rest = fields.dropFirst()
            let last = clocks.count - 1
            switch fields[0] {
            case "clock": clocks.append(ScannedClock(zone: try ZoneFixture.database.zone(history(rest))))
            case "skipped": clocks[last].skipped = try rest.map { try LocalDate($0) }
            case "days":
                clocks[last].days = try rest.map { pair in
                    let parts = pair.split(separator: " ").map(String.init)
                    return (try #require(Int64(parts[0])), try LocalDate(parts[1]))
                }
            default:
                clocks[last].grids.append(
                    (
                        try BucketWidth(fields[1]), try LocalDate(fields[2])...LocalDate(fields[3]),
                        try #require(Int(fields[4])), try #require(UInt64(fields[5]))
                    ))
            }
        }
        return clocks
    }

    private static func history(_ fields: ArraySlice<String>) throws -> ZoneHistory {
        let changes = try fields.dropFirst().map { move in
            let parts = move.split(separator: " ").map(String.init)
            return ZoneHistory.Change(
                from: Instants.date(try #require(Int64(parts[0]))), zone: try ZoneID(parts[1]))
        }
        return try ZoneHistory(first: ZoneID(try #require(fields.first)), changes: changes)
    }
}

private func clock(_ first: String, _ changes: (String, String)...) throws -> Zone {
    try ZoneFixture.database.zone(
        ZoneHistory(
            first: ZoneID(first),
            changes: changes.map { .init(from: try instant($0.0), zone: try ZoneID($0.1)) }))
}

@Suite("The clock of a history reads what that of the zone in force reads")
struct TenantClockTests {
    @Test("Buckets of every width, skipped dates and the days of instants are those of a scan in Python")
    func scanned() throws {
        let clocks = try ScannedClock.all()
        #expect(clocks.count == 64)
        #expect(clocks.count { !$0.skipped.isEmpty } > 8)
        for clock in clocks {
            let zone = clock.zone
            for grid in clock.grids {
                let found = try BucketGrid(covering: grid.dates, width: grid.width, zone: zone)
                var digest = UInt64(found.boundaries.count)
                for boundary in found.boundaries {
                    digest = digest &* 6_364_136_223_846_793_005 &+ UInt64(bitPattern: boundary)
                }
                #expect(
                    found.boundaries.count == grid.count && digest == grid.digest,
                    "\(zone.history), \(grid.width)")
            }
            for (instant, date) in clock.days {
                #expect(
                    zone.dayNumber(holding: instant) == Int(date.dayNumber), "\(zone.history) at \(instant)")
                let day = try zone.bucket(holding: instant, width: .day)
                #expect(day.firstDate == date && day.startMicroseconds <= instant)
            }
            let dates = try #require(clock.grids.first?.dates)
            let all = Int(dates.lowerBound.dayNumber)..<(Int(dates.upperBound.dayNumber) + 1)
            #expect(zone.skippedDays(in: all) == clock.skipped.map { Int($0.dayNumber) }, "\(zone.history)")
            for date in clock.skipped {
                #expect(zone.isSkipped(date) && zone.interval(of: date).isEmpty)
                #expect(zone.day(ofDate: Int(date.dayNumber)) == Int(date.dayNumber) - 1)
            }
        }
    }

    @Test("The clock reads the time of the zone in force, to the microsecond of the move")
    func readings() throws {
        let zone = try clock("Australia/Sydney", ("2026-03-13T13:00:00.250000Z", "Europe/Berlin"))
        let (sydney, berlin) = (try fixtureZone("Australia/Sydney"), try fixtureZone("Europe/Berlin"))
        let move = try Instants.microseconds("2026-03-13T13:00:00.250000Z")
        for step in stride(from: Int64(-400), through: 400, by: 1) {
            let instant = move + step * 86_400_000_000
            #expect(zone.offset(at: instant) == (step < 0 ? sydney : berlin).offset(at: instant))
        }
        #expect(zone.text(of: move - 1) == "2026-03-14T00:00:00.249999+11:00")
        #expect(zone.text(of: move) == "2026-03-13T14:00:00.250000+01:00")
        #expect(zone.transitions(in: move..<move + 1).map(\.instant) == [move])
    }

    @Test("The day of a move is longer or shorter, and nothing before it moves")
    func move() throws {
        let zone = try clock("Australia/Sydney", ("2026-03-13T13:30:00Z", "Asia/Pyongyang"))
        let sydney = try fixtureZone("Australia/Sydney")
        func hours(_ date: String) throws -> Int {
            let date = try LocalDate(date)
            return try BucketGrid(covering: date...date, width: .hour, zone: zone).count
        }
        // From midnight in Sydney, 13:00Z, past 00:30 and back to 22:30 of the 13th, to midnight in Pyongyang, 15:00Z of the 14th.
        #expect(try [hours("2026-03-13"), hours("2026-03-14"), hours("2026-03-15")] == [24, 26, 24])
        for month in ["2025-12-01", "2026-01-01", "2026-02-01", "2026-03-01"] {
            let date = try LocalDate(month)
            #expect(zone.start(of: date) == sydney.start(of: date))
        }
        let march = try zone.bucket(holding: instant("2026-03-20T00:00:00Z"), width: .month)
        #expect(march.start == (try instant("2026-02-28T13:00:00Z")))
        #expect(march.end == (try instant("2026-03-31T15:00:00Z")))
    }

    @Test("Over the date line a day lasts two, or a date is skipped")
    func dateLine() throws {
        // From 02:00 of the 14th back to 01:00 of the 13th.
        let west = try clock("Pacific/Kiritimati", ("2010-03-13T12:00:00Z", "Pacific/Apia"))
        let long = west.interval(of: try LocalDate("2010-03-14"))
        #expect(long == (try instant("2010-03-13T10:00:00Z")..<instant("2010-03-15T11:00:00Z")))
        let day = try LocalDate("2010-03-14")
        #expect(try BucketGrid(covering: day...day, width: .hour, zone: west).count == 49)
        // From 23:30 of the 13th to 00:30 of the 15th.
        let east = try clock("Pacific/Apia", ("2010-03-14T10:30:00Z", "Pacific/Kiritimati"))
        #expect(east.isSkipped(try LocalDate("2010-03-14")))
        let days = try BucketGrid(
            covering: LocalDate("2010-03-13")...LocalDate("2010-03-15"), width: .day, zone: east)
        #expect(days.map(\.firstDate.description) == ["2010-03-13", "2010-03-15"])
        #expect(days.map(\.lastDate.description) == ["2010-03-14", "2010-03-15"])
        #expect(days[1].start == (try instant("2010-03-14T10:30:00Z")))
    }

    @Test("A move between zones of one offset is no change of the clock")
    func sameOffset() throws {
        let zone = try clock("Europe/Berlin", ("2026-06-01T10:00:00.5Z", "Europe/Paris"))
        let berlin = try fixtureZone("Europe/Berlin")
        let dates = try LocalDate("2025-06-01")...LocalDate("2027-06-01")
        for width in ["month", "week", "day", "hour"] {
            let width = try BucketWidth(width)
            #expect(
                try BucketGrid(covering: dates, width: width, zone: zone).boundaries
                    == BucketGrid(covering: dates, width: width, zone: berlin).boundaries)
        }
        #expect(
            zone.transitions(
                in: try Instants.microseconds(
                    instant("2026-06-01T00:00:00Z")..<instant("2026-06-02T00:00:00Z"))
            ).isEmpty)
    }

    @Test(
        "A midnight that the clock jumps over begins the date, also if the clock goes back and shows it later"
    )
    func jumpAndBack() throws {
        // From 20:00 of the 13th to 21:00 of the 14th, and an hour later back to 21:00 of the 13th.
        let zone = try clock(
            "Pacific/Apia", ("2010-03-14T07:00:00Z", "Pacific/Kiritimati"),
            ("2010-03-14T08:00:00Z", "Pacific/Apia"))
        #expect(
            zone.interval(of: try LocalDate("2010-03-14"))
                == (try instant("2010-03-14T07:00:00Z")..<instant("2010-03-15T11:00:00Z")))
        #expect(zone.start(of: try LocalDate("2010-03-15")) == (try instant("2010-03-15T11:00:00Z")))
    }

    @Test("A history without change is its zone; the digest of another tells its zones and instants apart")
    func identity() throws {
        let sydney = try fixtureZone("Australia/Sydney")
        #expect(try ZoneFixture.database.zone(ZoneHistory(sydney.id)) == sydney)
        #expect(sydney.history == ZoneHistory(sydney.id))
        let zones = [
            sydney, try clock("Australia/Sydney", ("2026-03-13T13:00:00Z", "Europe/Berlin")),
            try clock("Australia/Sydney", ("2026-03-13T13:00:00.000001Z", "Europe/Berlin")),
            try clock("Australia/Sydney", ("2026-03-13T13:00:00Z", "Europe/Paris")),
            try clock("Europe/Paris", ("2026-03-13T13:00:00Z", "Europe/Berlin")),
            try fixtureZone("Europe/Berlin"),
        ]
        #expect(Set(zones).count == zones.count && Set(zones.map(\.digest)).count == zones.count)
        let again = try clock("Australia/Sydney", ("2026-03-13T13:00:00Z", "Europe/Berlin"))
        #expect(again == zones[1] && again.digest == zones[1].digest)
        let lines = [
            "Australia/Sydney \(sydney.digest)\n",
            "2026-03-13T13:00:00.000000Z Europe/Berlin \(try fixtureZone("Europe/Berlin").digest)\n",
        ]
        #expect(again.digest == SHA256.hexadecimal(Array(lines.joined().utf8)))
        #expect(again.id.name == "Europe/Berlin" && again.release == sydney.release)
        #expect(
            again.description
                == "Australia/Sydney, Europe/Berlin from 2026-03-13T13:00:00.000000Z (tzdata \(sydney.release ?? ""))"
        )
    }

    @Test("A zone that is unknown anywhere in a history is refused")
    func unknown() throws {
        for zones in [["Nowhere/Land", "Europe/Berlin"], ["Europe/Berlin", "Nowhere/Land"]] {
            let history = try ZoneHistory(ZoneID(zones[0])).changing(
                to: ZoneID(zones[1]), from: instant("2026-03-13T13:00:00Z"))
            #expect(throws: BillingError.self) { try ZoneFixture.database.zone(history) }
        }
    }

    @Test("At both ends of the calendar a clock with moves has buckets")
    func ends() throws {
        let zone = try clock(
            "Pacific/Apia", ("0001-01-01T00:00:00.500000Z", "Pacific/Kiritimati"),
            ("9999-12-31T23:00:00.500000Z", "Pacific/Apia"))
        for (first, last) in [("0001-01-01", "0001-01-03"), ("9999-12-30", "9999-12-31")] {
            let dates = try LocalDate(first)...LocalDate(last)
            for width in ["day", "month", "hour", "6 hours"] {
                let grid = try BucketGrid(covering: dates, width: BucketWidth(width), zone: zone)
                #expect(zip(grid.boundaries, grid.boundaries.dropFirst()).allSatisfy(<))
            }
        }
    }
}
