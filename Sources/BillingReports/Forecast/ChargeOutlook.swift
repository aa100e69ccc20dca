import BillingModel
import BillingRating
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a charge will come to at the end of a billing period.
struct ChargeOutlook: Sendable {
    let charge: Charge
    /// Equally likely quantities, of the newest origin first: one where nothing is uncertain, none without a forecast.
    let quantities: [Double]
    /// What each of them costs in minor units.
    let amounts: [Int64]
    /// Why there is no forecast; nil if there is one.
    let reason: UnforecastReason?
    /// How many days with a value the forecast rests on.
    let history: Int
    /// How many days of the period are forecast.
    let ahead: Int
    /// The dates of the period of which nothing is known, and which are not forecast since later ones are known.
    let missing: [LocalDate]

    private init(
        _ charge: Charge, _ quantities: [Double], _ amounts: [Int64], reason: UnforecastReason? = nil,
        history: Int = 0, ahead: Int = 0, missing: [LocalDate] = []
    ) {
        self.charge = charge
        self.quantities = quantities
        self.amounts = amounts
        self.reason = reason
        self.history = history
        self.ahead = ahead
        self.missing = missing
    }

    /// A charge whose amount is known whatever is used: the plan says it, no model.
    init(fixed charge: Charge, _ plan: PricePlan) throws(BillingError) {
        let amount = try charge.amount(of: 1, currency: plan.currency, rounding: plan.rounding)
        self.init(charge, charge.usage == .period ? [1] : [], [amount.minorUnits])
    }

    /// A charge of a period that is over and known, as it was rated; one of which nothing is known adds nothing.
    init(
        known usage: ChargeUsage, _ plan: PricePlan, _ dates: BucketGrid, missing: [LocalDate] = []
    ) throws(BillingError) {
        if let quantity = usage.quantity {
            let amount = try usage.charge.amount(
                of: quantity, currency: plan.currency, rounding: plan.rounding)
            self.init(usage.charge, [Double("\(quantity)") ?? 0], [amount.minorUnits], missing: missing)
        } else if usage.reason == .missing || usage.reason == .unknownAtEnd {
            let last = dates.last.map { [$0.firstDate] } ?? []
            self.init(usage.charge, [0], [0], missing: missing.isEmpty ? last : missing)
        } else {
            self.init(usage.charge, reason: .unrated)
        }
    }

    /// A charge without a forecast.
    init(_ charge: Charge, reason: UnforecastReason, history: Int = 0) {
        self.init(charge, [], [], reason: reason, history: history)
    }

    /// A charge of a period that goes on, or is to come: each course is priced by the plan.
    init(
        _ charge: Charge, _ plan: PricePlan, _ courses: ChargeCourses, _ days: PeriodDays
    ) throws(BillingError) {
        var quantities = try courses.quantities(of: days)
        if courses.isWhole, days.isOfWhole { quantities = quantities.map { $0.rounded() } }
        self.init(
            charge, quantities, try charge.amounts(of: quantities, plan), history: courses.history,
            ahead: days.steps.count, missing: days.missing)
    }
}

extension Charge {
    /// What equally likely quantities cost, each rounded as on an invoice, in minor units.
    ///
    /// No price is for a quantity below zero, which counts as none.
    ///
    /// - Throws: `BillingError` with code `overflow` if a quantity or an amount does not fit.
    /// - Complexity: O(*q* *t*) for *q* different quantities and *t* tiers.
    func amounts(of quantities: [Double], _ plan: PricePlan) throws(BillingError) -> [Int64] {
        var priced: [Double: Int64] = [:]
        var amounts: [Int64] = []
        for quantity in quantities {
            let amount: Int64
            if let known = priced[quantity] {
                amount = known
            } else {
                var sum = ExactSum()
                sum.add(finite: max(quantity, 0))
                amount = try self.amount(
                    of: sum.quantity(), currency: plan.currency, rounding: plan.rounding
                ).minorUnits
                priced[quantity] = amount
            }
            amounts.append(amount)
        }
        return amounts
    }
}
