import BillingModel
import BillingRating
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

/// A tenant that moved from Sydney to Perth, or elsewhere, in the middle of March 2026.
///
/// February begins on 31 January at 13:00Z in Sydney, and at 16:00Z in Perth; a count of 7 and an action lie in between.
/// March begins on 28 February at 13:00Z in Sydney, half an hour before a count of 2.
private struct Mover {
    static let now = constant { try instant("2026-03-20T00:00:00Z") }
    static let number = constant { try InvoiceNumber("2026-02") }
    static let february = constant { try day("2026-02-15") }
    static let plan = constant {
        try makePlan([makeCharge("messages", .metric(messages.id, .sum), .perUnit(1))])
    }

    let repository: InMemoryRepository
    let clock: Zone
    /// Before the move was known, and after.
    let before: Revision
    let after: Revision

    init(to zone: String = "Australia/Perth", from move: String = "2026-03-13T13:00:00Z") async throws {
        let tenant = try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .usd)
        var world = try await World([tenant])
        let covered = ("2025-11-01T00:00:00Z", "2026-03-20T00:00:00Z")
        try await world.commit { changes in
            changes.add(messages, for: acme)
            try changes.cover(messages, covered.0, covered.1)
            try changes.cover(.actions, covered.0, covered.1)
            try changes.add(messages, 7, at: "2026-01-31T14:00:00Z")
            try changes.add(messages, 2, at: "2026-02-28T13:30:00Z")
            try changes.add(messages, 4, at: "2026-03-14T15:00:00Z")
            try changes.act("one", at: "2026-01-31T15:00:00Z")
            changes.add(.assets, 5, on: try days("2025-12-01", "2026-03-19"))
            changes.add(.dailyActiveUsers, 3, on: try days("2025-12-01", "2026-03-19"))
        }
        let rated = try await world.repository.revision(.latest)
        let period = try instant("2026-01-31T13:00:00Z")..<instant("2026-02-28T13:00:00Z")
        try await world.commit { changes in
            changes.add(
                try Invoice(
                    tenant: acme, number: Self.number, issuedAt: period.upperBound, currency: .usd,
                    period: period, payable: Money(minorUnits: 700, currency: .usd),
                    rating: Invoice.Rating(plan: Self.plan.id, revision: Int(rated.number))))
        }
        before = try await world.repository.revision(.latest)
        let history = try tenant.zones.changing(to: ZoneID(zone), from: instant(move))
        try await world.commit {
            $0.add(try Tenant(id: tenant.id, name: tenant.name, zones: history, currency: .usd))
        }
        after = try await world.repository.revision(.latest)
        repository = world.repository
        clock = try ZoneDatabase.system.zone(history)
    }

    var scope: BillingScope { repository.scope(of: acme) }

    /// Reads the same thing as it was known before the move and after it.
    func both<Value: Sendable>(_ read: (BillingScope) async throws -> Value) async throws -> [Value] {
        [
            try await read(scope.known(at: .revision(before))),
            try await read(scope.known(at: .revision(after))),
        ]
    }

    func range(_ first: String, _ last: String) throws -> Range<Date> {
        clock.start(of: try day(first))..<clock.interval(of: try day(last)).upperBound
    }
}

