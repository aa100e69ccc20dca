import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

private let feed = try! SourceID("workflows")

/// 49 a period, and 0.25 an alert beyond 100.
private func plan(_ id: String = "standard", base: Decimal = 49) throws -> PricePlan {
    try PricePlan(
        id: id, name: id.capitalized, currency: .aud,
        charges: [
            Charge(id: "base", name: "Base fee", usage: .period, price: .flat(base)),
            Charge(
                id: "alerts", name: "Alerts", usage: .actions(ActionSelection(categories: ["alert"])),
                included: 100, price: .perUnit(0.25)),
        ])
}

private func alerts(_ owner: TenantID, _ id: String, _ count: Int, at text: String) throws -> ActionRecord {
    try ActionRecord(
        tenant: owner, source: feed, id: ActionID(id), at: instant(text), type: .sendSMS, category: .alert,
        succeeded: count)
}

private func covered(_ owner: TenantID, to end: String) throws -> Coverage {
    try Coverage(
        tenant: owner, metric: Metric.actions.id, source: feed,
        range: instant("2025-12-31T13:00:00Z")..<instant(end))
}

/// Acme in Sydney with a plan from January on and 140 alerts in February: 49.00 + 40 × 0.25 = 59.00.
private func world(coveredTo end: String = "2026-03-31T13:00:00Z") async throws -> InMemoryRepository {
    let repository = emptyRepository(at: 1_772_409_600)
    var changes = try ChangeSet(id: "world")
    changes.add(try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud))
    changes.add(try PlanTerm(tenant: acme, plan: plan(), from: LocalDate("2026-01-01")))
    changes.add(try alerts(acme, "1", 140, at: "2026-02-10T02:00:00Z"))
    changes.add(try covered(acme, to: end))
    try await repository.commit(changes)
    return repository
}

private func run(_ repository: any BillingRepository) -> BillingRun {
    BillingRun(repository) { charges in
        InvoiceDetails(
            number: try InvoiceNumber("\(charges.tenant)-\(charges.first)"), tax: try TaxRate(percent: 10),
            document: "\(charges.tenant)/\(charges.first).pdf",
            paymentLink: "https://pay.example/\(charges.first)")
    }
}

extension BillingOutcome {
    fileprivate var name: String {
        switch self {
        case .issued(let invoice, _): "issued \(invoice.number)"
        case .issuedBefore(let invoice, let commit, _):
            "before \(invoice.number)\(commit == nil ? " elsewhere" : "")"
        case .unsettled(_, let charges): "unsettled: " + charges.map(\.description).joined(separator: " | ")
        case .unplanned: "unplanned"
        case .failed(let error): "failed: \((error as? BillingError)?.rule ?? "\(error)")"
        }
    }
}

@Suite("A billing run issues each invoice once, however often it runs")
struct BillingRunTests {
    /// March 1 in Sydney.
    private let now = Date(timeIntervalSince1970: 1_772_366_400)  // 2026-03-01T12:00:00Z

