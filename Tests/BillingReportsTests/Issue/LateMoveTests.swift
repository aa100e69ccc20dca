import BillingModel
import BillingRating
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

/// A tenant whose move in March 2026 is told after March was invoiced.
///
/// March ends on the 31st at 13:00Z in Sydney, and at 16:00Z in Perth; a count of 5 lies in between. April ends at 14:00Z
/// and 16:00Z, May at 14:00Z and 16:00Z.
private struct LateMove {
    static let rows = constant {
        try Metric(id: MetricID("rows"), unit: "rows", kind: .count, cadence: .daily)
    }

    var world: World
    let from: ZoneID
    let to: ZoneID

    /// Every message costs 1.00 and so does a row, of which one comes each day; the devices of a month cost 1.00 each.
    static func plan(_ id: String = "standard", message: Decimal = 1) throws -> PricePlan {
        try PricePlan(
            id: EntityID(id), name: id.capitalized, currency: .usd,
            charges: [
                makeCharge("messages", .metric(messages.id, .sum), .perUnit(message)),
                makeCharge("rows", .metric(rows.id, .sum), .perUnit(1)),
                makeCharge("devices", .metric(Metric.monthlyActiveDevices.id, .monthEnd), .perUnit(1)),
            ])
    }

    /// `opens` is the move from Sydney to Perth, after which March ends later; else it is that from Perth to Sydney.
    init(opens: Bool) async throws {
        let zones = [try ZoneID("Australia/Sydney"), try ZoneID("Australia/Perth")]
        (from, to) = opens ? (zones[0], zones[1]) : (zones[1], zones[0])
        var world = try await World([Tenant(id: "acme", name: "Acme", zone: from.name, currency: .usd)])
        try await world.commit { changes in
            changes.add(messages, for: acme)
            changes.add(Self.rows, for: acme)
            changes.add(try PlanTerm(tenant: acme, plan: Self.plan(), from: day("2026-01-01")))
            for metric in [messages, Self.rows, .monthlyActiveDevices] {
                try changes.cover(metric, "2025-12-01T00:00:00Z", "2026-08-01T00:00:00Z")
            }
            try changes.add(messages, 5, at: "2026-03-31T14:00:00Z")
            changes.add(Self.rows, 1, on: try days("2026-01-01", "2026-07-31"))
            changes.add(.monthlyActiveDevices, 3, on: try days("2026-01-01", "2026-03-31"))
            changes.add(.monthlyActiveDevices, 2, on: try days("2026-04-01", "2026-07-31"))
        }
        self.world = world
    }

    mutating func move() async throws {
        let history = try ZoneHistory(from).changing(to: to, from: instant("2026-03-13T13:00:00Z"))
        try await world.commit {
            $0.add(try Tenant(id: acme, name: "Acme", zones: history, currency: .usd))
        }
    }

    var run: BillingRun {
        BillingRun(world.repository) { charges in
            InvoiceDetails(number: try InvoiceNumber("\(charges.tenant)-\(charges.first)"))
        }
    }

    /// What a run for the period of an instant does.
    func bill(_ text: String, now: String = "2026-07-02T00:00:00Z") async throws -> String {
        do {
            return try await run.issueInvoice(of: acme, holding: instant(text), now: instant(now)).brief
        } catch let error as BillingError {
            return "\(error.code): \(error.rule)"
        }
    }

    /// The service periods of all invoices, in order.
    func served() async throws -> [String] {
        try await invoices().compactMap(\.period).map(text)
    }

    func invoices() async throws -> [Invoice] {
        let repository = world.repository
        return try await repository.invoices(of: .one(acme), at: repository.revision(.latest))
            .sorted { $0.number < $1.number }
    }
}

private func text(_ range: Range<Date>) -> String {
    func text(_ date: Date) -> String {
        String(date.ISO8601Format().dropFirst(5).prefix(11)) + "Z"
    }
    return text(range.lowerBound) + " – " + text(range.upperBound)
}

