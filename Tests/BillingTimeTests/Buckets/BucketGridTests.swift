import BillingModel
import BillingTestSupport
import Foundation
import Testing

@testable import BillingTime

@Suite("A grid covers a range with whole buckets")
struct BucketGridTests {
    private static let allWidths: [BucketWidth] = {
        let texts = [
            "minute", "15 minutes", "30 minutes", "hour", "2 hours", "3 hours", "4 hours", "6 hours",
            "8 hours",
            "12 hours", "day", "week", "week from sunday", "week from thursday", "month", "quarter", "year",
            "year from july", "cycle from day 1", "cycle from day 15", "cycle from day 31",
        ]
        return texts.compactMap { try? BucketWidth($0) }
    }()

    @Test("A range inside buckets marks the outer two as clipped")
    func clipped() throws {
        let zone = try fixtureZone("Europe/Berlin")
        let range = try instant("2025-01-15T00:00Z")..<instant("2025-03-31T22:00Z")
        let grid = try BucketGrid(covering: range, width: .month, zone: zone)
        #expect(grid.range == range)
        #expect(grid.count == 3)
        #expect(grid.map(\.clippedStart) == [true, false, false])
        #expect(grid.map(\.clippedEnd) == [false, false, false])
        #expect(grid.map(\.isClipped) == [true, false, false])
        #expect(try grid[0].interval == instant("2024-12-31T23:00Z")..<instant("2025-01-31T23:00Z"))
        #expect(
            try grid[0].firstDate == LocalDate("2025-01-01") && grid[0].lastDate == LocalDate("2025-01-31"))
        #expect(try grid.index(of: instant("2025-01-14T23:59:59.999999Z")) == nil)
        #expect(try grid.index(of: instant("2025-01-15T00:00Z")) == 0)
        #expect(try grid.index(of: instant("2025-03-31T22:00Z")) == nil)
        // A date counts to its bucket even where the range cuts it.
        #expect(try grid.index(of: LocalDate("2025-01-01")) == 0)
        #expect(try grid.index(of: LocalDate("2025-03-31")) == 2)
        #expect(try grid.index(of: LocalDate("2025-04-01")) == nil)
        #expect(try grid.index(of: LocalDate("2024-12-31")) == nil)
        #expect(grid.dateBoundaries == [20_089, 20_120, 20_148, 20_179])
        let hour = try BucketGrid(covering: range, width: .hour, zone: zone)
        #expect(hour.dateBoundaries == nil)
        #expect(try hour.index(of: LocalDate("2025-03-01")) == nil)
        #expect(grid.last?.clippedEnd == false)
        let longer = try BucketGrid(
            covering: range.lowerBound..<range.upperBound.addingTimeInterval(1e-6), width: .month, zone: zone)
        #expect(longer.count == 4 && longer[3].clippedEnd)
    }

    @Test("An empty range has no bucket, wherever it lies")
    func empty() throws {
        let zone = try fixtureZone("America/New_York")
        for text in ["2025-01-15T00:00Z", "2025-01-01T05:00Z", "0001-01-01T00:00Z"] {
            let moment = try instant(text)
            for width in Self.allWidths {
                let grid = try BucketGrid(covering: moment..<moment, width: width, zone: zone, limit: 0)
                #expect(grid.isEmpty && grid.boundaries.count == 1)
                #expect(
                    grid.index(of: moment) == nil && grid.index(of: .min) == nil
                        && grid.index(of: .max) == nil)
                #expect(grid.dateBoundaries.map(\.count) == (width.isDayOrWider ? 1 : nil))
            }
        }
        let end = Instants.date(Instants.end)
        #expect(try BucketGrid(covering: end..<end, width: .day, zone: zone).isEmpty)
        let date = try LocalDate("2025-01-15")
        #expect(try BucketGrid(covering: date..<date, width: .day, zone: zone).isEmpty)
    }

    @Test("A limit holds exactly")
    func limit() throws {
        let zone = try fixtureZone("Europe/Berlin")
        let dates = try LocalDate("2025-01-01")...LocalDate("2025-01-31")
        #expect(try BucketGrid(covering: dates, width: .day, zone: zone, limit: 31).count == 31)
        for limit in [30, 1, 0, -1, .min] {
            let code = refusal {
                _ = try BucketGrid(covering: dates, width: .day, zone: zone, limit: limit)
            }
            #expect(code == .limitExceeded)
        }
        let all = Instants.date(Instants.first)..<Instants.date(Instants.end)
        for width in [BucketWidth.day, .hour, try .minutes(1), try .hours(2), .week, .month] {
            let code = refusal { _ = try BucketGrid(covering: all, width: width, zone: .utc) }
            #expect(code == .limitExceeded)
        }
        #expect(try BucketGrid(covering: all, width: .month, zone: .utc, limit: 119_988).count == 119_988)
        #expect(try BucketGrid(covering: all, width: .year, zone: .utc).count == 9_999)
    }

    @Test("The calendar ends at the years 1 and 9999, cleanly")
    func calendarEnds() throws {
        let end = Instants.date(Instants.end)
        let newYork = try fixtureZone("America/New_York")
        let sydney = try fixtureZone("Australia/Sydney")
        let lastYear = try LocalDate("9999-01-01")...LocalDate.max

        // In New York the year ends five hours after the calendar in UTC: cut and marked.
        let west = try BucketGrid(covering: lastYear, width: .year, zone: newYork)
        #expect(try west.map(\.interval) == [instant("9999-01-01T05:00Z")..<end])
        #expect(west[0].clippedEnd && !west[0].clippedStart)
        #expect(west[0].lastDate == .max)
        // In Sydney it ends before, and what follows has no date.
        let east = try BucketGrid(covering: lastYear, width: .year, zone: sydney)
        #expect(try east[0].interval == instant("9998-12-31T13:00Z")..<instant("9999-12-31T13:00Z"))
        #expect(!east[0].isClipped)
        for width in Self.allWidths {
            let code = refusal {
                let range = try instant("9999-12-31T12:00Z")..<end
                _ = try BucketGrid(covering: range, width: width, zone: sydney)
            }
            #expect(code == .invalidValue, "\(width)")
        }
        // The week of the last Friday loses its weekend.
        let week = try Zone.utc.bucket(holding: instant("9999-12-31T00:00Z"), width: .week)
        #expect(try week.interval == instant("9999-12-27T00:00Z")..<end)
        #expect(week.clippedEnd && week.lastDate == .max)
        // The first instants: Sydney's year began before the calendar did, New York's year 1 has not begun.
        let first = Instants.date(Instants.first)
        let begun = try sydney.bucket(holding: first, width: .year)
        #expect(begun.start == first && begun.clippedStart && begun.firstDate == .min)
        #expect(refusal { _ = try newYork.bucket(holding: first, width: .year) } == .invalidValue)
        // 1 January of year 1 is a Monday, so a Sunday week begins before the calendar.
        let sunday = try Zone.utc.bucket(holding: first, width: .week(startingOn: .sunday))
        #expect(sunday.clippedStart && sunday.firstDate == .min)
        #expect(try sunday.lastDate == LocalDate("0001-01-06"))
        #expect(try !Zone.utc.bucket(holding: first, width: .week).isClipped)
        let cycle = try Zone.utc.bucket(holding: first, width: .billingCycle(anchorDay: 15))
        #expect(cycle.clippedStart && cycle.firstDate == .min)
    }

    @Test("Ranges outside the calendar are refused")
    func outside() throws {
        let day = try instant("2025-01-01T00:00Z")
        let ends = [-1e300, -1e12, 1e300, .infinity].map { Date(timeIntervalSinceReferenceDate: $0) }
        for end in ends {
            let range = min(day, end)..<max(day, end)
            #expect(
                refusal { _ = try BucketGrid(covering: range, width: .year, zone: .utc) } == .invalidValue)
            #expect(refusal { _ = try Zone.utc.bucket(holding: end, width: .day) } == .invalidValue)
        }
        let end = Instants.date(Instants.end)
        #expect(refusal { _ = try Zone.utc.bucket(holding: end, width: .day) } == .invalidValue)
        let last = try Zone.utc.bucket(holding: instant("9999-12-31T23:00Z"), width: .day)
        #expect(refusal { _ = try Zone.utc.bucket(after: last, width: .day) } == .invalidValue)
        let first = try Zone.utc.bucket(holding: Instants.date(Instants.first), width: .day)
        #expect(refusal { _ = try Zone.utc.bucket(before: first, width: .day) } == .invalidValue)
    }

    @Test("Cycles of every anchor day share their edges", arguments: 1...31)
    func cycles(anchor: Int) throws {
        let zone = try fixtureZone("Europe/Paris")
        let width = try BucketWidth.billingCycle(anchorDay: anchor)
        let dates = try LocalDate("2022-12-15")...LocalDate("2029-03-15")
        let grid = try BucketGrid(covering: dates, width: width, zone: zone)
        var bucket = grid[0]
        for expected in grid.dropFirst() {
            let next = try zone.bucket(after: bucket, width: width)
            #expect(next.start == bucket.end && next.start == expected.start)
            #expect(try zone.bucket(before: next, width: width).interval == bucket.interval)
            let date = next.firstDate
            let length = CivilCalendar.length(ofMonth: date.month, year: date.year)
            #expect(date.day == min(anchor, length))
            #expect(next.start == zone.start(of: date))
            #expect(try bucket.lastDate == date.adding(days: -1))
            bucket = next
        }
        #expect(grid.count > 74)
    }

    @Test("Buckets tile, hold what they say, and are found, on random ranges", arguments: 1...8)
    func properties(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        for round in 0..<40 {
            let names = ZoneFixture.shared.zones.map(\.name)
            let zone = try fixtureZone(try #require(names.randomElement(using: &generator)))
            let width = try #require(Self.allWidths.randomElement(using: &generator))
            let context: Comment = "seed \(seed), round \(round): \(width) in \(zone)"
            let longest = width.isDayOrWider ? 900 : 9
            let span = Int64.random(in: 1...Int64(longest) * Instants.perDay, using: &generator)
            let low = Int64.random(
                in: Instants.first + Instants.perDay...Instants.end - 2 * span, using: &generator)
            let near = Int64.random(in: -2_000_000_000_000_000...4_000_000_000_000_000, using: &generator)
            let start = Bool.random(using: &generator) ? low : near
            let range = start..<start + span
            let grid = try BucketGrid(range, width: width, zone: zone)
            try #require(!grid.isEmpty)
            let tiles = zip(grid, grid.dropFirst()).allSatisfy { $0.endMicroseconds == $1.startMicroseconds }
            #expect(tiles, context)
            #expect(grid.allSatisfy { $0.startMicroseconds < $0.endMicroseconds }, context)
            #expect(grid[0].startMicroseconds <= start && grid[0].endMicroseconds > start, context)
            let last = grid[grid.count - 1]
            #expect(last.startMicroseconds < range.upperBound, context)
            #expect(last.endMicroseconds >= range.upperBound, context)
            let dates = zip(grid, grid.dropFirst()).allSatisfy { left, right in
                width.isDayOrWider
                    ? left.lastDate.days(to: right.firstDate) == 1 : left.firstDate <= right.firstDate
            }
            #expect(dates, context)
            for _ in 0..<8 {
                let instant = Int64.random(in: start - 10...range.upperBound + 10, using: &generator)
                let slow = grid.firstIndex {
                    range.contains(instant) && ($0.startMicroseconds..<$0.endMicroseconds).contains(instant)
                }
                #expect(grid.index(ofMicroseconds: instant) == slow, context)
                guard let slow else { continue }
                let bucket = try zone.bucket(holding: instant, width: width)
                #expect(bucket.startMicroseconds == grid[slow].startMicroseconds, context)
                #expect(bucket.endMicroseconds == grid[slow].endMicroseconds, context)
                #expect(bucket.firstDate == grid[slow].firstDate, context)
                #expect(bucket.lastDate == grid[slow].lastDate, context)
                let date = try LocalDate(dayNumber: zone.dayNumber(holding: instant))
                let holder = grid.firstIndex { $0.firstDate <= date && date <= $0.lastDate }
                #expect(grid.index(of: date) == (width.isDayOrWider ? holder : nil), context)
                #expect(width.isDayOrWider ? holder == slow : bucket.firstDate == date, context)
            }
        }
    }

    @Test("Steps of buckets count complete periods backwards")
    func steps() throws {
        let zone = try fixtureZone("America/New_York")
        var bucket = try zone.bucket(holding: instant("2013-12-31T23:00Z"), width: .month)
        var starts: [String] = []
        for _ in 0..<3 {
            bucket = try zone.bucket(before: bucket, width: .month)
            starts.append(zone.text(of: bucket.startMicroseconds))
        }
        #expect(
            starts == [
                "2013-11-01T00:00:00-04:00", "2013-10-01T00:00:00-04:00", "2013-09-01T00:00:00-04:00",
            ])
    }

    @Test("Grids are equal if range, width and zone are")
    func equality() throws {
        let zone = try fixtureZone("Europe/Berlin")
        let dates = try LocalDate("2025-01-01")...LocalDate("2025-01-31")
        let grid = try BucketGrid(covering: dates, width: .day, zone: zone)
        let same = try BucketGrid(covering: grid.range, width: .day, zone: zone, limit: 50)
        #expect(grid == same && grid.hashValue == same.hashValue)
        #expect(
            try grid
                == BucketGrid(covering: dates.lowerBound..<LocalDate("2025-02-01"), width: .day, zone: zone))
        #expect(try grid != BucketGrid(covering: dates, width: .week, zone: zone))
        #expect(try grid != BucketGrid(covering: dates, width: .day, zone: fixtureZone("Europe/Paris")))
    }

    @Test("A bucket's JSON names instants, dates and what is clipped, and is checked when read")
    func form() throws {
        let zone = try fixtureZone("Europe/Berlin")
        let range = try instant("2025-03-30T12:00Z")..<instant("2025-03-31T12:00Z")
        let grid = try BucketGrid(covering: range, width: .day, zone: zone)
        let text = try json(grid[0], strategies: true)
        #expect(
            text == """
                {"clipped":["start"],"end":"2025-03-30T22:00:00.000000Z","first":"2025-03-30",\
                "last":"2025-03-30","start":"2025-03-29T23:00:00.000000Z"}
                """)
        let buckets = try read([Bucket].self, json(Array(grid), strategies: true))
        #expect(buckets == Array(grid))
        #expect(Set(buckets.map(\.id)).count == 2)
        let wholes = try read(
            Bucket.self, json(zone.bucket(holding: range.lowerBound, width: .year), strategies: true))
        #expect(!wholes.isClipped)
        let broken = [
            text.replacing("2025-03-30T22", with: "2025-03-29T23"),
            text.replacing("[\"start\"]", with: "[\"middle\"]"),
            text.replacing("\"last\":\"2025-03-30\"", with: "\"last\":\"2025-03-29\""),
            text.replacing("2025-03-29T23:00:00.000000Z", with: "yesterday"), "{}",
        ]
        for text in broken {
            #expect(throws: (any Error).self, "\(text)") {
                try JSONDecoder().decode(Bucket.self, from: Data(text.utf8))
            }
        }
    }
}
