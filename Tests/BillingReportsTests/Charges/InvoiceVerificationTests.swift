import BillingModel
import BillingRating
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("An invoice is verified beside what its plan gave and gives")
struct InvoiceVerificationTests {
    private static let now = constant { try instant("2013-08-20T00:00:00Z") }

    private func line(_ id: String, _ amount: String, quantity: Decimal? = nil) throws -> Invoice.Line {
        try Invoice.Line(
            id: EntityID(id), description: "Line \(id)", quantity: quantity, amount: Money(amount, .usd))
    }

    private static let month = constant {
        try instant("2013-07-01T00:00:00Z")..<instant("2013-08-01T00:00:00Z")
    }

    /// The lines that the plan gives for July.
    private func right() throws -> [Invoice.Line] {
        try [
            line("base", "49.00"), line("devices", "6.00", quantity: 53), line("actions", "0.75"),
            line("assets", "15.00"),
        ]
    }

    private func issue(
        _ world: inout World, _ lines: [Invoice.Line] = [], period: Range<Date>? = month,
        subtotal: String? = nil, tax: String? = nil, payable: String? = nil, paid: String? = nil,
        plan: String? = "standard", revision: Int64? = nil, currency: Currency = .usd
    ) async throws {
        func money(_ text: String?) throws -> Money? { try text.map { try Money($0, currency) } }
        let known = try await world.repository.revision(.latest).number
        let invoice = try Invoice(
            tenant: acme, number: InvoiceNumber("INV-7"), issuedAt: instant("2013-08-02T00:00:00Z"),
            currency: currency, period: period, lines: lines, subtotal: money(subtotal), tax: money(tax),
            payable: money(payable), totalPaid: money(paid),
            rating: plan.map { try Invoice.Rating(plan: EntityID($0), revision: Int(revision ?? known)) })
        try await world.commit { $0.add(invoice) }
    }

    private func verify(_ world: World, plans: [PricePlan]? = nil) async throws -> InvoiceVerification {
        let screen = try await world.acme.verification(
            of: InvoiceNumber("INV-7"), plans: plans ?? [standardPlan()], now: Self.now)
        #expect(try roundTrip(screen) == screen)
        return screen
    }

    /// The lines as `id invoiced rated now difference drift cause`.
    private func rows(_ screen: InvoiceVerification) -> [String] {
        (screen.lines.map { ($0.id, $0.comparison) } + [("total", screen.total)]).map { id, amounts in
            ([id]
                + [amounts.invoiced, amounts.rated, amounts.current, amounts.difference, amounts.drift].map {
                    $0?.amountText ?? "-"
                } + [amounts.cause.rawValue]).joined(separator: " ")
        }
    }

