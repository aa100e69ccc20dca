public import BillingModel
public import BillingStore
public import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What of a tenant's budget is spent in one period, what is left, and whether the pace is kept.
///
/// An invoice belongs to the period that it serves. If that spans several periods of the budget, each has the share of the
/// amount that its part of the elapsed time is of the whole; the shares are rounded so that they add up to the amount. An
/// invoice that does not tell what it serves belongs to the period of its issue. Each part says by which it is attributed.
/// Amounts in another currency than the budget's are listed apart, and count nothing.
///
/// Only usage is projected by the time that has passed. What is fixed counts once: invoices that were issued, and the fees
/// of a plan, those of billing periods to come included. So on the basis of invoices nothing is projected, and `pace` is what
/// is used. Where a plan is given, ``forecast`` tells more: it knows weekdays, growth and tiers, and how far to trust itself.
///
/// The JSON form has the keys `stamp`, `budget`, `name`, `time`, `spent`, `fixed`, `ahead`, `left`, `used`, `elapsed`,
/// `projected` and `pace` (both left out at the start of the period), `forecast` if there is one, `provisional`, `parts` and
/// `excluded`.
public struct BudgetReport: BillingScreen {
    /// When and from what the screen was made.
    public let stamp: ScreenStamp
    /// The budget.
    public let budget: Budget
    /// What the period is called: `2013-07`, `2013-Q3`, `2013`, `FY2014`.
    public let name: String
    /// The period, in the zone of the screen.
    public let time: Bucket
    /// The sum of the shares of the parts; negative if more was given back than spent.
    public let spent: Money
    /// What of that does not grow with usage: invoices, and fees of a plan.
    public let fixed: Money
    /// The fees of billing periods of a plan that have not begun, as far as they lie in the period; else zero.
    public let ahead: Money
    /// The budget less what is spent; negative if it is overspent.
    public let left: Money
    /// What is spent as a share of the budget; above 1 if it is overspent.
    public let used: Double
    /// How much of the period's time has passed at the instant of the report, from 0 to 1.
    public let elapsed: Double
    /// What will be spent by the end of the period if usage goes on as it did: what is fixed, what is ahead, and usage by
    /// the elapsed share, rounded half away from zero; nil at the start of the period, or if no amount holds it.
    public let projected: Money?
    /// What will be spent as a share of the budget: above 1 if it will not last; nil at the start of the period.
    public let pace: Double?
    /// What will be spent by the end of the period as past days say, with intervals and the probability of exceeding the budget; nil
    /// without a plan, and if all of the period is over and known.
    public let forecast: BudgetForecast?
    /// Whether what is spent is expected to change: the period goes on, a part is provisional, or, on the basis of the
    /// charge to date, some of its time was not rated.
    public let provisional: Bool
    /// What is spent: the newest invoice first, or the charges in order of time.
    public let parts: [Part]
    /// What belongs to the period, but is in another currency: it is counted nowhere.
    public let excluded: [Part]

    /// Whether all of the period that has passed was rated, on the basis of the charge to date.
    let isRated: Bool

    /// Makes a screen of its parts.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if a part or the forecast is not in the currency of the budget or an
    ///   excluded part is; `overflow` if a sum does not fit.
    package init(
        stamp: ScreenStamp, budget: Budget, time: Bucket, ahead: Money, parts: [Part], excluded: [Part],
        forecast: BudgetForecast? = nil
    ) throws(BillingError) {
        let currency = budget.amount.currency
        guard excluded.allSatisfy({ $0.share.currency != currency }),
            (parts + excluded).allSatisfy({
                $0.share.currency == $0.amount.currency && $0.fixed.currency == $0.amount.currency
            }), ahead.currency == currency,
            forecast?.amount.map({ $0.value.currency == currency }) ?? true
        else {
            throw BillingError(
                .invalidValue, rule: "a budget excludes amounts in other currencies, and only these")
        }
        self.stamp = stamp
        self.budget = budget
        self.time = time
        self.parts = parts
        self.excluded = excluded
        self.forecast = forecast
        name = budget.period.name(of: time)
        spent = try Money.sum(of: parts.map(\.share), in: currency)
        fixed = try Money.sum(of: parts.map(\.fixed), in: currency)
        self.ahead = ahead
        left = try budget.amount - spent
        used = Double(spent.minorUnits) / Double(budget.amount.minorUnits)
        let now = try Instants.microseconds(stamp.now)
        let (start, end) = (time.startMicroseconds, time.endMicroseconds)
        let passed = min(max(now, start), end) - start
        elapsed = Double(passed) / Double(end - start)
        let sure = Int128(fixed.minorUnits) + Int128(ahead.minorUnits)
        let usage = Int128(spent.minorUnits) - Int128(fixed.minorUnits)
        if passed > 0 {
            // 65 bits of money, 59 of time and two more fit 128.
            let (whole, past) = (Int128(end - start), Int128(passed))
            let units = (2 * Int128(usage.magnitude) * whole + past) / (2 * past)
            projected = Int64(exactly: sure + (usage < 0 ? -units : units))
                .map { Money(minorUnits: $0, currency: currency) }
            pace = (Double(sure) + Double(usage) / elapsed) / Double(budget.amount.minorUnits)
        } else {
            (projected, pace) = (nil, nil)
        }
        isRated =
            budget.basis != .chargeToDate
            || Self.covers((parts + excluded).compactMap(\.period?.time), start..<min(end, max(start, now)))
        provisional = now < end || !isRated || parts.contains(where: \.provisional)
    }

    /// Whether some times leave no part of another one out.
    private static func covers(_ times: [InstantRange], _ whole: Range<Int64>) -> Bool {
        var covered = Instants.date(whole.lowerBound)
        for time in times.sorted(by: { $0.start < $1.start }) where time.start <= covered {
            covered = max(covered, time.end)
        }
        return covered >= Instants.date(whole.upperBound)
    }
}

extension BudgetReport {
    private enum CodingKeys: String, CodingKey {
        case stamp, budget, name, time, spent, fixed, ahead, left, used, elapsed, projected, pace, forecast,
            provisional, parts, excluded
    }

    /// Reads a screen, and checks that its figures follow from its parts.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            stamp: try values.decode(ScreenStamp.self, forKey: .stamp),
            budget: try values.decode(Budget.self, forKey: .budget),
            time: try values.decode(Bucket.self, forKey: .time),
            ahead: try values.decode(Money.self, forKey: .ahead),
            parts: try values.decode([Part].self, forKey: .parts),
            excluded: try values.decode([Part].self, forKey: .excluded),
            forecast: try values.decodeIfPresent(BudgetForecast.self, forKey: .forecast))
        guard try values.decode(String.self, forKey: .name) == name,
            try values.decode(Money.self, forKey: .spent) == spent,
            try values.decode(Money.self, forKey: .fixed) == fixed,
            try values.decode(Money.self, forKey: .left) == left,
            try values.decode(Double.self, forKey: .used) == used,
            try values.decode(Double.self, forKey: .elapsed) == elapsed,
            try values.decodeIfPresent(Money.self, forKey: .projected) == projected,
            try values.decodeIfPresent(Double.self, forKey: .pace) == pace,
            try values.decode(Bool.self, forKey: .provisional) == provisional
        else {
            throw BillingError(.malformed, rule: "the figures of a budget follow from its parts")
        }
    }
}
