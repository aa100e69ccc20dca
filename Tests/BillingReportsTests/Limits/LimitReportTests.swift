import BillingInsights
import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("How far limits are used, and when they are reached")
struct LimitReportTests {
    /// In the middle of Wednesday 13 March 2024, UTC.
    private static let now = constant { try instant("2024-03-13T16:00:00Z") }

    /// Orders by the week from 1 January to 12 March 2024, and what a test adds.
    private func world(
        zone: String = "UTC", _ fill: (inout ChangeSet) throws -> Void = { _ in }
    ) async throws -> World {
        var world = try await World(zone: zone)
        try await world.commit { changes in
            changes.add(orders, for: acme)
            changes.add(orders, on: try days("2024-01-01", "2024-03-12"), weekly)
            try fill(&changes)
        }
        return world
    }

    private func limit(
        _ quantity: Double, _ metric: Metric = orders, labels: Labels = .none,
        per period: BucketWidth = .month,
        called name: String? = nil
    ) throws -> MetricLimit {
        try MetricLimit(
            name: name ?? "\(metric.id) \(quantity)", metric: metric.id, labels: labels, quantity: quantity,
            period: period)
    }

    private func row(
        _ world: World, _ limit: MetricLimit, now: Date = Self.now
    ) async throws -> LimitReport.Row {
        let report = try await world.acme.limits([limit], now: now)
        try expectStableForms(report)
        return try #require(report.row(limit.name))
    }

