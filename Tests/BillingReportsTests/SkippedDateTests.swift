import BillingModel
import BillingRating
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

/// A place whose clock skips a date whole, by the rules of its zone or because a tenant moves there.
struct SkippedDate: Sendable, CustomTestStringConvertible {
    let zones: ZoneHistory
    /// The day before the date.
    let before: LocalDate
    let skipped: LocalDate
    let after: LocalDate

    init(_ zones: ZoneHistory, _ skipped: String) throws {
        self.zones = zones
        self.skipped = try day(skipped)
        before = try self.skipped.adding(days: -1)
        after = try self.skipped.adding(days: 1)
    }

    var testDescription: String { "\(zones), \(skipped)" }

    static let all: [SkippedDate] = constant {
        var all = try [
            ("Pacific/Apia", "2011-12-30"), ("Pacific/Fakaofo", "2011-12-30"),
            ("Pacific/Kwajalein", "1993-08-21"),
            ("Pacific/Kiritimati", "1994-12-31"), ("Pacific/Enderbury", "1994-12-31"),
        ].map { try SkippedDate(ZoneHistory(ZoneID($0.0)), $0.1) }
        // From 23:30 of the day before to half an hour past the end of the date, at UTC-11 and UTC+14; on a Monday, on
        // the first of a month, and on a year's last and first date.
        for date in ["2024-03-11", "2024-05-01", "2023-12-31", "2024-01-01"] {
            let move = try instant("\(date)T10:30:00Z")
            all.append(
                try SkippedDate(
                    ZoneHistory(ZoneID("Pacific/Pago_Pago")).changing(
                        to: ZoneID("Pacific/Kiritimati"), from: move), date))
        }
        return all
    }

    func world(_ fill: (inout ChangeSet) throws -> Void) async throws -> World {
        var world = try await World([Tenant(id: acme, name: "Acme", zones: zones, currency: .usd)])
        try await world.commit(fill)
        return world
    }

    var zone: Zone { get throws { try ZoneDatabase.system.zone(zones) } }
    /// An instant when all is over.
    var now: Date { get throws { try zone.start(of: after.adding(days: 40)) } }
}

@Suite("The bucket of a day is a day, however many day numbers it holds")
struct SkippedDateTests {
    private static let peak = constant {
        try makePlan([
            makeCharge("peak", .metric(Metric.dailyActiveUsers.id, .peak), .perUnit(1)),
            makeCharge("assets", .metric(Metric.assets.id, .peak), .perUnit(1)),
        ])
    }

    private static func points(
        _ metric: Metric, _ place: SkippedDate, _ world: World, width: BucketWidth = .day
    ) async throws -> [ConsumptionGraph.Point] {
        let zone = try place.zone
        let graph = try await world.acme.consumptionGraph(
            metrics: [metric],
            range: zone.start(of: place.before.adding(days: -1))..<zone.interval(of: place.after).upperBound,
            width: width, now: place.now)
        return graph.series[0].points
    }

    @Test("The zone skips the date, and its day before holds both day numbers", arguments: SkippedDate.all)
    func calendar(place: SkippedDate) throws {
        let zone = try place.zone
        #expect(zone.isSkipped(place.skipped))
        let grid = try BucketGrid(covering: place.before...place.after, width: .day, zone: zone)
        #expect(grid.map(\.firstDate) == [place.before, place.after])
        #expect(grid.map(\.lastDate) == [place.skipped, place.after])
        #expect(grid.index(of: place.skipped) == 0)
        let cycle = try BucketWidth.billingCycle(anchorDay: 31)
        for width in [BucketWidth.week, .month, .quarter, .year, cycle] {
            let wide = try BucketGrid(covering: place.before...place.after, width: width, zone: zone)
            // What holds the day before holds the date, too.
            #expect(wide.index(of: place.skipped) == wide.index(of: place.before), "\(width)")
            #expect(wide.allSatisfy { !zone.isSkipped($0.firstDate) }, "\(width)")
        }
    }

    @Test(
        "A daily number of distinct users is that of its day, in graph, report, table and charge",
        arguments: SkippedDate.all)
    func distinct(place: SkippedDate) async throws {
        let world = try await place.world { changes in
            changes.add(.dailyActiveUsers, 10, on: [try place.before.adding(days: -1)])
            changes.add(.dailyActiveUsers, 43, on: [place.before])
            changes.add(.dailyActiveUsers, 8, on: [place.after])
        }
        let points = try await Self.points(.dailyActiveUsers, place, world)
        #expect(points.map(\.value) == [10, 43, 8])
        #expect(points.map(\.completeness.coverage) == [1, 1, 1])
        let usage = try await world.acme.dailyUsage(
            dates: place.before...place.after, now: place.now)
        let column = try #require(usage.columns.firstIndex { $0.metric == Metric.dailyActiveUsers.id })
        #expect(usage.rows.map(\.date) == [place.before, place.after])
        #expect(usage.rows.map { $0.figures[column].value } == [43, 8])
        let table = try await world.acme.consumptionTable(now: place.now)
        let window = try #require(table.row(.dailyActiveUsers)).windows[0]
        #expect(window.peak?.value == 43 && window.peak?.date == place.before)
        let zone = try place.zone
        let charge = try await world.acme.chargeToDate(
            plan: Self.peak, holding: zone.start(of: place.before), now: place.now)
        #expect(charge.lines[0].rated?.quantity == 43)
    }

