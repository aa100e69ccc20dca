import BillingModel
import BillingTestSupport
import Foundation
import Testing

@Suite("An inventory counts recorded gauges at an instant")
struct InventoryTests {
    private let acme: TenantID

    init() throws { acme = try TenantID("acme") }

    @Test("Counts are found by their metric, and keep their order")
    func counts() throws {
        let inventory = try Inventory(
            tenant: acme, at: instant(0), counts: [.users: 8, .assets: 120, .geofences: 0])
        #expect(inventory[.assets] == 120)
        #expect(inventory[.users] == 8)
        #expect(inventory[.geofences] == 0)
        #expect(inventory[.dashboards] == nil)
        #expect(inventory.counts.map(\.metric) == [Metric.users.id, Metric.assets.id, Metric.geofences.id])
        #expect(try Inventory(tenant: acme, at: instant(0), counts: []).counts.isEmpty)
    }

    @Test("Counts are from 0 to 2^53")
    func limits() throws {
        #expect(
            try Inventory(tenant: acme, at: instant(0), counts: [.users: 9_007_199_254_740_992])[.users] == 1
                << 53)
        for bad in [-1, 9_007_199_254_740_993, .max, .min] {
            let rule = "a count is from 0 to 2^53"
            #expect(brokenRule { try Inventory(tenant: acme, at: instant(0), counts: [.users: bad]) } == rule)
            #expect(brokenRule { try DailyUsage(tenant: acme, date: .min, counts: [.users: bad]) } == rule)
        }
    }

    @Test("Each metric is counted once, byte by byte")
    func twins() throws {
        let rule = "each metric is counted once"
        #expect(
            brokenRule {
                try Inventory(tenant: acme, at: instant(0), counts: [.users: 1, .assets: 2, .users: 1])
            } == rule)
        #expect(
            brokenRule {
                try DailyUsage(tenant: acme, date: .min, counts: [.users: 1, .assets: 2, .users: 1])
            } == rule)
        let near = try ["caf\u{E9}", "cafe\u{301}"].map {
            Inventory.Count(metric: try MetricID($0), count: 1)
        }
        #expect(try Inventory(tenant: acme, at: instant(0), counts: near).counts.count == 2)
    }

    @Test("What is no recorded gauge is refused")
    func gauges() throws {
        let rule = "an inventory holds recorded gauges"
        for metric in [Metric.dailyActiveUsers, .monthlyActiveDevices, .actions] {
            #expect(brokenRule { try Inventory(tenant: acme, at: instant(0), counts: [metric: 1]) } == rule)
        }
        for metric in Metric.platform where metric.kind == .gauge {
            #expect(try Inventory(tenant: acme, at: instant(0), counts: [metric: 1])[metric] == 1)
        }
    }

    @Test("An instant is kept to the microsecond, in years 1 to 9999")
    func instants() throws {
        let fine = try Inventory(tenant: acme, at: instant(9).addingTimeInterval(2e-7), counts: [.users: 1])
        #expect(fine.at == instant(9))
        for date in impossibleDates {
            #expect(refusal { try Inventory(tenant: acme, at: date, counts: [.users: 1]) } == .invalidValue)
        }
    }

    @Test("The JSON form is pinned")
    func codable() throws {
        try expectForm(
            Inventory(tenant: acme, at: instant(1_361_966_400), counts: [.users: 8, .assets: 120]),
            #"{"at":"2013-02-27T12:00:00.000000Z","counts":[{"count":8,"metric":"users"},"#
                + #"{"count":120,"metric":"assets"}],"tenant":"acme"}"#)
        try expectForm(
            Inventory(tenant: acme, at: instant(0), counts: []),
            #"{"at":"1970-01-01T00:00:00.000000Z","counts":[],"tenant":"acme"}"#)
    }

    @Test(
        "JSON that breaks a rule is refused",
        arguments: [
            #"[{"count":-1,"metric":"users"}]"#, #"[{"count":9007199254740993,"metric":"users"}]"#,
            #"[{"count":1.5,"metric":"users"}]"#, #"[{"count":1,"metric":""}]"#, #"[{"count":1}]"#,
            #"{"users":1}"#, "null",
            #"[{"count":1,"metric":"users"},{"count":1,"metric":"users"}]"#,
        ])
    func malformed(_ counts: String) {
        #expect(throws: (any Error).self) {
            try read(Inventory.self, #"{"at":"2013-02-27T12:00:00Z","counts":\#(counts),"tenant":"t"}"#)
        }
        #expect(throws: (any Error).self) {
            try read(DailyUsage.self, #"{"counts":\#(counts),"date":"2013-02-27","tenant":"t"}"#)
        }
    }
}
