import BillingModel
import BillingRating
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("A metric with a series of its own and others that labels split it into")
struct WholeAndPartsTests {
    private static let messages = constant {
        try Metric(id: MetricID("msg"), unit: "messages", kind: .count, cadence: .daily)
    }
    private static let now = constant { try instant("2026-04-10T00:00:00Z") }

    /// Regions send 3 and 4 a day from one date to another, and the metric itself some values.
    private func world(
        _ metric: Metric, regions: (String, String), own: [(String, Double)]
    ) async throws -> World {
        var world = try await World()
        try await world.commit { changes in
            if Metric.platform(metric.id) == nil { changes.add(metric, for: acme) }
            try changes.cover(metric, "2025-12-01T00:00:00Z", "2026-05-01T00:00:00Z")
            for (region, value) in [("eu", 3.0), ("us", 4)] {
                changes.add(
                    metric, value, on: try days(regions.0, regions.1), labels: try Labels(("region", region)))
            }
        }
        try await world.commit { changes in
            for (date, value) in own { changes.add(metric, value, on: [try day(date)]) }
        }
        return world
    }

    private func charge(
        _ world: World, _ metric: Metric, _ rule: QuantityRule, holding date: String
    ) async throws -> ChargeToDate {
        let plan = try makePlan([makeCharge("c", .metric(metric.id, rule), .perUnit(1))])
        return try await world.acme.chargeToDate(
            plan: plan, holding: instant("\(date)T00:00:00Z"), now: Self.now)
    }

    private func months(_ world: World, _ metric: Metric, from start: String) async throws -> [Double?] {
        let range = try instant("\(start)T00:00:00Z")..<instant("2026-04-01T00:00:00Z")
        let graph = try await world.acme.consumptionGraph(
            metrics: [metric], range: range, width: .month, now: Self.now)
        return try #require(graph.series(metric)).points.map(\.value)
    }

