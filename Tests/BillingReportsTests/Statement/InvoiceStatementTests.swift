import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The statement")
struct InvoiceStatementTests {
    private let scope: BillingScope
    private let now: Date
    private static let kuwait = constant { try Currency("KWD") }

    /// Three currencies, with 2, 0 and 3 digits; the comments of the tests compute on this.
    init() async throws {
        now = try instant("2014-01-15T05:00:00Z")
        var books = try Books(Books.tenant("America/New_York"))
        // Still June in New York.
        try books.issue("A-1", "2013-07-01T03:30:00Z", "100.00", document: "A-1.pdf")
        try books.enter(.payment, "A-1", "2013-07-10T12:00:00Z", "60.00")
        try books.enter(.creditNote, "A-1", "2013-07-20T12:00:00Z", "10.00")
        try books.issue(
            "A-2", "2013-07-31T12:00:00Z", "50.00", serving: ("2013-07-01T04:00:00Z", "2013-08-01T04:00:00Z"),
            link: "https://pay.example/A-2")
        try books.enter(.payment, "A-2", "2013-08-01T12:00:00Z", "20.00")
        try books.enter(.void, "A-2", "2013-08-02T12:00:00Z")
        try books.enter(.refund, "A-2", "2013-08-05T12:00:00Z", "20.00")
        try books.issue("J-1", "2013-08-15T00:00:00Z", nil, .jpy, paid: "5000")
        try books.issue("K-1", "2013-08-20T12:00:00Z", "1.234", Self.kuwait)
        try books.enter(.payment, "K-1", "2013-08-10T12:00:00Z", "1.000", Self.kuwait)
        try books.enter(.refund, "J-1", "2013-09-01T00:00:00Z", "1000", .jpy)
        // Still 2013 in New York.
        try books.issue("A-3", "2014-01-01T04:00:00Z", "10.00")
        try books.enter(.creditNote, "A-3", "2014-01-02T12:00:00Z", "15.00")
        // At now itself: not read.
        try books.enter(.payment, "A-1", "2014-01-15T05:00:00Z", "30.00")
        try books.issue("A-5", "2014-01-15T05:00:00Z", "10.00")
        scope = try await books.commit()
    }

    private func line(_ movement: InvoiceStatement.Movement) -> String {
        "\(movement.kind.rawValue) \(movement.invoice) \(movement.amount.description) \(movement.balance)"
    }

