import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Columns over buckets agree with a slow look at each day")
struct MetricColumnsTests {
    /// What a daily gauge says about some days, by asking each of them.
    private struct Slow {
        let zone: Zone
        let samples: [Int: Double]
        let covered: [Range<Int64>]
        let now: Int64

        /// The value of a date, and for how many microseconds it is known to hold.
        func held(_ day: Int) -> (value: Double, length: Int64)? {
            let start = zone.startOfDay(day)
            let end = min(zone.startOfDay(day + 1), now)
            guard start < now else { return nil }
            if let value = samples[day] { return (value, end - start) }
            // A week after its date a value holds no longer.
            let earlier = (1...7).first { samples[day - $0] != nil }
            guard let earlier, let value = samples[day - earlier] else { return nil }
            let length = covered.reduce(0) {
                $0 + max(0, min($1.upperBound, end) - max($1.lowerBound, start))
            }
            return length > 0 ? (value, length) : nil
        }

        func mean(_ days: Range<Int>) -> Double? {
            let parts = days.compactMap(held)
            let length = parts.reduce(0) { $0 + $1.length }
            return length == 0 ? nil : parts.reduce(0) { $0 + $1.value * Double($1.length) } / Double(length)
        }

        /// The level at the end of a date, or at now.
        func level(_ day: Int) -> Double? {
            let end = min(zone.startOfDay(day + 1), now)
            guard samples[day] == nil else { return held(day)?.value }
            return covered.contains { $0.contains(end - 1) } ? held(day)?.value : nil
        }

        /// The last sample up to a date.
        func lastKnown(_ day: Int) -> Double? {
            (0...1_000).lazy.compactMap { samples[day - $0] }.first
        }
    }

