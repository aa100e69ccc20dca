import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

private func plan(_ id: String, _ price: Decimal = 1, currency: Currency = .usd) throws -> PricePlan {
    try PricePlan(
        id: EntityID(id), name: "Plan \(id)", currency: currency,
        charges: [Charge(id: EntityID("base"), name: "Base", usage: .period, price: .flat(price))])
}

private func term(
    _ owner: TenantID, _ plan: PricePlan?, from day: String, cycle: BucketWidth = .month
) throws -> PlanTerm {
    try PlanTerm(tenant: owner, plan: plan, from: LocalDate(day), cycle: cycle)
}

private func budget(_ owner: TenantID, _ amount: Int64) throws -> Budget {
    try Budget(
        tenant: owner, amount: Money(minorUnits: amount, currency: .usd), period: .month, basis: .payable)
}

/// An invoice of acme for January 2026 in UTC.
private func rated(_ number: String, by plan: String) throws -> Invoice {
    try Invoice(
        tenant: acme, number: InvoiceNumber(number), issuedAt: instant("2026-02-01T01:00:00Z"),
        currency: .usd,
        period: instant("2026-01-01T00:00:00Z")..<instant("2026-02-01T00:00:00Z"),
        payable: Money("1.00", .usd), rating: Invoice.Rating(plan: EntityID(plan), revision: 1))
}

