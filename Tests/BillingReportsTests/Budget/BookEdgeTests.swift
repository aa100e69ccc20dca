import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The edges of statements and budgets")
struct BookEdgeTests {
    @Test(
        "The first and the last date of the calendar lie in a budget's period, in every zone",
        arguments: ["UTC", "Pacific/Apia", "Pacific/Kiritimati", "America/St_Johns"])
    func calendar(_ zone: String) async throws {
        let scope = try await Books(Books.tenant(zone)).commit()
        for date in [LocalDate.min, .max] {
            for width in [
                BucketWidth.month, .quarter, .year, try .year(startingIn: 7), .week, .day,
                try .billingCycle(anchorDay: 31),
            ] {
                let budget = try Budget(
                    tenant: acme, amount: Money("1.00", .usd), period: width, basis: .paid)
                let report = try await scope.budget(
                    budget, now: instant("2013-07-01T00:00:00Z"), on: date)
                #expect(report.time.firstDate <= date && report.time.lastDate >= date, "\(date) \(width)")
                try expectStableForms(report)
                let charged = try Budget(
                    tenant: acme, amount: Money("1.00", .usd), period: width, basis: .chargeToDate)
                let rated = try await scope.budget(
                    charged, plan: makePlan([makeCharge("base", .period, .flat(1))]),
                    now: instant("0001-01-03T00:00:00Z"), on: date)
                try expectStableForms(rated)
            }
        }
    }

    @Test("A date that the zone skips lies in the period of the day before or after it, and is no error")
    func skipped() async throws {
        let scope = try await Books(Books.tenant("Pacific/Apia")).commit()
        let budget = try Budget(
            tenant: acme, amount: Money("1.00", .usd), period: .month, basis: .paid)
        let report = try await scope.budget(
            budget, now: instant("2012-07-01T00:00:00Z"), on: day("2011-12-30"))
        #expect(report.name == "2011-12")
    }

    @Test("More refunds than payments leave a budget more than full, at any pace")
    func negative() async throws {
        var books = try Books(Books.tenant("UTC"))
        try books.issue("N-1", "2013-07-02T00:00:00Z", "10.00")
        try books.enter(.refund, "N-1", "2013-07-03T00:00:00Z", "4.00")
        let scope = try await books.commit()
        let budget = try Budget(
            tenant: acme, amount: Money("1.00", .usd), period: .month, basis: .paid)
        let report = try await scope.budget(budget, now: instant("2013-07-16T12:00:00Z"))
        #expect(report.spent.description == "-4.00 USD" && report.left.description == "5.00 USD")
        #expect(report.used == -4 && report.pace == -4)
        try expectStableForms(report)
    }

    @Test("The greatest amounts are reported")
    func greatest() async throws {
        let most = "92233720368547758.07"
        var books = try Books(Books.tenant("UTC"))
        try books.issue(
            "N-1", "2013-07-02T00:00:00Z", most, serving: ("2013-06-16T00:00:00Z", "2013-07-16T00:00:00Z"))
        try books.enter(.payment, "N-1", "2013-07-02T00:00:00Z", most)
        let scope = try await books.commit()
        let now = try instant("2013-09-01T00:00:00Z")
        #expect(try await scope.statement(now: now).totals.map(\.closing.minorUnits) == [0])
        let budget = try Budget(
            tenant: acme, amount: Money(most, .usd), period: .month, basis: .payable)
        let june = try await scope.budget(budget, now: now, on: day("2013-06-20"))
        #expect(june.spent.minorUnits == Int64.max / 2 + 1 && june.left.minorUnits == Int64.max / 2)
        // A period that is over projects nothing beyond what is spent.
        #expect(june.projected == june.spent)
        try expectStableForms(june)
    }

    @Test("A fiscal year from any month has the name of the year it ends in", arguments: 1...12)
    func fiscalYears(_ month: Int) async throws {
        var books = try Books(Books.tenant("Pacific/Kiritimati"))
        // Already 2014 on the island, and its first instant.
        try books.issue("N-1", "2013-12-31T10:00:00Z", "1.00")
        try books.issue("N-2", "2013-12-31T09:59:59.999999Z", "1.00")
        let scope = try await books.commit()
        let screen = try await scope.statement(
            now: instant("2015-01-01T00:00:00Z"), per: .year(startingIn: month))
        let names = month == 1 ? ["2014", "2013"] : ["FY2014"]
        #expect(screen.periods.map(\.name) == names)
        try expectStableForms(screen)
    }

