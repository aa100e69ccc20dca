import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Inventory, graph and daily usage as text")
struct UsageScreensTextTests {
    /// Three days of March 2014 in New York, the second of which has 23 hours, and a second tenant in Berlin.
    private let repository = emptyRepository()
    private let acme: TenantID
    private let now: Date

    init() async throws {
        acme = try TenantID("acme")
        now = try instant("2014-03-11T04:00:00Z")
        var changes = ChangeSet(id: try CommitID("first"))
        changes.add(
            try Tenant(id: "acme", name: "Acme \u{202E}株式会社", zone: "America/New_York", currency: .usd))
        changes.add(try Tenant(id: "zoo", name: "zoo", zone: "Europe/Berlin", currency: .eur))
        for (index, date) in ["2014-03-08", "2014-03-09", "2014-03-10"].enumerated() {
            changes.add(
                try DailyUsage(
                    tenant: acme, date: try LocalDate(date),
                    counts: [
                        .assets: 1_200 + index * 20, .devicesLinked: 40, .dailyActiveUsers: 3 + index,
                        .monthlyActiveUsers: 5 + index, .workflows: 12,
                    ]))
        }
        changes.add(
            try DailyUsage(
                tenant: try TenantID("zoo"), date: try LocalDate("2014-03-10"), counts: [.assets: 7]))
        _ = try await repository.commit(changes)
    }

    private var scope: BillingScope { repository.scope(of: acme) }