    @Test("Every movement is there, newest first, with what is owed after it in its currency")
    func movements() async throws {
        let screen = try await scope.statement(now: now)
        #expect(
            screen.movements.map(line) == [
                "credit-note A-3 -15.00 USD 25.00 USD",
                "invoice A-3 10.00 USD 40.00 USD",
                "refund J-1 1000 JPY 0 JPY",
                "charge J-1 -1000 JPY -1000 JPY",
                "payment K-1 -1.000 KWD 0.234 KWD",
                "invoice K-1 1.234 KWD 1.234 KWD",
                "payment J-1 -5000 JPY 0 JPY",
                "invoice J-1 5000 JPY 5000 JPY",
                "refund A-2 20.00 USD 30.00 USD",
                "void A-2 -50.00 USD 10.00 USD",
                "payment A-2 -20.00 USD 60.00 USD",
                "invoice A-2 50.00 USD 80.00 USD",
                "credit-note A-1 -10.00 USD 30.00 USD",
                "payment A-1 -60.00 USD 40.00 USD",
                "invoice A-1 100.00 USD 100.00 USD",
            ])
        let prepaid = screen.movements[4]
        #expect(prepaid.instant == (try instant("2013-08-20T12:00:00Z")))
        #expect(prepaid.dated == (try instant("2013-08-10T12:00:00Z")))
        #expect(screen.movements.filter { $0.dated != nil }.count == 1)
        #expect(screen.movements.last?.local == "2013-06-30T23:30:00-04:00")
        #expect(screen.movements.last?.document == "A-1.pdf")
        #expect(screen.movements[11].link == "https://pay.example/A-2")
        #expect(screen.movements[11].period?.last == (try day("2013-07-31")))
        #expect(screen.movements.compactMap(\.document).count == 1)
        try expectStableForms(screen)
    }

    @Test("Totals are per currency, and close as the list of invoices is due")
    func totals() async throws {
        let screen = try await scope.statement(now: now)
        #expect(screen.totals.map(\.id.code) == ["JPY", "KWD", "USD"])
        let dollars = screen.totals[2]
        #expect(dollars.movements == 9)
        #expect(dollars.opening.description == "0.00 USD")
        #expect(dollars.invoiced.description == "160.00 USD")
        #expect(dollars.credited.description == "25.00 USD")
        #expect(dollars.voided.description == "50.00 USD")
        #expect(dollars.paid.description == "80.00 USD")
        #expect(dollars.refunded.description == "20.00 USD")
        #expect(dollars.closing.description == "25.00 USD")
        #expect(screen.totals[0].invoiced.description == "4000 JPY")
        #expect(screen.totals[0].paid.description == "5000 JPY")
        #expect(screen.totals[1].closing.description == "0.234 KWD")
        let due = try await scope.invoices(now: now).totals.map(\.due)
        #expect(screen.totals.map(\.closing) == due)
    }

    @Test("Months follow the zone, over the end of a year too, and each opens as the one before closed")
    func months() async throws {
        let screen = try await scope.statement(now: now)
        #expect(screen.periods.map(\.name) == ["2014-01", "2013-12", "2013-08", "2013-07", "2013-06"])
        #expect(screen.periods.map(\.time.isClipped) == [true, false, false, false, false])
        let dollars = screen.periods.compactMap { $0.totals.first { $0.currency == .usd } }
        #expect(dollars.map(\.opening.minorUnits) == [4_000, 3_000, 8_000, 10_000, 0])
        #expect(dollars.map(\.closing.minorUnits) == [2_500, 4_000, 3_000, 8_000, 10_000])
        #expect(dollars.map(\.movements) == [1, 1, 3, 3, 1])
        // The refund of the yen came on 31 August in New York.
        #expect(screen.periods[2].totals.map(\.currency.code) == ["JPY", "KWD", "USD"])
        let tokyo = try await scope.statement(now: now, zone: try ZoneID("Asia/Tokyo"))
        #expect(tokyo.periods.map(\.name) == ["2014-01", "2013-09", "2013-08", "2013-07"])
    }

    @Test(
        "Other widths have names of their own; a fiscal year is named by the year in which it ends",
        arguments: [
            (BucketWidth.quarter, ["2014-Q1", "2013-Q4", "2013-Q3", "2013-Q2"]),
            (.year, ["2014", "2013"]),
            (constant { try .year(startingIn: 7) }, ["FY2014", "FY2013"]),
            (constant { try .year(startingIn: 1) }, ["2014", "2013"]),
            (constant { try .year(startingIn: 12) }, ["FY2014", "FY2013"]),
            (
                constant { try .billingCycle(anchorDay: 31) },
                [
                    "2013-12-31 – 2014-01-30", "2013-08-31 – 2013-09-29", "2013-07-31 – 2013-08-30",
                    "2013-06-30 – 2013-07-30",
                ]
            ),
            (
                .week,
                [
                    "2013-12-30 – 2014-01-05", "2013-08-26 – 2013-09-01", "2013-08-19 – 2013-08-25",
                    "2013-08-12 – 2013-08-18", "2013-08-05 – 2013-08-11", "2013-07-29 – 2013-08-04",
                    "2013-07-15 – 2013-07-21", "2013-07-08 – 2013-07-14", "2013-06-24 – 2013-06-30",
                ]
            ),
        ])
    func widths(_ width: BucketWidth, _ names: [String]) async throws {
        let screen = try await scope.statement(now: now, per: width)
        #expect(screen.periods.map(\.name) == names)
        let movements = screen.periods.flatMap(\.totals).map(\.movements)
        #expect(movements.reduce(0, +) == 15)
        try expectStableForms(screen)
    }

    @Test("A range opens with what was owed before it, and cuts its periods")
    func range() async throws {
        let range = try instant("2013-07-15T00:00:00Z")..<instant("2013-08-04T00:00:00Z")
        let screen = try await scope.statement(now: now, range: range)
        #expect(screen.movements.map(\.balance.minorUnits) == [1_000, 6_000, 8_000, 3_000])
        #expect(screen.totals.map(\.opening.description) == ["40.00 USD"])
        #expect(screen.totals.map(\.closing.description) == ["10.00 USD"])
        #expect(screen.periods.map(\.time.clippedStart) == [false, true])
        #expect(screen.periods.map(\.time.clippedEnd) == [true, false])
        try expectStableForms(screen)
        // Nothing moved: it closes as it opens.
        let quiet = try instant("2013-10-01T00:00:00Z")..<instant("2013-11-01T00:00:00Z")
        let empty = try await scope.statement(now: now, range: quiet)
        #expect(empty.movements.isEmpty && empty.periods.isEmpty)
        #expect(empty.totals.map(\.closing.description) == ["0 JPY", "0.234 KWD", "30.00 USD"])
        #expect(empty.totals.map(\.opening) == empty.totals.map(\.closing))
        try expectStableForms(empty)
        // A range that goes on closes at now; one after now, too.
        let open = try await scope.statement(now: now, range: quiet.upperBound..<now.addingTimeInterval(9e9))
        #expect(open.totals.map(\.closing.description) == ["0 JPY", "0.234 KWD", "25.00 USD"])
        let later = try await scope.statement(now: now, range: now..<now.addingTimeInterval(9e9))
        #expect(later.totals.map(\.opening.description) == ["0 JPY", "0.234 KWD", "25.00 USD"])
        #expect(later.movements.isEmpty)
        let before = try await scope.statement(
            now: now, range: instant("0001-01-01T00:00:00Z")..<quiet.lowerBound)
        #expect(before.movements.count == 13)
    }

    @Test("A status selects invoices with all of their movements")
    func statuses() async throws {
        let screen = try await scope.statement(now: now, statuses: [.partiallyPaid, .void])
        #expect(Set(screen.movements.map(\.invoice.text)) == ["A-1", "A-2", "K-1"])
        #expect(screen.statuses == [.partiallyPaid, .void])
        #expect(screen.totals.map(\.closing.description) == ["0.234 KWD", "30.00 USD"])
        #expect(try await scope.statement(now: now, statuses: []).totals.isEmpty)
        try expectStableForms(screen)
    }

    @Test("Missing numbers are told only by a declared pattern, and whatever is filtered")
    func numbering() async throws {
        #expect(try await scope.statement(now: now).numbering.isEmpty)
        let numbering = [acme: try InvoiceNumbering("A-{counter}")]
        let screen = try await scope.statement(now: now, statuses: [.void], numbering: numbering)
        #expect(screen.numbering.count == 1)
        #expect(screen.numbering[0].gaps.isEmpty)
        #expect(screen.numbering[0].others.map(\.text) == ["J-1", "K-1"])
        let later = try await scope.statement(now: now.addingTimeInterval(1), numbering: numbering)
        #expect(later.numbering[0].gaps.map(\.first.text) == ["A-4"])
        #expect(later.numbering[0].gaps.map(\.count) == [1])
        try expectStableForms(later)
        await #expect {
            try await scope.statement(
                now: now, numbering: [try TenantID("other"): try InvoiceNumbering("{counter}")])
        } throws: {
            BillingError.Code.outOfScope ~= $0
        }
    }

    @Test("Tenants in several zones need one that is given, and their accounts add up")
    func fleet() async throws {
        var books = try Books(
            Books.tenant("America/New_York"),
            Tenant(id: "zoo", name: "Zoo", zone: "Europe/Berlin", currency: .eur))
        let zoo = try TenantID("zoo")
        try books.issue("N-1", "2013-07-01T00:00:00Z", "1.00")
        try books.issue("N-1", "2013-07-01T00:00:00Z", "2.00", of: zoo)
        try books.enter(.payment, "N-1", "2013-07-01T00:00:00Z", "0.50", of: zoo)
        _ = try await books.commit()
        let fleet = books.repository.fleet
        await #expect { try await fleet.statement(now: now) } throws: {
            BillingError.Code.unsupported ~= $0
        }
        let screen = try await fleet.statement(now: now, zone: .utc)
        #expect(screen.movements.map(\.tenant.text) == ["zoo", "zoo", "acme"])
        #expect(screen.movements.map(\.balance.minorUnits) == [250, 300, 100])
        #expect(body(screen).contains("zoo"))
        try expectStableForms(screen)
    }

    @Test("The text has the totals, the periods, the movements and what is missing")
    func text() async throws {
        let range = try instant("2013-08-01T04:00:00Z")..<instant("2013-09-01T04:00:00Z")
        let screen = try await scope.statement(
            now: now, range: range, statuses: [.partiallyPaid, .void],
            numbering: [acme: InvoiceNumbering("A-{counter}")])
        // No credit note and no refund but that of A-2 lies in August, so one column is left out.
        #expect(
            body(screen) == """
                Movements August 2013
                Invoices of status partially-paid, void

                Total  Opening  Invoiced  Voided   Paid  Refunded  Closing
                ─────  ───────  ────────  ──────  ─────  ────────  ───────
                KWD      0.000     1.234   0.000  1.000     0.000    0.234
                USD      80.00      0.00   50.00  20.00     20.00    30.00

                Per month
                Period   Currency  Opening  Invoiced  Voided   Paid  Refunded  Closing
                ───────  ────────  ───────  ────────  ──────  ─────  ────────  ───────
                2013-08  KWD         0.000     1.234   0.000  1.000     0.000    0.234
                2013-08  USD         80.00      0.00   50.00  20.00     20.00    30.00

                Movements
                Time                 Invoice  Movement               Status          Amount  Balance  Currency
                ───────────────────  ───────  ─────────────────────  ──────────────  ──────  ───────  ────────
                2013-08-20 08:00:00  K-1      payment of 2013-08-10  partially-paid  −1.000    0.234  KWD
                2013-08-20 08:00:00  K-1      invoice                partially-paid   1.234    1.234  KWD
                2013-08-05 08:00:00  A-2      refund                 void             20.00    30.00  USD
                2013-08-02 08:00:00  A-2      void                   void            −50.00    10.00  USD
                2013-08-01 08:00:00  A-2      payment                void            −20.00    60.00  USD

                Numbers A-{counter} of acme: none is missing
                Not numbered so: J-1, K-1

                """)
    }

    @Test("A width below a day is an error, and what does not fit is refused at its commit")
    func refused() async throws {
        await #expect { try await scope.statement(now: now, per: .hour) } throws: {
            BillingError.Code.unsupported ~= $0
        }
        var books = try Books(Books.tenant("Etc/UTC"))
        try books.issue("N-1", "2013-07-01T00:00:00Z", "92233720368547758.07")
        try books.issue("N-2", "2013-07-02T00:00:00Z", "0.01")
        let sets = books
        await #expect { try await sets.commit() } throws: {
            ($0 as? BillingError)?.violations.map(\.record) == ["acme/N-2"]
        }
    }

    @Test("The ends of the calendar have a month and a fiscal year")
    func calendar() async throws {
        var books = try Books(Books.tenant("Etc/UTC"))
        try books.issue("N-1", "0001-01-01T00:00:00Z", "1.00")
        try books.issue("N-2", "9999-12-31T23:59:59Z", "2.00")
        let scope = try await books.commit()
        let end = Instants.date(Instants.end)
        let months = try await scope.statement(now: end)
        #expect(months.periods.map(\.name) == ["9999-12", "0001-01"])
        #expect(months.movements.map(\.balance.minorUnits) == [300, 100])
        try expectStableForms(months)
        let years = try await scope.statement(now: end, per: try .year(startingIn: 7))
        #expect(years.periods.map(\.name) == ["FY10000", "FY0001"])
        try expectStableForms(years)
    }

    @Test("A statement that does not add up is refused when it is read")
    func malformed() async throws {
        let text = try await scope.statement(now: now).json(pretty: true)
        for (part, other) in [
            ("\"25.00\"", "\"26.00\""), ("\"0.234\"", "\"0.235\""),
            ("\"name\" : \"2013-08\"", "\"name\" : \"2013-09\""),
            ("2013-07-10T12", "2013-07-30T12"),
        ] {
            let wrong = text.replacingOccurrences(of: part, with: other)
            #expect(wrong != text)
            #expect(throws: BillingError.self, "\(part)") {
                try JSONDecoder().decode(InvoiceStatement.self, from: Data(wrong.utf8))
            }
        }
    }
}