@Suite("Plan books and budgets are records of their tenants")
struct PlanTests {
    @Test("Terms come back by date, as each revision knew them", arguments: Backend.allCases)
    func terms(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        let before = try await repository.addTenants().revision
        let first = try await repository.commit("1") { changes in
            changes.add(try term(acme, try plan("b"), from: "2026-03-01"))
            changes.add(try term(acme, try plan("a"), from: "2026-01-01"))
            changes.add(try term(bolt, try plan("a", 2), from: "2026-01-01"))
            changes.add(try term(acme, try plan("a"), from: "2026-01-01"))
        }
        #expect(first.tally == [3, 1, 0, 0])
        let again = try await repository.commit("2") { changes in
            changes.add(try term(acme, try plan("a"), from: "2026-01-01"))
            changes.add(try term(acme, nil, from: "2026-03-01"))
        }
        #expect(again.tally == [0, 1, 1, 0])
        let book = try #require(
            try await repository.planBooks(of: .one(acme), at: first.revision)[acme])
        #expect(book.terms.map(\.plan?.id.text) == ["a", "b"])
        #expect(book.term(on: try day("2025-12-31")) == nil)
        #expect(book.term(on: try day("2026-02-28"))?.plan?.id.text == "a")
        #expect(book.term(on: try day("2026-03-01"))?.plan?.id.text == "b")
        let now = try await repository.planBooks(of: .all, at: again.revision)
        #expect(now[acme]?.terms.map(\.plan?.id.text) == ["a", nil])
        #expect(now[acme]?.term(on: try day("2026-03-01"))?.plan == nil)
        #expect(now[bolt]?.plan(try EntityID("a")) == (try plan("a", 2)))
        #expect(try await repository.planBooks(of: .all, at: before).isEmpty)
        #expect(try await repository.allRecords(.plan, of: .one(bolt)).count == 1)
    }

    @Test("The id of a plan stands for one content, also one that was replaced", arguments: Backend.allCases)
    func contents(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        try await repository.commit("1") { $0.add(try term(acme, try plan("a"), from: "2026-01-01")) }
        try await repository.commit("2") { $0.add(try term(acme, try plan("b"), from: "2026-01-01")) }
        for (id, from) in [("x", "2026-01-01"), ("y", "2027-01-01")] {
            let error = await billingError {
                try await repository.commit(id) { $0.add(try term(acme, try plan("a", 7), from: from)) }
            }
            #expect(error?.places == ["plan 0: conflict"])
        }
        let error = await billingError {
            try await repository.commit("z") { changes in
                changes.add(try term(acme, try plan("c", 1), from: "2026-05-01"))
                changes.add(try term(acme, try plan("c", 2), from: "2026-06-01"))
                changes.add(try term(acme, try plan("d"), from: "2026-05-01"))
                changes.add(try term(acme, try plan("e", currency: .eur), from: "2026-07-01"))
                changes.add(try term(try TenantID("nobody"), try plan("e"), from: "2026-07-01"))
            }
        }
        #expect(
            error?.places == [
                "plan 1: conflict", "plan 2: conflict", "plan 3: invalidValue", "plan 4: notFound",
            ])
    }

    @Test("A period that was invoiced keeps the plan that its invoice names", arguments: Backend.allCases)
    func invoiced(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        // Invoices may be known before the book.
        try await repository.commit("invoice") { $0.add(try rated("I", by: "a")) }
        func outcome(_ id: String, _ next: PlanTerm) async throws -> [String]? {
            await billingError { try await repository.commit(id) { $0.add(next) } }?.places
        }
        let conflict = ["plan 0: conflict"]
        #expect(try await outcome("1", try term(acme, try plan("b"), from: "2026-01-01")) == conflict)
        #expect(try await outcome("2", try term(acme, try plan("a"), from: "2025-07-01")) == nil)
        // What begins inside the period counts from the next one.
        #expect(try await outcome("3", try term(acme, try plan("b"), from: "2026-01-15")) == nil)
        #expect(try await outcome("4", try term(acme, try plan("b"), from: "2026-01-01")) == conflict)
        #expect(try await outcome("5", try term(acme, nil, from: "2025-12-31")) == conflict)
        #expect(try await outcome("6", try term(acme, try plan("c"), from: "2025-07-01")) == conflict)
        #expect(
            try await outcome("7", try term(acme, try plan("a"), from: "2025-07-01", cycle: .quarter))
                == conflict)
        #expect(try await outcome("8", try term(acme, try plan("a"), from: "2025-12-01")) == nil)
        try await repository.commit("void") {
            $0.add(try entry(acme, "v", of: "I", .void, at: 0, nil))
        }
        #expect(try await outcome("4", try term(acme, try plan("b"), from: "2026-01-01")) == nil)
    }

    @Test("Another cycle begins where a period of both begins", arguments: Backend.allCases)
    func cycles(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        try await repository.commit("1") { $0.add(try term(acme, try plan("a"), from: "2026-01-01")) }
        let fifteenth = try BucketWidth.billingCycle(anchorDay: 15)
        for (from, cycle, isTaken) in [
            ("2026-02-01", BucketWidth.quarter, false), ("2026-04-15", .quarter, false),
            ("2026-04-15", fifteenth, false), ("2026-04-01", .quarter, true),
            ("2026-03-15", .month, true),
        ] {
            let error = await billingError {
                try await repository.commit("\(from) \(cycle)") {
                    $0.add(try term(acme, try plan("b"), from: from, cycle: cycle))
                }
            }
            #expect(error?.places == (isTaken ? nil : ["plan 0: conflict"]), "\(from) \(cycle)")
        }
        // A term before one that stands must not cut it either.
        let error = await billingError {
            try await repository.commit("before") {
                $0.add(try term(acme, try plan("c"), from: "2026-03-20", cycle: .week))
            }
        }
        #expect(error?.places == ["plan 0: conflict"])
    }

    @Test("A later budget replaces the one before", arguments: Backend.allCases)
    func budgets(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        let before = try await repository.addTenants().revision
        let first = try await repository.commit("1") { changes in
            changes.add(try budget(acme, 1))
            changes.add(try budget(acme, 1))
            changes.add(try budget(bolt, 5))
        }
        #expect(first.tally == [2, 1, 0, 0])
        let second = try await repository.commit("2") { changes in
            changes.add(try budget(acme, 2))
            changes.add(try budget(bolt, 5))
        }
        #expect(second.tally == [0, 1, 1, 0])
        #expect(try await repository.budgets(of: .all, at: before).isEmpty)
        #expect(
            try await repository.budgets(of: .all, at: first.revision) == [budget(acme, 1), budget(bolt, 5)])
        #expect(
            try await repository.budgets(of: .all, at: second.revision) == [budget(acme, 2), budget(bolt, 5)])
        let error = await billingError {
            try await repository.commit("3") { changes in
                changes.add(try budget(acme, 3))
                changes.add(try budget(acme, 4))
                changes.add(try budget(try TenantID("nobody"), 4))
            }
        }
        #expect(error?.places == ["budget 1: conflict", "budget 2: notFound"])
    }

    @Test("They go with their tenant, and with no retention floor", arguments: Backend.allCases)
    func erased(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        let known = try await repository.commit("1") { changes in
            for owner in [acme, bolt] {
                changes.add(try makeTenant(owner))
                changes.add(try term(owner, try plan("a"), from: "2020-01-01"))
                changes.add(try budget(owner, 1))
            }
        }.revision
        for kind in RetainedKind.allCases {
            try await repository.erase(
                ErasureRequest(
                    id: CommitID("\(kind)"), .records(kind, before: day("2026-01-01"), tenant: acme)))
        }
        #expect(try await repository.allRecords(.plan).count == 2)
        try await repository.erase(ErasureRequest(id: CommitID("bolt"), .tenant(bolt)))
        for kind in [RecordKind.plan, .budget] {
            #expect(try await repository.allRecords(kind, knownAt: .revision(known)).count == 1)
        }
        try await repository.commit("again") { $0.add(try makeTenant(bolt)) }
        #expect(try await repository.allRecords(.plan, of: .one(bolt)).isEmpty)
        #expect(try await repository.allRecords(.budget, of: .one(bolt)).isEmpty)
    }

    @Test("A writer takes them of its own tenants only")
    func scoped() async throws {
        let repository = InMemoryRepository(clock: { Date(timeIntervalSince1970: 1_767_225_600) })
        try await repository.addTenants()
        var changes = ChangeSet(id: try CommitID("1"))
        changes.add(try term(bolt, try plan("a"), from: "2026-01-01"))
        await #expect(throws: BillingError.self) { try await repository.writer(for: acme).commit(changes) }
        var other = ChangeSet(id: try CommitID("2"))
        other.add(try budget(bolt, 1))
        await #expect(throws: BillingError.self) { try await repository.writer(for: acme).commit(other) }
        #expect(try await repository.revision(.latest).number == 1)
    }
}

