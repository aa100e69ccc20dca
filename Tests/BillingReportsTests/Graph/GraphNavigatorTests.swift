import BillingModel
import BillingReports
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("A reader moves over the time of a graph")
struct GraphNavigatorTests {
    static func zone(_ name: String) throws -> Zone { try ZoneDatabase.system.zone(ZoneID(name)) }

    static func navigator(
        _ zone: String, _ start: String, _ end: String, points: Int = 200, cadences: [Cadence] = [.daily]
    ) throws -> GraphNavigator {
        try GraphNavigator(
            zone: Self.zone(zone), data: instant(start)..<instant(end), points: points, cadences: cadences)
    }

    private func span(_ start: String, _ end: String) throws -> Range<Date> {
        try instant(start)..<instant(end)
    }

    @Test("from month to month, as far as there is data")
    func months() throws {
        let navigator = try Self.navigator("Europe/Berlin", "2025-01-31T12:00:00Z", "2025-04-01T00:00:00Z")
        let march = try #require(navigator.view(of: .month, on: try day("2025-03-15")))
        // Summer time begins on 30 March.
        #expect(try march.range == span("2025-02-28T23:00:00Z", "2025-03-31T22:00:00Z"))
        #expect(march.period == .month)
        #expect(march.step == nil)
        #expect(try march.anchor == instant("2025-03-14T23:00:00Z"))
        let february = try #require(navigator.view(before: march))
        #expect(try february.range == span("2025-01-31T23:00:00Z", "2025-02-28T23:00:00Z"))
        let january = try #require(navigator.view(before: february))
        #expect(navigator.view(before: january) == nil)
        // April has two hours of data: midnight in Berlin is 22:00Z.
        let april = try #require(navigator.view(after: march))
        #expect(navigator.view(after: april) == nil)
        #expect(navigator.lastView(of: .month)?.range == april.range)
        #expect(navigator.view(of: .month, on: try day("2025-05-01")) == nil)
        #expect(navigator.view(of: .month, on: try day("2024-12-31")) == nil)
        #expect(navigator.view(of: .day, holding: try instant("2025-04-01T00:00:00Z"))?.period == .day)
        #expect(navigator.view(of: .day, holding: try instant("2025-04-02T00:00:00Z")) == nil)
        #expect(navigator.view(of: .day, holding: Date(timeIntervalSince1970: .nan)) == nil)
    }

