import BillingModel
import BillingRating
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The edges of a billing period")
struct ChargeEdgeTests {
    private let actions = constant {
        try makePlan([makeCharge("actions", .actions(ActionSelection()), .perUnit(1))])
    }

    @Test("A day of which the feed says nothing is not known, also where subjects are counted to date")
    func uncoveredDistinct() async throws {
        var world = try await World()
        try await world.commit { changes in
            for metric in [Metric.dailyActiveDevices, .monthlyActiveDevices] {
                changes.add(try metric.derived(from: .activity(of: .device)), for: acme)
            }
        }
        try await world.commit { changes in
            try changes.activate("a", at: "2013-07-01T08:00:00Z")
            try changes.activate("b", at: "2013-07-04T08:00:00Z")
            for metric in [Metric.dailyActiveDevices, .monthlyActiveDevices] {
                try changes.cover(metric, "2013-07-01T00:00:00Z", "2013-07-02T00:00:00Z")
                try changes.cover(metric, "2013-07-05T00:00:00Z", "2013-07-06T00:00:00Z")
            }
        }
        let plan = try makePlan([
            makeCharge("all", .metric(Metric.dailyActiveDevices.id, .monthEnd), .perUnit(1)),
            makeCharge("month", .metric(Metric.monthlyActiveDevices.id, .monthEnd), .perUnit(1)),
        ])
        let screen = try await world.acme.chargeToDate(
            plan: plan, now: instant("2013-07-07T00:00:00Z"), by: .day)
        // a on a covered day; two days of silence; b without coverage; a covered day of nobody; silence.
        #expect(screen.summary == ["all 2 2.00", "month 2 2.00"])
        for line in screen.lines {
            #expect(line.parts.map { $0.amount?.minorUnits } == [100, nil, nil, 100, 0, nil], "\(line.id)")
        }
        #expect(
            screen.lines[0].parts.map(\.completeness.origin) == [
                .observed, .missing, .missing, .observed, .filled, .missing,
            ])
        #expect(try roundTrip(screen) == screen)
    }

    @Test("A report in the middle of a quarter hour counts its subjects on the day and in the period")
    func insideQuarterHour() async throws {
        var world = try await World(zone: "Asia/Kathmandu")
        try await world.commit { changes in
            changes.add(try Metric.dailyActiveDevices.derived(from: .activity(of: .device)), for: acme)
        }
        try await world.commit { changes in
            try changes.activate("a", at: "2013-07-04T09:00:00Z")
            try changes.activate("b", at: "2013-07-04T09:15:00Z")
            try changes.activate("c", at: "2013-07-04T09:30:00Z")
            try changes.cover(.dailyActiveDevices, "2013-06-01T00:00:00Z", "2013-08-01T00:00:00Z")
        }
        let plan = try makePlan([
            makeCharge("all", .metric(Metric.dailyActiveDevices.id, .monthEnd), .perUnit(1))
        ])
        for (now, count) in [
            ("2013-07-04T09:15:00Z", 1), ("2013-07-04T09:15:00.000001Z", 2), ("2013-07-04T09:29:59Z", 2),
            ("2013-07-04T09:30:00Z", 2), ("2013-07-04T09:31:00Z", 3),
        ] {
            let screen = try await world.acme.chargeToDate(plan: plan, now: instant(now), by: .day)
            #expect(screen.lines[0].rated?.quantity == Decimal(count), "\(now)")
            #expect(try roundTrip(screen) == screen)
        }
    }

    @Test(
        "An action at the start counts, one at the end or at now does not, nor one that is void or moved away"
    )
    func bounds() async throws {
        var world = try await World()
        func act(_ id: String, _ at: String, _ count: Int, _ quantity: Decimal) throws -> ActionRecord {
            try ActionRecord(
                tenant: acme, source: SourceID("feed"), id: ActionID(id), at: instant(at),
                type: .sendSMS, category: .alert, succeeded: count, quantity: quantity, unit: "segments")
        }
        try await world.commit { changes in
            changes.add(try act("start", "2013-02-28T00:00:00Z", 1, 1))
            changes.add(try act("last", "2013-03-30T23:59:59.999999Z", 10, 10))
            changes.add(try act("end", "2013-03-31T00:00:00Z", 100, 100))
            changes.add(try act("void", "2013-03-02T00:00:00Z", 1_000, 1_000))
            changes.add(try act("moved", "2013-03-02T00:00:00Z", 10_000, 10_000))
            changes.add(try act("changed", "2013-03-02T00:00:00Z", 1, 1))
        }
        try await world.commit { changes in
            changes.void(action: try ActionID("void"), of: try SourceID("feed"), tenant: acme)
            changes.amend(try act("moved", "2013-04-02T00:00:00Z", 10_000, 10_000))
            changes.amend(try act("changed", "2013-03-02T00:00:00Z", 2, 2))
        }
        let plan = try makePlan([
            makeCharge("run", .actions(ActionSelection()), .perUnit(1)),
            makeCharge("billed", .actions(ActionSelection(measure: .billed)), .perUnit(1)),
        ])
        // The cycle of day 31 that begins on the last of February.
        for (now, count) in [
            ("2013-05-01T00:00:00Z", 13), ("2013-03-30T23:59:59.999999Z", 3), ("2013-03-02T00:00:00Z", 1),
        ] {
            let screen = try await world.acme.chargeToDate(
                plan: plan, cycle: .billingCycle(anchorDay: 31), holding: instant("2013-03-01T00:00:00Z"),
                now: instant(now), by: .day)
            #expect("\(screen.first) \(screen.last)" == "2013-02-28 2013-03-30")
            #expect(screen.lines.map { $0.rated?.quantity } == [Decimal(count), Decimal(count)], "\(now)")
            #expect(try roundTrip(screen) == screen)
        }
    }

    @Test("A period settles when its lag is over and all of it is covered, and not before")
    func settling() async throws {
        let metric = try Metric(
            id: MetricID("late"), unit: "messages", kind: .count, lag: .seconds(2 * 86_400))
        let plan = try makePlan([
            makeCharge("late", .metric(metric.id, .sum), .perUnit(1)), makeCharge("base", .period, .flat(1)),
        ])
        for (covered, now, phase, isSettled) in [
            ("2013-08-01T00:00:00Z", "2013-08-01T00:00:00Z", Completeness.Phase.settling, false),
            ("2013-08-01T00:00:00Z", "2013-08-02T23:59:59.999999Z", .settling, false),
            ("2013-08-01T00:00:00Z", "2013-08-03T00:00:00Z", .settled, true),
            ("2013-07-31T23:59:59Z", "2013-08-03T00:00:00Z", .settled, false),
        ] {
            var world = try await World()
            try await world.commit { $0.add(metric, for: acme) }
            try await world.commit { try $0.cover(metric, "2013-07-01T00:00:00Z", covered) }
            let screen = try await world.acme.chargeToDate(
                plan: plan, holding: instant("2013-07-15T00:00:00Z"), now: instant(now))
            // Silence that is covered is zero, and rated.
            #expect(screen.summary == ["late 0 0.00", "base 1 1.00"])
            #expect(screen.completeness.phase == phase && screen.isSettled == isSettled, "\(covered) \(now)")
            #expect(screen.lines[1].completeness.isComplete)
        }
    }

    @Test("Daily values keep their dates over a change of zone in the period, which settles none the less")
    func zoneChange() async throws {
        let history = try ZoneHistory(
            first: .utc,
            changes: [.init(from: instant("2013-07-15T00:00:00Z"), zone: ZoneID("America/St_Johns"))])
        var world = try await World([
            Tenant(id: acme, name: "Acme", zones: history, currency: .usd)
        ])
        try await world.commit { changes in
            changes.add(.assets, 7, on: try days("2013-06-30", "2013-08-01"))
            changes.add(.monthlyActiveUsers, 9, on: try days("2013-07-30", "2013-07-30"))
            try changes.cover(.monthlyActiveUsers, "2013-06-30T00:00:00Z", "2013-08-02T00:00:00Z")
        }
        let plan = try makePlan([
            makeCharge("mean", .metric(Metric.assets.id, .mean), .perUnit(1)),
            // The last day has no figure: that of the day before is carried to the reset.
            makeCharge("users", .metric(Metric.monthlyActiveUsers.id, .monthEnd), .perUnit(1)),
        ])
        let screen = try await world.acme.chargeToDate(
            plan: plan, holding: instant("2013-07-20T00:00:00Z"), now: instant("2013-08-10T00:00:00Z"),
            by: .day)
        #expect(screen.summary == ["mean 7 7.00", "users 9 9.00"])
        #expect(screen.isSettled && screen.stamp.moves.count == 1)
        #expect(screen.buckets.count == 31)
        #expect(try roundTrip(screen) == screen)
    }

    @Test("A plan without charges costs nothing, and one of huge usage says that it does not fit")
    func extremes() async throws {
        var world = try await World()
        let now = try instant("2013-07-04T00:00:00Z")
        let none = try await world.acme.chargeToDate(plan: makePlan([]), now: now, by: .day)
        #expect(none.total.minorUnits == 0 && none.lines.isEmpty)
        #expect(try roundTrip(none) == none)
        try await world.commit { $0.add(messages, for: acme) }
        try await world.commit { changes in
            try changes.add(messages, 1e17, at: "2013-07-01T10:00:00Z")
            try changes.add(messages, 1e17, at: "2013-07-02T10:00:00Z")
        }
        let scope = world.acme
        for price in [Decimal(1), Decimal(string: "0.00000000000000000000000000001") ?? 0] {
            let plan = try makePlan([
                makeCharge("messages", .metric(messages.id, .sum), .perUnit(price))
            ])
            if price == 1 {
                let error = await billingError { try await scope.chargeToDate(plan: plan, now: now) }
                #expect(error?.code == .overflow)
            } else {
                #expect(try await scope.chargeToDate(plan: plan, now: now).total.minorUnits == 0)
            }
        }
    }

    @Test(
        "Weeks and months add up to the same amounts as their days, and those that the period cuts are marked"
    )
    func parts() async throws {
        let world = try await july()
        let now = try instant("2013-07-17T12:00:00Z")
        let days = try await world.acme.chargeToDate(plan: standardPlan(), now: now, by: .day)
        let weeks = try await world.acme.chargeToDate(plan: standardPlan(), now: now, by: .week)
        // 1 July 2013 is a Monday.
        #expect(weeks.buckets.map(\.firstDate.day) == [1, 8, 15])
        #expect(weeks.granularity == .week && weeks.total == days.total)
        for (line, byDay) in zip(weeks.lines, days.lines) {
            for (index, part) in line.parts.enumerated() {
                let own = byDay.parts[(index * 7)..<min(index * 7 + 7, 17)]
                let amounts = own.compactMap { $0.amount?.minorUnits }
                #expect(part.amount?.minorUnits == amounts.reduce(0, +), "\(line.id) \(index)")
                #expect(part.quantity == own.last?.quantity)
                #expect(part.completeness.samples == own.reduce(0) { $0 + $1.completeness.samples })
            }
            #expect(line.parts.map(\.completeness.phase) == [.settled, .settled, .inProgress])
        }
        #expect(weeks.text().contains("What each week adds"))
        #expect(weeks.text().contains("2013-07-08 – 2013-07-14   0.00"))
        #expect(try roundTrip(weeks) == weeks)
        // A week that ends at now is over; that of the month's last days goes on in August.
        let end = try await world.acme.chargeToDate(
            plan: standardPlan(), now: instant("2013-07-15T00:00:00Z"), by: .week)
        #expect(end.lines[2].parts.map(\.completeness.phase) == [.settled, .settled])
        let over = try await world.acme.chargeToDate(
            plan: standardPlan(), holding: now, now: instant("2013-08-20T00:00:00Z"), by: .week)
        #expect(over.lines[0].parts.map(\.completeness.isComplete) == [true, true, true, true, false])
        #expect(over.lines[0].parts.last?.completeness.clippedEnd == true && over.isSettled)
        let quarter = try await world.acme.chargeToDate(
            plan: standardPlan(), cycle: .quarter, now: instant("2013-09-20T00:00:00Z"), by: .month)
        #expect(quarter.buckets.map(\.firstDate.month) == [7, 8, 9])
        #expect(quarter.lines[0].parts.map { $0.amount?.minorUnits } == [4_900, 0, 0])
        #expect(quarter.lines[2].parts.map { $0.amount?.minorUnits } == [75, nil, nil])
        #expect(try roundTrip(quarter) == quarter)
        // A part that holds the period is the period, and one below a day is refused.
        let year = try await world.acme.chargeToDate(plan: standardPlan(), now: now, by: .year)
        #expect(year.lines.map { $0.parts.map(\.amount) } == year.lines.map { [$0.rated?.amount] })
        let error = await billingError {
            try await world.acme.chargeToDate(plan: standardPlan(), now: now, by: .hour)
        }
        #expect(error?.code == .unsupported)
    }
}