@Suite("A plan book says which plan a period is rated by")
struct PlanBookTests {
    private func period(
        _ book: PlanBook, _ text: String, _ zone: String = "UTC"
    ) throws -> (start: String, plan: String)? {
        let clock = try ZoneDatabase.system.zone(ZoneID(zone))
        return try book.period(holding: instant(text), clock: clock).map {
            ("\($0.bucket.firstDate)", $0.term.plan?.id.text ?? "")
        }
    }

    @Test("A period has the plan of its first date, and a plan that begins inside counts from the next")
    func inside() throws {
        let book = try PlanBook(
            of: acme,
            [
                try term(acme, try plan("b"), from: "2026-03-15"),
                try term(acme, try plan("a"), from: "2026-01-15"),
                try term(acme, nil, from: "2026-06-10"),
            ])
        #expect(try period(book, "2026-01-20T00:00:00Z") == nil)
        #expect(try #require(try period(book, "2026-02-01T00:00:00Z")) == ("2026-02-01", "a"))
        #expect(try #require(try period(book, "2026-03-31T00:00:00Z")) == ("2026-03-01", "a"))
        #expect(try #require(try period(book, "2026-04-01T00:00:00Z")) == ("2026-04-01", "b"))
        // The date is the tenant's own: it is 1 April in Sydney.
        #expect(
            try #require(try period(book, "2026-03-31T14:00:00Z", "Australia/Sydney")) == ("2026-04-01", "b"))
        #expect(try #require(try period(book, "2026-06-09T00:00:00Z")) == ("2026-06-01", "b"))
        #expect(try period(book, "2026-06-10T00:00:00Z") == nil)
    }

    @Test("The cycle is that of the term in force")
    func cycles() throws {
        let book = try PlanBook(
            of: acme,
            [
                try term(acme, try plan("a"), from: "2026-01-01"),
                try term(acme, try plan("b"), from: "2026-04-01", cycle: .quarter),
            ])
        #expect(try #require(try period(book, "2026-03-31T23:59:59Z")) == ("2026-03-01", "a"))
        #expect(try #require(try period(book, "2026-05-20T00:00:00Z")) == ("2026-04-01", "b"))
    }

    @Test("A book that contradicts itself is refused")
    func refused() throws {
        let first = try term(acme, try plan("a"), from: "2026-01-01")
        let books: [([PlanTerm], BillingError.Code)] = [
            ([try term(bolt, nil, from: "2026-01-01")], .invalidValue),
            ([first, try term(acme, nil, from: "2026-01-01")], .conflict),
            ([first, try term(acme, try plan("a", 2), from: "2026-02-01")], .conflict),
            ([first, try term(acme, try plan("b"), from: "2026-02-15", cycle: .week)], .conflict),
        ]
        for (terms, code) in books {
            do {
                _ = try PlanBook(of: acme, terms)
                Issue.record("it was taken")
            } catch {
                #expect(error.code == code)
            }
        }
        #expect(throws: BillingError.self) { try term(acme, nil, from: "2026-01-01", cycle: .hour) }
    }