    @Test("past a date that the clock skips, and a midnight that happens twice")
    func oddDays() throws {
        let apia = try Self.navigator("Pacific/Apia", "2011-12-01T00:00:00Z", "2012-02-01T00:00:00Z")
        let before = try #require(apia.view(of: .day, on: try day("2011-12-29")))
        // The clock was 10 hours behind UTC, and from then on 14 hours ahead.
        #expect(try before.range == span("2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z"))
        let after = try #require(apia.view(after: before))
        #expect(try after.range == span("2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z"))
        #expect(apia.view(before: after) == before)
        #expect(apia.view(of: .day, on: try day("2011-12-30"))?.range == after.range)
        let havana = try Self.navigator("America/Havana", "2020-10-01T00:00:00Z", "2020-12-01T00:00:00Z")
        let november = try #require(havana.view(of: .month, on: try day("2020-11-01")))
        #expect(try november.range == span("2020-11-01T04:00:00Z", "2020-12-01T05:00:00Z"))
        #expect(
            try havana.view(before: november)?.range == span("2020-10-01T04:00:00Z", "2020-11-01T04:00:00Z"))
    }

    @Test("between month, week and day, which stay around the date that was asked for")
    func periods() throws {
        let navigator = try Self.navigator("UTC", "2026-01-10T00:00:00Z", "2026-05-20T09:00:00Z")
        let date = try #require(navigator.view(of: .day, on: try day("2026-03-18")))
        let month = try #require(navigator.view(of: .month, insteadOf: date))
        #expect(try month.range == span("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"))
        let week = try #require(navigator.view(of: .week, insteadOf: month))
        #expect(try week.range == span("2026-03-16T00:00:00Z", "2026-03-23T00:00:00Z"))
        let sundays = try #require(navigator.view(of: .week(startingOn: .sunday), insteadOf: month))
        #expect(try sundays.range == span("2026-03-15T00:00:00Z", "2026-03-22T00:00:00Z"))
        #expect(navigator.view(of: .day, insteadOf: week) == date)
        // After a move the nearest instant that is shown counts: the first of April, the last of February.
        let april = try #require(navigator.view(after: month))
        #expect(
            try navigator.view(of: .day, insteadOf: april)?.range.lowerBound
                == instant("2026-04-01T00:00:00Z"))
        let february = try #require(navigator.view(before: month))
        #expect(
            try navigator.view(of: .day, insteadOf: february)?.range.lowerBound
                == instant("2026-02-28T00:00:00Z"))
        // Where the data begins and ends within the month, only days with data are near.
        let january = try #require(navigator.view(of: .month, on: try day("2026-01-01")))
        #expect(
            try navigator.view(of: .day, insteadOf: january)?.range.lowerBound
                == instant("2026-01-10T00:00:00Z"))
        let may = try #require(navigator.view(of: .month, on: try day("2026-05-31")))
        #expect(
            try navigator.view(of: .day, insteadOf: may)?.range.lowerBound == instant("2026-05-20T00:00:00Z"))
    }

    @Test("to a date, in a period or a zoom")
    func jumps() throws {
        let navigator = try Self.navigator("America/New_York", "2025-01-01T05:00:00Z", "2026-01-01T05:00:00Z")
        let march = try #require(navigator.view(of: .month, on: try day("2025-03-01")))
        #expect(
            navigator.view(march, on: try day("2025-07-04"))
                == navigator.view(of: .month, on: try day("2025-07-04")))
        #expect(navigator.view(march, on: try day("2027-07-04")) == nil)
        let zoom = try #require(navigator.zoom(to: try span("2025-03-05T12:00:00Z", "2025-03-07T12:00:00Z")))
        #expect(try zoom.range == span("2025-03-05T05:00:00Z", "2025-03-08T05:00:00Z"))
        let jumped = try #require(navigator.view(zoom, on: try day("2025-11-01")))
        // Three days, of which 2 November has 25 hours.
        #expect(try jumped.range == span("2025-11-01T04:00:00Z", "2025-11-04T05:00:00Z"))
        let free = try #require(
            navigator.zoom(to: try span("2025-03-05T12:00:00Z", "2025-03-07T12:30:00Z"), snapping: false))
        #expect(
            try navigator.view(free, on: try day("2025-11-01"))?.range
                == span("2025-11-01T04:00:00Z", "2025-11-03T04:30:00Z"))
    }

    @Test("by the length of a zoom: its buckets, or elapsed time if it was not snapped")
    func zoomMoves() throws {
        let navigator = try Self.navigator("Europe/Berlin", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z")
        let zoom = try #require(navigator.zoom(to: try span("2025-03-20T00:00:00Z", "2025-03-28T22:30:00Z")))
        #expect(zoom.step == .day)
        #expect(zoom.period == nil)
        #expect(try zoom.range == span("2025-03-19T23:00:00Z", "2025-03-28T23:00:00Z"))
        let next = try #require(navigator.view(after: zoom))
        #expect(try next.range == span("2025-03-28T23:00:00Z", "2025-04-06T22:00:00Z"))
        #expect(navigator.view(before: next) == zoom)
        let free = try #require(
            navigator.zoom(to: try span("2025-03-20T00:00:00Z", "2025-03-28T22:30:00Z"), snapping: false))
        #expect(free.step == nil)
        #expect(
            try navigator.view(after: free)?.range == span("2025-03-28T22:30:00Z", "2025-04-06T21:00:00Z"))
        #expect(
            try navigator.view(before: free)?.range == span("2025-03-11T01:30:00Z", "2025-03-20T00:00:00Z"))
    }

    @Test("in and out around a point, and to everything")
    func zooms() throws {
        let navigator = try Self.navigator("UTC", "2025-01-10T06:00:00Z", "2025-12-20T18:00:00Z", points: 400)
        let all = try #require(navigator.everything())
        #expect(try all.range == span("2025-01-10T00:00:00Z", "2025-12-21T00:00:00Z"))
        #expect(all.step == .day)
        let exact = try #require(navigator.everything(snapping: false))
        #expect(exact.range == navigator.data)
        let march = try #require(navigator.view(of: .month, on: try day("2025-03-01")))
        // A quarter of the month lies before the point; so does a quarter of the half.
        let point = try instant("2025-03-08T18:00:00Z")
        let closer = try #require(try navigator.zoom(march, by: 0.5, around: point, snapping: false))
        #expect(try closer.range == span("2025-03-04T21:00:00Z", "2025-03-20T09:00:00Z"))
        #expect(closer.anchor == point)
        let wider = try #require(try navigator.zoom(march, by: 2, around: point, snapping: false))
        #expect(try wider.range == span("2025-02-21T06:00:00Z", "2025-04-24T06:00:00Z"))
        #expect(try navigator.zoom(wider, by: 0.5, around: point, snapping: false)?.range == march.range)
        let snapped = try #require(try navigator.zoom(march, by: 0.5, around: point))
        #expect(try snapped.range == span("2025-03-04T00:00:00Z", "2025-03-21T00:00:00Z"))
        #expect(try navigator.zoom(march, by: 1_000, around: point, snapping: false)?.range == navigator.data)
        #expect(try navigator.zoom(march, by: 1e300, around: point)?.range == all.range)
        #expect(
            try navigator.zoom(march, by: 1e-300, around: point)?.range
                == span("2025-03-08T00:00:00Z", "2025-03-09T00:00:00Z"))
        let least = try #require(try navigator.zoom(march, by: 1e-300, around: point, snapping: false))
        #expect(least.range.lowerBound == point)
        #expect(try navigator.zoom(least, by: 0.1, around: point, snapping: false) == least)
        for factor in [0, -1, .nan, .infinity] {
            let error = #expect(throws: BillingError.self) {
                try navigator.zoom(march, by: factor, around: point)
            }
            #expect(error?.code == .invalidValue)
        }
        #expect(navigator.zoom(to: point..<point, snapping: false) == nil)
        #expect(
            try navigator.zoom(to: point..<point)?.range
                == span("2025-03-08T00:00:00Z", "2025-03-09T00:00:00Z"))
        #expect(navigator.zoom(to: try span("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z")) == nil)
        let nothing = try Self.navigator("UTC", "2025-01-10T06:00:00Z", "2025-01-10T06:00:00Z")
        #expect(nothing.everything() == nil)
        #expect(nothing.lastView(of: .month) == nil)
        #expect(nothing.view(after: march) == nil)
        #expect(nothing.view(before: march) == nil)
        #expect(nothing.view(of: .day, insteadOf: march) == nil)
    }

    @Test("with points as narrow as the wish and the cadence allow")
    func widths() throws {
        func width(
            _ period: BucketWidth, points: Int, _ cadences: Cadence...
        ) throws -> String {
            let navigator = try Self.navigator(
                "UTC", "2020-01-01T00:00:00Z", "2026-01-01T00:00:00Z", points: points, cadences: cadences)
            return navigator.width(of: try #require(navigator.lastView(of: period))).description
        }
        // A month counts as 31 days, 744 hours or 44,640 minutes.
        #expect(try width(.month, points: 31, .daily) == "day")
        #expect(try width(.month, points: 10_000, .daily, .hourly) == "day")
        #expect(try width(.month, points: 30, .daily) == "week")
        #expect(try width(.month, points: 4, .daily) == "month")
        #expect(try width(.month, points: 744, .hourly) == "hour")
        #expect(try width(.month, points: 743, .hourly) == "3 hours")
        #expect(try width(.month, points: 100_000, .irregular) == "minute")
        #expect(try width(.month, points: 9_000, .irregular) == "5 minutes")
        #expect(try width(.day, points: 24, .irregular) == "hour")
        #expect(try width(.day, points: 200, .quarterHourly) == "15 minutes")
        #expect(try width(.day, points: 200, .daily) == "day")
        #expect(try width(.day, points: .min, .irregular) == "day")
        #expect(try width(.week, points: 7, .daily) == "day")
        #expect(try width(.year, points: 12, .daily) == "month")
        #expect(try width(.quarter, points: 92, .daily) == "day")
        #expect(try width(.hour, points: 4, .irregular) == "15 minutes")
        #expect(try width(.hour, points: 60, .daily) == "day")
        let navigator = try GraphNavigator(
            zone: .utc, data: try span("2020-01-01T00:00:00Z", "2026-01-01T00:00:00Z"), points: 9,
            weekStart: .sunday)
        // From Sunday 1 March 2026 on, nine weeks and nine days.
        #expect(
            navigator.width(
                of: try #require(navigator.zoom(to: try span("2025-03-02T00:00:00Z", "2025-05-04T00:00:00Z")))
            ) == .week(startingOn: .sunday))
        #expect(
            navigator.width(
                of: try #require(navigator.zoom(to: try span("2025-03-02T00:00:00Z", "2025-03-11T00:00:00Z")))
            ) == .day)
        #expect(
            navigator.width(
                of: try #require(navigator.zoom(to: try span("2025-03-02T00:00:00Z", "2025-05-04T00:00:01Z")))
            ) == .month)
        // Six years do not fit three points, but no width gives fewer.
        let few = try Self.navigator("UTC", "2020-01-01T00:00:00Z", "2026-01-01T00:00:00Z", points: 3)
        #expect(few.width(of: try #require(few.everything())) == .year)
    }

    @Test("and a viewport is kept as JSON")
    func forms() throws {
        let navigator = try Self.navigator("Europe/Berlin", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z")
        let march = try #require(navigator.view(of: .month, on: try day("2025-03-15")))
        #expect(
            try json(march)
                == #"{"anchor":"2025-03-14T23:00:00.000000Z","period":"month","range":{"end":"#
                + #""2025-03-31T22:00:00.000000Z","start":"2025-02-28T23:00:00.000000Z"}}"#)
        let zoom = try #require(navigator.zoom(to: try span("2025-03-20T00:00:00Z", "2025-03-28T22:30:00Z")))
        let free = try #require(navigator.everything(snapping: false))
        for view in [march, zoom, free] { #expect(try roundTrip(view) == view) }
        let range = #""range":{"start":"2025-03-01T00:00:00Z","end":"2025-03-02T00:00:00Z"}"#
        let empty = #""range":{"start":"2025-03-01T00:00:00Z","end":"2025-03-01T00:00:00Z"}"#
        let anchor = #""anchor":"2025-03-01T00:00:00Z""#
        for text in [
            "{\(empty),\(anchor)}", "{\(range)}", "{\(range),\(anchor),\"period\":\"fortnight\"}",
            "{\(range),\(anchor),\"period\":\"day\",\"step\":\"day\"}",
        ] {
            #expect(throws: (any Error).self, "\(text)") {
                try JSONDecoder().decode(GraphViewport.self, from: Data(text.utf8))
            }
        }
    }

    @Test("A viewport of another zone, or of far too many buckets, still moves and never crashes")
    func foreign() throws {
        let berlin = try Self.navigator("Europe/Berlin", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z")
        let tokyo = try Self.navigator("Asia/Tokyo", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z")
        let march = try #require(berlin.view(of: .month, on: try day("2025-03-15")))
        let april = try #require(tokyo.view(after: march))
        #expect(try april.range == span("2025-03-31T22:00:00Z", "2025-04-30T15:00:00Z"))
        let text = #"""
            {"range":{"start":"0001-01-01T00:00:00Z","end":"10000-01-01T00:00:00.000000Z"},"step":"minute",
            "anchor":"2025-03-01T00:00:00Z"}
            """#
        let vast = try JSONDecoder().decode(GraphViewport.self, from: Data(text.utf8))
        #expect(berlin.view(after: vast) == nil)
        #expect(berlin.view(before: vast) == nil)
        #expect(berlin.width(of: vast) == .year)
        #expect(try berlin.zoom(vast, by: 2, around: vast.anchor, snapping: false)?.range == vast.range)
        _ = try berlin.zoom(vast, by: 2, around: vast.anchor)
        let ends = try GraphNavigator(zone: .utc, data: vast.range)
        let last = try #require(ends.lastView(of: .month))
        #expect(ends.view(after: last) == nil)
        #expect(ends.view(before: last).flatMap { ends.view(after: $0) } == last)
        let first = try #require(ends.view(of: .month, on: .min))
        #expect(ends.view(before: first) == nil)
        #expect(ends.view(after: first).flatMap { ends.view(before: $0) } == first)
    }
}
