import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("One row per tenant tells what it has, ran and is charged")
struct TenantOverviewTests {
    /// In New York it is still 28 February, in Auckland 1 March for half a day.
    private let now: Date
    private let repository = emptyRepository()
    private let plans: [TenantID: PricePlan]

    init() async throws {
        now = try instant("2026-03-01T03:00:00Z")
        let half = try #require(Decimal(string: "0.5"))
        let runs = try Charge(
            id: EntityID("runs"), name: "Runs", usage: .actions(ActionSelection()), included: 1,
            price: .perUnit(half))
        let fee = try Charge(id: EntityID("fee"), name: "Fee", usage: .period, price: .flat(10))
        let linked = try Charge(
            id: EntityID("linked"), name: "Linked", usage: .metric(Metric.devicesLinked.id, .last),
            price: .perUnit(2))
        let users = try Charge(
            id: EntityID("users"), name: "Users", usage: .metric(Metric.users.id, .peak), price: .perUnit(1)
        )
        plans = [
            try TenantID("york"): try PricePlan(
                id: EntityID("basic"), name: "Basic", currency: .usd, charges: [runs, fee]),
            try TenantID("zulu"): try PricePlan(
                id: EntityID("devices"), name: "Devices", currency: .eur, charges: [linked, users]),
        ]
        var changes = ChangeSet(id: try CommitID("first"))
        for (id, zone) in [
            ("york", "America/New_York"), ("zulu", "UTC"), ("auckland", "Pacific/Auckland"), ("mute", "UTC"),
        ] {
            let tenant = try Tenant(
                id: id, name: id.capitalized, zone: zone, currency: id == "zulu" ? .eur : .usd)
            changes.add(tenant)
            guard id != "mute" else { continue }
            try changes.cover(.actions, "2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", of: tenant.id)
            try changes.act("a", at: "2026-02-10T00:00:00Z", succeeded: 1, of: tenant.id)
            try changes.act("b", at: "2026-02-28T12:00:00Z", succeeded: 0, failed: 1, of: tenant.id)
            try changes.act("c", at: "2026-03-01T01:00:00Z", succeeded: 4, suppressed: 9, of: tenant.id)
            // At now, so not read.
            try changes.act("d", at: "2026-03-01T03:00:00Z", succeeded: 8, of: tenant.id)
        }
        let (york, zulu) = (try TenantID("york"), try TenantID("zulu"))
        changes.add(.assets, 100, on: try days("2026-02-20", "2026-02-26"), of: york)
        changes.add(.assets, 104, on: try days("2026-02-27", "2026-02-28"), of: york)
        changes.add(.assets, 300, on: try days("2026-02-20", "2026-03-01"), of: zulu)
        changes.add(.devicesLinked, 20, on: [try day("2026-03-01")], of: zulu)
        try await repository.commit(changes)
    }

    private var request: TenantOverviewRequest {
        get throws {
            TenantOverviewRequest(
                metrics: [.assets, .users], since: try day("2026-02-25"), plans: plans)
        }
    }

