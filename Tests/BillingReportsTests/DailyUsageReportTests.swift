import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The usage report has a row for each local date")
struct DailyUsageReportTests {
    @Test("Rows that were sent come back, in the platform's order, and later dates are not read")
    func sent() async throws {
        var world = try await World(zone: "America/New_York")
        try await world.commit { changes in
            for (date, assets) in [("2013-03-09", 7), ("2013-03-10", 8), ("2013-03-12", 9)] {
                changes.add(
                    try DailyUsage(
                        tenant: acme, date: day(date),
                        counts: [
                            .assets: assets, .dailyActiveUsers: 2, .monthlyActiveUsers: 5, .workflows: 1,
                        ]))
            }
        }
        let report = try await world.acme.dailyUsage(
            dates: try day("2013-03-09")...day("2013-03-12"), now: try instant("2013-03-10T12:00:00Z"))
        #expect(
            report.columns.map(\.metric.text) == [
                "assets", "devices.linked", "dad", "mad", "users", "dau", "mau", "workflows", "geofences",
                "dashboards", "asset-groups", "security-groups",
            ])
        #expect(report.rows.map(\.date.description).last == "2013-03-12")
        #expect(report.rows.map { $0.figures[0].value } == [7, 8, nil, nil])
        #expect(report.rows.map { $0.figures[5].value } == [2, 2, nil, nil])
        #expect(report.rows.map { $0.figures[6].value } == [5, 5, nil, nil])
        #expect(
            report.rows.map(\.figures[0].completeness.phase) == [.settled, .inProgress, .future, .future])
        #expect(report.rows[0].figures[0].completeness.isComplete)
        #expect(try report.figure(.workflows, on: day("2013-03-10"))?.value == 1)
        #expect(try report.figure(.geofences, on: day("2013-03-10"))?.value == nil)
        #expect(try roundTrip(report) == report)
    }

    @Test("Days and months of activity follow the zone, and silence is zero where it is covered")
    func activity() async throws {
        var world = try await World(zone: "America/New_York")
        let daily = try Metric.dailyActiveDevices.derived(from: .activity(of: .device))
        let monthly = try Metric.monthlyActiveDevices.derived(from: .activity(of: .device))
        try await world.commit { changes in
            changes.add(daily, for: acme)
            changes.add(monthly, for: acme)
            for metric in [daily, monthly] {
                try changes.cover(metric, "2013-03-01T05:00:00Z", "2013-04-02T04:00:00Z")
            }
            try changes.activate("a", at: "2013-03-31T12:00:00Z")
            try changes.activate("b", at: "2013-04-01T03:59:00Z")
            try changes.activate("c", at: "2013-04-01T04:00:00Z")
        }
        func figures(_ metric: Metric, zone: String? = nil) async throws -> [DailyUsageReport.Figure] {
            let report = try await world.acme.dailyUsage(
                dates: try day("2013-03-30")...day("2013-04-03"), now: try instant("2013-04-04T00:00:00Z"),
                zone: try zone.map { try ZoneID($0) })
            return report.rows.compactMap { report.figure(metric, on: $0.date) }
        }
        // Coverage ends where 2 April begins in New York.
        let days = try await figures(daily)
        #expect(days.map(\.value) == [0, 2, 1, nil, nil])
        #expect(days.map(\.completeness.coverage) == [1, 1, 1, 0, 0])
        // A month to date needs all its time: of two days one is covered. The 3rd has 20 hours until now.
        let months = try await figures(monthly)
        #expect(months.map(\.value) == [0, 2, 1, 1, 1])
        let coverage: [Double] = [1, 1, 1, 0.5, 24 / 68]
        #expect(months.map(\.completeness.coverage) == coverage)
        // In UTC b and c were active on 1 April, and four hours of the 2nd are covered.
        let utcDays = try await figures(daily, zone: "UTC")
        #expect(utcDays.map(\.value) == [0, 1, 2, 0, nil])
        let utcMonths = try await figures(monthly, zone: "UTC")
        #expect(utcMonths.map(\.value) == [0, 1, 2, 2, 2])
    }

    @Test("A date that the clock skips whole is no row")
    func skipped() async throws {
        let world = try await World(zone: "Pacific/Apia")
        let report = try await world.acme.dailyUsage(
            dates: try day("2011-12-29")...day("2011-12-31"), now: try instant("2012-01-05T00:00:00Z"))
        #expect(report.rows.map(\.date.description) == ["2011-12-29", "2011-12-31"])
    }

    @Test("Too many dates are refused, and both ends of the calendar are not")
    func limits() async throws {
        let world = try await World()
        let now = try instant("2012-01-05T00:00:00Z")
        await #expect(throws: BillingError.self) {
            try await world.acme.dailyUsage(dates: .min ... .max, now: now)
        }
        for date in [LocalDate.min, .max] {
            let report = try await world.acme.dailyUsage(dates: date...date, now: now)
            #expect(report.rows.map(\.date) == [date])
        }
    }

    @Test("A report that lacks a figure is not read")
    func damaged() async throws {
        let world = try await World()
        let report = try await world.acme.dailyUsage(
            dates: try day("2012-01-01")...day("2012-01-02"), now: try instant("2012-01-05T00:00:00Z"))
        var screen = try #require(
            try JSONSerialization.jsonObject(with: Data(report.json().utf8)) as? [String: Any])
        var columns = try #require(screen["columns"] as? [[String: Any]])
        #expect((columns[1]["value"] as? [Any])?.count == 2)
        columns[1]["value"] = [7]
        screen["columns"] = columns
        let damaged = try JSONSerialization.data(withJSONObject: screen)
        let error = #expect(throws: BillingError.self) {
            try JSONDecoder().decode(DailyUsageReport.self, from: damaged)
        }
        #expect(error?.code == .malformed)
    }
}
