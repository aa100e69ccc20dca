import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("A reader moves as far as the calendar and a graph go")
struct GraphCalendarTests {
    private static let zones = [
        "America/New_York", "UTC", "Asia/Tokyo", "Pacific/Apia", "Asia/Manila", "Pacific/Kiritimati",
    ]

    /// Periods, and zooms of days, weeks and months, from or up to an instant.
    private func views(
        _ navigator: GraphNavigator, around instant: Date, days: [Double]
    ) throws -> [GraphViewport] {
        let cycle = try BucketWidth.billingCycle(anchorDay: 31)
        let periods: [BucketWidth] = [
            .day, .week, .week(startingOn: .sunday), .month, .quarter, .year, cycle,
        ]
        var views = try periods.map { try #require(navigator.view(of: $0, holding: instant)) }
        for (days, points) in zip(days, [200, 20, 5]) {
            let other = try GraphNavigator(zone: navigator.zone, data: navigator.data, points: points)
            let end = instant + days * 86_400
            views.append(try #require(other.zoom(to: min(instant, end)..<max(instant, end))))
        }
        return views
    }

    @Test("In year 1 a move forth is undone, and everything is all that the clock shows", arguments: zones)
    func firstYear(name: String) throws {
        let zone = try GraphNavigatorTests.zone(name)
        let data = try instant("0001-01-01T00:00:00Z")..<instant("0004-01-01T00:00:00Z")
        let navigator = try GraphNavigator(zone: zone, data: data)
        for view in try views(navigator, around: instant("0001-01-10T00:00:00Z"), days: [5, 60, 110]) {
            let next = try #require(navigator.view(after: view))
            #expect(navigator.view(before: next) == view, "\(name), \(view)")
        }
        let everything = try #require(navigator.everything())
        // West of Greenwich the first hours of the calendar show a date before it.
        #expect(everything.range.lowerBound == zone.start(of: .min))
        #expect(everything.range.upperBound >= data.upperBound)
    }

    @Test("In year 9999 a move back is undone, and everything is all that the clock shows", arguments: zones)
    func lastYear(name: String) throws {
        let zone = try GraphNavigatorTests.zone(name)
        let data = try instant("9996-01-01T00:00:00Z")..<instant("9999-12-31T23:59:59Z")
        let navigator = try GraphNavigator(zone: zone, data: data)
        for view in try views(navigator, around: instant("9999-12-20T00:00:00Z"), days: [-5, -60, -110]) {
            let previous = try #require(navigator.view(before: view))
            #expect(navigator.view(after: previous) == view, "\(name), \(view)")
        }
        let everything = try #require(navigator.everything())
        #expect(everything.range.lowerBound <= data.lowerBound)
        #expect(everything.range.upperBound == zone.interval(of: .max).upperBound)
    }

    @Test("No wish for points asks for more than a graph can have", arguments: [100_000, 150_000, Int.max])
    func points(wish: Int) throws {
        let navigator = try GraphNavigator(
            zone: .utc, data: instant("2020-01-01T00:00:00Z")..<instant("2026-01-01T00:00:00Z"), points: wish,
            cadences: [.irregular])
        let spring = try instant("2020-01-01T00:00:00Z")..<instant("2020-04-01T00:00:00Z")
        for view in [
            navigator.everything(), navigator.view(of: .year, on: try day("2021-01-01")),
            navigator.zoom(to: spring),
        ] {
            let view = try #require(view)
            let grid = try BucketGrid(covering: view.range, width: navigator.width(of: view), zone: .utc)
            #expect(grid.count > 20_000 && grid.count <= 100_000)
        }
    }

    @Test("A metric of which tenants name different units is left out, and refused only if it was asked for")
    func units() async throws {
        var world = try await World([
            Tenant(id: "acme", name: "Acme", zone: "UTC", currency: .usd),
            Tenant(id: "bolt", name: "Bolt", zone: "UTC", currency: .usd),
        ])
        let other = try Metric(id: World.level.id, unit: "gallons", kind: .gauge)
        try await world.commit { changes in
            changes.add(World.level, for: acme)
            changes.add(other, for: bolt)
            try changes.add(World.level, 1, at: "2026-03-01T12:00:00Z")
            try changes.add(other, 1, at: "2026-03-01T12:00:00Z", of: bolt)
            changes.add(.assets, 3, on: [try day("2026-03-01")])
        }
        let march = try instant("2026-03-01T00:00:00Z")..<instant("2026-04-01T00:00:00Z")
        let graph = try await world.repository.fleet.consumptionGraph(
            range: march, width: .day, now: march.upperBound)
        #expect(graph.series.map(\.metric) == [Metric.assets.id])
        await #expect {
            try await world.repository.fleet.consumptionGraph(
                metrics: [World.level], range: march, width: .day, now: march.upperBound)
        } throws: { BillingError.Code.unsupported ~= $0 }
    }
}
