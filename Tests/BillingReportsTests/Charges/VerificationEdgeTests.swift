import BillingModel
import BillingRating
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The edges of a verification")
struct VerificationEdgeTests {
    private static let now = constant { try instant("2014-09-01T00:00:00Z") }

    /// Issues an invoice rated at the latest revision.
    private func issue(
        _ world: inout World, _ lines: [(String, String)] = [], from start: String, to end: String,
        payable: String? = nil
    ) async throws {
        let known = try await world.repository.revision(.latest).number
        let invoice = try Invoice(
            tenant: acme, number: InvoiceNumber("INV-7"), issuedAt: instant("2014-08-02T00:00:00Z"),
            currency: .usd, period: instant(start)..<instant(end),
            lines: try lines.map { id, amount in
                try Invoice.Line(id: EntityID(id), description: "Line \(id)", amount: Money(amount, .usd))
            },
            payable: try payable.map { try Money($0, .usd) },
            rating: Invoice.Rating(plan: EntityID("standard"), revision: Int(known)))
        try await world.commit { $0.add(invoice) }
    }

    private func verify(
        _ world: World, _ plans: [PricePlan], zone: ZoneID? = nil
    ) async throws -> InvoiceVerification {
        let screen = try await world.acme.verification(
            of: InvoiceNumber("INV-7"), plans: plans, now: Self.now, zone: zone)
        #expect(try roundTrip(screen) == screen)
        _ = screen.text()
        return screen
    }