    @Test("The inventory of one tenant goes down the page")
    func inventory() async throws {
        let screen = try await scope.inventory(
            now: now, since: try LocalDate("2014-03-08"), metrics: [.assets, .devicesLinked, .users])
        #expect(
            body(screen) == """
                Changes are told from the end of 2014-03-08

                What            Count  As of       Change       %
                ──────────────  ─────  ──────────  ──────  ──────
                Assets          1,240  2014-03-10     +40  +3.3 %
                Devices linked     40  2014-03-10       0   0.0 %
                Users               –  –                –       –

                – not known

                """)
        try expectStableForms(screen)
    }

    @Test("The inventory of several tenants goes across, with totals")
    func fleet() async throws {
        let screen = try await repository.fleet.inventory(
            now: now, since: try LocalDate("2014-03-08"), metrics: [.assets, .devicesLinked, .users])
        #expect(
            body(screen) == """
                Changes are told from the end of 2014-03-08
                A total may count what tenants share more than once

                Tenant                      Zone              Assets    Devices linked    Users
                ──────────────────────────  ────────────────  ────────  ────────────────  ─────
                acme Acme \\u{202E}株式会社  America/New_York   1,240                40        –
                zoo                         Europe/Berlin          –                 –        –
                Total                                          1,240*~              40*~      –

                Change since the end of 2014-03-08
                Tenant                      Zone                    Assets  Devices linked  Users
                ──────────────────────────  ────────────────  ────────────  ──────────────  ─────
                acme Acme \\u{202E}株式会社  America/New_York  +40 (+3.3 %)       0 (0.0 %)      –
                zoo                         Europe/Berlin                –               –      –
                Total                                         +40 (+3.3 %)       0 (0.0 %)      –

                zoo, Assets: last known 7 on 2014-03-10

                * may still change: in progress, or late values may come
                ~ some of its time is not known
                – not known

                """)
        try expectStableForms(screen)
        #expect(body(try await repository.scope(of: []).inventory(now: now)) == "No tenants\n")
    }

    @Test("The graph has a line for each bucket")
    func graph() async throws {
        let range = try instant("2014-03-08T05:00:00Z")..<instant("2014-03-12T04:00:00Z")
        let metrics: [Metric] = [.assets, .dailyActiveUsers, .monthlyActiveUsers]
        let screen = try await scope.consumptionGraph(metrics: metrics, range: range, width: .day, now: now)
        #expect(
            body(screen) == """
                2014-03-08 to 2014-03-11, per day
                From 2014-03-11 on nothing has begun

                Line                  Unit    Lowest  Highest   Last  Course
                ────────────────────  ──────  ──────  ───────  ─────  ──────
                Assets                assets   1,200    1,240  1,240  ▁▅█·
                Daily active users    users        3        5      5  ▁▃▅·
                Monthly active users  users        5        7      7  ▅▇█·
                Courses of one unit share one scale

                From        Assets  Daily active users  Monthly active users
                ──────────  ──────  ──────────────────  ────────────────────
                2014-03-08   1,200                   3                     5
                2014-03-09   1,220                   4                     6
                2014-03-10   1,240                   5                     7

                """)
        try expectStableForms(screen)
        let weeks = try await scope.consumptionGraph(metrics: metrics, range: range, width: .week, now: now)
        #expect(
            body(weeks) == """
                2014-03-08 to 2014-03-11, per week

                Line                          Unit     Lowest   Highest       Last    Course
                ────────────────────────────  ──────  ────────  ─────────  ─────────  ──────
                Assets                        assets  1,220.0^  1,240.0*^  1,240.0*^  ▁█
                Daily active users (mean)     users       3.5^      5.0*^      5.0*^  ▂▅
                Daily active users (highest)  users       4.0^      5.0*^      5.0*^  ▃▅
                Monthly active users          users       6.0^      7.0*^      7.0*^  ▇█
                Courses of one unit share one scale

                                       Daily        Daily
                                      active       active    Monthly
                                       users        users     active
                From        Assets    (mean)    (highest)      users
                ──────────  ────────  ────────  ───────────  ─────────
                2014-03-08   1,220^      3.5^           4^         6^
                2014-03-10   1,240*^     5.0*^          5*^        7*^

                * may still change: in progress, or late values may come
                ^ cut off by the range

                """)
        try expectStableForms(weeks)
    }

    @Test("Daily usage has the platform's columns")
    func daily() async throws {
        let screen = try await scope.dailyUsage(
            dates: try LocalDate("2014-03-09")...LocalDate("2014-03-11"), now: now)
        #expect(
            body(screen) == """

                                                                                            Asset Security
                Date       Assets Devices DAD MAD Users DAU MAU Rules Geofences Dashboards groups   groups
                ────────── ────── ─────── ─── ─── ───── ─── ─── ───── ───────── ────────── ────── ────────
                2014-03-09  1,220      40   –   –     –   4   6    12         –          –      –        –
                2014-03-10  1,240      40   –   –     –   5   7    12         –          –      –        –
                2014-03-11      –       –   –   –     –   –   –     –         –          –      –        –

                – not known

                """)
        try expectStableForms(screen)
    }

    @Test("Hours are told in UTC, and a bucket that crosses a reset lists its parts")
    func hoursAndParts() async throws {
        var world = try await World()
        try await world.commit { changes in
            try changes.add(World.level, 1.5, at: "2014-03-09T00:30:00Z")
            try changes.cover(World.level, "2014-03-09T00:00:00Z", "2014-03-09T03:00:00Z")
            changes.add(World.level, for: acme)
            changes.add(.monthlyActiveUsers, 43, on: try days("2014-03-31", "2014-03-31"))
            changes.add(.monthlyActiveUsers, 2, on: try days("2014-04-01", "2014-04-06"))
            changes.add(.dailyActiveUsers, 1, on: try days("2014-03-31", "2014-04-05"))
            changes.add(.dailyActiveUsers, 3, on: try days("2014-04-06", "2014-04-06"))
        }
        let morning = try instant("2014-03-09T00:00:00Z")..<instant("2014-03-09T04:00:00Z")
        let hours = try await world.acme.consumptionGraph(
            metrics: [World.level], range: morning, width: .hour, now: now)
        #expect(
            body(hours) == """
                2014-03-09T00:00:00Z to 2014-03-09T04:00:00Z, per hour

                Line   Unit    Lowest   Highest   Last  Course
                ─────  ──────  ───────  ────────  ────  ──────
                level  litres    1.50~     1.50~  1.50  ▄▄··

                From (UTC)            level
                ────────────────────  ──────
                2014-03-09T00:00:00Z   1.50~
                2014-03-09T01:00:00Z   1.50
                2014-03-09T02:00:00Z      –
                2014-03-09T03:00:00Z      –

                level: last known 1.50 at 2014-03-09T00:30:00Z

                ~ some of its time is not known
                – not known

                """)
        let week = try instant("2014-03-31T00:00:00Z")..<instant("2014-04-07T00:00:00Z")
        let parts = try await world.acme.consumptionGraph(
            metrics: [.monthlyActiveUsers, .dailyActiveUsers], range: week, width: .week, now: week.upperBound
        )
        // The mean of six ones and a three is 9/7.
        #expect(
            body(parts) == """
                2014-03-31 to 2014-04-06, per week

                From        Monthly active users  Daily active users (mean)  Daily active users (highest)
                ──────────  ────────────────────  ─────────────────────────  ────────────────────────────
                2014-03-31                43 / 2                        1.3                             3

                """)
        let nothing = try await world.acme.consumptionGraph(
            metrics: [], range: week, width: .week, now: week.upperBound)
        #expect(body(nothing) == "2014-03-31 to 2014-04-06, per week\nNo metric has data\n")
    }
}