    @Test("A term and a set of changes have a JSON form, and what was known before keeps its digest")
    func forms() throws {
        let text = """
            {"cycle":"month","from":"2026-01-01","plan":{"charges":[],"currency":"USD","id":"a","name":"A"},\
            "tenant":"acme"}
            """
        let term = try JSONDecoder().decode(PlanTerm.self, from: Data(text.utf8))
        #expect(try json(term) == text)
        var changes = ChangeSet(id: try CommitID("c"))
        changes.add(try makeTenant(acme))
        // Made by another program, from the form that sets had before there were plan books.
        #expect(changes.digest == "769cbd182a1f946520251b036d03ccda81162cdf35b9502ddf8d15b4f0e59104")
        changes.add(term)
        let withPlan = changes.digest
        changes.add(try budget(acme, 1))
        #expect(Set([withPlan, changes.digest]).count == 2 && changes.count == 3)
        let copy = try read(ChangeSet.self, json(changes))
        #expect(copy == changes && copy.digest == changes.digest)
    }
}

@Suite("A commit is found by its id, and an invoice by its number")
struct FinderTests {
    @Test("What made a revision is found, and what said nothing new is not", arguments: Backend.allCases)
    func commits(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        let first = try await repository.addTenants()
        let nothing = try await repository.commit("nothing") { $0.add(try makeTenant(acme)) }
        let last = try await repository.commit("last") { $0.add(try invoice(acme, "I", at: 1)) }
        #expect(nothing.revision == first.revision)
        #expect(try await repository.commit(withID: first.id) == first)
        #expect(try await repository.commit(withID: last.id) == last)
        #expect(try await repository.commit(withID: nothing.id) == nil)
        #expect(try await repository.commit(withID: try CommitID("none")) == nil)
        let plain = PlainReader(base: repository)
        for id in [first.id, nothing.id, last.id] {
            #expect(try await plain.commit(withID: id) == repository.commit(withID: id))
        }
        #expect(try await repository.fleet.commit(withID: last.id) == last)
        let early = repository.fleet.known(at: .revision(first.revision))
        #expect(try await early.commit(withID: last.id) == nil)
        await #expect(throws: BillingError.self) {
            try await repository.scope(of: acme).commit(withID: last.id)
        }
    }

    @Test("An invoice is its tenant's own, and known from its revision on", arguments: Backend.allCases)
    func invoices(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        let before = try await repository.addTenants().revision
        let after = try await repository.commit("1") { changes in
            changes.add(try invoice(acme, "I", at: 1))
            changes.add(try invoice(bolt, "I", at: 1, paid: 7))
        }.revision
        let (number, none) = (try InvoiceNumber("I"), try InvoiceNumber("none"))
        for reader in [repository as any BillingReader, PlainReader(base: repository)] {
            #expect(try await reader.invoice(number, of: acme, at: after) == invoice(acme, "I", at: 1))
            #expect(
                try await reader.invoice(number, of: bolt, at: after) == invoice(bolt, "I", at: 1, paid: 7))
            #expect(try await reader.invoice(none, of: acme, at: after) == nil)
            #expect(try await reader.invoice(number, of: acme, at: before) == nil)
            for (owner, revision) in [(try TenantID("nobody"), after), (acme, try after.next())] {
                let error = await billingError {
                    _ = try await reader.invoice(number, of: owner, at: revision)
                }
                #expect(error?.code == .notFound)
            }
        }
        #expect(try await repository.scope(of: acme).invoice(number) == invoice(acme, "I", at: 1))
        await #expect(throws: BillingError.self) { try await repository.fleet.invoice(number) }
        #expect(try await repository.fleet.allTenants().map(\.id) == [acme, bolt])
    }
}

/// A reader that has what the protocol gives it, and nothing of its own.
private struct PlainReader: BillingReader {
    let base: any BillingRepository

    func revision(_ knownAt: KnownAt) async throws -> Revision { try await base.revision(knownAt) }
    func records(_ request: RecordRequest) async throws -> RecordPage {
        var request = request
        request.limit = 1
        return try await base.records(request)
    }
    func series(_ request: SeriesRequest) async throws -> SeriesPage { try await base.series(request) }
    func activity(_ request: ActivityRequest) async throws -> ActivityPage {
        try await base.activity(request)
    }
}
