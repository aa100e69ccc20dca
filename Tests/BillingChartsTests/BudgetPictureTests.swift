import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import PictureWorlds
import Testing

@testable import BillingCharts
@testable import BillingReports

@Suite struct BudgetPictureTests {
    /// A report on March 2026 in UTC, at noon of the 16th: just half of it.
    private func report(
        _ limit: Int64, spent: Int64, fixed: Int64 = 0, ahead: Int64 = 0, currency: Currency = .usd,
        excluded: [(Int64, Currency)] = [], forecast: BudgetForecast? = nil
    ) throws -> BudgetReport {
        let start = try Instants.microseconds("2026-03-01T00:00:00Z")
        let end = try Instants.microseconds("2026-04-01T00:00:00Z")
        func part(_ amount: Int64, _ fixed: Int64, _ currency: Currency) throws -> BudgetReport.Part {
            let money = Money(minorUnits: amount, currency: currency)
            return BudgetReport.Part(
                invoice: nil, plan: try EntityID("standard"), issued: nil, local: nil, attribution: .service,
                period: InvoiceList.Period(of: start..<end, try ZoneDatabase.system.zone(ZoneID("UTC"))),
                amount: money, share: money, fixed: Money(minorUnits: fixed, currency: currency),
                provisional: false, status: nil, completeness: nil, doubts: [])
        }
        return try BudgetReport(
            stamp: ScreenStamp(
                now: Instants.date(start + (end - start) / 2), zone: try ZoneID("UTC"), release: nil,
                digest: "", revision: .zero),
            budget: try Budget(
                tenant: TenantID("acme"), amount: Money(minorUnits: limit, currency: currency),
                period: .month, basis: .chargeToDate),
            time: Bucket(
                start: start, end: end, firstDate: try LocalDate("2026-03-01"),
                lastDate: try LocalDate("2026-03-31"), clippedStart: false, clippedEnd: false),
            ahead: Money(minorUnits: ahead, currency: currency), parts: [part(spent, fixed, currency)],
            excluded: try excluded.map { try part($0.0, 0, $0.1) }, forecast: forecast)
    }

    private func forecast(_ units: [Int64], _ probability: Double) throws -> BudgetForecast {
        func money(_ place: Int) -> String {
            #"{"amount":"\#(Money(minorUnits: units[place], currency: .usd).amountText)","currency":"USD"}"#
        }
        let text = """
            {"amount":{"value":\(money(2)),"interval80":{"lower":\(money(1)),"upper":\(money(3))},
            "interval95":{"lower":\(money(0)),"upper":\(money(4))}},"probability":\(probability),
            "missing":0,"unforecast":[]}
            """
        return try JSONDecoder().decode(BudgetForecast.self, from: Data(text.utf8))
    }

    /// From where to where a piece of the bar goes.
    private func ends(_ picture: ReadPicture, _ classes: String) throws -> [Double] {
        let numbers = try #require(picture.elements(classes).first { $0.title != nil }).numbers
        return [numbers[0], numbers[2]]
    }

