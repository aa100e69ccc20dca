import BillingModel
import BillingTestSupport
import Foundation
import Testing

@Suite("A usage row holds the numbers of one date")
struct DailyUsageTests {
    private let acme: TenantID

    init() throws { acme = try TenantID("acme") }

    @Test("Every recorded metric of the platform may stand in a row")
    func platform() throws {
        for metric in Metric.platform where metric.source == .recorded {
            let row = try DailyUsage(tenant: acme, date: LocalDate("2026-03-01"), counts: [metric: 7])
            #expect(row[metric] == 7)
        }
    }

    @Test("What is not recorded by the day is refused")
    func rules() throws {
        let rule = "a usage row holds metrics that are recorded by the day"
        let derived = try Metric.dailyActiveUsers.derived(from: .activity(of: .user))
        let hourly = try Metric(id: MetricID("fuel"), unit: "l", kind: .gauge, cadence: .hourly)
        for metric in [Metric.actions, derived, hourly] {
            #expect(brokenRule { try DailyUsage(tenant: acme, date: .min, counts: [metric: 1]) } == rule)
        }
    }

    @Test("The JSON form is pinned")
    func codable() throws {
        let row = try DailyUsage(
            tenant: acme, date: LocalDate("2026-03-01"), counts: [.assets: 120, .dailyActiveUsers: 7])
        #expect(row[.users] == nil)
        try expectForm(
            row,
            #"{"counts":[{"count":120,"metric":"assets"},{"count":7,"metric":"dau"}],"date":"2026-03-01","#
                + #""tenant":"acme"}"#)
        #expect(throws: (any Error).self) {
            try read(DailyUsage.self, #"{"counts":[],"date":"2026-02-29","tenant":"acme"}"#)
        }
    }
}
