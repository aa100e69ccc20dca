import BillingModel
import BillingRating
import BillingTestSupport
import Foundation
import Testing

/// One row of the fixture, which Python's `fractions` computed.
private struct Row: Decodable {
    struct Part: Decodable, Equatable {
        let tier: Int?
        let quantity, price, amount: String
    }

    let charge: Charge
    let currency: Currency
    let rounding: RoundingRule
    let quantity, billable: String
    let parts: [Part]
    let unrounded, amount: String
    let ends, shares: [String]

    static let all: [Row] = {
        do {
            return try Fixtures.lines("rating.jsonl").map {
                try JSONDecoder().decode(Row.self, from: Data($0.utf8))
            }
        } catch { fatalError("\(error)") }
    }()
}

@Suite("Rating agrees with exact fractions to the last digit")
struct RatingFixtureTests {
    @Test("The lines of random charges, in currencies of 0, 2, 3 and 4 digits, and their JSON form")
    func lines() throws {
        #expect(Row.all.count == 600)
        #expect(Set(Row.all.map(\.charge.price.form)) == Set(PriceModel.Form.allCases))
        #expect(Set(Row.all.map(\.currency.digits)) == [0, 2, 3, 4])
        for row in Row.all {
            let line = try row.charge.rated(
                decimal(row.quantity), currency: row.currency, rounding: row.rounding)
            let parts = line.parts.map {
                Row.Part(
                    tier: $0.tier, quantity: "\($0.quantity)", price: "\($0.unitPrice)",
                    amount: "\($0.amount)")
            }
            #expect(parts == row.parts, "\(row.charge.id)")
            #expect("\(line.billable)" == row.billable, "\(row.charge.id)")
            #expect("\(line.unrounded)" == row.unrounded, "\(row.charge.id)")
            #expect(line.amount == (try Money(row.amount, row.currency)), "\(row.charge.id)")
            let copy = try JSONDecoder().decode(RatedCharge.self, from: JSONEncoder().encode(line))
            #expect(copy == line, "\(row.charge.id)")
        }
    }

    @Test("The parts of a period, which add up to what the last of them is rated to")
    func shares() throws {
        for row in Row.all {
            let ends = try row.ends.map { try decimal($0) }
            guard row.charge.hasParts else {
                #expect(row.charge.price.form == .volume)
                let error = syncBillingError { try row.charge.amounts(toEnds: ends, currency: row.currency) }
                #expect(error?.code == .unsupported)
                continue
            }
            let amounts = try row.charge.amounts(
                toEnds: ends, currency: row.currency, rounding: row.rounding)
            #expect(
                amounts == (try row.shares.map { try Money($0, row.currency) }), "\(row.charge.id)")
            let whole = try row.charge.rated(
                #require(ends.last), currency: row.currency, rounding: row.rounding)
            #expect(try Money.sum(of: amounts.compactMap(\.self), in: row.currency) == whole.amount)
        }
    }
}