    @Test("An invoice that is right is equal, line by line and before tax")
    func equal() async throws {
        var world = try await july()
        try await issue(&world, right(), subtotal: "70.75", tax: "7.08")
        let screen = try await verify(world)
        #expect(
            rows(screen) == [
                "base 49.00 49.00 49.00 0.00 0.00 equal", "devices 6.00 6.00 6.00 0.00 0.00 equal",
                "actions 0.75 0.75 0.75 0.00 0.00 equal", "assets 15.00 15.00 15.00 0.00 0.00 equal",
                "total 70.75 70.75 70.75 0.00 0.00 equal",
            ])
        #expect(screen.isEqual && screen.basis == .complete && screen.source == .subtotal)
        #expect(screen.lines[1].rated?.quantity == 53 && screen.lines[1].quantity == 53)
        #expect(screen.text().contains("The invoice is what its plan gave, and still gives"))
    }

    @Test("Usage that changed since, a wrong amount, a line and a charge of their own are told apart")
    func causes() async throws {
        var world = try await july()
        let rated = try await world.repository.revision(.latest).number
        // Late: two devices more at the month's end.
        try await world.commit { $0.add(.monthlyActiveDevices, 55, on: try days("2013-07-31", "2013-07-31")) }
        try await issue(
            &world,
            [
                line("base", "49.00"), line("devices", "6.00"), line("actions", "0.80"),
                line("setup", "10.00"),
            ], revision: rated)
        let screen = try await verify(world)
        #expect(
            rows(screen) == [
                "base 49.00 49.00 49.00 0.00 0.00 equal", "devices 6.00 6.00 10.00 0.00 4.00 usage",
                "actions 0.80 0.75 0.75 0.05 0.00 arithmetic", "setup 10.00 - - - - uncharged",
                "assets - 15.00 15.00 -15.00 0.00 omitted", "total 65.80 70.75 74.75 -4.95 4.00 arithmetic",
            ])
        #expect(screen.source == .lines && !screen.isEqual)
        #expect(screen.lines[1].current?.quantity == 55)
        let release = screen.stamp.release.map { " (tz \($0))" } ?? ""
        #expect(
            screen.text() == """
                Verification of invoice INV-7 of acme
                As of the end of 2013-08-19, zone UTC\(release), revision 4
                Issued 2013-08-02 00:00:00+00:00, for 2013-07
                Rated by plan standard at revision 2
                The invoice differs from what its plan gave or gives now

                Line          Invoiced  As rated    Now  Invoiced − rated  Now − rated  Finding
                ────────────  ────────  ────────  ─────  ────────────────  ───────────  ─────────────
                Line base        49.00     49.00  49.00              0.00         0.00  equal
                Line devices      6.00      6.00  10.00              0.00         4.00  usage changed
                Line actions      0.80      0.75   0.75              0.05         0.00  differs
                Line setup       10.00                                                  no charge
                Assets                     15.00  15.00            −15.00         0.00  no line
                Total USD        65.80     70.75  74.75             −4.95         4.00  differs

                Total: the sum of the invoice's lines, before tax.
                no charge: the plan has no charge with the id of this line.
                no line: the plan has a charge that the invoice has no line for.
                differs: the amount was not that of the plan when the invoice was rated.
                usage changed: the amount was right when it was rated, and the usage has changed since.

                Arithmetic as rated
                Charge   Model          Tier  Units  × Price  = Product  Unrounded  Rounded
                ───────  ─────────────  ────  ─────  ───────  ─────────  ─────────  ───────
                Base     flat                     1       49         49         49    49.00
                Devices  unit                     3        2          6          6     6.00
                Actions  unit                    50    0.015       0.75       0.75     0.75
                Assets   package of 10            3        5         15         15    15.00

                Arithmetic now, where it differs
                Charge   Model  Tier  Units  × Price  = Product  Unrounded  Rounded
                ───────  ─────  ────  ─────  ───────  ─────────  ─────────  ───────
                Devices  unit             5        2         10         10    10.00

                """)
    }

    @Test("A charge of nothing needs no line")
    func nothing() async throws {
        var world = try await World()
        try await world.commit { changes in
            try changes.cover(.actions, "2013-07-01T00:00:00Z", "2013-08-01T00:00:00Z")
        }
        let plan = try makePlan([
            makeCharge("base", .period, .flat(49)),
            makeCharge("actions", .actions(ActionSelection()), .perUnit(1)),
        ])
        try await issue(&world, [line("base", "49.00")])
        let screen = try await verify(world, plans: [plan])
        #expect(
            rows(screen) == [
                "base 49.00 49.00 49.00 0.00 0.00 equal", "actions - 0.00 0.00 0.00 0.00 equal",
                "total 49.00 49.00 49.00 0.00 0.00 equal",
            ])
    }

    @Test("What was not known when it was rated is not rated, and the total is not either")
    func unknown() async throws {
        var world = try await World()
        try await issue(&world, right())
        try await world.commit { $0.add(.assets, 23, on: try days("2013-07-01", "2013-07-31")) }
        let screen = try await verify(world)
        #expect(
            rows(screen) == [
                "base 49.00 49.00 49.00 0.00 0.00 equal", "devices 6.00 - - - - unknown",
                "actions 0.75 - - - - unknown", "assets 15.00 - 15.00 - - unknown",
                "total 70.75 - - - - unknown",
            ])
    }

    @Test("A feed of totals has nothing to compare with, and the screen says why")
    func threeFields() async throws {
        var world = try await july()
        try await issue(&world, period: nil, paid: "70.75", plan: nil)
        let screen = try await verify(world)
        #expect(rows(screen) == ["total 70.75 - - - - unverifiable"])
        #expect(screen.basis == .unrated && screen.source == .paid)
        #expect(screen.text().contains("The invoice names no plan, so nothing is rated again"))
    }

    @Test("An invoice without lines is compared as a whole, tax taken off where it is known")
    func withoutLines() async throws {
        for (payable, tax, source, cause, difference) in [
            ("77.83", "7.08", InvoiceVerification.Source.untaxed, "equal", "0.00"),
            ("77.83", nil, .payable, "arithmetic", "7.08"),
        ] {
            var world = try await july()
            try await issue(&world, tax: tax, payable: payable)
            let screen = try await verify(world)
            #expect(screen.source == source)
            #expect(screen.total.cause.rawValue == cause)
            #expect(screen.total.difference == (try Money(difference, .usd)))
            #expect(screen.lines.map(\.comparison.cause) == Array(repeating: .unlisted, count: 4))
            #expect(screen.lines.map { $0.comparison.rated?.minorUnits } == [4900, 600, 75, 1500])
        }
    }

    @Test(
        "Without its plan, its period, its currency or its revision an invoice is verified as far as it can be"
    )
    func bases() async throws {
        var other = try await july()
        try await issue(&other, right(), plan: "other")
        #expect(try await verify(other).basis == .plan)
        #expect(try await verify(other).lines.allSatisfy { $0.comparison.cause == .unverifiable })

        var endless = try await july()
        try await issue(&endless, right(), period: nil)
        #expect(try await verify(endless).basis == .period)

        var foreign = try await july()
        try await issue(&foreign, right())
        let euros = try await verify(foreign, plans: [makePlan(standardPlan().charges, currency: .eur)])
        #expect(euros.basis == .currency && euros.total.cause == .unverifiable)

        var future = try await july()
        try await issue(&future, right(), revision: 1_000_000)
        let screen = try await verify(future)
        #expect(screen.basis == .revision)
        #expect(rows(screen)[1] == "devices 6.00 - 6.00 - - unknown")
    }

    @Test("An invoice that is not there, or issued at now or later, is not found")
    func notFound() async throws {
        var world = try await july()
        let none = await billingError {
            try await world.acme.verification(of: InvoiceNumber("INV-7"), plans: [], now: Self.now)
        }
        #expect(none?.code == .notFound)
        try await issue(&world, right())
        let known = world
        let early = await billingError {
            try await known.acme.verification(
                of: InvoiceNumber("INV-7"), plans: [], now: instant("2013-08-02T00:00:00Z"))
        }
        #expect(early?.code == .notFound)
    }

    @Test(
        "A period of UTC months is none of the calendar months that a figure to date counts in another zone")
    func otherZone() async throws {
        var world = try await july()
        try await issue(&world, right())
        let screen = try await world.acme.verification(
            of: InvoiceNumber("INV-7"), plans: [standardPlan()], now: Self.now,
            zone: ZoneID("America/New_York"))
        #expect(screen.lines[1].comparison.cause == .unknown)
    }

    @Test("A screen whose differences or cause do not follow is not decoded")
    func tampered() async throws {
        var world = try await july()
        try await issue(&world, right(), subtotal: "70.75", tax: "7.08")
        let form = try await verify(world).json(pretty: true)
        for (good, bad) in [
            (#""cause" : "equal""#, #""cause" : "usage""#), (#""amount" : "0.00""#, #""amount" : "0.01""#),
            (#""amount" : "70.75""#, #""amount" : "70.74""#),
        ] {
            let broken = form.replacing(good, with: bad, maxReplacements: 1)
            #expect(broken != form)
            #expect(throws: BillingError.self, "\(good)") {
                try JSONDecoder().decode(InvoiceVerification.self, from: Data(broken.utf8))
            }
        }
    }
}
