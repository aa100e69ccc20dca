import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The budget of a tenant")
struct BudgetReportTests {
    private static let julyYear = constant { try BucketWidth.year(startingIn: 7) }
    private static let cycle = constant { try BucketWidth.billingCycle(anchorDay: 31) }

    private func budget(
        _ amount: String, _ period: BucketWidth = .month, _ basis: Budget.Basis = .payable,
        _ currency: Currency = .usd
    ) throws -> Budget {
        try Budget(tenant: acme, amount: Money(amount, currency), period: period, basis: basis)
    }

    /// Invoices of 2013 in New York, where July and August begin at 04:00Z.
    private func scope() async throws -> BillingScope {
        var books = try Books(Books.tenant("America/New_York"))
        // 16 days of July and 14 of August.
        try books.issue(
            "N-1", "2013-07-16T12:00:00Z", "100.00", serving: ("2013-07-16T04:00:00Z", "2013-08-15T04:00:00Z")
        )
        try books.enter(.payment, "N-1", "2013-07-20T12:00:00Z", "70.00")
        try books.enter(.refund, "N-1", "2013-07-21T12:00:00Z", "10.00")
        // For July, issued in August, credited.
        try books.issue(
            "N-2", "2013-08-01T12:00:00Z", "60.00", serving: ("2013-07-01T04:00:00Z", "2013-08-01T04:00:00Z"))
        try books.enter(.creditNote, "N-2", "2013-08-02T12:00:00Z", "15.00")
        try books.enter(.payment, "N-2", "2013-08-03T12:00:00Z", "45.00")
        // Tells no period: issued on the last evening of July in New York.
        try books.issue("N-3", "2013-08-01T03:59:59Z", nil, paid: "7.00")
        // Void, and paid in part.
        try books.issue(
            "N-4", "2013-08-04T12:00:00Z", "900.00", serving: ("2013-07-01T04:00:00Z", "2013-08-01T04:00:00Z")
        )
        try books.enter(.payment, "N-4", "2013-08-05T12:00:00Z", "5.00")
        try books.enter(.void, "N-4", "2013-08-06T12:00:00Z")
        // Another currency.
        try books.issue(
            "N-5", "2013-08-01T12:00:00Z", "30.00", .eur,
            serving: ("2013-07-01T04:00:00Z", "2013-08-31T04:00:00Z"))
        return try await books.commit()
    }