@Suite("Screens read by the clock of the tenant, and a later move moves nothing that has ended")
struct TenantClockScreenTests {
    @Test("A charge, a budget and an overview of February hold the use of February, whatever comes later")
    func charges() async throws {
        let mover = try await Mover()
        let (now, plan) = (Mover.now, Mover.plan)
        let instants = try ["2026-01-15T00:00:00Z", "2026-02-15T00:00:00Z", "2026-03-10T00:00:00Z"].map(
            instant)
        for (held, quantities) in zip(instants, [["0", "0"], ["7", "7"], ["6", "6"]]) {
            let charges = try await mover.both {
                try await $0.chargeToDate(plan: plan, holding: held, now: now, by: .day)
            }
            #expect(charges.map { $0.lines[0].rated.map { "\($0.quantity)" } } == quantities)
        }
        let perth = try await mover.scope.chargeToDate(
            plan: plan, holding: instants[1], now: now, zone: ZoneID("Australia/Perth"))
        #expect(perth.lines[0].rated?.quantity == 2)
        let charges = try await mover.both { scope in
            let charge = try await scope.chargeToDate(plan: plan, holding: instants[1], now: now, by: .day)
            return "\(charge.period) \(charge.lines) \(charge.total) \(charge.buckets)"
        }
        #expect(charges[0] == charges[1])

        let amount = Money(minorUnits: 10_000, currency: .usd)
        for basis in [Budget.Basis.chargeToDate, .payable] {
            let budget = try Budget(tenant: acme, amount: amount, period: .month, basis: basis)
            let reports = try await mover.both { scope in
                basis == .payable
                    ? try await scope.budget(budget, now: now, on: Mover.february)
                    : try await scope.budget(budget, plan: plan, now: now, on: Mover.february)
            }
            #expect(reports.map(\.spent.minorUnits) == [700, 700])
            #expect(reports[0].time == reports[1].time && reports[0].parts == reports[1].parts)
        }
        let overviews = try await mover.both { scope in
            try await scope.tenantOverview(
                TenantOverviewRequest(on: Mover.february, plans: [acme: plan]), now: now
            ).rows[0]
        }
        #expect(overviews.map { $0.charge?.amount?.minorUnits } == [700, 700])
        #expect(overviews.map(\.actions.executed) == [1, 1])
        #expect(overviews[0].period == overviews[1].period)
        #expect(overviews.map(\.inventory.zone.name) == ["Australia/Sydney", "Australia/Perth"])
        #expect(overviews.map(\.inventory.clock) == [nil, mover.clock.history])
    }

    @Test("Graph, table, actions, daily usage and comparison of months that have ended stay as they were")
    func usage() async throws {
        let mover = try await Mover()
        let now = Mover.now
        let months = try mover.range("2025-12-01", "2026-02-28")
        for width in [BucketWidth.month, .week, .day] {
            let graphs = try await mover.both {
                try await $0.consumptionGraph(range: months, width: width, now: now)
            }
            #expect(graphs[0].buckets == graphs[1].buckets && graphs[0].series == graphs[1].series)
            let actions = try await mover.both { try await $0.actions(range: months, width: width, now: now) }
            #expect(actions[0].buckets == actions[1].buckets && actions[0].rows == actions[1].rows)
        }
        let monthly = try await mover.scope.consumptionGraph(
            metrics: [messages], range: months, width: .month, now: now)
        #expect(monthly.series[0].points.map(\.value) == [0, 0, 7])
        let tables = try await mover.both { try await $0.consumptionTable(now: now) }
        #expect(tables[0].rows.map(\.windows) == tables[1].rows.map(\.windows))
        let usage = try await mover.both {
            try await $0.dailyUsage(dates: day("2026-02-01")...day("2026-03-12"), now: now)
        }
        #expect(usage[0].rows == usage[1].rows && usage[1].rows.count == 40)
        let comparisons = try await mover.both {
            try await $0.periodComparison(of: .month(of: Mover.february), mode: .previousPeriod, now: now)
        }
        #expect(comparisons[0].ranges == comparisons[1].ranges && comparisons[0].rows == comparisons[1].rows)
    }

    @Test("Invoices, statement and verification keep their local texts, periods and amounts")
    func invoices() async throws {
        let mover = try await Mover()
        let now = Mover.now
        let lists = try await mover.both { try await $0.invoices(now: now) }
        #expect(lists[0].rows == lists[1].rows)
        #expect(lists[1].rows[0].local == "2026-03-01T00:00:00+11:00")
        #expect(lists[1].rows[0].period?.first == (try day("2026-02-01")))
        #expect(lists[1].rows[0].period?.last == (try day("2026-02-28")))
        let statements = try await mover.both { try await $0.statement(now: now) }
        #expect(statements[0].movements == statements[1].movements)
        // The month of the posting is March, whose end alone has moved.
        #expect(statements[0].periods.count == 1 && statements[1].periods.count == 1)
        #expect(statements[1].periods[0].time.start == (try instant("2026-02-28T13:00:00Z")))
        let checks = try await mover.both {
            try await $0.verification(of: Mover.number, plans: [Mover.plan], now: now)
        }
        #expect(checks.map(\.total.cause) == [.equal, .equal])
        #expect(checks[0].lines == checks[1].lines && checks[0].total == checks[1].total)
        #expect(checks[0].period == checks[1].period && checks[0].local == checks[1].local)
    }