    @Test("A single value of the metric itself is the whole of its day, and of no other")
    func stray() async throws {
        let world = try await world(
            Self.messages, regions: ("2026-02-01", "2026-03-31"), own: [("2026-02-27", 1)])
        // 31 days of 7; in February 27 of them and the 1.
        let march = try await charge(world, Self.messages, .sum, holding: "2026-03-01")
        #expect(march.total.minorUnits == 217_00 && march.isSettled)
        let february = try await charge(world, Self.messages, .sum, holding: "2026-02-01")
        #expect(february.total.minorUnits == 190_00 && february.isSettled)
        #expect(try await months(world, Self.messages, from: "2026-02-01") == [190, 217])
        #expect(try await months(world, Self.messages, from: "2026-03-01") == [217])
        let table = try await world.acme.consumptionTable(now: Self.now, metrics: [Self.messages])
        #expect(try #require(table.row(Self.messages)).windows[0].value == 407)
        #expect(
            table.row(Self.messages, labels: try Labels(("region", "eu")))?.windows[0].value == 59 * 3)
        let date = try day("2026-03-01")
        let comparison = try await world.acme.periodComparison(
            of: .month(of: date), mode: .previousPeriod, now: Self.now, metrics: [Self.messages])
        let figures = try #require(comparison.rows.first { $0.part == .whole }).figures[0]
        #expect(figures.period.value == 217 && figures.base.value == 190)
        let plan = try makePlan([makeCharge("c", .metric(Self.messages.id, .sum), .perUnit(1))])
        var request = TenantOverviewRequest()
        request.date = date
        request.plans = [acme: plan]
        let overview = try await world.acme.tenantOverview(request, now: Self.now)
        #expect(overview.rows[0].charge?.amount?.minorUnits == 217_00)
        let fleet = try await world.repository.fleet.consumptionGraph(
            metrics: [Self.messages],
            range: instant("2026-02-01T00:00:00Z")..<instant("2026-04-01T00:00:00Z"),
            width: .month, now: Self.now)
        #expect(fleet.series(Self.messages)?.points.map(\.value) == [190, 217])
    }

    @Test("A level is that of the metric itself while it is in force, and then the sum of the others")
    func levels() async throws {
        let devices = try Metric(
            id: MetricID("devices"), unit: "devices", kind: .gauge, cadence: .daily,
            staleness: .seconds(2 * 86_400))
        // One value of 2024 is long past; that of 27 February holds on three days.
        let world = try await world(
            devices, regions: ("2026-02-01", "2026-03-31"), own: [("2024-06-01", 99), ("2026-02-27", 1)])
        let range = try instant("2026-02-25T00:00:00Z")..<instant("2026-03-04T00:00:00Z")
        let graph = try await world.acme.consumptionGraph(
            metrics: [devices], range: range, width: .day, now: Self.now)
        #expect(try #require(graph.series(devices)).points.map(\.value) == [7, 7, 1, 1, 1, 7, 7])
        #expect(try #require(graph.series(devices)).points.allSatisfy(\.completeness.isComplete))
        let inventory = try await world.acme.inventory(
            now: try instant("2026-03-01T12:00:00Z"), metrics: [devices])
        #expect(inventory.rows.first?.counts[0].value == 1)
        let later = try await world.acme.inventory(
            now: try instant("2026-03-20T12:00:00Z"), metrics: [devices])
        #expect(later.rows.first?.counts[0].value == 7)
        // In March 1 for one day of 31, and 7 for 30.
        let march = try await charge(world, devices, .timeWeightedMean, holding: "2026-03-01")
        #expect(march.lines[0].rated?.quantity == (try decimal("6.806451613")) && march.isSettled)
        let peak = try await charge(world, devices, .peak, holding: "2026-03-01")
        #expect(peak.total.minorUnits == 7_00 && peak.isSettled)
    }

    @Test("A series that is not known is missed, unless the metric itself tells all of it")
    func unknown() async throws {
        let devices = try Metric(
            id: MetricID("devices"), unit: "devices", kind: .gauge, cadence: .daily,
            staleness: .seconds(2 * 86_400))
        for (own, share) in [
            ([("2026-03-01", 1.0)], 2.0), ([], 2), ([("2026-03-01", 1), ("2026-03-03", 2)], 1),
        ] {
            var world = try await world(devices, regions: ("2026-02-01", "2026-03-10"), own: own)
            try await world.commit { changes in
                changes.add(
                    devices, 5, on: [try day("2026-01-01")], labels: try Labels(("region", "nz")))
            }
            let range = try instant("2026-03-01T00:00:00Z")..<instant("2026-03-05T00:00:00Z")
            let graph = try await world.acme.consumptionGraph(
                metrics: [devices], range: range, width: .day, now: Self.now)
            let last = try #require(graph.series(devices)?.points.last)
            #expect(last.value == (share == 1 ? 2 : 7))
            #expect(last.completeness.isComplete == (share == 1))
        }
    }

    @Test("Increases count by the day in which they lie, each in one of the series")
    func increases() async throws {
        let hours = try Metric(
            id: MetricID("hours"), unit: "h", kind: .cumulative, cadence: .daily)
        var world = try await World()
        try await world.commit { changes in
            changes.add(hours, for: acme)
            try changes.cover(hours, "2026-01-01T00:00:00Z", "2026-05-01T00:00:00Z")
            for (date, reading) in [("2026-03-01", 10.0), ("2026-03-02", 15), ("2026-03-03", 20)] {
                changes.add(hours, reading, on: [try day(date)], labels: try Labels(("engine", "1")))
            }
            for (date, reading) in [("2026-03-01", 100.0), ("2026-03-02", 108)] {
                changes.add(hours, reading, on: [try day(date)])
            }
        }
        // 0 and 8 of the meter of all, and 5 of the engine on the third.
        #expect(try await months(world, hours, from: "2026-03-01") == [13])
        let march = try await charge(world, hours, .sum, holding: "2026-03-01")
        #expect(march.total.minorUnits == 13_00 && march.isSettled)
    }

    @Test("Figures that cannot be added are those of the metric itself, where it tells any")
    func distinct() async throws {
        let world = try await world(
            .dailyActiveUsers, regions: ("2026-03-01", "2026-03-31"), own: [("2026-02-27", 9)])
        let february = try await charge(world, .dailyActiveUsers, .peak, holding: "2026-02-01")
        #expect(february.total.minorUnits == 9_00)
        // Users of two regions may be the same.
        let march = try await charge(world, .dailyActiveUsers, .peak, holding: "2026-03-01")
        #expect(march.lines[0].reason == .labels)
    }

    @Test(
        "Random values agree with a plain loop over dates, in buckets of every width and range",
        arguments: 0..<12)
    func random(seed: UInt64) async throws {
        var generator = SplitMix64(seed: seed)
        let irregular = seed.isMultiple(of: 2)
        let metric =
            irregular
            ? try Metric(id: MetricID("msg"), unit: "messages", kind: .count) : Self.messages
        let zone = ["UTC", "Australia/Lord_Howe", "America/Sao_Paulo"][Int(seed) % 3]
        var world = try await World(zone: zone)
        let clock = try ZoneDatabase.system.zone(ZoneID(zone))
        let dates = try days("2025-12-20", "2026-02-20")
        var own: [LocalDate: Double] = [:]
        var parts: [LocalDate: Double] = [:]
        try await world.commit { changes in
            changes.add(metric, for: acme)
            try changes.cover(metric, "2025-01-01T00:00:00Z", "2026-05-01T00:00:00Z")
            for date in dates {
                for region in ["", "eu", "us"] where Bool.random(using: &generator) {
                    let value = Double(Int.random(in: 0...9, using: &generator))
                    let labels = region.isEmpty ? Labels.none : try Labels(("region", region))
                    if irregular {
                        let at = clock.start(of: date).addingTimeInterval(
                            Double(Int.random(in: 0..<80_000, using: &generator)))
                        changes.add(
                            SampleWrite(
                                SeriesKey(tenant: acme, metric: metric.id, labels: labels),
                                at: .instant(at), value: value))
                    } else {
                        changes.add(metric, value, on: [date], labels: labels)
                    }
                    if region.isEmpty { own[date] = value } else { parts[date, default: 0] += value }
                }
            }
        }
        for width in [BucketWidth.day, .week, .month, .quarter] {
            for first in ["2025-12-22", "2026-01-01", "2026-01-12"] {
                let range = clock.start(of: try day(first))..<clock.start(of: try day("2026-02-16"))
                let graph = try await world.acme.consumptionGraph(
                    metrics: [metric], range: range, width: width, now: Self.now)
                for (bucket, point) in zip(graph.buckets, try #require(graph.series(metric)).points) {
                    let expected = dates.filter { date in
                        let start = clock.start(of: date)
                        return range.contains(start) && start >= bucket.start && start < bucket.end
                    }.reduce(0) { $0 + (own[$1] ?? parts[$1] ?? 0) }
                    #expect(point.value == expected, "\(zone), \(width) from \(first): \(bucket)")
                }
            }
        }
    }
}