    @Test("Payable: an invoice counts where it serves, else where it is issued; another currency is listed")
    func payable() async throws {
        let scope = try await scope()
        let now = try instant("2013-09-01T04:00:00Z")
        let july = try await scope.budget(budget("120.00"), now: now, on: day("2013-07-15"))
        #expect(july.name == "2013-07")
        // 100.00 · 16/30 = 53.33; 60.00 − 15.00; 7.00; nothing of the void one.
        #expect(
            july.parts.map { "\($0.invoice?.text ?? "") \($0.share) \($0.attribution.rawValue)" } == [
                "N-4 0.00 USD service", "N-2 45.00 USD service", "N-3 7.00 USD issue",
                "N-1 53.33 USD service",
            ])
        #expect(july.parts.map(\.amount.description) == ["0.00 USD", "45.00 USD", "7.00 USD", "100.00 USD"])
        #expect(july.spent.description == "105.33 USD")
        #expect(july.left.description == "14.67 USD")
        #expect(july.used == 10_533.0 / 12_000)
        #expect(july.elapsed == 1 && july.pace == july.used && !july.provisional)
        // 31 of the 61 days: 15.25 rounded from 15.2459.
        #expect(july.excluded.map(\.share.description) == ["15.25 EUR"])
        try expectStableForms(july)
        let august = try await scope.budget(budget("120.00"), now: now, on: day("2013-08-31"))
        #expect(august.parts.map(\.share.description) == ["46.67 USD"])
        #expect(august.excluded.map(\.share.description) == ["14.75 EUR"])
    }

    @Test("Paid: refunds count against payments, and an invoice that is not settled is provisional")
    func paid() async throws {
        let scope = try await scope()
        let now = try instant("2013-09-01T04:00:00Z")
        let july = try await scope.budget(budget("120.00", .month, .paid), now: now, on: day("2013-07-15"))
        // 60.00 · 16/30; the void one holds 5.00 that are owed back.
        #expect(july.parts.map(\.share.description) == ["5.00 USD", "45.00 USD", "7.00 USD", "32.00 USD"])
        #expect(july.parts.map(\.provisional) == [true, false, false, true])
        #expect(july.spent.description == "89.00 USD" && july.provisional)
        try expectStableForms(july)
    }

    @Test("Invoices are spent and project nothing, so the pace is what is used, and nil at the start")
    func pace() async throws {
        let scope = try await scope()
        // 16 of 31 days.
        let middle = try await scope.budget(budget("106.66"), now: instant("2013-07-17T04:00:00Z"))
        #expect(middle.spent.description == "53.33 USD")
        #expect(middle.used == 0.5 && middle.elapsed == 16.0 / 31)
        #expect(middle.pace == 0.5 && middle.projected == middle.spent && middle.provisional)
        #expect(middle.fixed == middle.spent && middle.ahead.minorUnits == 0)
        let start = try await scope.budget(budget("100.00"), now: instant("2013-07-01T04:00:00Z"))
        #expect(start.elapsed == 0 && start.pace == nil && start.provisional)
        #expect(start.parts.isEmpty && start.spent.description == "0.00 USD")
        try expectStableForms(start)
        let later = try await scope.budget(
            budget("100.00"), now: instant("2013-07-17T04:00:00Z"), on: day("2013-08-01"))
        #expect(later.elapsed == 0 && later.spent.description == "46.67 USD")
    }

    @Test(
        "Periods: quarters, fiscal years from July and cycles on day 31",
        arguments: [
            // Everything: 100.00 + 45.00 + 7.00.
            (BucketWidth.quarter, "2013-08-01", "2013-Q3", "2013-07-01", "2013-09-30", "152.00"),
            (julyYear, "2014-06-30", "FY2014", "2013-07-01", "2014-06-30", "152.00"),
            (julyYear, "2013-06-30", "FY2013", "2012-07-01", "2013-06-30", "0.00"),
            (.year, "2013-01-01", "2013", "2013-01-01", "2013-12-31", "152.00"),
            // 15 of 30 days; 30 of 31 days of 45.00 (43.55); not N-3, issued on the 31st.
            (cycle, "2013-07-30", "2013-06-30 – 2013-07-30", "2013-06-30", "2013-07-30", "93.55"),
            // 15 of 30 days; 1 of 31 days (1.45); 7.00.
            (cycle, "2013-07-31", "2013-07-31 – 2013-08-30", "2013-07-31", "2013-08-30", "58.45"),
        ])
    func periods(
        _ width: BucketWidth, _ date: String, _ name: String, _ first: String, _ last: String, _ spent: String
    ) async throws {
        let report = try await scope().budget(
            budget("200.00", width), now: instant("2014-07-01T04:00:00Z"), on: day(date))
        #expect(report.name == name)
        #expect(try report.time.firstDate == day(first))
        #expect(try report.time.lastDate == day(last))
        #expect(report.spent == (try Money(spent, .usd)))
        try expectStableForms(report)
    }

    @Test("The charge to date is shared over the time that was rated, and stays provisional")
    func charges() async throws {
        let scope = try await scope()
        let plan = try EntityID<PricePlan>("standard")
        let charges = [
            try BudgetCharge(
                plan: plan, time: instant("2013-07-16T04:00:00Z")..<instant("2013-08-15T04:00:00Z"),
                amount: Money("100.00", .usd), provisional: false),
            try BudgetCharge(
                plan: plan, time: instant("2013-08-15T04:00:00Z")..<instant("2013-08-20T04:00:00Z"),
                amount: Money("10.00", .usd), provisional: true),
            try BudgetCharge(
                plan: plan, time: instant("2013-08-15T04:00:00Z")..<instant("2013-08-20T04:00:00Z"),
                amount: Money("10.00", .eur), provisional: true),
        ]
        let report = try await scope.budget(
            budget("100.00", .month, .chargeToDate), now: instant("2013-08-20T04:00:00Z"), charges: charges)
        #expect(report.parts.map(\.share.description) == ["46.67 USD", "10.00 USD"])
        #expect(report.excluded.map(\.share.description) == ["10.00 EUR"])
        #expect(report.spent.description == "56.67 USD" && report.provisional)
        #expect(report.parts.map(\.plan) == [plan, plan] && report.parts.allSatisfy { $0.invoice == nil })
        try expectStableForms(report)
        let july = try await scope.budget(
            budget("100.00", .month, .chargeToDate), now: instant("2013-08-20T04:00:00Z"),
            on: day("2013-07-01"),
            charges: charges)
        #expect(july.spent.description == "53.33 USD" && july.parts.allSatisfy { !$0.provisional })
        // The first half of July was not rated.
        #expect(july.provisional)
        let half = try BudgetCharge(
            plan: plan, time: instant("2013-07-01T04:00:00Z")..<instant("2013-07-16T04:00:00Z"),
            amount: Money("1.00", .usd), provisional: false)
        let whole = try await scope.budget(
            budget("100.00", .month, .chargeToDate), now: instant("2013-08-20T04:00:00Z"),
            on: day("2013-07-01"), charges: charges + [half])
        #expect(whole.spent.description == "54.33 USD" && !whole.provisional)
        #expect(throws: BillingError.self) {
            try BudgetCharge(
                plan: plan, time: Date(timeIntervalSince1970: 0)..<Date(timeIntervalSince1970: 0),
                amount: .zero(.usd), provisional: false)
        }
    }

    @Test("Shares of the periods of a budget add up to the amount, in every zone", arguments: 0..<24)
    func shares(_ seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let zones = ["America/St_Johns", "Pacific/Apia", "Africa/Cairo", "Australia/Lord_Howe"]
        let widths: [BucketWidth] = [.month, .quarter, Self.cycle, Self.julyYear]
        let origin = try Instants.microseconds("2011-06-01T00:00:00Z")
        let start = origin + Int64.random(in: 0..<Instants.perDay * 300, using: &random)
        let served = start..<start + Int64.random(in: 1..<Instants.perDay * 200, using: &random)
        let currency: Currency = [.usd, .jpy].randomElement(using: &random) ?? .usd
        let extremes: [Int64] = [1, 2, 99, 9_999, Int64.max]
        let units = extremes.randomElement(using: &random) ?? 1
        let amount = Money(minorUnits: units, currency: currency)
        var books = try Books(Books.tenant(zones[Int(seed) % 4]))
        try books.issue(
            "N-1", "2013-01-01T00:00:00Z", amount.amountText, currency,
            serving: (Instants.text(served.lowerBound), Instants.text(served.upperBound)))
        let scope = try await books.commit()
        let width = widths[Int(seed) / 4 % 4]
        let plan = try Budget(tenant: acme, amount: amount, period: width, basis: .payable)
        let zone = try ZoneDatabase.system.zone(ZoneID(zones[Int(seed) % 4]))
        let grid = try BucketGrid(
            covering: Instants.date(served.lowerBound)..<Instants.date(served.upperBound), width: width,
            zone: zone)
        var shares: [Int64] = []
        for bucket in grid {
            let report = try await scope.budget(
                plan, now: instant("2013-02-01T00:00:00Z"), on: bucket.firstDate)
            let share = report.spent.minorUnits
            // Within a minor unit of the exact share, by long division.
            let part = (bucket.startMicroseconds..<bucket.endMicroseconds).clamped(to: served)
            let (exact, whole) = (Int128(units) * Int128(part.count), Int128(served.count))
            let error = Int128(share) * whole - exact
            #expect(Int128(error.magnitude) <= whole, "seed \(seed)")
            shares.append(share)
        }
        #expect(shares.reduce(Int128(0)) { $0 + Int128($1) } == Int128(units), "seed \(seed)")
    }

    @Test("The text marks what is provisional, and sets other currencies apart")
    func text() async throws {
        let report = try await scope().budget(
            budget("120.00", .month, .paid), now: instant("2013-09-01T04:00:00Z"), on: day("2013-07-15"))
        #expect(
            body(report) == """
                Period July 2013
                Spent is what was paid, less refunds
                Invoices count in the period they serve, or else in the one they were issued in

                Budget  Spent    Left   Currency    Used   Elapsed  Projected   Pace
                ──────  ──────  ──────  ────────  ───────  ───────  ──────────  ─────
                120.00  89.00*  31.00*  USD       74.2 %*  100.0 %      89.00*  0.74*

                Invoice  Issued      Status          By       Period                   Amount   Share   Currency
                ───────  ──────────  ──────────────  ───────  ───────────────────────  ───────  ──────  ────────
                N-4      2013-08-04  void            service  2013-07                    5.00*   5.00*  USD
                N-2      2013-08-01  paid            service  2013-07                   45.00   45.00   USD
                N-3      2013-07-31  paid            issue                               7.00    7.00   USD
                N-1      2013-07-16  partially-paid  service  2013-07-16 – 2013-08-14   60.00*  32.00*  USD

                In other currencies, counted nowhere
                Invoice  Issued      Status  By       Period                   Amount   Share   Currency
                ───────  ──────────  ──────  ───────  ───────────────────────  ───────  ──────  ────────
                N-5      2013-08-01  open    service  2013-07-01 – 2013-08-30    0.00*   0.00*  EUR

                * may still change: in progress, or late values may come

                """)
    }

    @Test("A budget is above zero and of whole days, and of a tenant that the scope sees")
    func refused() async throws {
        #expect(throws: BillingError.self) { try budget("0.00") }
        #expect(throws: BillingError.self) { try budget("-1.00") }
        #expect(throws: BillingError.self) { try budget("1.00", .hour) }
        let scope = try await scope()
        let other = try Budget(
            tenant: TenantID("other"), amount: Money("1.00", .usd), period: .month, basis: .paid)
        await #expect { try await scope.budget(other, now: Date(timeIntervalSince1970: 0)) } throws: {
            BillingError.Code.outOfScope ~= $0
        }
    }

    @Test("A value of a host reads back, and one that breaks a rule does not")
    func codable() throws {
        let text = """
            {"amount":{"amount":"500.00","currency":"USD"},"basis":"charge-to-date","period":"cycle from day 31",\
            "tenant":"acme"}
            """
        let read = try JSONDecoder().decode(Budget.self, from: Data(text.utf8))
        #expect(read == (try budget("500.00", Self.cycle, .chargeToDate)))
        #expect(try roundTrip(read) == read)
        for (part, other) in [
            ("500.00", "0.00"), ("cycle from day 31", "hour"), ("charge-to-date", "charge"),
        ] {
            let wrong = text.replacingOccurrences(of: part, with: other)
            #expect(throws: (any Error).self) {
                try JSONDecoder().decode(Budget.self, from: Data(wrong.utf8))
            }
        }
    }

    @Test("A report that does not add up is refused when it is read")
    func malformed() async throws {
        let text = try await scope().budget(
            budget("120.00"), now: instant("2013-09-01T04:00:00Z"), on: day("2013-07-15")
        ).json(pretty: true)
        for (part, other) in [
            ("\"105.33\"", "\"105.34\""), ("\"14.67\"", "\"14.68\""), ("\"53.33\"", "\"53.34\""),
            ("\"elapsed\" : 1", "\"elapsed\" : 0.5"),
            ("\"provisional\" : false,\n  \"spent\"", "\"provisional\" : true,\n  \"spent\""),
            ("\"2013-07\"", "\"2013-08\""),
        ] {
            let wrong = text.replacingOccurrences(of: part, with: other)
            #expect(wrong != text, "\(part)")
            #expect(throws: BillingError.self, "\(part)") {
                try JSONDecoder().decode(BudgetReport.self, from: Data(wrong.utf8))
            }
        }
    }
}
