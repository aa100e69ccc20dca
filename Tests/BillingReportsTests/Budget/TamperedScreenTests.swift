import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("A tampered screen of money")
struct TamperedScreenTests {
    /// Texts that stand at limits, for any value of a JSON form.
    private static let limits = [
        "9223372036854775807", "-9223372036854775808", "0", "-1", "1e308", "null", "[]", "{}", "true",
        #""""#, #""9999-12-31T23:59:59.999999Z""#, #""0001-01-01T00:00:00.000000Z""#,
        #""10000-01-01T00:00:00.000000Z""#, #""9999-12-31""#, #""0001-01-01""#, #""92233720368547758.07""#,
        #""-92233720368547758.08""#, #""170141183460469231731687303715884105727""#, #""1e5""#, #""USD""#,
        #""JPY""#, #""void""#, #""minute""#, #""year from july""#, #""cycle from day 31""#, #""settled""#,
        #""future""#, #""package""#, #""flat""#, #""volume""#, #""NaN""#, #""\u0000""#,
    ]

    /// Puts a limit, a digit or nothing in the place of something that was there.
    private func tamper(_ lines: [Substring], _ random: inout SplitMix64) -> String {
        var lines = lines
        for _ in 0..<Int.random(in: 1...2, using: &random) {
            let index = Int.random(in: lines.indices, using: &random)
            let line = lines[index]
            switch Int.random(in: 0..<8, using: &random) {
            case 0: lines.remove(at: index)
            case 1: lines.insert(line, at: index)
            case 2: lines.swapAt(index, Int.random(in: lines.indices, using: &random))
            case 3, 4:
                let digit = "\(Int.random(in: 0...9, using: &random))"
                guard let place = line.indices.filter({ line[$0].isNumber }).randomElement(using: &random)
                else { continue }
                lines[index] = line[..<place] + digit + line[line.index(after: place)...]
            default:
                guard let colon = line.range(of: " : "), let last = line.last, !"{[".contains(last) else {
                    continue
                }
                let value = Self.limits.randomElement(using: &random) ?? "0"
                lines[index] = line[..<colon.upperBound] + value + (last == "," ? "," : "")
            }
        }
        return lines.joined(separator: "\n")
    }

    private func attack<Screen: BillingScreen>(_ screen: Screen, _ count: Int, _ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let form = try screen.json(pretty: true)
        let lines = form.split(separator: "\n")
        #expect(
            try JSONDecoder().decode(Screen.self, from: Data(lines.joined(separator: "\n").utf8)) == screen)
        var refused = 0
        for _ in 0..<count {
            let other = tamper(lines, &random)
            guard let read = try? JSONDecoder().decode(Screen.self, from: Data(other.utf8)) else {
                refused += 1
                continue
            }
            // Whatever is taken for a screen can be shown, and is written as it was read.
            #expect(!read.text(width: 60).isEmpty)
            let again = try JSONDecoder().decode(Screen.self, from: Data(try read.json().utf8))
            #expect(again == read, "seed \(seed)")
        }
        #expect(refused > count / 4, "seed \(seed)")
    }

    @Test("It is refused or shown, and never a trap", arguments: 1...2 as ClosedRange<UInt64>)
    func decoding(_ seed: UInt64) async throws {
        let count = 20
        var books = try Books(Books.tenant("America/New_York"))
        try books.issue(
            "N-1", "2013-07-01T03:30:00Z", "100.00",
            serving: ("2013-06-15T04:00:00Z", "2013-07-15T04:00:00Z"),
            document: "A", link: "https://pay.example/1")
        try books.enter(.payment, "N-1", "2013-07-10T12:00:00Z", "60.00")
        try books.issue("N-4", "2013-07-10T12:00:00Z", nil, .jpy, paid: "5000")
        try books.enter(.creditNote, "N-4", "2013-07-20T12:00:00Z", "100", .jpy)
        try books.enter(.void, "N-1", "2013-07-30T12:00:00Z")
        let scope = try await books.commit()
        let now = try instant("2013-08-05T00:00:00Z")
        try attack(
            await scope.statement(
                now: now, range: instant("2013-07-01T04:00:00Z")..<now, per: .year(startingIn: 7),
                numbering: [acme: InvoiceNumbering("N-{counter}")]), count, seed)
        try attack(await scope.invoices(now: now), count, seed)
        let budget = try Budget(
            tenant: acme, amount: Money("50.00", .usd), period: .quarter, basis: .payable)
        try attack(await scope.budget(budget, now: now), count, seed)
        var world = try await july()
        let charges = try await world.acme.chargeToDate(
            plan: standardPlan(), holding: instant("2013-07-15T00:00:00Z"), now: now, by: .week)
        try attack(charges, count, seed)
        let charged = try Budget(
            tenant: acme, amount: Money("50.00", .usd), period: .month, basis: .chargeToDate)
        try attack(await world.acme.budget(charged, plan: standardPlan(), now: now), count, seed)
        let forecast = try await delivered(deliveriesByDate("2013-05-06", "2013-08-04")).acme
        let plan = try deliveryPlan(.perUnit(2))
        try attack(await forecast.budget(charged, plan: plan, now: now), count, seed)
        try attack(await forecast.chargeForecast(plan: plan, now: now), count, seed)
        let invoice = try Invoice(
            tenant: acme, number: InvoiceNumber("N-7"), issuedAt: instant("2013-08-02T00:00:00Z"),
            currency: .usd, period: charges.period.range,
            lines: [
                Invoice.Line(id: EntityID("base"), description: "Base", amount: Money("49.00", .usd))
            ], rating: Invoice.Rating(plan: EntityID("standard"), revision: 2))
        try await world.commit { $0.add(invoice) }
        try attack(
            await world.acme.verification(of: invoice.number, plans: [standardPlan()], now: now), count, seed)
    }
}
