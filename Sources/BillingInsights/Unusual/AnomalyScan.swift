public import BillingModel

/// The unusual values of a series: spikes, dips, shifts of level, and a feed that has gone silent.
///
/// Each value is judged by those before it alone, so that a scan of the first part of a series says the same
/// about this part as a scan of the whole. A value is unusual where an error as large as its own is rarer than
/// ``Settings/rate``, by the errors of the same series before.
///
/// ```swift
/// var days: [Double?] = (0..<70).map { [50, 60, 60, 70, 60, 20, 10][$0 % 7] }
/// days[60] = 400
/// let scan = try AnomalyScan(of: days, grid: .daily)
/// scan.findings.map(\.steps)  // [60..<61]
/// scan.findings[0].expected  // 60.0
/// ```
public struct AnomalyScan: Sendable {
    /// What is said of one value.
    public struct Verdict: Equatable, Sendable {
        /// The value itself.
        public let value: Double
        /// What was expected, in the unit of the series.
        public let expected: Double
        /// The range outside of which a value is unusual.
        public let usual: ClosedRange<Double>
        /// The probability of an error at least this large to either side, as estimated from errors before; 1
        /// for what is common.
        public let probability: Double
        /// Whether the value is outside of the usual range by at least the least impact.
        public let isUnusual: Bool
        /// Whether the series is taken to have moved to a new level here, after as many unusual values before.
        public let isNewLevel: Bool
    }

    /// One verdict for each value; none where the value is missing or there was too little before it.
    public let verdicts: [Verdict?]
    /// What is unusual, the earliest first; neighbouring values are one finding.
    public let findings: [Anomaly]
    /// The first step without a value, where the series ends in a longer gap than it ever had, of two steps or
    /// more.
    public let silentSince: Int?

    /// Scans a series.
    ///
    /// A missing value is missing and not 0. Leave out days in progress and days that are partly covered, which
    /// would be taken for dips.
    ///
    /// - Parameters:
    ///   - values: The series, oldest first; finite, of magnitude at most 10³⁰⁰.
    ///   - grid: What a step is, which decides the seasons to look for.
    ///   - cycleStarts: The indices at which a billing cycle begins, in any order; those outside of the series
    ///     do not matter. What comes on these every time, such as a monthly charge, is expected there.
    ///   - settings: How to judge.
    /// - Throws: `BillingError` with code `invalidValue` if a value or a setting is out of its range.
    /// - Complexity: O(*n*) for *n* values, each held against some thousand before.
    public init(
        of values: [Double?], grid: Forecast.Grid, cycleStarts: some Sequence<Int> = [],
        settings: Settings = Settings()
    ) throws(BillingError) {
        try settings.check()
        for case let value? in values { try History.check(value) }
        let starts = Set(cycleStarts)
        var watch = AnomalyWatch(grid: grid, settings: settings)
        let verdicts = values.enumerated().map { index, value in
            watch.judge(value, startsCycle: starts.contains(index))
        }
        self.verdicts = verdicts
        findings = Anomaly.found(in: verdicts, joining: grid.neighbourhood)
        silentSince = Self.silence(values)
    }

    /// As ``silentSince``, of a series that need not be judged.
    package static func silence(_ values: [Double?]) -> Int? {
        guard let last = values.lastIndex(where: { $0 != nil }) else { return nil }
        var longest = 1
        var gap = 0
        for value in values[...last].drop(while: { $0 == nil }) {
            gap = value == nil ? gap + 1 : 0
            longest = max(longest, gap)
        }
        return values.count - last - 1 > longest ? last + 1 : nil
    }
}

extension Forecast.Grid {
    /// How many steps unusual values may lie apart to be one finding: a day of hours, a week of days.
    var neighbourhood: Int {
        switch self {
        case .hourly: 24
        case .daily: 7
        default: 2
        }
    }
}