    @Test("A count that repeats by the week reaches its limit on the day that its sum does")
    func count() async throws {
        // Known to 12 March are 1,160; 450 come to the 17th, and 700 in each of the two weeks after. The days from the 13th on end
        // at 1285, 1400, 1510, 1570, 1610, 1730, 1860, 1985, 2100.
        let limits = try [1_160, 1_161, 1_985, 1_985.5, 2_000, 3_010, 3_011].map { try limit($0) }
        let report = try await world().acme.limits(limits, now: Self.now)
        let dates = report.rows.map { $0.expected?.description }
        #expect(
            dates == [
                nil, "2024-03-13", "2024-03-20", "2024-03-21", "2024-03-21", "2024-03-31", nil,
            ])
        // Nothing has ever differed from the week.
        #expect(report.rows.map { $0.earliest?.description } == dates)
        #expect(report.rows.map { $0.latest?.description } == dates)
        #expect(report.rows.map(\.probability) == [1, 1, 1, 1, 1, 0, 0])
        #expect(report.rows.allSatisfy { $0.used == 1_160 && $0.estimate?.interval95 == 3_010...3_010 })
        #expect(report.rows.allSatisfy { $0.known == 12 && $0.missing == 0 && $0.ahead == 19 })
        #expect(try report.rows[0].isReached && report.rows[0].since == day("2024-03-12"))
        #expect(report.rows.dropFirst().allSatisfy { !$0.isReached && $0.since == nil })
        #expect(report.rows[4].left == 840 && report.rows[4].share == 0.58)
        #expect(body(report).contains("since 2024-03-12"))
        try expectStableForms(report)
        let again = try await world().acme.limits(limits, now: Self.now.addingTimeInterval(60))
        #expect(try report.digest() == again.digest())
    }

    @Test("What has come of the day in progress is used, and reaches a limit at once")
    func progress() async throws {
        let world = try await world { changes in changes.add(orders, 90, on: [try day("2024-03-13")]) }
        let row = try await row(world, limit(1_250))
        #expect(try row.used == 1_250 && row.since == day("2024-03-13") && row.expected == nil)
        #expect(row.probability == 1 && row.left == 0)
    }

    @Test("Noise makes an interval, in which the dates lie in order, as slow counting of courses says")
    func noise() async throws {
        var random = SplitMix64(seed: 5)
        var world = try await World()
        try await world.commit { changes in
            changes.add(orders, for: acme)
            changes.add(orders, on: try days("2023-09-01", "2024-03-12")) {
                weekly($0) + Double(Int.random(in: -40...40, using: &random))
            }
        }
        let end = try #require(
            try await world.acme.forecast(metrics: [orders], now: Self.now).row(orders)?.end)
        var dates: [LocalDate] = []
        for share in [0.7, 0.9, 0.99, 1.01, 1.2] {
            let row = try await row(world, limit((end.estimate.value * share).rounded()))
            #expect(row.estimate == end.estimate && row.used == end.soFar)
            let told = [row.earliest, row.expected, row.latest].compactMap(\.self)
            #expect(told == told.sorted())
            #expect((row.expected != nil) == (share <= 1))
            #expect((row.probability ?? 0 > 0.5) == (share <= 1))
            dates += [row.expected].compactMap(\.self)
        }
        #expect(dates == dates.sorted() && dates.count == 3)
    }

    @Test("A day that is not known is missing, and one before tells not since when")
    func missing() async throws {
        var world = try await World()
        let gap = try day("2024-03-05")
        try await world.commit { changes in
            changes.add(orders, for: acme)
            changes.add(orders, on: try days("2024-01-01", "2024-03-12")) { $0 == gap ? nil : weekly($0) }
        }
        let row = try await row(world, limit(1_000))
        #expect(row.used == 1_030 && row.missing == 1 && row.isReached && row.since == nil)
        let before = try await self.row(world, limit(300))
        #expect(before.since == (try day("2024-03-04")))
    }

    @Test("Too little history is said, and what is used is told all the same")
    func history() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(orders, for: acme)
            changes.add(orders, on: try days("2024-03-08", "2024-03-12"), weekly)
        }
        let row = try await row(world, limit(600))
        #expect(row.used == 460 && row.estimate == nil && row.probability == nil)
        #expect(row.refusal == "a forecast needs 14 days with a value: there are 5")
        let none = try await self.row(World(), limit(5, .assets))
        #expect(none.used == nil && none.share == nil && none.ahead == 31 && none.refusal != nil)
        let part = try await self.row(world, limit(5, labels: Labels(("site", "north"))))
        #expect(
            part.used == nil
                && part.refusal == "a part of a metric is looked at once it has data: orders: north")
    }

    @Test("A level is held against a limit as it is, and a growing one reaches it")
    func level() async throws {
        var world = try await World()
        let first = try day("2024-01-01")
        // 100 on the first of January, 2 more each day: 242 on 12 March.
        try await world.commit { changes in
            changes.add(.assets, on: try days("2024-01-01", "2024-03-12")) {
                100 + 2 * Double(first.days(to: $0))
            }
        }
        let ahead = try await row(world, limit(252, .assets))
        #expect(ahead.basis == .level && ahead.used == 242 && ahead.since == nil)
        let reached = try #require(ahead.expected)
        #expect(abs(try day("2024-03-17").days(to: reached)) <= 1, "\(reached)")
        #expect((ahead.probability ?? 0) > 0.9)
        // 200 on 20 February.
        let over = try await row(world, limit(200, .assets))
        #expect(try over.isReached && over.since == day("2024-02-20") && over.expected == nil)
        let always = try await row(world, limit(50, .assets))
        #expect(always.isReached && always.since == nil)
        // A level that nobody has told of for days is not known.
        let stale = try await row(
            world, limit(200, .assets), now: instant("2024-03-16T16:00:00Z"))
        #expect(stale.used == nil && !stale.isReached && stale.since == nil)
    }

    @Test("A figure to date reaches its limit on its course, and begins anew with the month")
    func toDate() async throws {
        var world = try await World()
        // 49 on the first of each month, and 9 more each day.
        try await world.commit { changes in
            changes.add(.monthlyActiveUsers, on: try days("2023-06-01", "2024-03-31")) {
                Double(40 + 9 * $0.day)
            }
        }
        let row = try await row(
            world, limit(200, .monthlyActiveUsers), now: instant("2024-03-13T00:00:00Z"))
        #expect(row.basis == .toDate && row.used == 148)
        let reached = try #require(row.expected)
        // 202 on the 18th.
        #expect(abs(try day("2024-03-18").days(to: reached)) <= 1, "\(reached)")
        let over = try await self.row(
            world, limit(200, .monthlyActiveUsers), now: instant("2024-03-25T00:00:00Z"))
        #expect(over.since == (try day("2024-03-18")))
        // On the first day of a month nothing is known of it yet.
        let fresh = try await self.row(
            world, limit(200, .monthlyActiveUsers), now: instant("2024-04-01T12:00:00Z"))
        #expect(try fresh.used == nil && fresh.bucket.firstDate == day("2024-04-01"))
    }

    @Test("Parts, quarters, billing cycles and days have limits; several on one metric are told by name")
    func periods() async throws {
        let (north, south) = (try Labels(("site", "north")), try Labels(("site", "south")))
        let parcels = try Metric(id: MetricID("parcels"), unit: "parcels", kind: .count, cadence: .daily)
        let world = try await world { changes in
            changes.add(parcels, for: acme)
            let dates = try days("2024-01-01", "2024-03-12")
            changes.add(parcels, on: dates, labels: north) { weekly($0) * 2 }
            changes.add(parcels, on: dates, labels: south, weekly)
        }
        let part = try await row(world, limit(3_990, parcels, labels: north))
        #expect(try part.used == 2_320 && part.expected == day("2024-03-21"))
        // Ten weeks and two days: 120 and 130.
        for (period, used) in [
            (BucketWidth.quarter, 7_250.0), (.day, nil), (try .billingCycle(anchorDay: 11), 250),
        ] as [(BucketWidth, Double?)] {
            let row = try await row(world, limit(9_500, per: period))
            #expect(row.used == used, "\(row.label)")
        }
        let report = try await world.acme.limits(
            [limit(2_000, called: "Soft"), limit(3_000, called: "Hard")], now: Self.now)
        #expect(report.rows.map(\.limit.name) == ["Soft", "Hard"])
    }

    @Test("What has no limit, and what cannot be asked, is refused")
    func refused() async throws {
        let world = try await world()
        let twice = try limit(1, called: "Same")
        for (limits, code) in [
            ([try limit(5, .dailyActiveUsers)], BillingError.Code.unsupported),
            ([twice, twice], .invalidValue),
            (
                [try MetricLimit(name: "a", metric: MetricID("nothing"), quantity: 1, period: .month)],
                .notFound
            ),
        ] {
            let error = await billingError { try await world.acme.limits(limits, now: Self.now) }
            #expect(error?.code == code)
        }
        for (quantity, period) in [
            (0.0, BucketWidth.month), (-1, .month), (.nan, .month), (.infinity, .month), (1, .hour),
        ] {
            #expect(refusal { try limit(quantity, per: period) } == .invalidValue)
        }
        #expect(refusal { try limit(1, called: "") } == .invalidValue)
        let none = try await world.acme.limits([], now: Self.now)
        #expect(none.rows.isEmpty && none.text().contains("No limits"))
        try expectStableForms(none)
    }

    @Test("A limit is written as a form, and read strictly")
    func form() throws {
        let text =
            #"{"labels":[["site","north"]],"metric":"orders","name":"Orders","period":"cycle from day 15","quantity":50000}"#
        let limit = try FormReader.read(MetricLimit.self, from: text.utf8)
        #expect(try limit.quantity == 50_000 && limit.period == .billingCycle(anchorDay: 15))
        #expect(try json(limit) == text)
        #expect(try roundTrip(limit) == limit)
        let slip = text.replacing("quantity", with: "quantty")
        let error = syncBillingError { try FormReader.read(MetricLimit.self, from: slip.utf8) }
        #expect(error?.code == .malformed && error?.detail.contains("'quantity'") ?? false)
    }

    @Test("A correction of a day is the cause of what a limit shows otherwise")
    func comparison() async throws {
        var world = try await world()
        let before = try await world.repository.revision(.latest)
        try await world.commit { changes in changes.add(orders, 210, on: [try day("2024-03-10")]) }
        let limits = [try limit(2_000)]
        let comparison = try await world.acme.comparison(since: .revision(before)) { scope in
            try await scope.limits(limits, now: Self.now)
        }
        let used = try #require(comparison.cells.first { $0.place.figure == "used" })
        #expect(used.old?.number == 1_160 && used.new?.number == 1_330 && !used.causes.isEmpty)
        // It is read as it was known.
        let then = try await world.acme.known(at: .revision(before)).limits(limits, now: Self.now)
        #expect(then.rows[0].used == 1_160 && then.stamp.revision == before)
    }

    @Test("Hostile figures end in a refusal or in finite ones")
    func hostile() async throws {
        for values in [[1.5e300], [0], [-5, 5], [1e300, 0], [1e-300]] {
            var world = try await World()
            try await world.commit { changes in
                changes.add(orders, for: acme)
                changes.add(.assets, on: try days("2023-11-01", "2024-03-12")) {
                    values[Int($0.dayNumber) % values.count]
                }
                changes.add(orders, on: try days("2023-11-01", "2024-03-12")) {
                    values[Int($0.dayNumber) % values.count]
                }
            }
            for metric in [orders, .assets] {
                let row = try await row(world, limit(7, metric))
                #expect(row.probability.map { (0...1).contains($0) } ?? (row.refusal != nil))
                #expect(row.estimate?.value.isFinite ?? true)
            }
        }
    }
}
