#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
import BillingRating
public import BillingTime

/// What one tenant's usage of a billing period will cost at its end, charge by charge, beside what it costs so far.
///
/// The days that are not known yet go as courses that the usage may take, all equally likely; each course is priced by the plan, and what
/// is expected is the mean of these prices: what is to be paid on average, which is not the price of the average where prices have
/// tiers. The courses of several charges are paired by the time whose errors they have, newest with newest, so that the intervals of
/// the total know what goes together. Fees are those of the plan.
///
/// Days count as known up to the last one that is over, settled and covered. A gap before it is missing and not forecast: the charge is
/// without it, and ``Line/missing`` tells how many days it has.
///
/// The JSON form has the keys `stamp`, `tenant`, `name`, `plan`, `title`, `width`, `period`, `first`, `last`, `lines`, `todate`, and
/// `total` if every charge has a forecast.
public struct ChargeForecast: Hashable, Sendable {
    /// When and from what the screen was made.
    public let stamp: ScreenStamp
    /// Whose usage it is.
    public let tenant: TenantID
    /// The tenant's name for people.
    public let name: String
    /// The price plan.
    public let plan: EntityID<PricePlan>
    /// The plan's name for people.
    public let planName: String
    /// The width of the billing period, such as a month.
    public let width: BucketWidth
    /// The billing period.
    public let period: InstantRange
    /// The first date of the period.
    public let first: LocalDate
    /// The last date of the period, included.
    public let last: LocalDate
    /// One line per charge, in the order of the plan.
    public let lines: [Line]
    /// What the period costs so far: the sum of the lines that have an amount.
    public let toDate: Money
    /// What the period will cost at its end; nil if a charge has no forecast, or no amount holds it.
    public let total: ForecastFigure<Money>?

    /// The line of a charge; nil if the plan has no such charge.
    public func line(_ charge: EntityID<Charge>) -> Line? { lines.first { $0.id == charge } }
}

extension ChargeForecast {
    /// One charge of the plan.
    ///
    /// The JSON form has the keys `id`, `name`, `unit` (left out if unknown), `usage`, `quantity`, `amount` and `completeness` of what is
    /// known so far, `expected` or else `reason`, `history`, `ahead` and `missing`.
    public struct Line: Hashable, Sendable, Identifiable {
        /// The id of the charge.
        public let id: EntityID<Charge>
        /// The name of the charge for people.
        public let name: String
        /// What the quantity counts; nil if unknown, or for a charge of the period itself.
        public let unit: String?
        /// What is measured.
        public let usage: Charge.Usage
        /// How much was used so far; nil if that is not known.
        public let quantity: Decimal?
        /// What that costs; nil if it cannot be told.
        public let amount: Money?
        /// How far the quantity so far can be relied on.
        public let completeness: Completeness
        /// What is expected at the end of the period; nil if there is no forecast.
        public let expected: Expected?
        /// Why there is no forecast; nil if there is one.
        public let reason: UnforecastReason?
        /// How many days with a value are known of the last 400; 0 for a fee, or if all of the period is known.
        public let history: Int
        /// How many days of the period are forecast.
        public let ahead: Int
        /// How many days of the period are not known, and not forecast since later ones are known.
        public let missing: Int
    }

    /// What is expected of a charge at the end of the period.
    ///
    /// The JSON form has the keys `quantity`, left out for a flat price of some usage, and `amount`.
    public struct Expected: Hashable, Sendable, Codable {
        /// The quantity of the period.
        public let quantity: ForecastFigure<Double>?
        /// What it costs.
        public let amount: ForecastFigure<Money>
    }

    /// Puts what charges will come to beside what they cost so far.
    init(_ toDate: ChargeToDate, _ outlooks: [ChargeOutlook]) {
        stamp = toDate.stamp
        tenant = toDate.tenant
        name = toDate.name
        plan = toDate.plan
        planName = toDate.planName
        width = toDate.width
        period = toDate.period
        first = toDate.first
        last = toDate.last
        self.toDate = toDate.total
        let currency = toDate.total.currency
        lines = zip(toDate.lines, outlooks).map { Line($0, $1, currency) }
        let isWhole = outlooks.allSatisfy { $0.reason == nil }
        let sums = isWhole ? EquallyLikely.sums(outlooks.map(\.amounts)) : nil
        let expected = try? Money.sum(of: lines.compactMap(\.expected?.amount.value), in: currency)
        total = sums.flatMap { sums in
            expected.map { EquallyLikely.figure(sums, in: currency).expecting($0) }
        }
    }
}

extension ChargeForecast.Line {
    fileprivate init(_ line: ChargeToDate.Line, _ outlook: ChargeOutlook, _ currency: Currency) {
        id = line.id
        name = line.name
        unit = line.unit
        usage = line.usage
        quantity = line.rated?.quantity
        amount = line.rated?.amount
        completeness = line.completeness
        reason = outlook.reason
        history = outlook.history
        ahead = outlook.ahead
        missing = outlook.missing.count
        expected =
            outlook.reason != nil
            ? nil
            : ChargeForecast.Expected(
                quantity: outlook.quantities.isEmpty ? nil : EquallyLikely.figure(outlook.quantities),
                amount: EquallyLikely.figure(outlook.amounts, in: currency))
    }
}

extension ChargeForecast: Codable {
    enum CodingKeys: String, CodingKey {
        case stamp, tenant, name, plan
        case planName = "title"
        case width, period, first, last, lines
        case toDate = "todate"
        case total
    }
}

extension ChargeForecast.Line: Codable {
    enum CodingKeys: String, CodingKey {
        case id, name, unit, usage, quantity, amount, completeness, expected, reason, history, ahead, missing
    }
}
