import BillingInterchange
import BillingModel
import BillingTestSupport
import Foundation
import Testing

@Suite("Any plan and invoice as rows of FOCUS")
struct FocusSweepTests {
    /// One plan, one invoice that it gives or nearly gives, and what happened to it.
    private struct Case {
        var random: SplitMix64
        let currency: Currency
        let plan: PricePlan
        let invoice: Invoice
        /// What the plan gives for each line, exactly; nil for a line that it does not give.
        var exact: [String: Decimal] = [:]
        /// How much each metered line used.
        var used: [String: Decimal] = [:]
        var entries: [InvoiceEntry] = []

        init(seed: UInt64) throws {
            var random = SplitMix64(seed: seed)
            currency = try Currency(["USD", "JPY", "KWD", "CLF"][random.below(4)])
            let rounding = RoundingRule.allCases[random.below(4)]
            var charges: [Charge] = []
            var lines: [Invoice.Line] = []
            for index in 0..<random.below(7) {
                let charge = try Self.charge(index, &random)
                charges.append(charge)
                let isFee = charge.usage == .period
                let quantity = isFee ? 1 : Self.decimal(&random, below: 6_000)
                let amount = try charge.price(quantity).amount
                var money = try Money(rounding: amount, currency: currency, rule: rounding)
                if random.below(8) == 0 {
                    // A line that its plan does not give, sometimes a discount.
                    money = try money - Money(minorUnits: Int64(random.below(9_000)), currency: currency)
                } else {
                    exact[charge.id.text] = amount
                    if !isFee { used[charge.id.text] = quantity }
                }
                let price =
                    charge.price.form == .unit && random.below(2) == 0 ? Decimal(random.below(9)) : nil
                lines.append(
                    try Invoice.Line(
                        id: EntityID(charge.id.text), description: "Line \(index)", quantity: quantity,
                        unit: isFee || random.below(9) == 0 ? nil : "msg/second", unitPrice: price,
                        amount: money))
            }
            plan = try PricePlan(
                id: "p", name: "P", currency: currency, charges: charges, rounding: rounding)
            let subtotal = try Money.sum(of: lines.map(\.amount), in: currency)
            // What is payable is not negative.
            let floor = max(0, -subtotal.minorUnits)
            let tax = Money(minorUnits: floor + Int64(random.below(500)), currency: currency)
            invoice = try Invoice(
                tenant: acme, number: InvoiceNumber("n"), issuedAt: instant("2026-04-01T10:00:00Z"),
                currency: currency,
                period: instant("2026-03-01T00:00:00Z")..<instant("2026-04-01T00:00:00Z"), lines: lines,
                subtotal: subtotal, tax: tax, rating: Invoice.Rating(plan: plan.id, revision: 1))
            let kinds: [InvoiceEntry.Kind] = [
                .payment, .creditNote, .creditNote, .creditNote, .refund, .payment, .void,
            ]
            for index in 0..<random.below(5) {
                let kind = kinds[random.below(7)]
                entries.append(
                    try InvoiceEntry(
                        id: EntityID("e\(index)"), tenant: acme, invoice: InvoiceNumber("n"), kind: kind,
                        instant: instant("2026-04-0\(2 + random.below(4))T00:00:00Z"),
                        amount: kind == .void
                            ? nil : Money(minorUnits: Int64(1 + random.below(5_000)), currency: currency)))
            }
            self.random = random
        }

        /// A number with up to four digits behind the point, often a whole one and sometimes zero.
        static func decimal(_ random: inout SplitMix64, below bound: Int) -> Decimal {
            let whole = Decimal(random.below(bound))
            guard random.below(3) == 0 else { return random.below(9) == 0 ? 0 : whole }
            return whole + Decimal(sign: .plus, exponent: -4, significand: Decimal(random.below(10_000)))
        }

        static func charge(_ index: Int, _ random: inout SplitMix64) throws -> Charge {
            func price() -> Decimal { decimal(&random, below: 9) }
            let tiers = [
                PriceTier(upTo: 10, unitPrice: price()), PriceTier(upTo: 1_000, unitPrice: price()),
                PriceTier(upTo: nil, unitPrice: price()),
            ]
            let model: PriceModel =
                switch random.below(6) {
                case 0: try .perUnit(price())
                case 1: try .graduated(tiers)
                case 2: try .volume(tiers)
                case 3: try .package(size: [1, 2.5, 1_000][random.below(3)], price: price())
                case 4: try .flat(price())
                default: try .graduated([PriceTier(upTo: nil, unitPrice: price())])
                }
            let included = model.form == .flat ? 0 : decimal(&random, below: 300)
            let usage: Charge.Usage = random.below(5) == 0 ? .period : .metric(messages.id, .sum)
            return try Charge(
                id: EntityID("c/\(index)%"), name: "Charge \(index)", usage: usage, included: included,
                price: model)
        }
    }

    @Test("Rows keep every rule, add up to what is payable, and tell all usage and every exact amount")
    func sweep() throws {
        var (rows, credits, voids) = (0, 0, 0)
        for seed in 0..<1_000 as Range<UInt64> {
            let made = try Case(seed: seed)
            for plans in [[made.plan], []] {
                var dataset = FocusDataset(try FocusWorld.terms(publishesPrices: seed.isMultiple(of: 2)))
                try dataset.add(
                    made.invoice, entries: made.entries.shuffled(), of: makeTenant(acme), plans: plans,
                    now: FocusWorld.now)
                #expect(dataset.violations() == [], "seed \(seed)")
                let isVoid = made.entries.contains { $0.kind == .void }
                let noted = made.entries.filter { $0.kind == .creditNote }.compactMap(\.amount?.minorUnits)
                let payable = made.invoice.payable?.minorUnits ?? 0
                let expected = isVoid ? 0 : payable - noted.reduce(0, +)
                let billed = try Money(dataset.billed(), made.currency)
                #expect(billed.minorUnits == expected, "seed \(seed)")
                (rows, voids) = (rows + dataset.rows.count, voids + (isVoid ? 1 : 0))
                credits += dataset.rows.count { $0.category == .credit }
                guard !plans.isEmpty else { continue }
                for (line, amount) in made.exact {
                    let ofLine = dataset.rows.filter { $0.custom["x_InvoiceLineId"] == line }
                    let contracted = try ofLine.reduce(Decimal.zero) {
                        try $0 + ($1.decimal(.contractedCost) ?? 0)
                    }
                    #expect(contracted == amount, "seed \(seed)")
                    let consumed = try ofLine.reduce(Decimal.zero) {
                        try $0 + ($1.decimal(.consumedQuantity) ?? 0)
                    }
                    #expect(consumed == made.used[line] ?? 0, "seed \(seed)")
                }
                #expect(dataset.leftOut.isEmpty || made.exact.count < made.invoice.lines.count)
            }
        }
        // The seeds reach what the rules are about.
        #expect(rows > 5_000 && credits > 1_000 && voids > 100)
    }
}