    @Test("The month and the day of the move are cut by both zones, and say so")
    func month() async throws {
        let mover = try await Mover(from: "2026-03-13T13:30:00Z")
        let now = Mover.now
        let march = try mover.range("2026-03-01", "2026-03-31")
        let graph = try await mover.scope.consumptionGraph(
            metrics: [messages], range: march, width: .day, now: now)
        #expect(graph.buckets.count == 31)
        // The 14th begins at midnight in Sydney and ends at that in Perth, the 15th at 15:00Z of the 14th or 16:00Z.
        #expect(
            graph.buckets[13].interval
                == (try instant("2026-03-13T13:00:00Z")..<instant("2026-03-14T16:00:00Z")))
        #expect(graph.series[0].points[13].value == 4 && graph.series[0].points[14].value == 0)
        let stamp = graph.stamp
        #expect(stamp.zone.name == "Australia/Perth" && stamp.clock == mover.clock.history)
        #expect(stamp.zones == mover.clock.history && stamp.digest == mover.clock.digest)
        #expect(stamp.moves.map(\.from) == [try instant("2026-03-13T13:30:00Z")])
        #expect(stamp.local == "2026-03-20T08:00:00+08:00")
        #expect(try roundTrip(graph) == graph)
        #expect(graph.text().contains("Tenant acme is in zone Australia/Perth"))

