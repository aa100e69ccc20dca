public import BillingModel
import BillingStore
import BillingTime

/// What a budget on the basis of the charge to date will come to at the end of its period.
///
/// The days that are not known yet go as courses that the usage may take, all equally likely; what each comes to is priced by the
/// plan of its billing period. What is expected is the mean of these amounts: what is to be paid on average, which is not the price of
/// the average where prices have tiers. Fees are those of the plan, and billing periods that are over as they were rated. A billing
/// period that reaches beyond the budget's is simulated to its end, and shared as one that is over.
///
/// The JSON form has the keys `amount` and `probability`, both left out if a charge has no forecast, `missing`, and `unforecast`, a
/// list of objects with `plan`, `charge`, `name`, `reason` and `days`.
public struct BudgetForecast: Hashable, Sendable {
    /// A charge without a forecast.
    public struct Unforecast: Hashable, Sendable, Codable {
        /// The plan of the charge.
        public let plan: EntityID<PricePlan>
        /// The id of the charge.
        public let charge: EntityID<Charge>
        /// The name of the charge for people.
        public let name: String
        /// Why there is none.
        public let reason: UnforecastReason
        /// How many days with a value are known.
        public let days: Int

        /// The reason as a sentence.
        var statement: String { "\(name) has no forecast: \(reason.statement(days: days))." }
    }

    /// What will be spent by the end of the period; nil if a charge has no forecast.
    public let amount: ForecastFigure<Money>?
    /// The probability that this exceeds the budget, from 0 to 1; nil without an amount.
    ///
    /// It agrees with the intervals: one in ten is beyond the upper limit at 80 %. It is 0 or 1 only if nothing is uncertain.
    public let probability: Double?
    /// On how many days of the period something is not known, and is not forecast since later days are known; the amount is without
    /// it.
    public let missing: Int
    /// The charges without a forecast, each of a plan once.
    public let unforecast: [Unforecast]
}

extension BudgetForecast {
    /// Adds up what billing periods will come to; nil if all of it is over and known.
    ///
    /// Periods of plans in other currencies count nothing.
    init?(_ outlooks: [RatedPeriodOutlook], of budget: Budget, in bucket: Bucket, now: Int64) {
        let time = bucket.startMicroseconds..<bucket.endMicroseconds
        let dates = bucket.firstDate...max(bucket.firstDate, bucket.lastDate)
        let currency = budget.amount.currency
        let counted = outlooks.filter { $0.period.plan.currency == currency }
        let charges = counted.flatMap(\.charges)
        // What will never have an amount is no matter of the future.
        let isOpen = charges.contains { $0.ahead > 0 || $0.reason.map { $0 != .unrated } ?? false }
        guard now < time.upperBound || isOpen else { return nil }
        missing = Set(charges.flatMap(\.missing).filter(dates.contains)).count
        var unforecast: [Unforecast] = []
        for outlook in counted {
            for charge in outlook.charges {
                guard let entry = Unforecast(charge, outlook.period.plan.id) else { continue }
                if !unforecast.contains(where: { $0.plan == entry.plan && $0.charge == entry.charge }) {
                    unforecast.append(entry)
                }
            }
        }
        let sums = unforecast.isEmpty ? Self.sums(counted, in: time, currency) : nil
        self.unforecast = unforecast
        amount = sums.map { EquallyLikely.figure($0.all, in: currency).expecting($0.expected) }
        probability = sums.map { EquallyLikely.probability(that: $0.all, exceed: budget.amount.minorUnits) }
    }

    /// What each course comes to, and what is expected: the sum of what is expected of each charge.
    private static func sums(
        _ outlooks: [RatedPeriodOutlook], in time: Range<Int64>, _ currency: Currency
    ) -> (all: [Int64], expected: Money)? {
        var (parts, expected): ([[Int64]], [Int64]) = ([], [])
        for outlook in outlooks {
            let bucket = outlook.period.bucket
            let served = bucket.startMicroseconds..<bucket.endMicroseconds
            func share(_ units: Int64) -> Int64 {
                BudgetReport.Part.share(
                    of: Money(minorUnits: units, currency: currency), for: served, in: time
                ).minorUnits
            }
            guard let sums = EquallyLikely.sums(outlook.charges.map(\.amounts)),
                let mean = EquallyLikely.sums(
                    outlook.charges.map { [EquallyLikely.mean(of: $0.amounts)] })?.first
            else { return nil }
            parts.append(sums.map(share))
            expected.append(share(mean))
        }
        guard let all = EquallyLikely.sums(parts),
            let sum = EquallyLikely.sums(expected.map { [$0] })?.first
        else { return nil }
        return (all, Money(minorUnits: sum, currency: currency))
    }
}

extension BudgetForecast.Unforecast {
    /// A charge without a forecast; nil if it has one.
    fileprivate init?(_ outlook: ChargeOutlook, _ plan: EntityID<PricePlan>) {
        guard let reason = outlook.reason else { return nil }
        self.plan = plan
        charge = outlook.charge.id
        name = outlook.charge.name
        self.reason = reason
        days = outlook.history
    }
}

extension BudgetForecast: Codable {
    private enum CodingKeys: String, CodingKey { case amount, probability, missing, unforecast }

    /// Reads a forecast, and checks that it has an amount or a reason.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        amount = try values.decodeIfPresent(ForecastFigure<Money>.self, forKey: .amount)
        probability = try values.decodeIfPresent(Double.self, forKey: .probability)
        missing = try values.decode(Int.self, forKey: .missing)
        unforecast = try values.decode([Unforecast].self, forKey: .unforecast)
        guard (amount == nil) == (probability == nil), amount == nil || unforecast.isEmpty, missing >= 0,
            probability.map({ (0...1).contains($0) }) ?? true,
            amount.map({ $0.isSound(in: $0.value.currency) }) ?? true
        else {
            throw BillingError(
                .malformed,
                rule: "a forecast has an amount with limits in order and a probability, or a reason")
        }
    }
}