    @Test("A range cuts a cycle, which keeps its name and its dates")
    func cutCycle() async throws {
        var books = try Books(Books.tenant("UTC"))
        try books.issue("N-1", "2013-02-28T12:00:00Z", "1.00")
        try books.issue("N-2", "2013-03-30T12:00:00Z", "1.00")
        let scope = try await books.commit()
        let screen = try await scope.statement(
            now: instant("2015-01-01T00:00:00Z"),
            range: instant("2013-02-28T11:00:00Z")..<instant("2013-03-30T13:00:00Z"),
            per: .billingCycle(anchorDay: 31))
        #expect(screen.periods.map(\.name) == ["2013-02-28 – 2013-03-30"])
        #expect(screen.periods[0].time.clippedStart && screen.periods[0].time.clippedEnd)
        try expectStableForms(screen)
    }

    @Test("At one instant an invoice comes before what happens to it, whatever the ids of the entries are")
    func equalInstants() async throws {
        var books = try Books(Books.tenant("UTC"))
        try books.enter(.refund, "N-1", "2013-07-02T00:00:00Z", "3.00")
        try books.enter(.payment, "N-1", "2013-07-02T00:00:00Z", "5.00")
        try books.enter(.creditNote, "N-1", "2013-07-01T00:00:00Z", "2.00")
        try books.issue("N-1", "2013-07-02T00:00:00Z", "10.00")
        try books.issue("E-1", "2013-07-02T00:00:00Z", "7.00", .eur)
        let scope = try await books.commit()
        let screen = try await scope.statement(now: instant("2013-07-03T00:00:00Z"))
        #expect(
            screen.movements.reversed().map { "\($0.invoice) \($0.kind.rawValue) \($0.balance)" } == [
                "E-1 invoice 7.00 EUR", "N-1 invoice 10.00 USD", "N-1 credit-note 8.00 USD",
                "N-1 payment 3.00 USD", "N-1 refund 6.00 USD",
            ])
        try expectStableForms(screen)
    }

    @Test("An empty range opens and closes with what is owed at its instant")
    func emptyRange() async throws {
        var books = try Books(Books.tenant("UTC"))
        try books.issue("N-1", "2013-07-01T00:00:00Z", "1.00")
        try books.issue("N-2", "2013-07-02T00:00:00Z", "2.00")
        try books.issue("N-3", "2013-07-03T00:00:00Z", "4.00")
        let scope = try await books.commit()
        let at = try instant("2013-07-02T00:00:00Z")
        let screen = try await scope.statement(now: instant("2013-08-01T00:00:00Z"), range: at..<at)
        #expect(screen.movements.isEmpty && screen.totals.map(\.closing.description) == ["1.00 USD"])
        try expectStableForms(screen)
    }

    @Test("An instant that is no number is an error, in every screen of money")
    func noNumber() async throws {
        let scope = try await Books(Books.tenant("UTC")).commit()
        for wrong in [Double.nan, .infinity, -.infinity, 1e300] {
            let date = Date(timeIntervalSince1970: wrong)
            let budget = try Budget(
                tenant: acme, amount: Money("1.00", .usd), period: .month, basis: .paid)
            let now = try instant("2013-08-01T00:00:00Z")
            #expect(await billingError { try await scope.statement(now: date) }?.code == .invalidValue)
            #expect(await billingError { try await scope.invoices(now: date) }?.code == .invalidValue)
            #expect(await billingError { try await scope.budget(budget, now: date) }?.code == .invalidValue)
            let plan = try makePlan([])
            #expect(
                await billingError { try await scope.chargeToDate(plan: plan, now: date) }?.code
                    == .invalidValue)
            #expect(
                await billingError { try await scope.chargeToDate(plan: plan, holding: date, now: now) }?.code
                    == .invalidValue)
        }
    }
}
