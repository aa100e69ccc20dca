import BillingModel

// What periods, costs and classes of one row have to do with each other.
extension FocusRules {
    private static func precedes(_ start: FocusColumn, _ end: FocusColumn) -> FocusRule {
        FocusRule(
            end, "a period is half-open and not empty: it ends after \(start.rawValue)", with: [start]
        ) { row in
            guard let first = row[start].flatMap({ try? FocusForms.instant($0) }),
                let last = row[end].flatMap({ try? FocusForms.instant($0) })
            else { return true }
            return first < last
        }
    }

    static let ofPeriods: [FocusRule] = [
        precedes(.billingPeriodStart, .billingPeriodEnd), precedes(.chargePeriodStart, .chargePeriodEnd),
    ]

    /// A cost that is its price times the quantity that is priced, as far as its digits go, and to half a hundredth at least.
    private static func product(_ column: FocusColumn, _ price: FocusColumn) -> FocusRule {
        FocusRule(
            column, when: "ChargeClass is not Correction and nothing of the product is null",
            "it is \(price.rawValue) times PricingQuantity, rounded to its digits",
            with: [price, .pricingQuantity]
        ) { row in
            guard !row.isCorrection, let price = number(row, price), let cost = number(row, column),
                let quantity = number(row, .pricingQuantity)
            else { return true }
            let digits = max(2, row[column].map(FocusForms.digits) ?? 0)
            guard let product = try? price * quantity, let gap = try? product - cost,
                let doubled = try? gap * ExactDecimal(2, exponent: 0)
            else { return false }
            let unit = (ExactDecimal(-1, exponent: -digits), ExactDecimal(1, exponent: -digits))
            return unit.0 <= doubled && doubled <= unit.1
        }
    }

    /// A cost that is what is billed, because no other charge or discount stands behind it.
    private static func billed(_ cost: FocusColumn) -> FocusRule {
        FocusRule(
            cost, when: "ChargeCategory is Credit", "it is BilledCost", with: [.chargeCategory, .billedCost]
        ) { row in
            guard row.category == .credit, let cost = number(row, cost), let billed = number(row, .billedCost)
            else { return true }
            return cost == billed
        }
    }

    /// The number of a column; nil if it is null or no number, which breaks another rule.
    private static func number(_ row: FocusRow, _ column: FocusColumn) -> ExactDecimal? {
        (try? row.number(column)) ?? nil
    }

    static let ofCosts: [FocusRule] = [
        product(.listCost, .listUnitPrice), product(.contractedCost, .contractedUnitPrice),
        billed(.listCost), billed(.contractedCost), billed(.effectiveCost),
        FocusRule(
            .effectiveCost, when: "ChargeCategory is Purchase and CommitmentDiscountId is not null",
            "it is 0: what is paid in advance is part of the charges that it covers",
            with: [.chargeCategory, .commitmentDiscountId]
        ) { row in
            guard row.category == .purchase, row[.commitmentDiscountId] != nil else { return true }
            return number(row, .effectiveCost).map { $0 == .zero } ?? true
        },
        FocusRule(
            .chargeFrequency, when: "ChargeCategory is Purchase", "it is not Usage-Based",
            with: [.chargeCategory]
        ) { row in
            row.category != .purchase || row[.chargeFrequency] != FocusRow.Frequency.usageBased.rawValue
        },
        FocusRule(
            .serviceSubcategory, "a subcategory is one of its ServiceCategory", with: [.serviceCategory]
        ) { row in
            guard let category = row[.serviceCategory],
                let parent = row[.serviceSubcategory].flatMap(FocusServices.category)
            else { return true }
            return parent == category
        },
    ]
}