    @Test("The last month that is over is invoiced, and the invoice verifies at once")
    func issued() async throws {
        let repository = try await world()
        guard
            case .issued(let invoice, let commit) = try await run(repository).issueInvoice(of: acme, now: now)
        else {
            Issue.record("it was not issued")
            return
        }
        #expect(invoice.number.text == "acme-2026-02-01" && invoice.issuedAt == now)
        #expect(try invoice.period == instant("2026-01-31T13:00:00Z")..<instant("2026-02-28T13:00:00Z"))
        #expect(
            invoice.lines.map {
                "\($0.id) \($0.description) \($0.quantity ?? -1) \($0.unitPrice ?? -1) \($0.amount)"
            }
                == ["base Base fee 1 -1 49.00 AUD", "alerts Alerts 140 0.25 10.00 AUD"])
        #expect(try invoice.subtotal == Money("59.00", .aud) && invoice.tax == Money("5.90", .aud))
        #expect(try invoice.payable == Money("64.90", .aud))
        #expect(invoice.rating?.plan.text == "standard" && invoice.rating?.revision == 1)
        #expect(invoice.document == "acme/2026-02-01.pdf")
        #expect(invoice.paymentLink == "https://pay.example/2026-02-01")
        #expect(commit.revision.number == 2 && commit.inserted == 1)
        let served = try #require(invoice.period)
        #expect(try await repository.commit(withID: BillingRun.commitID(of: acme, period: served)) == commit)
        let check = try await repository.scope(of: acme).verification(of: invoice.number, now: now + 1)
        #expect(check.basis == .complete && check.isEqual)
        #expect(try check.total.invoiced == Money("59.00", .aud))
    }

    @Test("A later run finds the invoice, whatever was committed in between, and tells the difference")
    func rerun() async throws {
        let repository = try await world()
        let first = try await run(repository).issueInvoice(of: acme, now: now)
        // The same instant again, as a job that was cut off runs again.
        let again = try await run(repository).issueInvoice(of: acme, now: now)
        #expect(again.name == "before acme-2026-02-01" && again.invoice == first.invoice)
        // 20 alerts of February come in late, and the plan is followed by another one.
        var late = try ChangeSet(id: "late")
        late.add(try alerts(acme, "2", 20, at: "2026-02-11T02:00:00Z"))
        late.add(try PlanTerm(tenant: acme, plan: plan("pro", base: 99), from: LocalDate("2026-03-01")))
        try await repository.commit(late)
        let third = try await run(repository).issueInvoice(of: acme, now: now + 3_600)
        guard case .issuedBefore(let invoice, let commit?, let check) = third else {
            Issue.record("\(third.name)")
            return
        }
        #expect(invoice == first.invoice && commit.revision.number == 2)
        #expect(check.total.cause == .usage)
        #expect(try check.total.drift == Money("5.00", .aud) && check.total.difference == .zero(.aud))
        #expect(try await repository.invoices(of: .one(acme), at: repository.revision(.latest)).count == 1)
    }

    @Test("Runs at once issue one invoice, and all but one learn that it was issued before")
    func parallel() async throws {
        let repository = try await world()
        let run = run(repository)
        let names = try await withThrowingTaskGroup(of: String.self) { group in
            for second in 0..<8 {
                let now = now + Double(second)
                group.addTask { try await run.issueInvoice(of: acme, now: now).name }
            }
            return try await group.reduce(into: [String]()) { $0.append($1) }
        }
        #expect(
            names.sorted() == Array(repeating: "before acme-2026-02-01", count: 7) + [
                "issued acme-2026-02-01"
            ])
        #expect(try await repository.invoices(of: .all, at: repository.revision(.latest)).count == 1)
    }

    @Test("A payment after a crash counts once, under its own id")
    func payment() async throws {
        let repository = try await world()
        // The job ended after the invoice was committed; the next one finds it and pays it, twice.
        _ = try await run(repository).issueInvoice(of: acme, now: now)
        for attempt in 0..<2 {
            let later = now + Double(attempt + 1) * 60
            let invoice = try #require(try await run(repository).issueInvoice(of: acme, now: later).invoice)
            var payment = try ChangeSet(id: "attempt \(attempt)")
            payment.add(
                try InvoiceEntry(
                    id: EntityID("stripe-ch_1"), tenant: acme, invoice: invoice.number, kind: .payment,
                    instant: now + 30, amount: invoice.payable))
            let commit = try await repository.commit(payment)
            #expect(commit.inserted == 1 - attempt && commit.unchanged == attempt)
        }
        let list = try await repository.scope(of: acme).invoices(now: now + 3_600)
        #expect(try list.totals[0].paid == Money("64.90", .aud) && list.totals[0].due == .zero(.aud))
    }

    @Test("What is not settled is not issued unless told so, and says why")
    func unsettled() async throws {
        let repository = try await world(coveredTo: "2026-02-27T13:00:00Z")
        let run = run(repository)
        #expect(
            try await run.issueInvoice(of: acme, now: now).name
                == "unsettled: alerts: 'actions' is not covered in 2026-02-27T13:00:00.000000Z to "
                + "2026-02-28T13:00:00.000000Z")
        // March goes on for another 30 days; its base fee is one of the period.
        let march = try await run.issueInvoice(of: acme, holding: now, now: now)
        #expect(
            march.name
                == "unsettled: base: the period goes on until 2026-03-31T13:00:00.000000Z | alerts: the period goes "
                + "on until 2026-03-31T13:00:00.000000Z; 'actions' is not covered in 2026-02-28T13:00:00.000000Z to "
                + "2026-03-01T12:00:00.000000Z; nothing is known of its usage")
        #expect(try await repository.revision(.latest).number == 1)
        let taken = try await run.issueInvoice(of: acme, now: now, takesUnsettled: true)
        #expect(try taken.name == "issued acme-2026-02-01" && taken.invoice?.subtotal == Money("59.00", .aud))
        let charges = try await repository.scope(of: acme).chargeToDate(holding: now, now: now)
        #expect(throws: BillingError.self) { try charges.invoice(InvoiceNumber("x"), issuedAt: now) }
        let part = try charges.invoice(InvoiceNumber("x"), issuedAt: now, takesUnsettled: true)
        #expect(try part.lines.map(\.id.text) == ["base"] && part.payable == Money("49.00", .aud))
        #expect(part.tax == nil)
    }

    @Test("A credit in a month without usage waits; the month is issued without it, a credit note gives it")
    func credit() async throws {
        let repository = try await world()
        let credits = try PricePlan(
            id: "credits", name: "Credits", currency: .aud,
            charges: [
                Charge(id: "base", name: "Base fee", usage: .period, price: .flat(49)),
                Charge(
                    id: "sms", name: "SMS",
                    usage: .actions(ActionSelection(categories: ["alert"], measure: .billed)),
                    price: .perUnit(0.5)),
            ])
        var changes = try ChangeSet(id: "credits")
        changes.add(try PlanTerm(tenant: acme, plan: credits, from: LocalDate("2026-03-01")))
        changes.add(
            try ActionRecord(
                tenant: acme, source: feed, id: ActionID("c"), at: instant("2026-03-10T00:00:00Z"),
                type: .sendSMS, category: .alert, succeeded: 0, quantity: -8, unit: "messages"))
        try await repository.commit(changes)
        _ = try await run(repository).issueInvoice(of: acme, now: now)
        let later = try instant("2026-04-02T00:00:00Z")
        #expect(
            try await run(repository).issueInvoice(of: acme, now: later).name
                == "unsettled: sms: its quantity is below zero")
        let taken = try await run(repository).issueInvoice(of: acme, now: later, takesUnsettled: true)
        let march = try #require(taken.invoice)
        #expect(try march.lines.map(\.id.text) == ["base"] && march.payable == Money("53.90", .aud))
        // 8 × 0.50 and the tax on it.
        var note = try ChangeSet(id: "note")
        note.add(
            try InvoiceEntry(
                id: EntityID("credit-c"), tenant: acme, invoice: march.number, kind: .creditNote,
                instant: later + 60, amount: Money("4.40", .aud)))
        try await repository.commit(note)
        let list = try await repository.scope(of: acme).invoices(now: later + 3_600)
        #expect(try list.rows.first?.balance.due == Money("49.50", .aud))
        #expect(try await run(repository).issueInvoice(of: acme, now: later + 3_600).invoice == march)
    }

    @Test("A metric that may lag is told with the instant until when")
    func lag() async throws {
        let repository = try await world()
        let litres = try Metric(
            id: MetricID("fuel"), unit: "litres", kind: .count, lag: .seconds(7_200))
        var changes = try ChangeSet(id: "fuel")
        changes.add(litres, for: acme)
        changes.add(
            try Coverage(
                tenant: acme, metric: litres.id, source: feed,
                range: instant("2025-12-31T13:00:00Z")..<instant("2026-03-31T13:00:00Z")))
        changes.add(
            try PlanTerm(
                tenant: acme,
                plan: PricePlan(
                    id: "fuel", name: "Fuel", currency: .aud,
                    charges: [
                        Charge(id: "fuel", name: "Fuel", usage: .metric(litres.id, .sum), price: .perUnit(1))
                    ]),
                from: LocalDate("2026-02-01")))
        try await repository.commit(changes)
        let early = try instant("2026-02-28T14:00:00Z")
        #expect(
            try await run(repository).issueInvoice(of: acme, now: early).name
                == "unsettled: fuel: 'fuel' may lag until 2026-02-28T15:00:00.000000Z")
        #expect(
            try await run(repository).issueInvoice(of: acme, now: try instant("2026-02-28T15:00:00Z")).name
                == "issued acme-2026-02-01")
    }

    @Test("In a fleet the fault of one tenant stops no other")
    func fleet() async throws {
        let repository = try await world()
        var changes = ChangeSet(id: try CommitID("fleet"))
        for id in ["bolt", "crane", "dash"] {
            changes.add(try Tenant(id: id, name: id, zone: "America/New_York", currency: .aud))
        }
        // The rule makes no sense for the metric.
        changes.add(
            try PlanTerm(
                tenant: bolt,
                plan: PricePlan(
                    id: "odd", name: "Odd", currency: .aud,
                    charges: [
                        Charge(id: "x", name: "X", usage: .metric(Metric.assets.id, .sum), price: .perUnit(1))
                    ]), from: LocalDate("2026-01-01")))
        changes.add(
            try PlanTerm(tenant: TenantID("dash"), plan: plan("flat"), from: LocalDate("2026-01-15")))
        try await repository.commit(changes)
        let results = try await run(repository).issueInvoices(now: now)
        #expect(results.map(\.tenant.text) == ["acme", "bolt", "crane", "dash"])
        #expect(results[0].outcome.name == "issued acme-2026-02-01")
        #expect(results[1].outcome.name.hasPrefix("failed: the quantity rule of a charge makes sense"))
        #expect(results[2].outcome.name == "unplanned")
        // February is over in New York too; the plan begins inside January, and counts from February on.
        #expect(results[3].outcome.name.hasPrefix("unsettled: alerts: 'actions' is not covered"))
        let again = try await run(repository).issueInvoices(of: .set([acme, bolt]), now: now)
        #expect(again.map(\.outcome.name)[0] == "before acme-2026-02-01")
        await #expect(throws: BillingError.self) {
            try await run(repository).issueInvoices(of: .one(TenantID("nobody")), now: now)
        }
    }

    @Test("An invoice of other making stands in the place of its period, unless it is void or cuts it")
    func others() async throws {
        let served = try instant("2026-01-31T13:00:00Z")..<instant("2026-02-28T13:00:00Z")
        func repository(_ period: Range<Date>, isVoid: Bool = false) async throws -> InMemoryRepository {
            let repository = try await world()
            var changes = try ChangeSet(id: "other")
            changes.add(
                try Invoice(
                    tenant: acme, number: InvoiceNumber("old"), issuedAt: now - 60, currency: .aud,
                    period: period, payable: Money(whole: 5, .aud)))
            if isVoid {
                changes.add(
                    try InvoiceEntry(
                        id: EntityID("v"), tenant: acme, invoice: InvoiceNumber("old"), kind: .void,
                        instant: now - 30))
            }
            try await repository.commit(changes)
            return repository
        }
        let same = try await repository(served)
        #expect(try await run(same).issueInvoice(of: acme, now: now).name == "before old elsewhere")
        let void = try await repository(served, isVoid: true)
        #expect(try await run(void).issueInvoice(of: acme, now: now).name == "issued acme-2026-02-01")
        let cut = try await repository(served.lowerBound..<(served.upperBound - 1))
        let error = await billingError { try await run(cut).issueInvoice(of: acme, now: now) }
        #expect(error?.code == .conflict)
        // A void of what the run issued leaves the choice to the host.
        var changes = try ChangeSet(id: "void")
        changes.add(
            try InvoiceEntry(
                id: EntityID("v2"), tenant: acme, invoice: InvoiceNumber("acme-2026-02-01"), kind: .void,
                instant: now + 30))
        try await void.commit(changes)
        #expect(try await run(void).issueInvoice(of: acme, now: now + 60).name == "before acme-2026-02-01")
        try await void.erase(
            ErasureRequest(
                id: CommitID("erased"), .records(.invoice, before: LocalDate("2027-01-01"), tenant: acme)))
        let erased = await billingError { try await run(void).issueInvoice(of: acme, now: now + 60) }
        #expect(erased?.code == .expired)
    }

    @Test("The last period that is over goes back past the end of a contract")
    func ended() async throws {
        let repository = try await world()
        var changes = try ChangeSet(id: "end")
        changes.add(try PlanTerm(tenant: acme, plan: nil, from: LocalDate("2026-02-10")))
        try await repository.commit(changes)
        let late = try instant("2026-03-20T00:00:00Z")
        #expect(try await run(repository).issueInvoice(of: acme, now: late).name == "issued acme-2026-02-01")
        #expect(
            try await run(repository).issueInvoice(of: acme, holding: late, now: late).name == "unplanned")
    }
}