extension BillingOutcome {
    fileprivate var brief: String {
        func amount(_ invoice: Invoice) -> String { invoice.payable?.amountText ?? "" }
        switch self {
        case .issued(let invoice, _): return "issued \(invoice.number) \(amount(invoice))"
        case .issuedBefore(let invoice, let commit, let check):
            return "before \(invoice.number) \(amount(invoice)) \(commit == nil ? "elsewhere " : "")"
                + "\(check.isEqual ? "equal" : check.total.cause.rawValue)"
        case .unsettled(_, let charges):
            return "unsettled: " + charges.map(\.description).joined(separator: " | ")
        case .unplanned: return "unplanned"
        case .failed(let error): return "failed: \(error)"
        }
    }
}

@Suite("A move that is told after a period was invoiced bills no time twice, and none never")
struct LateMoveTests {
    @Test("What lies between the end of an invoice and the later end of its month goes to the next one")
    func opens() async throws {
        var late = try await LateMove(opens: true)
        #expect(
            try await late.bill("2026-03-20T00:00:00Z", now: "2026-04-01T00:00:00Z")
                == "issued acme-2026-03-01 34.00")
        try await late.move()
        for _ in 0..<2 {
            #expect(try await late.bill("2026-03-20T00:00:00Z") == "before acme-2026-03-01 34.00 equal")
        }
        // 5 messages at the seam, 30 rows and 2 devices.
        #expect(try await late.bill("2026-04-20T00:00:00Z") == "issued acme-2026-04-01 37.00")
        #expect(try await late.bill("2026-05-20T00:00:00Z") == "issued acme-2026-05-01 33.00")
        for _ in 0..<2 {
            #expect(try await late.bill("2026-03-20T00:00:00Z") == "before acme-2026-03-01 34.00 equal")
            #expect(try await late.bill("2026-04-20T00:00:00Z") == "before acme-2026-04-01 37.00 equal")
            #expect(try await late.bill("2026-05-20T00:00:00Z") == "before acme-2026-05-01 33.00 equal")
        }
        // Between the two ends it is April by its invoice.
        #expect(try await late.bill("2026-03-31T14:00:00Z") == "before acme-2026-04-01 37.00 equal")
        #expect(
            try await late.served()
                == [
                    "02-28T13Z – 03-31T13Z", "03-31T13Z – 04-30T16Z", "04-30T16Z – 05-31T16Z",
                ].map { $0.replacingOccurrences(of: "Z", with: ":00Z") })
    }

    @Test("What an invoice serves beyond the earlier end of its month is not billed again")
    func closes() async throws {
        var late = try await LateMove(opens: false)
        #expect(
            try await late.bill("2026-03-20T00:00:00Z", now: "2026-04-01T00:00:00Z")
                == "issued acme-2026-03-01 39.00")
        try await late.move()
        for _ in 0..<2 {
            #expect(try await late.bill("2026-03-20T00:00:00Z") == "before acme-2026-03-01 39.00 equal")
        }
        #expect(try await late.bill("2026-04-20T00:00:00Z") == "issued acme-2026-04-01 32.00")
        #expect(try await late.bill("2026-05-20T00:00:00Z") == "issued acme-2026-05-01 33.00")
        for _ in 0..<2 {
            #expect(try await late.bill("2026-03-20T00:00:00Z") == "before acme-2026-03-01 39.00 equal")
            #expect(try await late.bill("2026-04-20T00:00:00Z") == "before acme-2026-04-01 32.00 equal")
            #expect(try await late.bill("2026-05-20T00:00:00Z") == "before acme-2026-05-01 33.00 equal")
        }
        #expect(try await late.bill("2026-03-31T14:00:00Z") == "before acme-2026-03-01 39.00 equal")
        #expect(
            try await late.served()
                == [
                    "02-28T16Z – 03-31T16Z", "03-31T16Z – 04-30T14Z", "04-30T14Z – 05-31T14Z",
                ].map { $0.replacingOccurrences(of: "Z", with: ":00Z") })
    }

    @Test("A job that bills the last month finds it by what was issued", arguments: [true, false])
    func last(opens: Bool) async throws {
        var late = try await LateMove(opens: opens)
        let early = try instant("2026-03-31T16:00:00Z")
        let first = try await late.run.issueInvoice(of: acme, now: early)
        #expect(first.brief.hasPrefix("issued acme-2026-03-01"))
        try await late.move()
        // In Sydney's March the invoice has ended, also before Perth's does.
        for text in ["2026-03-31T16:00:00Z", "2026-03-31T17:00:00Z"] {
            let again = try await late.run.issueInvoice(of: acme, now: instant(text))
            #expect(again.invoice == first.invoice)
        }
        if opens {
            let seam = try await late.run.issueInvoice(of: acme, now: instant("2026-03-31T13:00:00Z"))
            #expect(seam.invoice == first.invoice)
        }
        let next = try await late.run.issueInvoice(of: acme, now: instant("2026-04-30T16:00:00Z"))
        #expect(next.brief == "issued acme-2026-04-01 \(opens ? 37 : 32).00")
    }

    @Test("A plan that begins at the seam rates its period from there", arguments: [true, false])
    func plans(opens: Bool) async throws {
        var late = try await LateMove(opens: opens)
        _ = try await late.bill("2026-03-20T00:00:00Z", now: "2026-04-01T00:00:00Z")
        try await late.move()
        let pro = try LateMove.plan("pro", message: 2)
        try await late.world.commit {
            $0.add(try PlanTerm(tenant: acme, plan: pro, from: day("2026-04-01")))
        }
        #expect(
            try await late.bill("2026-04-20T00:00:00Z") == "issued acme-2026-04-01 \(opens ? 42 : 32).00")
        #expect(
            try await late.bill("2026-04-20T00:00:00Z")
                == "before acme-2026-04-01 \(opens ? 42 : 32).00 equal")
        #expect(try await late.invoices().last?.rating?.plan == pro.id)
        // The invoice of April names the plan of April, wherever it starts.
        let other = try LateMove.plan("other", message: 3)
        let refused = await billingError {
            try await late.world.commit {
                $0.add(try PlanTerm(tenant: acme, plan: other, from: day("2026-04-01")))
            }
        }
        #expect(refused?.code == .refused)
    }

    @Test("The screens show the period by its invoice: charges, what is open, the parts, a budget")
    func screens() async throws {
        var late = try await LateMove(opens: true)
        _ = try await late.bill("2026-03-20T00:00:00Z", now: "2026-04-01T00:00:00Z")
        try await late.move()
        let scope = late.world.acme
        let now = try instant("2026-07-02T00:00:00Z")
        let april = try await scope.chargeToDate(
            holding: instant("2026-04-20T00:00:00Z"), now: now, by: .day)
        #expect(text(april.period.range) == "03-31T13:00Z – 04-30T16:00Z" && april.isSettled)
        #expect(try april.first == day("2026-04-01") && april.last == day("2026-04-30"))
        #expect(april.summary == ["messages 5 5.00", "rows 30 30.00", "devices 2 2.00"])
        #expect(april.buckets.count == 30)
        #expect(april.lines[0].parts.first?.amount == april.lines[0].rated?.amount)
        #expect(try roundTrip(april) == april)
        let weeks = try await scope.chargeToDate(
            holding: instant("2026-04-20T00:00:00Z"), now: now, by: .week)
        #expect(weeks.lines[1].parts.compactMap(\.quantity) == [5, 12, 19, 26, 30])
        let march = try await scope.chargeToDate(holding: instant("2026-03-20T00:00:00Z"), now: now)
        #expect(march.summary == ["messages 0 0.00", "rows 31 31.00", "devices 3 3.00"])
        let taken = try await scope.chargeToDate(
            holding: instant("2026-04-20T00:00:00Z"), now: instant("2026-04-20T00:00:00Z"))
        let open = try await scope.unsettled(taken)
        #expect(open.count == 3)
        #expect(open[0].causes == [.inProgress(until: april.period.end)])
        try await late.world.commit {
            $0.add(
                try Budget(
                    tenant: acme, amount: Money(whole: 99, .usd), period: .quarter, basis: .chargeToDate
                ))
        }
        // The quarter of April to June by the clock: April's invoice, May, and what of June has an amount.
        let budget = try await late.world.acme.budget(now: instant("2026-06-02T00:00:00Z"))
        #expect(budget.parts.map(\.amount.amountText) == ["37.00", "33.00", "4.00"])
        #expect(budget.parts.first?.period.map { text($0.time.range) } == text(april.period.range))
    }

    @Test("A month that was left out is billed between what was issued before it and after it")
    func between() async throws {
        var late = try await LateMove(opens: true)
        _ = try await late.bill("2026-03-20T00:00:00Z", now: "2026-07-02T00:00:00Z")
        _ = try await late.bill("2026-05-20T00:00:00Z", now: "2026-07-02T00:00:00Z")
        try await late.move()
        #expect(try await late.bill("2026-04-20T00:00:00Z") == "issued acme-2026-04-01 37.00")
        #expect(try await late.bill("2026-04-20T00:00:00Z") == "before acme-2026-04-01 37.00 equal")
        #expect(
            try await late.served() == [
                "02-28T13:00Z – 03-31T13:00Z", "03-31T13:00Z – 04-30T14:00Z", "04-30T14:00Z – 05-31T14:00Z",
            ])
    }

    @Test("A move that comes between a run's reading and its commit is seen before anything is issued")
    func meanwhile() async throws {
        let late = try await LateMove(opens: true)
        let repository = late.world.repository
        let history = try ZoneHistory(late.from).changing(
            to: late.to, from: instant("2026-03-13T13:00:00Z"))
        let now = try instant("2026-07-02T00:00:00Z")
        let flag = Lock(false)
        let run = BillingRun(
            InterruptedRepository(repository) {
                guard
                    flag.withLock({ was in
                        defer { was = true }
                        return !was
                    })
                else { return }
                var changes = try ChangeSet(id: "move")
                changes.add(try Tenant(id: acme, name: "Acme", zones: history, currency: .usd))
                try await repository.commit(changes)
            }
        ) { InvoiceDetails(number: try InvoiceNumber("\($0.tenant)-\($0.first)")) }
        let march = try await run.issueInvoice(
            of: acme, holding: instant("2026-03-20T00:00:00Z"), now: now)
        #expect(march.brief == "issued acme-2026-03-01 39.00")
        #expect(try await late.served() == ["02-28T13:00Z – 03-31T16:00Z"])
    }

    @Test(
        "An invoice that took the place of a void one keeps its instants, and one of half a month is no period"
    )
    func others() async throws {
        var late = try await LateMove(opens: true)
        _ = try await late.bill("2026-03-20T00:00:00Z", now: "2026-04-01T00:00:00Z")
        let now = try instant("2026-04-02T00:00:00Z")
        let charges = try await late.world.acme.chargeToDate(
            holding: instant("2026-03-20T00:00:00Z"), now: now)
        let again = try charges.invoice(InvoiceNumber("again"), issuedAt: now)
        try await late.world.commit { changes in
            changes.add(
                try InvoiceEntry(
                    id: EntityID("v"), tenant: acme, invoice: InvoiceNumber("acme-2026-03-01"),
                    kind: .void, instant: now))
            changes.add(again)
        }
        try await late.move()
        #expect(try await late.bill("2026-03-20T00:00:00Z") == "before acme-2026-03-01 34.00 equal")
        #expect(try await late.bill("2026-04-20T00:00:00Z") == "issued acme-2026-04-01 37.00")
        #expect(again.period.map(text) == "02-28T13:00Z – 03-31T13:00Z")
        // Half of May by the host.
        try await late.world.commit { changes in
            changes.add(
                try Invoice(
                    tenant: acme, number: InvoiceNumber("half"), issuedAt: now, currency: .usd,
                    period: instant("2026-04-30T16:00:00Z")..<instant("2026-05-14T16:00:00Z"),
                    payable: Money(whole: 5, .usd)))
        }
        #expect(
            try await late.bill("2026-05-20T00:00:00Z")
                == "conflict: a period is invoiced once, and no part of it before")
    }

    @Test("An invoice that was erased is not issued again by another clock")
    func erased() async throws {
        var late = try await LateMove(opens: true)
        _ = try await late.bill("2026-03-20T00:00:00Z", now: "2026-04-01T00:00:00Z")
        try await late.move()
        try await late.world.repository.erase(
            ErasureRequest(
                id: CommitID("erased"), .records(.invoice, before: day("2026-06-01"), tenant: acme)))
        #expect(try await late.bill("2026-03-20T00:00:00Z").hasPrefix("expired"))
    }
}
