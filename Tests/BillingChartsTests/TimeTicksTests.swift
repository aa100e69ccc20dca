import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@testable import BillingCharts

@Suite struct TimeTicksTests {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Zones with a skipped date, half hours, and days of 23 and 25 hours, and dates at which they matter.
    @Test(arguments: [
        ("Pacific/Apia", "2011-12-28"), ("Asia/Kathmandu", "1985-12-30"),
        ("Australia/Lord_Howe", "2025-10-03"),
        ("America/St_Johns", "2025-03-08"), ("America/Sao_Paulo", "2018-11-02"), ("UTC", "0001-01-01"),
        ("UTC", "9999-11-28"), ("Asia/Kolkata", "2024-02-27"), ("America/New_York", "2025-11-01"),
    ])
    func `ticks stand at buckets that begin what they say, with room between`(
        name: String, first: String
    ) async throws {
        let zone = try ZoneDatabase.system.zone(ZoneID(name))
        let scope = try await world(name)
        let start = zone.start(of: try LocalDate(first))
        let now = try instant("2026-01-01T00:00:00Z")
        for width in [
            BucketWidth.hour, try .minutes(15), try .hours(6), .day, .week, .month, .quarter, .year,
            try .billingCycle(anchorDay: 31),
        ] {
            for days in [1, 3, 31] {
                let end = min(start + Double(days) * 86_400, Instants.date(Instants.end))
                let graph = try await scope.consumptionGraph(
                    metrics: [], range: start..<end, width: width, now: now)
                let columns = GraphColumns(graph, zone: width.isDayOrWider ? nil : zone)
                for pixels in [148.0, 868, 4_000] {
                    check(columns, pixels, zone, "\(name) \(first), per \(width), \(days) days, \(pixels) px")
                }
            }
        }
    }

    private func world(_ zone: String) async throws -> BillingScope {
        let repository = emptyRepository()
        try await repository.commit("first") { $0.add(try makeTenant(acme, zone: zone)) }
        return repository.scope(of: acme)
    }

    private func check(_ columns: GraphColumns, _ pixels: Double, _ zone: Zone, _ told: Comment) {
        func x(_ place: Int) -> Double { (Double(place) + 0.5) * pixels / Double(columns.count) }
        let ticks = TimeTicks.of(columns, shown: 0..<columns.count, width: pixels, x: x)
        #expect(!ticks.isEmpty, told)
        #expect(zip(ticks, ticks.dropFirst()).allSatisfy { x($1.place) - x($0.place) >= 24 }, told)
        // A month stands alone only behind another one of its year.
        var year = 0
        for tick in ticks {
            let date = columns.dates[tick.place]
            if tick.text.contains(":") {
                let bucket = columns.start + columns.bounds[tick.place]
                #expect(zone.text(of: bucket).dropFirst(11).prefix(5) == tick.text, told)
                #expect(zone.text(of: bucket).prefix(10) == "\(date)", told)
            } else {
                let month = Self.months[date.month - 1]
                #expect(
                    ["\(date.day)", "\(date.day) \(month)", month, "\(date.year)"].contains(tick.text), told)
            }
            let more = [
                "", "\(date.year)", "\(Self.months[date.month - 1]) \(date.year)",
                "\(date.day) \(Self.months[date.month - 1]) \(date.year)",
            ]
            let isAlone = tick.more == Self.months[date.month - 1] && year == date.year
            #expect(more.contains(tick.more) || isAlone, told)
            if !tick.more.isEmpty { year = date.year }
        }
    }
}