@Suite("Screens take plans and budgets from the repository")
struct PlanBookScreenTests {
    private let now = Date(timeIntervalSince1970: 1_772_366_400)  // 2026-03-01T12:00:00Z

    /// Standard from January, pro from March; the budget is 200 a quarter by the charge to date.
    private func books() async throws -> InMemoryRepository {
        let repository = try await world()
        var changes = try ChangeSet(id: "books")
        changes.add(try PlanTerm(tenant: acme, plan: plan("pro", base: 99), from: LocalDate("2026-03-01")))
        changes.add(
            try Budget(tenant: acme, amount: Money(whole: 200, .aud), period: .quarter, basis: .chargeToDate))
        try await repository.commit(changes)
        return repository
    }

    @Test("Each period is rated by the plan of its time")
    func charges() async throws {
        let scope = try await books().scope(of: acme)
        let march = try await scope.chargeToDate(now: now)
        #expect(try march.plan.text == "pro" && march.total == Money("99.00", .aud))
        let february = try await scope.chargeToDate(holding: instant("2026-02-10T00:00:00Z"), now: now)
        #expect(try february.plan.text == "standard" && february.total == Money("59.00", .aud))
        let early = await billingError {
            try await scope.chargeToDate(holding: instant("2025-12-10T00:00:00Z"), now: now)
        }
        #expect(early?.code == .notFound)
        // What was known before the plan was followed.
        let before = try await scope.known(at: .revision(Revision(1))).chargeToDate(now: now)
        #expect(before.plan.text == "standard")
    }