    @Test(
        "Daily gauges: values, means and bases of change",
        arguments: ["America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"], [1, 2, 3, 4, 5] as [UInt64])
    func gauges(zone: String, seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        var world = try await World(zone: zone)
        let rules = try ZoneDatabase.system.zone(ZoneID(zone))
        let first = try LocalDate("2012-12-01").dayNumber
        var samples: [Int: Double] = [:]
        var covered: [Range<Int64>] = []
        for day in Int(first)..<Int(first) + 400 where random.next() % 3 == 0 {
            samples[day] = Double(random.next() % 1_000)
        }
        // Stretches of up to 20 days with up to 20 days between, to the second.
        var start = rules.startOfDay(Int(first))
        while start < rules.startOfDay(Int(first) + 400) {
            let length = Int64(random.next() % 1_728_000 + 1) * 1_000_000
            covered.append(start..<start + length)
            start += length + Int64(random.next() % 1_728_000 + 1) * 1_000_000
        }
        let now =
            rules.startOfDay(Int(first) + 350 + Int(random.next() % 40))
            + Int64(random.next() % 86_400_000_000)
        let slow = Slow(zone: rules, samples: samples, covered: covered, now: now)
        try await world.commit { changes in
            for (day, value) in samples {
                changes.add(.assets, value, on: [try LocalDate(dayNumber: day)])
            }
            for range in covered {
                try changes.cover(.assets, Instants.text(range.lowerBound), Instants.text(range.upperBound))
            }
        }
        let range = rules.start(of: try day("2013-01-05"))..<rules.start(of: try day("2013-12-20"))
        for width in [BucketWidth.day, .week, .month] {
            let graph = try await world.acme.consumptionGraph(
                metrics: [.assets], range: range, width: width, now: Instants.date(now))
            let points = try #require(graph.series(.assets)).points
            for (bucket, point) in zip(graph.buckets, points) {
                let low = max(Int(bucket.firstDate.dayNumber), Int(try day("2013-01-05").dayNumber))
                let high = min(Int(bucket.lastDate.dayNumber) + 1, Int(try day("2013-12-20").dayNumber))
                let mean = slow.mean(low..<high)
                #expect(
                    close(point.mean, mean), "\(width) \(bucket.firstDate), zone \(zone), seed \(seed)")
                let level = slow.level(high - 1)
                let place = "\(bucket.firstDate) by the \(width), \(zone), \(seed)"
                guard rules.startOfDay(low) < now else {
                    #expect(point.value == nil && point.lastKnown == nil, "\(place)")
                    continue
                }
                // Of a bucket in progress the level is that of today.
                let today = rules.dayNumber(holding: now - 1)
                let end = min(high - 1, today)
                #expect(point.value == (high - 1 > today ? slow.level(today) : level), "\(place)")
                #expect(
                    point.lastKnown?.value == (point.value == nil ? slow.lastKnown(end) : nil), "\(place)")
            }
        }
        let table = try await world.acme.consumptionTable(now: Instants.date(now), metrics: [.assets])
        let row = try #require(table.rows.first)
        for window in row.windows {
            let end = Int(row.progress.month.dayNumber)
            let begin = Int(try row.progress.month.adding(months: -window.months).dayNumber)
            #expect(window.value == slow.level(end - 1), "\(window.months) months, \(zone), \(seed)")
            #expect(window.lastKnown?.value == (window.value == nil ? slow.lastKnown(end - 1) : nil))
            #expect(
                close(window.average, slow.mean(begin..<end)), "\(window.months) months, \(zone), \(seed)")
            if window.covered == window.months, window.value != nil {
                #expect(
                    window.change?.base == slow.level(begin - 1),
                    "\(window.months) months, \(zone), \(seed)")
            }
        }
    }

    private func close(_ left: Double?, _ right: Double?) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return abs(left - right) <= 1e-9 * max(1, abs(right))
    }

    @Test("A bucket settles once the lag of its metric has passed")
    func lag() async throws {
        let late = try Metric(
            id: MetricID("late"), unit: "events", kind: .count, lag: .seconds(3_600))
        var world = try await World()
        try await world.commit { changes in
            changes.add(late, for: acme)
            try changes.cover(late, "2013-06-15T00:00:00Z", "2013-06-16T00:00:00Z")
        }
        let graph = try await world.acme.consumptionGraph(
            metrics: [late], range: try instant("2013-06-15T08:00:00Z")..<instant("2013-06-15T13:00:00Z"),
            width: .hour, now: try instant("2013-06-15T11:30:00Z"))
        let points = try #require(graph.series(late)).points
        #expect(
            points.map(\.completeness.phase) == [.settled, .settled, .settling, .inProgress, .future])
        #expect(points.map(\.value) == [0, 0, 0, 0, nil])
        #expect(points.map(\.completeness.isComplete) == [true, true, false, false, false])
    }

    @Test("A source covers the series that its label names, and those without such a label")
    func sources() async throws {
        let (north, south) = (try Labels(("source", "north")), try Labels(("source", "south")))
        var world = try await World()
        try await world.commit { changes in
            changes.add(messages, for: acme)
            try changes.cover(
                messages, "2013-06-14T00:00:00Z", "2013-06-15T00:00:00Z", source: "north")
            try changes.cover(
                messages, "2013-06-14T00:00:00Z", "2013-06-14T12:00:00Z", source: "south")
            try changes.add(messages, 2, at: "2013-06-14T01:00:00Z", labels: north)
            try changes.add(messages, 3, at: "2013-06-14T01:00:00Z", labels: south)
        }
        let graph = try await world.acme.consumptionGraph(
            range: try instant("2013-06-14T00:00:00Z")..<instant("2013-06-15T00:00:00Z"),
            width: .hours(12), now: try instant("2013-06-16T00:00:00Z"))
        #expect(graph.series(messages, labels: north)?.points.map(\.value) == [2, 0])
        #expect(graph.series(messages, labels: south)?.points.map(\.value) == [3, nil])
        let whole = try #require(graph.series(messages))
        #expect(whole.members == 2)
        #expect(whole.points.map(\.value) == [5, 0])
        #expect(whole.points.map(\.reporting) == [2, 1])
        #expect(whole.points.map(\.completeness.coverage) == [1, 0])
    }

    @Test("Ids that look alike are two tenants, two metrics and two labels")
    func hostileText() async throws {
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        let tenants = [try TenantID(composed), try TenantID(decomposed)]
        var world = try await World(
            tenants.map {
                try Tenant(id: $0, name: "'; DROP \u{1B}[31m", zones: ZoneHistory(.utc), currency: .usd)
            })
        let metrics = [
            try Metric(id: MetricID(composed), unit: "x", kind: .gauge, cadence: .daily),
            try Metric(id: MetricID(decomposed), unit: "x", kind: .gauge, cadence: .daily),
        ]
        let dates = [try day("2013-06-14")]
        try await world.commit { changes in
            for tenant in tenants { for metric in metrics { changes.add(metric, for: tenant) } }
            changes.add(metrics[0], 1, on: dates, labels: try Labels(("n", composed)), of: tenants[0])
            changes.add(metrics[0], 2, on: dates, labels: try Labels(("n", decomposed)), of: tenants[0])
            changes.add(metrics[1], 4, on: dates, of: tenants[0])
            changes.add(metrics[0], 8, on: dates, of: tenants[1])
        }
        let screen = try await world.repository.fleet.inventory(
            now: try instant("2013-06-15T00:00:00Z"), metrics: metrics)
        #expect(screen.row(tenants[0])?.counts.map(\.value) == [3, 4])
        #expect(screen.row(tenants[1])?.counts.map(\.value) == [8, nil])
        #expect(try roundTrip(screen) == screen)
        let graph = try await world.repository.scope(of: tenants[0]).consumptionGraph(
            range: try instant("2013-06-14T00:00:00Z")..<instant("2013-06-15T00:00:00Z"), width: .day,
            now: try instant("2013-06-15T00:00:00Z"))
        #expect(graph.series.count == 4)
        #expect(Set(graph.series.map(\.id)).count == 4)
    }
}