    @Test(
        "A value of the skipped date belongs to the day before, by the rule of its kind",
        arguments: SkippedDate.all)
    func recorded(place: SkippedDate) async throws {
        let sent = try Metric(id: MetricID("sent"), unit: "e-mails", kind: .count, cadence: .daily)
        let world = try await place.world { changes in
            changes.add(sent, for: acme)
            changes.add(sent, 2, on: [place.before])
            changes.add(sent, 3, on: [place.skipped])
            changes.add(.dailyActiveUsers, 43, on: [place.before])
            changes.add(.dailyActiveUsers, 50, on: [place.skipped])
            changes.add(.dailyActiveDevices, 6, on: [place.skipped])
            changes.add(.assets, 5, on: [place.before])
            changes.add(.assets, 9, on: [place.skipped])
            changes.add(.users, 4, on: [place.skipped])
            changes.add(.monthlyActiveUsers, 7, on: [place.before])
            changes.add(.monthlyActiveUsers, 8, on: [place.skipped])
        }
        for (metric, value) in [
            (sent, 5.0), (.dailyActiveUsers, 43), (.dailyActiveDevices, 6), (.assets, 9), (.users, 4),
            (.monthlyActiveUsers, 8),
        ] {
            let point = try await Self.points(metric, place, world)[1]
            #expect(point.value == value, "\(metric.id)")
            #expect(point.completeness.coverage == 1, "\(metric.id)")
        }
        // The day has a level of its own, and the later one no time; where it has none, the later one is that of the day.
        #expect(try await Self.points(.assets, place, world)[1].mean == 5)
        #expect(try await Self.points(.users, place, world)[1].mean == 4)
        // At the very end of the day all of it is known.
        let end = try place.zone.start(of: place.after)
        let inventory = try await world.acme.inventory(now: end, metrics: [.assets])
        #expect(inventory.rows[0].counts[0].value == 9)
        #expect(inventory.rows[0].counts[0].completeness.coverage == 1)
        let changes = try await world.acme.comparison(since: .revision(Revision(1))) { scope in
            try await scope.dailyUsage(dates: place.before...place.before, now: end)
        }
        #expect(changes.cells.count == 5 && changes.cells.allSatisfy { $0.causes.contains(.late) })
    }

    @Test("A week and a month add up the days that they hold", arguments: SkippedDate.all)
    func wide(place: SkippedDate) async throws {
        let sent = try Metric(id: MetricID("sent"), unit: "e-mails", kind: .count, cadence: .daily)
        let dates = try (-40...39).map { try place.skipped.adding(days: $0) }
        let world = try await place.world { changes in
            changes.add(sent, for: acme)
            changes.add(sent, 1, on: dates)
        }
        let zone = try place.zone
        let range = zone.start(of: dates[0])..<zone.interval(of: dates[79]).upperBound
        let cycle = try BucketWidth.billingCycle(anchorDay: 31)
        for width in [BucketWidth.day, .week, .month, cycle] {
            let graph = try await world.acme.consumptionGraph(
                metrics: [sent], range: range, width: width, now: place.now)
            let values = graph.series[0].points.compactMap(\.value)
            #expect(values.reduce(0, +) == 80, "\(width)")
            let place = try #require(graph.buckets.lastIndex { $0.firstDate <= place.before })
            let bucket = graph.buckets[place]
            let days: Int = bucket.firstDate.days(to: bucket.lastDate) + 1
            if !bucket.isClipped {
                #expect(graph.series[0].points[place].value == Double(days), "\(width)")
            }
        }
    }

    @Test("A level holds so many days, of which a skipped date is none", arguments: SkippedDate.all)
    func staleness(place: SkippedDate) async throws {
        let level = try Metric(
            id: MetricID("stock"), unit: "l", kind: .gauge, cadence: .daily, staleness: .seconds(86_400))
        let world = try await place.world { changes in
            changes.add(level, for: acme)
            changes.add(level, 5, on: [place.before])
            let zone = try place.zone
            changes.add(
                try Coverage(
                    tenant: acme, metric: level.id, source: SourceID("feed"),
                    range: zone.start(
                        of: place.before.adding(days: -9))..<zone.start(of: place.after.adding(days: 9))))
        }
        let zone = try place.zone
        let graph = try await world.acme.consumptionGraph(
            metrics: [level],
            range: zone.start(of: place.before)..<zone.start(of: place.after.adding(days: 3)),
            width: .day, now: place.now)
        #expect(graph.series[0].points.map(\.mean) == [5, 5, nil, nil])
    }
}