    @Test("The fees of periods to come are ahead, by the book as by a plan that is given")
    func feesAhead() async throws {
        let middle = try instant("2026-02-15T00:00:00Z")
        let followed = try await books().scope(of: acme).budget(now: middle)
        // March is to come, by the plan that follows.
        #expect(try followed.ahead == Money("99.00", .aud) && followed.fixed == Money("98.00", .aud))
        let repository = try await world()
        let budget = try Budget(
            tenant: acme, amount: Money(whole: 200, .aud), period: .quarter, basis: .chargeToDate)
        var changes = try ChangeSet(id: "budget")
        changes.add(budget)
        try await repository.commit(changes)
        let scope = repository.scope(of: acme)
        let given = try await scope.budget(budget, plan: plan(), now: middle)
        #expect(try given.ahead == Money("49.00", .aud))
        #expect(try await scope.budget(now: middle) == given)
    }

    @Test("A budget is spent by the plans of its periods")
    func budget() async throws {
        let scope = try await books().scope(of: acme)
        let report = try await scope.budget(now: now)
        // January 49.00, February 59.00, March 99.00.
        #expect(
            report.parts.map { "\($0.plan?.text ?? "") \($0.amount)" } == [
                "standard 49.00 AUD", "standard 59.00 AUD", "pro 99.00 AUD",
            ])
        #expect(try report.spent == Money("207.00", .aud) && report.left == Money("-7.00", .aud))
        let none = await billingError { try await world().scope(of: acme).budget(now: now) }
        #expect(none?.code == .notFound)
        var changes = try ChangeSet(id: "paid")
        let repository = try await books()
        changes.add(try Budget(tenant: acme, amount: Money(whole: 9, .aud), period: .month, basis: .paid))
        try await repository.commit(changes)
        let paid = try await repository.scope(of: acme).budget(now: now)
        #expect(paid.spent == .zero(.aud) && paid.budget.basis == .paid)
    }

    @Test("An overview charges each tenant by its book, if its periods are of the width shown")
    func overview() async throws {
        let repository = try await books()
        var changes = try ChangeSet(id: "bolt")
        changes.add(try Tenant(id: "bolt", name: "Bolt", zone: "Australia/Sydney", currency: .aud))
        changes.add(
            try PlanTerm(tenant: bolt, plan: plan("yearly"), from: LocalDate("2026-01-01"), cycle: .year))
        try await repository.commit(changes)
        let fleet = repository.fleet
        let current = try await fleet.tenantOverview(now: now)
        #expect(current.rows.map { $0.charge?.plan.text } == ["pro", nil])
        var request = TenantOverviewRequest(on: try LocalDate("2026-02-10"))
        let february = try await fleet.tenantOverview(request, now: now)
        #expect(try february.rows.map { $0.charge?.amount } == [Money("59.00", .aud), nil])
        request.period = .year
        let year = try await fleet.tenantOverview(request, now: now)
        #expect(year.rows.map { $0.charge?.plan.text } == [nil, "yearly"])
        request.plans = [bolt: try plan("given", base: 1)]
        let given = try await fleet.tenantOverview(request, now: now)
        #expect(given.rows.map { $0.charge?.plan.text } == [nil, "given"])
    }

    @Test("The last whole month is the one before that of now")
    func lastWhole() async throws {
        let sydney = try ZoneDatabase.system.zone(ZoneID("Australia/Sydney"))
        #expect(try sydney.lastWhole(.month, before: now).firstDate == LocalDate("2026-02-01"))
        let end = try instant("2026-02-28T13:00:00Z")
        #expect(try sydney.lastWhole(.month, before: end).firstDate == LocalDate("2026-02-01"))
        #expect(try sydney.lastWhole(.month, before: end - 1).firstDate == LocalDate("2026-01-01"))
        #expect(try sydney.lastWhole(.week, before: now).firstDate == LocalDate("2026-02-16"))
    }
}