    @Test func `what is fixed, used and ahead follow each other from zero`() throws {
        // From 0 to 100 on 200 pixels, behind a margin of 10.
        let picture = try read(
            BudgetPicture(try report(10_000, spent: 5_000, fixed: 2_000, ahead: 1_000), width: 220).plainBar
        )
        let pieces = picture.elements.filter { $0.classes.first == "y" }
        #expect(pieces.map { [$0.numbers[0], $0.numbers[2]] } == [[10, 50], [50, 110], [110, 130]])
        #expect(
            picture.titles == [
                "fixed: 20.00 USD", "usage: 30.00 USD", "fees ahead: 10.00 USD",
                "50.0 % of the time has passed",
            ])
        // The limit is at the end, and half of the time in the middle.
        #expect(picture.elements("zl").first?.numbers.first == 210)
        #expect(picture.elements("zs").first?.numbers.first == 110)
        #expect(picture.elements("zx").isEmpty)
    }

    @Test func `what is over the budget is framed and told`() throws {
        let report = try report(5_000, spent: 10_000)
        let picture = try read(BudgetPicture(report, width: 220).plainBar)
        #expect(try ends(picture, "zx") == [110, 210])
        #expect(picture.titles.contains("over by 50.00 USD"))
        let alone = try read(report.svg())
        #expect(
            alone.texts.contains("over by 50.00 USD") && alone.texts.contains("100.00 of 50.00 USD spent"))
        // To the cent.
        #expect(try read(self.report(5_000, spent: 5_000).svg()).texts.contains("0.00 USD left"))
        #expect(try read(self.report(5_000, spent: 5_001).svg()).texts.contains("over by 0.01 USD"))
    }

    @Test func `what was given back lies left of zero`() throws {
        // From −50 to 50.
        let refund = try read(BudgetPicture(try report(5_000, spent: -2_500), width: 220).plainBar)
        #expect(try ends(refund, "y") == [60, 110])
        #expect(refund.titles.first == "usage: −25.00 USD")
        let both = try read(
            BudgetPicture(try report(5_000, spent: -5_000, fixed: -2_500), width: 220).plainBar)
        #expect(both.elements("y").map { [$0.numbers[0], $0.numbers[2]] } == [[60, 110], [10, 60]])
        let mixed = try report(5_000, spent: 1_000, fixed: -4_000)
        let picture = try read(BudgetPicture(mixed, width: 220).plainBar)
        let pieces = picture.elements("y").map { [$0.numbers[0], $0.numbers[2]] }
        #expect(pieces == [[30, 110], [110, 210]])
        #expect(
            try read(mixed.svg()).texts.contains { $0.hasPrefix("What was given back lies left of zero") })
    }

    @Test func `what is expected is a diamond on its interval`() throws {
        let amount = try forecast([5_500, 6_000, 8_000, 10_000, 11_000], 0.1)
        let report = try report(10_000, spent: 5_000, forecast: amount)
        let picture = try read(BudgetPicture(report, width: 220).plainBar)
        let title = "expected 80.00 USD, 80 %: 60.00 to 100.00"
        #expect(picture.titles.last == title)
        let whisker = try #require(picture.elements("zw").last).numbers
        #expect(whisker[0] == 130 && whisker[2] == 210)
        #expect(picture.elements("zf").last?.numbers.first == 170)
        let texts = try read(report.svg()).texts
        #expect(texts.contains("above the budget in 10.0 % of all cases"))
        // A forecast knows better than an even pace.
        #expect(!texts.contains { $0.contains("If usage goes on") })
        let pace = try read(self.report(10_000, spent: 3_000, fixed: 1_000).svg()).texts
        #expect(pace.contains("If usage goes on as it did, 50.00 USD will be spent."))
    }

    @Test func `amounts of 64 bits are drawn and told exactly`() throws {
        let texts = try read(report(1, spent: .max, fixed: .min).svg(width: 360)).texts
        #expect(texts.contains("over by 92,233,720,368,547,758.06 USD"))
        #expect(texts.contains("usage184,467,440,737,095,516.15"))
        _ = try read(report(.max, spent: 0, fixed: .max, ahead: .max).svg(width: 240))
        _ = try read(report(.max, spent: .max, fixed: .min, ahead: .min).svg())
        let sums = try read(
            report(1, spent: 0, excluded: [(.max, .eur), (.max, .eur), (5, .jpy)]).svg(width: 4_096)
        ).texts
        #expect(
            sums.contains("In other currencies, counted nowhere: 184,467,440,737,095,516.14 EUR, 5 JPY."))
    }

    @Test func `a currency without cents and one with three are lengths of their own`() throws {
        for (currency, text) in [(Currency.jpy, "5,000"), (try Currency("KWD"), "5.000")] {
            let picture = BudgetPicture(try report(10_000, spent: 5_000, currency: currency), width: 220)
            #expect(try ends(read(picture.plainBar), "y") == [10, 110])
            #expect(picture.summary.contains("usage \(text)"))
        }
    }

    @Test func `every state says in words what it shows`() async throws {
        for (name, screen) in try await PictureWorld.budgetScreens() {
            for width in [960, 360] {
                let svg = try screen.svg(width: width)
                let picture = try read(svg)
                #expect(try screen.svg(width: width) == svg)
                let amounts = BudgetAmounts(report: screen)
                let joined = picture.texts.joined(separator: " ")
                #expect(joined.contains(amounts.headline.rest), "\(name) at \(width)")
                #expect(picture.elements("zx").count == (screen.left.minorUnits < 0 ? 1 : 0))
                #expect(screen.excluded.isEmpty || joined.contains("98.40 EUR"))
                for reason in screen.forecast?.unforecast ?? [] {
                    #expect(joined.contains("\(reason.name) has no forecast"))
                }
            }
        }
    }

    @Test(arguments: [239, 4_097, 0, -1, .max])
    func `no other width is drawn`(width: Int) throws {
        #expect(throws: BillingError.self) { try report(1, spent: 0).svg(width: width) }
    }
}