    @Test("Each in the period of its own zone")
    func rows() async throws {
        let screen = try await repository.fleet.tenantOverview(request, now: now)
        #expect(screen.rows.map(\.id.text) == ["auckland", "mute", "york", "zulu"])
        #expect(
            try screen.rows.map(\.period.start) == [
                instant("2026-02-28T11:00:00Z"), instant("2026-03-01T00:00:00Z"),
                instant("2026-02-01T05:00:00Z"), instant("2026-03-01T00:00:00Z"),
            ])
        #expect(screen.rows.map(\.actions.executed) == [5, nil, 6, 4])
        #expect(screen.rows.map(\.actions.failed) == [1, nil, 1, 0])
        #expect(screen.rows.map(\.actions.suppressed) == [9, nil, 9, 9])
        #expect(screen.rows.map(\.actions.completeness.phase) == Array(repeating: .inProgress, count: 4))
        #expect(screen.rows.map { $0.inventory.counts[0].value } == [nil, nil, 104, 300])
        #expect(screen.rows.map { $0.inventory.counts[0].change?.difference } == [nil, nil, 4, 0])
        // (6 − 1) × 0.50 and the fee; 20 × 2, without the users, of whom nothing is known.
        #expect(
            try screen.rows.map(\.charge?.amount) == [
                nil, nil, Money("12.50", .usd), Money("40.00", .eur),
            ])
        #expect(screen.rows.map(\.charge?.unrated.first?.text) == [nil, nil, nil, "users"])
        #expect(screen.totals.actions?.executed == 15 && screen.totals.actions?.completeness.coverage == 0)
        #expect(screen.totals.counts.map(\.value) == [404, nil])
        #expect(
            try screen.totals.charges.map(\.amount) == [Money("40.00", .eur), Money("12.50", .usd)])
        #expect(screen.totals.charges.map(\.unrated) == [1, 0])
        #expect(screen.tenants == 4 && screen.next == nil)
        try expectStableForms(screen)
        let inventory = try await repository.fleet.inventory(
            now: now, since: day("2026-02-25"), metrics: [.assets, .users])
        #expect(screen.rows.map(\.inventory) == inventory.rows)
        #expect(screen.totals.counts == inventory.totals)
    }

    @Test(
        "Sorted by any column: what is missing last, equal ones by id",
        arguments: [
            ("tenant", false, ["auckland", "mute", "york", "zulu"]),
            ("tenant", true, ["zulu", "york", "mute", "auckland"]),
            ("name", true, ["zulu", "york", "mute", "auckland"]),
            ("actions", true, ["york", "auckland", "zulu", "mute"]),
            ("actions", false, ["zulu", "auckland", "york", "mute"]),
            ("count assets", true, ["zulu", "york", "auckland", "mute"]),
            ("count assets", false, ["york", "zulu", "auckland", "mute"]),
            ("change assets", true, ["york", "zulu", "auckland", "mute"]),
            ("charge USD", true, ["york", "auckland", "mute", "zulu"]),
            ("charge EUR", false, ["zulu", "auckland", "mute", "york"]),
            ("count users", true, ["auckland", "mute", "york", "zulu"]),
        ])
    func sorted(order: String, descending: Bool, expected: [String]) async throws {
        var request = try request
        request.order = try TenantOrder(order)
        request.descending = descending
        #expect(request.order.description == order)
        let screen = try await repository.fleet.tenantOverview(request, now: now)
        #expect(screen.rows.map(\.id.text) == expected)
        try expectStableForms(screen)
        // Page by page, while others commit.
        var pages: [String] = []
        request.limit = 1
        repeat {
            let page = try await repository.fleet.tenantOverview(request, now: now)
            #expect(page.totals == screen.totals && page.stamp.revision == screen.stamp.revision)
            #expect(page.tenants == 4)
            pages += page.rows.map(\.id.text)
            request.cursor = page.next
            var more = ChangeSet(id: try CommitID("more \(pages.count)"))
            more.add(try Tenant(id: "new\(pages.count)", name: "A", zone: "UTC", currency: .usd))
            more.add(.assets, 1_000, on: [try day("2026-02-28")], of: try TenantID("auckland"))
            try await repository.commit(more)
        } while request.cursor != nil
        #expect(pages == expected)
    }

    @Test("A cursor of another request, and an order that is not shown, are refused")
    func refusals() async throws {
        var request = try request
        request.limit = 2
        let first = try await repository.fleet.tenantOverview(request, now: now)
        request.cursor = first.next
        #expect(first.next != nil)
        let changes: [(inout TenantOverviewRequest) throws -> Void] = [
            { $0.descending = true }, { $0.order = .actions }, { $0.since = nil }, { $0.metrics = [.assets] },
            { $0.plans = [:] }, { $0.period = .day }, { $0.zone = .utc },
        ]
        for change in changes {
            var other = request
            try change(&other)
            await #expect {
                try await repository.fleet.tenantOverview(other, now: now)
            } throws: {
                ($0 as? BillingError)?.code == .invalidCursor
            }
        }
        await #expect {
            try await repository.scope(of: [TenantID("york")]).tenantOverview(request, now: now)
        } throws: {
            ($0 as? BillingError)?.code == .invalidCursor
        }
        for wrong in [
            TenantOverviewRequest(metrics: [.assets], order: .count(of: .users)),
            TenantOverviewRequest(metrics: [.assets], order: .change(of: .assets)),
            TenantOverviewRequest(limit: 0), TenantOverviewRequest(period: .hour),
            TenantOverviewRequest(metrics: [.actions]),
        ] {
            await #expect(throws: BillingError.self) {
                try await repository.fleet.tenantOverview(wrong, now: now)
            }
        }
        for text in ["", "count", "charge", "charge usd dollars", "tenants", "name x", "actions "] {
            #expect(throws: BillingError.self) { try TenantOrder(text) }
        }
        let nobody = try await repository.scope(of: []).tenantOverview(now: now)
        #expect(nobody.rows.isEmpty && nobody.totals.actions == nil && nobody.totals.charges.isEmpty)
        try expectStableForms(nobody)
    }

    @Test("The text has what ran and is charged first, then the inventory and its changes")
    func text() async throws {
        var request = try request
        request.order = .actions
        request.descending = true
        let screen = try await repository.fleet.tenantOverview(request, now: now)
        let lines = body(screen).split(separator: "\n").filter { !$0.hasPrefix("─") }.map(String.init)
        #expect(
            lines.prefix(9) == [
                "4 tenants by actions, highest first", "Month to date",
                "Tenant        Zone           Executed    Failed    Suppressed            Charge    Currency  Plan",
                "york York     America/New_…         6*        1*            9*            12.50*   USD       basic",
                "auckland Au…  Pacific/Auck…         5*        1*            9*                –",
                "zulu Zulu     UTC                   4*        0*            9*   at least 40.00*~  EUR       devices",
                "mute Mute     UTC                   –         –             –                 –",
                "Total                              15*~       2*~          27*~  at least 40.00*~  EUR",
                "                                                                          12.50*   USD",
            ])
        #expect(
            lines.contains("york York              +4*") && lines.contains("Total                 404*~"))
        // What nobody has is no column.
        #expect(!screen.text().contains("Users"))
    }

    @Test("A date tells of the period that holds it in each zone, up to now")
    func earlierPeriod() async throws {
        var request = try request
        request.date = try day("2026-02-20")
        let screen = try await repository.fleet.tenantOverview(request, now: now)
        // The action of 28 February 12:00 UTC is one of March in Auckland; in New York it is February still.
        #expect(screen.rows.map(\.id.text) == ["auckland", "mute", "york", "zulu"])
        #expect(screen.rows.map(\.actions.executed) == [1, nil, 6, 2])
        #expect(screen.rows.map(\.actions.failed) == [0, nil, 1, 1])
        #expect(screen.row(try TenantID("zulu"))?.actions.completeness.isComplete == true)
        #expect(try screen.rows[3].period.start == instant("2026-02-01T00:00:00Z"))
        #expect(screen.text().contains("Month that holds 2026-02-20, to date"))
        try expectStableForms(screen)
        request.limit = 2
        let first = try await repository.fleet.tenantOverview(request, now: now)
        request.cursor = first.next
        #expect(try await repository.fleet.tenantOverview(request, now: now).rows == Array(screen.rows[2...]))
        request.date = try day("2026-03-01")
        await #expect {
            try await repository.fleet.tenantOverview(request, now: now)
        } throws: {
            ($0 as? BillingError)?.code == .invalidCursor
        }
    }

    @Test("A screen whose rows do not fit its columns is refused when it is read")
    func malformed() async throws {
        let text = try await repository.fleet.tenantOverview(request, now: now).json(pretty: true)
        for (old, new) in [
            ("\"tenants\" : 4", "\"tenants\" : 3"), ("\"tenant\" : \"zulu\"", "\"tenant\" : \"york\""),
            ("\"metric\" : \"users\"", "\"metric\" : \"assets\""),
            ("\"order\" : \"tenant\"", "\"order\" : \"x\""),
        ] {
            let wrong = text.replacing(old, with: new, maxReplacements: 1)
            #expect(wrong != text)
            #expect(throws: (any Error).self) {
                try JSONDecoder().decode(TenantOverview.self, from: Data(wrong.utf8))
            }
        }
    }

    @Test(
        "Rows read together are those of each tenant's own screens",
        arguments: [("month", 1), ("cycle from day 15", 2), ("week", 3), ("quarter", 4)] as [(String, UInt64)]
    )
    func random(width: String, seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let width = try BucketWidth(width)
        let zones = [
            "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Beirut", "Africa/Cairo", "UTC",
        ]
        let repository = emptyRepository()
        var changes = ChangeSet(id: try CommitID("all"))
        var plans: [TenantID: PricePlan] = [:]
        let usages: [Charge.Usage] = [
            .actions(try ActionSelection()),
            .actions(try ActionSelection(categories: ["alert"], measure: .billed)),
            .metric(Metric.assets.id, .last), .metric(Metric.assets.id, .mean),
            .metric(Metric.monthlyActiveUsers.id, .monthEnd), .metric(Metric.dailyActiveDevices.id, .peak),
            .metric(messages.id, .sum), .metric(Metric.dailyActiveUsers.id, .peak), .period,
        ]
        for index in 0..<12 {
            let tenant = try Tenant(
                id: "t\(index)", name: "T", zone: zones[Int(random.next() % 6)], currency: .usd)
            changes.add(tenant)
            changes.add(messages, for: tenant.id)
            changes.add(
                try Metric.dailyActiveDevices.derived(from: .activity(of: .device)), for: tenant.id)
            if random.next() % 3 > 0 {
                try changes.cover(.actions, "2026-03-10T00:00:00Z", "2026-06-01T00:00:00Z", of: tenant.id)
                try changes.cover(
                    .dailyActiveDevices, "2026-02-01T00:00:00Z", "2026-06-01T00:00:00Z", of: tenant.id)
            }
            for number in 0..<20 {
                func at() -> Date {
                    Date(timeIntervalSince1970: 1_771_000_000 + Double(random.next() % 5_000_000))
                }
                changes.add(
                    try ActionRecord(
                        tenant: tenant.id, source: SourceID("feed"), id: ActionID("\(number)"), at: at(),
                        type: random.next() % 2 == 0 ? .sendSMS : .sendEmail,
                        category: random.next() % 2 == 0 ? .alert : .automation,
                        succeeded: Int(random.next() % 4), failed: 1, quantity: 3, unit: "parts"))
                changes.add(
                    SampleWrite(
                        SeriesKey(tenant: tenant.id, metric: messages.id), at: .instant(at()),
                        value: Double(random.next() % 9)))
                changes.add(
                    try ActivityRecord(
                        tenant: tenant.id, kind: .device, subject: SubjectID("d\(random.next() % 5)"),
                        quarter: QuarterHour(holding: at())))
            }
            for date in try days("2026-02-20", "2026-04-10") where random.next() % 4 > 0 {
                for metric in [Metric.assets, .monthlyActiveUsers, .dailyActiveUsers] {
                    changes.add(metric, Double(random.next() % 50), on: [date], of: tenant.id)
                }
            }
            let charges = try usages.indices.filter { _ in random.next() % 2 == 0 }.map { place in
                try Charge(
                    id: EntityID("c\(place)"), name: "C", usage: usages[place],
                    included: usages[place] == .period ? 0 : 3, price: .perUnit(2))
            }
            if random.next() % 5 > 0 {
                plans[tenant.id] = try PricePlan(
                    id: EntityID("p\(index)"), name: "P", currency: .usd, charges: charges)
            }
        }
        try await repository.commit(changes)
        let now = try instant("2026-04-05T12:34:56.789Z")
        let screen = try await repository.fleet.tenantOverview(
            TenantOverviewRequest(metrics: [.assets], period: width, plans: plans), now: now)
        for row in screen.rows {
            let hint = Comment(rawValue: "seed \(seed), tenant \(row.id)")
            let own = repository.scope(of: row.id)
            let actions = try await own.actions(range: row.period.range, width: width, now: now)
            #expect(row.actions.executed == actions.total.executed, hint)
            #expect(row.actions.failed == actions.total.failed, hint)
            #expect(row.actions.completeness == actions.completeness, hint)
            guard let plan = plans[row.id] else {
                #expect(row.charge == nil, hint)
                continue
            }
            let charges = try await own.chargeToDate(plan: plan, cycle: width, now: now)
            #expect(row.period == charges.period, hint)
            #expect(row.charge?.unrated == charges.lines.filter { $0.rated == nil }.map(\.id), hint)
            if let amount = row.charge?.amount { #expect(amount == charges.total, hint) }
            #expect(row.charge?.completeness.coverage == charges.completeness.coverage, hint)
            #expect(row.charge?.completeness.phase == charges.completeness.phase, hint)
        }
        try expectStableForms(screen)
    }
}
