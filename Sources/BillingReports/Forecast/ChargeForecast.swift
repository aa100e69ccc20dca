public import BillingModel

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
/// The JSON form has the keys `todate`, in the form of ``ChargeToDate``, `lines`, and `total` if every charge has a forecast.
public struct ChargeForecast: Hashable, Sendable {
    /// What the period costs so far: whose it is, of which plan and in which period.
    public let toDate: ChargeToDate
    /// One line per charge, in the order of the plan, as those of ``toDate``.
    public let lines: [Line]
    /// What the period will cost at its end; nil if a charge has no forecast, or no amount holds it.
    public let total: ForecastFigure<Money>?

    /// When and from what the screen was made.
    public var stamp: ScreenStamp { toDate.stamp }

    /// The line of a charge; nil if the plan has no such charge.
    public func line(_ charge: EntityID<Charge>) -> Line? { lines.first { $0.id == charge } }
}

extension ChargeForecast {
    /// What is to come of one charge of the plan.
    ///
    /// The JSON form has the keys `id`, `expected` or else `reason`, `history`, `ahead` and `missing`.
    public struct Line: Hashable, Sendable, Identifiable {
        /// The id of the charge.
        public let id: EntityID<Charge>
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
        self.toDate = toDate
        let currency = toDate.total.currency
        lines = outlooks.map { Line($0, currency) }
        let isWhole = outlooks.allSatisfy { $0.reason == nil }
        let sums = isWhole ? EquallyLikely.sums(outlooks.map(\.amounts)) : nil
        let expected = try? Money.sum(of: lines.compactMap(\.expected?.amount.value), in: currency)
        total = sums.flatMap { sums in
            expected.map { EquallyLikely.figure(sums, in: currency).expecting($0) }
        }
    }
}

extension ChargeForecast.Line {
    fileprivate init(_ outlook: ChargeOutlook, _ currency: Currency) {
        id = outlook.charge.id
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
        case toDate = "todate"
        case lines, total
    }
}

extension ChargeForecast.Line: Codable {
    enum CodingKeys: String, CodingKey { case id, expected, reason, history, ahead, missing }
}
