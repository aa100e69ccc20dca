public import BillingModel

/// What was measured for an alert at an instant.
public struct AlertMeasure: Hashable, Sendable {
    /// The rarity of all that is rarer.
    static let rarest = 1e9

    /// The condition that it is measured for.
    public let kind: AlertCondition.Kind
    /// The value that is held against the threshold: a share, a probability, one in so many, or days.
    public let value: Double
    /// The share that is expected at the period's end; nil if it is no forecast.
    public let projected: Double?
    /// What kind of unusual value it is; nil if it is none.
    public let finding: Anomaly.Kind?

    private init(
        _ kind: AlertCondition.Kind, _ value: Double, projected: Double? = nil, finding: Anomaly.Kind? = nil
    ) {
        self.kind = kind
        self.value = value
        self.projected = projected
        self.finding = finding
    }

    /// The share of a budget or of a limit that is used: 1 for all of it, below 0 after credits.
    ///
    /// - Returns: The measure.
    /// - Throws: `BillingError` with code `invalidValue` if the magnitude exceeds 10³⁰⁰ or it is not a number.
    public static func used(_ share: Double) throws(BillingError) -> AlertMeasure {
        try History.check(share)
        return Self(.used, share)
    }

    /// The forecast of a period's end.
    ///
    /// - Parameters:
    ///   - probability: That of exceeding the share of the rule, such as
    ///     ``Forecast/probability(thatTotalOf:exceeds:)`` of what is left of it.
    ///   - share: What is expected at the end, as a share of the whole.
    /// - Returns: The measure.
    /// - Throws: `BillingError` with code `invalidValue` if the probability is not from 0 to 1, or the share is
    ///   not finite and of magnitude at most 10³⁰⁰.
    public static func forecast(
        probability: Double, projected share: Double
    ) throws(BillingError) -> AlertMeasure {
        try History.check(share)
        return Self(.forecast, try checked(probability), projected: share)
    }

    /// A value of a metric that is usual.
    public static let usual = Self(.unusual, 0)

    /// A value of a metric that is unusual.
    ///
    /// - Parameters:
    ///   - finding: What kind it is.
    ///   - probability: That of an error at least as large; one below 10⁻⁹ counts as that.
    /// - Returns: The measure.
    /// - Throws: `BillingError` with code `invalidValue` if the probability is not from 0 to 1.
    public static func unusual(
        _ finding: Anomaly.Kind, probability: Double
    ) throws(BillingError) -> AlertMeasure {
        let probability = try checked(probability)
        return Self(.unusual, probability * rarest <= 1 ? rarest : 1 / probability, finding: finding)
    }

    /// Takes a rarity as it was written.
    init(rarity: Double, of finding: Anomaly.Kind?) throws(BillingError) {
        guard finding == nil ? rarity == 0 : (1...Self.rarest).contains(rarity) else {
            throw BillingError(
                .invalidValue, rule: "a rarity is from 1 to 1,000,000,000, and 0 for what is usual",
                detail: "\(rarity)")
        }
        self.init(.unusual, rarity, finding: finding)
    }

    /// For how many whole days a feed has sent nothing; 0 if it has sent something today.
    ///
    /// - Returns: The measure.
    /// - Throws: `BillingError` with code `invalidValue` if the number is not from 0 to 3,652,059.
    public static func silent(days: Int) throws(BillingError) -> AlertMeasure {
        Self(.silent, try checked(days))
    }

    /// For how many whole days an invoice is overdue; 0 if it is not, or no longer.
    ///
    /// - Returns: The measure.
    /// - Throws: `BillingError` with code `invalidValue` if the number is not from 0 to 3,652,059.
    public static func overdue(days: Int) throws(BillingError) -> AlertMeasure {
        Self(.overdue, try checked(days))
    }

    private static func checked(_ probability: Double) throws(BillingError) -> Double {
        guard (0...1).contains(probability) else {
            throw BillingError(
                .invalidValue, rule: "a probability is from 0 to 1", detail: "\(probability)")
        }
        return probability
    }

    private static func checked(_ days: Int) throws(BillingError) -> Double {
        // The days of the years 1 to 9999.
        guard (0...3_652_059).contains(days) else {
            throw BillingError(
                .invalidValue, rule: "a number of days is from 0 to 3,652,059", detail: "\(days)")
        }
        return Double(days)
    }
}

extension AlertMeasure {
    /// What a scan says of one value; nil, and so unknown, where it says nothing.
    public init?(_ verdict: AnomalyScan.Verdict?) {
        guard let verdict else { return nil }
        guard verdict.isUnusual else {
            self = .usual
            return
        }
        let side: Anomaly.Kind = verdict.value > verdict.expected ? .spike : .dip
        guard
            let measure = try? AlertMeasure.unusual(
                verdict.isNewLevel ? .shift : side, probability: verdict.probability)
        else { return nil }
        self = measure
    }
}

extension AlertCondition {
    /// The value that is held against the thresholds; 0 for a finding that does not count.
    func value(of measure: AlertMeasure) -> Double {
        guard let finding = measure.finding, !findings.contains(finding) else { return measure.value }
        return 0
    }
}
