public import BillingModel

/// What an alert is about, and from which value on.
///
/// Its JSON form is one of
///
/// ```json
/// {"kind": "used", "of": "budget", "shares": [0.5, 0.8, 0.9, 1]}
/// {"kind": "forecast", "of": "limit", "share": 1, "probability": 0.8}
/// {"kind": "unusual", "findings": ["spike", "shift"], "rarity": 10000}
/// {"kind": "silent", "days": 3}
/// {"kind": "overdue", "days": 14}
/// ```
///
/// in which `share`, `probability`, `findings` and `rarity` may be left out.
public struct AlertCondition: Hashable, Sendable {
    /// What a share is a share of.
    public enum Whole: String, CaseIterable, Hashable, Sendable, Codable {
        /// A budget.
        case budget
        /// The limit of a metric.
        case limit
    }

    /// The conditions that there are.
    ///
    /// The domain is closed: these are the forms that ``AlertCondition`` shows.
    public enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
        /// A share of a budget or of a limit is used.
        case used
        /// A budget or a limit will be exceeded by the period's end.
        case forecast
        /// A value of a metric is unusual.
        case unusual
        /// A feed has sent nothing for some days.
        case silent
        /// An invoice is overdue for some days.
        case overdue
    }

    /// Which condition it is; what is measured for it is of the same kind.
    public let kind: Kind
    /// The values from which on the condition holds, ascending; each is an alert of its own.
    public let thresholds: [Double]
    /// What a share is a share of; nil for conditions without.
    public let whole: Whole?
    /// The share that a forecast is held against; nil for other conditions.
    public let share: Double?
    /// The findings that count, spikes first; none for other conditions.
    public let findings: [Anomaly.Kind]

    private init(
        _ kind: Kind, _ thresholds: [Double], of whole: Whole? = nil, share: Double? = nil,
        findings: [Anomaly.Kind] = []
    ) {
        self.kind = kind
        self.thresholds = thresholds
        self.whole = whole
        self.share = share
        self.findings = findings
    }

    /// The least threshold.
    var least: Double { thresholds.first ?? 0 }

    /// A share of a budget or of a limit is used.
    ///
    /// The value is the share, 1 for all of it.
    ///
    /// - Parameters:
    ///   - shares: The shares, in any order, each above 0 and at most 1,000; each is an alert of its own.
    ///   - whole: What they are shares of.
    /// - Returns: The condition.
    /// - Throws: `BillingError` with code `invalidValue` for no share, more than 100, one that is out of range
    ///   or one that comes twice.
    public static func used(
        _ shares: [Double] = [0.5, 0.8, 0.9, 1], of whole: Whole
    ) throws(BillingError) -> AlertCondition {
        guard (1...100).contains(shares.count), Set(shares).count == shares.count else {
            throw BillingError(
                .invalidValue, rule: "an alert has 1 to 100 different shares", detail: "\(shares.prefix(100))"
            )
        }
        for share in shares { try check(share) }
        return Self(.used, shares.sorted(), of: whole)
    }

    /// A budget or a limit will be exceeded by the period's end.
    ///
    /// The value is the probability of that.
    ///
    /// - Parameters:
    ///   - share: What the forecast is held against, above 0 and at most 1,000; 1 for all of it.
    ///   - whole: What it is a share of.
    ///   - probability: The least probability of exceeding, above 0 and at most 1.
    /// - Returns: The condition.
    /// - Throws: `BillingError` with code `invalidValue` if a number is out of range.
    public static func forecast(
        above share: Double = 1, of whole: Whole, probability: Double = 0.8
    ) throws(BillingError) -> AlertCondition {
        try check(share)
        guard probability > 0, probability <= 1 else {
            throw BillingError(
                .invalidValue, rule: "the least probability of an alert is above 0 and at most 1",
                detail: "\(probability)")
        }
        return Self(.forecast, [probability], of: whole, share: share)
    }

    /// A value of a metric is unusual.
    ///
    /// The value is how rare it is, one in so many, and 0 for what is usual.
    ///
    /// - Parameters:
    ///   - findings: What counts: spikes, dips or new levels.
    ///   - rarity: The least rarity, one in so many values; from 1, which is all that a scan finds, to 10⁹.
    /// - Returns: The condition.
    /// - Throws: `BillingError` with code `invalidValue` if nothing counts or the rarity is out of range.
    public static func unusual(
        _ findings: Set<Anomaly.Kind> = [.spike, .dip, .shift], rarity: Double = 1
    ) throws(BillingError) -> AlertCondition {
        guard (1...AlertMeasure.rarest).contains(rarity) else {
            throw BillingError(
                .invalidValue, rule: "the least rarity of an alert is from 1 to 1,000,000,000",
                detail: "\(rarity)")
        }
        guard !findings.isEmpty else {
            throw BillingError(.invalidValue, rule: "an alert on unusual values counts one kind or more")
        }
        return Self(.unusual, [rarity], findings: Anomaly.Kind.all.filter(findings.contains))
    }

    /// A feed has sent nothing for some days.
    ///
    /// The value is their number.
    ///
    /// - Parameter days: The least number of days, from 1 to 36,500.
    /// - Returns: The condition.
    /// - Throws: `BillingError` with code `invalidValue` if the number is out of range.
    public static func silent(days: Int) throws(BillingError) -> AlertCondition {
        Self(.silent, [try threshold(days)])
    }

    /// An invoice is overdue for some days.
    ///
    /// The value is their number.
    ///
    /// - Parameter days: The least number of days, from 1 to 36,500.
    /// - Returns: The condition.
    /// - Throws: `BillingError` with code `invalidValue` if the number is out of range.
    public static func overdue(days: Int) throws(BillingError) -> AlertCondition {
        Self(.overdue, [try threshold(days)])
    }

    private static func check(_ share: Double) throws(BillingError) {
        guard share > 0, share <= 1_000 else {
            throw BillingError(
                .invalidValue, rule: "the share of an alert is above 0 and at most 1,000", detail: "\(share)")
        }
    }

    private static func threshold(_ days: Int) throws(BillingError) -> Double {
        guard (1...36_500).contains(days) else {
            throw BillingError(
                .invalidValue, rule: "the days of an alert are from 1 to 36,500", detail: "\(days)")
        }
        return Double(days)
    }
}