    @Test("A year that begins in the middle of a month is a service period, subjects and all")
    func year() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(try Metric.dailyActiveDevices.derived(from: .activity(of: .device)), for: acme)
        }
        try await world.commit { changes in
            for (subject, at) in [
                ("before", "2013-07-14T23:45:00Z"), ("a", "2013-07-15T00:00:00Z"),
                ("b", "2014-01-01T00:00:00Z"), ("a", "2014-07-14T23:45:00Z"),
                ("after", "2014-07-15T00:00:00Z"),
            ] { try changes.activate(subject, at: at) }
            try changes.cover(.dailyActiveDevices, "2013-07-01T00:00:00Z", "2014-08-01T00:00:00Z")
            try changes.act("1", at: "2014-07-14T23:59:59Z", succeeded: 4)
            try changes.cover(.actions, "2013-07-01T00:00:00Z", "2014-08-01T00:00:00Z")
        }
        let plan = try makePlan([
            makeCharge("devices", .metric(Metric.dailyActiveDevices.id, .monthEnd), .perUnit(1)),
            makeCharge("actions", .actions(ActionSelection()), .perUnit(1)),
        ])
        try await issue(
            &world, [("devices", "2.00"), ("actions", "4.00")], from: "2013-07-15T00:00:00Z",
            to: "2014-07-15T00:00:00Z")
        let screen = try await verify(world, [plan])
        #expect(screen.lines.map { $0.rated?.quantity } == [2, 4])
        #expect(screen.isEqual && screen.total.completeness?.isComplete == true)
    }

    @Test("An invoice without lines is equal if its total is, and no line has changed since")
    func withoutLines() async throws {
        var world = try await july()
        try await issue(&world, from: "2013-07-01T00:00:00Z", to: "2013-08-01T00:00:00Z", payable: "70.75")
        let same = try await verify(world, [standardPlan()])
        #expect(same.isEqual && same.total.cause == .equal)
        #expect(same.text().contains("The invoice is what its plan gave, and still gives"))
        // One device more.
        try await world.commit { changes in
            changes.add(.monthlyActiveDevices, 54, on: try days("2013-07-31", "2013-07-31"))
        }
        #expect(try await verify(world, [standardPlan()]).isEqual == false)
    }

    @Test("Plans with one id are refused, since either could be meant")
    func twins() async throws {
        var world = try await july()
        try await issue(&world, from: "2013-07-01T00:00:00Z", to: "2013-08-01T00:00:00Z")
        let known = world
        let error = await billingError {
            try await known.acme.verification(
                of: InvoiceNumber("INV-7"), plans: [standardPlan(), makePlan([])], now: Self.now)
        }
        #expect(error?.code == .invalidValue)
    }

    @Test("Usage that a retention floor took away accuses no invoice: what was rated is not known any more")
    func erased() async throws {
        var world = try await july()
        try await issue(
            &world, [("base", "49.00"), ("devices", "6.00"), ("actions", "0.75"), ("assets", "15.00")],
            from: "2013-07-01T00:00:00Z", to: "2013-08-01T00:00:00Z")
        #expect(try await verify(world, [standardPlan()]).isEqual)
        try await world.repository.erase(
            ErasureRequest(
                id: try CommitID("floor"),
                .records(.action, before: try day("2013-07-10"), tenant: acme)))
        let screen = try await verify(world, [standardPlan()])
        #expect(screen.lines.map(\.comparison.cause) == [.equal, .equal, .unknown, .equal])
        // 108 of the 150 actions are left: 8 × 0.015.
        #expect(screen.lines[2].comparison.current == (try Money("0.12", .usd)))
        #expect(screen.lines[2].comparison.completeness?.isComplete == false)
        #expect(screen.total.cause == .unknown && screen.total.rated == nil)
        // So it is for a reader who looks at the time before the floor.
        let pinned = try await world.acme.known(at: .revision(Revision(3))).verification(
            of: InvoiceNumber("INV-7"), plans: [standardPlan()], now: Self.now)
        #expect(pinned.stamp.revision.number == 3 && pinned.lines[2].comparison.cause == .unknown)
        // A floor before the period takes nothing of it.
        var other = try await july()
        try await issue(
            &other, [("base", "49.00"), ("devices", "6.00"), ("actions", "0.75"), ("assets", "15.00")],
            from: "2013-07-01T00:00:00Z", to: "2013-08-01T00:00:00Z")
        try await other.repository.erase(
            ErasureRequest(
                id: try CommitID("floor"),
                .records(.action, before: try day("2013-07-01"), tenant: acme)))
        #expect(try await verify(other, [standardPlan()]).isEqual)
    }

    @Test("A period that begins inside a day of the zone is cut off for what counts by the day")
    func cutDays() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(.assets, 5, on: try days("2013-06-01", "2013-08-31"))
            try changes.act("1", at: "2013-07-14T23:59:59Z", succeeded: 4)
            try changes.cover(.actions, "2013-06-01T00:00:00Z", "2013-09-01T00:00:00Z")
        }
        let plan = try makePlan([
            makeCharge("assets", .metric(Metric.assets.id, .mean), .perUnit(1)),
            makeCharge("actions", .actions(ActionSelection()), .perUnit(1)),
        ])
        try await issue(&world, from: "2013-07-01T00:00:00Z", to: "2013-08-01T00:00:00Z", payable: "9.00")
        let whole = try await verify(world, [plan])
        #expect(whole.lines.map { $0.comparison.completeness?.isComplete } == [true, true])
        let cut = try await verify(world, [plan], zone: ZoneID("America/New_York"))
        #expect(cut.lines.map { $0.comparison.completeness?.isComplete } == [false, true])
        let known = cut.lines[0].comparison.completeness
        #expect(known?.clippedStart == true && known?.clippedEnd == true)
    }

    @Test("Lines in another order, unknown ones, credits and tax are each told, and add up as invoiced")
    func lines() async throws {
        var world = try await july()
        try await issue(
            &world,
            [
                ("tax", "7.08"), ("assets", "15.00"), ("credit", "-3.00"), ("Devices", "6.00"),
                ("actions", "0.75"), ("base", "49.00"),
            ], from: "2013-07-01T00:00:00Z", to: "2013-08-01T00:00:00Z")
        let screen = try await verify(world, [standardPlan()])
        #expect(
            screen.lines.map { "\($0.id) \($0.comparison.cause.rawValue)" } == [
                "tax uncharged", "assets equal", "credit uncharged", "Devices uncharged", "actions equal",
                "base equal", "devices omitted",
            ])
        #expect(screen.total.difference == (try Money("4.08", .usd)))
    }

    @Test(
        "What was rated and what is rated now are the charges to date of both revisions, whatever comes late",
        arguments: zip(
            ["America/St_Johns", "Australia/Lord_Howe", "Asia/Beirut", "America/Sao_Paulo", "UTC"],
            1...5 as ClosedRange<UInt64>))
    func revisions(_ name: String, _ seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        var world = try await World(zone: name)
        try await world.commit { $0.add(messages, for: acme) }
        let start = try instant("2013-09-20T00:00:00Z")
        func fill(_ world: inout World, _ part: String) async throws {
            var generator = random
            try await world.commit { changes in
                for index in 0..<60 {
                    let at = start.addingTimeInterval(
                        TimeInterval(Int.random(in: 0..<50 * 86_400, using: &generator)))
                    let count = Int.random(in: 1...30, using: &generator)
                    changes.add(
                        try ActionRecord(
                            tenant: acme, source: SourceID("feed"), id: ActionID("\(part)-\(index)"),
                            at: at, type: .sendSMS, category: .alert, succeeded: count,
                            quantity: Decimal(count) / 8, unit: "segments"))
                    changes.add(
                        SampleWrite(
                            SeriesKey(tenant: acme, metric: messages.id, labels: .none),
                            at: .instant(at), value: Double(count) / 4))
                    guard index < 30 else { continue }
                    changes.add(
                        .assets, Double(count), on: [try day("2013-10-01").adding(days: index)])
                }
            }
            random = generator
        }
        try await fill(&world, "early")
        let zone = try ZoneDatabase.system.zone(ZoneID(name))
        let month = try zone.bucket(holding: Instants.microseconds("2013-10-15T12:00:00Z"), width: .month)
        let plan = try makePlan([
            makeCharge("run", .actions(ActionSelection()), .perUnit(decimal("0.0133")), included: 40),
            makeCharge(
                "billed", .actions(ActionSelection(measure: .billed)),
                .package(size: decimal("1.5"), price: 2)),
            makeCharge("sum", .metric(messages.id, .sum), .perUnit(decimal("0.37"))),
            makeCharge("peak", .metric(Metric.assets.id, .peak), .perUnit(decimal("1.005"))),
            makeCharge("mean", .metric(Metric.assets.id, .mean), .perUnit(decimal("0.333"))),
        ])
        try await issue(
            &world, from: Instants.text(month.startMicroseconds), to: Instants.text(month.endMicroseconds),
            payable: "1.00")
        let rated = try await world.repository.revision(.latest)
        try await fill(&world, "late")
        let check = try await verify(world, [plan])
        let now = Self.now
        for (revision, charges) in [
            (rated, check.lines.map(\.rated)), (check.stamp.revision, check.lines.map(\.current)),
        ] {
            let scope = world.acme.known(at: .revision(revision))
            for width in [BucketWidth.day, .week, .month] {
                let screen = try await scope.chargeToDate(
                    plan: plan, holding: month.start, now: now, by: width)
                #expect(screen.lines.map(\.rated) == charges, "seed \(seed)")
                for line in screen.lines {
                    #expect(
                        line.parts.compactMap { $0.amount?.minorUnits }.reduce(0, +)
                            == line.rated?.amount.minorUnits, "seed \(seed), \(width), \(line.id)")
                }
            }
        }
        #expect(check.lines[0].rated != check.lines[0].current)
    }
}