        let earlier = try await mover.scope.consumptionGraph(
            metrics: [messages], range: march, width: .day, now: instant("2026-03-10T00:00:00Z"))
        #expect(earlier.stamp.zone.name == "Australia/Sydney" && earlier.stamp.moves.isEmpty)
        #expect(earlier.stamp.local == "2026-03-10T11:00:00+11:00")
        let given = try await mover.scope.consumptionGraph(
            metrics: [messages], range: march, width: .day, now: now, zone: ZoneID("Australia/Perth"))
        #expect(given.stamp.clock == nil && given.stamp.zone.name == "Australia/Perth")
        #expect(given.stamp.digest == (try ZoneDatabase.system.zone(ZoneID("Australia/Perth")).digest))
        // The range begins in the last hours of February in Perth.
        #expect(given.buckets[1].start == (try instant("2026-02-28T16:00:00Z")))
    }

    @Test("A comparison of two states of knowledge tells a move where it moved something, and nowhere else")
    func comparison() async throws {
        let mover = try await Mover()
        let (now, months) = (Mover.now, try mover.range("2025-12-01", "2026-02-28"))
        let same = try await mover.scope.comparison(since: .revision(mover.before)) { scope in
            try await scope.consumptionGraph(range: months, width: .day, now: now)
        }
        #expect(same.cells.isEmpty)
        let table = try await mover.scope.comparison(since: .revision(mover.before)) { scope in
            try await scope.dailyUsage(dates: day("2026-02-01")...day("2026-03-19"), now: now)
        }
        #expect(table.cells.isEmpty)
        let march = try mover.range("2026-03-01", "2026-03-18")
        let moved = try await mover.scope.comparison(since: .revision(mover.before)) { scope in
            try await scope.consumptionGraph(metrics: [messages], range: march, width: .day, now: now)
        }
        let values = moved.cells.filter { $0.place.figure == "value" }
        // By the clock of Sydney the range ended in the first hours of the 19th.
        #expect(values.map(\.place.part) == ["2026-03-14", "2026-03-15", "2026-03-19"])
        #expect(values.allSatisfy { $0.causes == [.redefined] })
    }

    @Test("Tenants share a clock if their histories are the same")
    func fleet() async throws {
        let history = try ZoneHistory(ZoneID("Australia/Sydney")).changing(
            to: ZoneID("Australia/Perth"), from: instant("2026-03-13T13:00:00Z"))
        let tenants = try [
            ("acme", history), ("bolt", history), ("cord", ZoneHistory(ZoneID("Australia/Perth"))),
        ].map {
            try Tenant(id: TenantID($0.0), name: $0.0, zones: $0.1, currency: .usd)
        }
        let world = try await World(tenants)
        let range = try instant("2026-02-01T00:00:00Z")..<instant("2026-03-20T00:00:00Z")
        let two = world.repository.scope(of: [tenants[0].id, tenants[1].id])
        let shared = try await two.consumptionGraph(range: range, width: .month, now: Mover.now)
        #expect(shared.stamp.zones == history)
        let error = await billingError {
            try await world.repository.fleet.consumptionGraph(range: range, width: .month, now: Mover.now)
        }
        #expect(error?.code == .unsupported)
        #expect(
            error?.detail
                == "Australia/Perth; Australia/Sydney, Australia/Perth from 2026-03-13T13:00:00.000000Z")
        let inventory = try await world.repository.fleet.inventory(now: Mover.now)
        #expect(inventory.stamp.zone == .utc)
        #expect(inventory.rows.map(\.clock) == [history, history, nil])
        #expect(inventory.rows.map(\.zone.name) == Array(repeating: "Australia/Perth", count: 3))
        #expect(try roundTrip(inventory) == inventory)
    }

    @Test(
        "Whole months before any move keep their figures, and the months of a tenant add up to what it used",
        arguments: 1...6)
    func random(seed: UInt64) async throws {
        var generator = SplitMix64(seed: seed)
        let names = [
            "Pacific/Kiritimati", "Pacific/Honolulu", "America/St_Johns", "Europe/Paris",
            "Australia/Lord_Howe", "UTC",
        ]
        var world = try await World([Tenant(id: "acme", name: "Acme", zone: names[0], currency: .usd)])
        let first = try Instants.microseconds("2025-01-01T00:00:00Z")
        var total = 0.0
        var counts: [(at: Int64, value: Double)] = []
        try await world.commit { changes in
            changes.add(messages, for: acme)
            try changes.cover(messages, "2024-12-01T00:00:00Z", "2026-04-01T00:00:00Z")
            for hour in stride(from: 0, to: 400 * 24, by: 5) {
                let value = Double(Int.random(in: 1...9, using: &generator))
                counts.append((first + Int64(hour) * 3_600_000_000, value))
                total += value
                changes.add(
                    SampleWrite(
                        SeriesKey(tenant: acme, metric: messages.id),
                        at: .instant(Instants.date(counts[counts.count - 1].at)), value: value))
            }
        }
        var history = ZoneHistory(try ZoneID(names[0]))
        var at = first + 40 * Instants.perDay
        var closed: [(range: Range<Int64>, value: Double?)] = []
        let now = try instant("2026-03-25T00:00:00Z")
        for _ in 0..<5 {
            at += Int64.random(in: 1...(60 * Instants.perDay), using: &generator)
            let zone = try ZoneID(
                names.filter { $0 != history.zone(at: Instants.date(at)).name }.randomElement(
                    using: &generator) ?? "")
            history = try history.changing(to: zone, from: Instants.date(at))
            let moved = try Tenant(id: acme, name: "Acme", zones: history, currency: .usd)
            try await world.commit { $0.add(moved) }
            let whole = try instant("2024-12-01T12:00:00Z")..<now
            let graph = try await world.acme.consumptionGraph(
                metrics: [messages], range: whole, width: .month, now: now)
            let months = zip(graph.buckets, graph.series[0].points).map { bucket, point in
                let start = (try? Instants.microseconds(bucket.start)) ?? 0
                return (range: start..<((try? Instants.microseconds(bucket.end)) ?? 0), value: point.value)
            }
            #expect(months.compactMap(\.value).reduce(0, +) == total, "seed \(seed)")
            for month in months where month.range.upperBound <= (try Instants.microseconds(now)) {
                let used = counts.filter { month.range.contains($0.at) }.map(\.value).reduce(0, +)
                #expect(month.value == used, "seed \(seed), \(history)")
            }
            for known in closed {
                #expect(
                    months.contains { $0.range == known.range && $0.value == known.value },
                    "seed \(seed), \(history)")
            }
            // What ends before this move stays when the next one comes.
            closed = months.filter { $0.range.upperBound <= at }
        }
        #expect(closed.count > 1)
    }
}
