public import BillingTime

/// How a figure differs from an earlier one.
///
/// Growth in percent compares like with like. A level is compared with the one in force before, and an average with the average
/// before. Of what adds up over time, a count, an increase or actions, it compares the averages per covered day, so that months
/// of unlike lengths or days without data make no growth; the difference is that of the totals, and ``daily`` holds what the
/// percentage compares.
///
/// The JSON form has the keys `difference`, `percent` (left out if its base is zero or unknown), `base`, `completeness`, and
/// `daily` of what adds up.
public struct FigureChange: Hashable, Sendable, Codable {
    /// The figure less the base.
    public let difference: Double
    /// The growth in hundredths of the size of its base, so that its sign is that of the growth; nil if that base is zero or
    /// unknown.
    public let percent: Double?
    /// The earlier figure.
    public let base: Double
    /// The weakest of both figures.
    public let completeness: Completeness
    /// The averages per covered day that the percentage compares, of totals; nil for other figures, and if either is unknown.
    public let daily: Daily?

    /// The averages per covered day of two totals.
    ///
    /// A day is one of the clock, whatever hours it has; one that is covered in part does not count, and of one that is in
    /// progress what has passed.
    ///
    /// The JSON form has the keys `average`, `base` and `difference`.
    public struct Daily: Hashable, Sendable, Codable {
        /// The average of the total.
        public let average: Double
        /// The average of the earlier total.
        public let base: Double
        /// The average less the earlier one.
        public let difference: Double

        /// Makes the averages of two totals.
        ///
        /// - Parameters:
        ///   - average: The average of the total.
        ///   - base: The average of the earlier total.
        ///   - difference: The average less the earlier one.
        public init(average: Double, base: Double, difference: Double) {
            self.average = average
            self.base = base
            self.difference = difference
        }
    }

    /// Makes a change of a level or an average.
    ///
    /// - Parameters:
    ///   - difference: The figure less the base, rounded once.
    ///   - base: The earlier figure.
    ///   - completeness: The weakest of both figures.
    public init(difference: Double, base: Double, completeness: Completeness) {
        self.difference = difference
        self.base = base
        self.completeness = completeness
        daily = nil
        percent = Self.percent(difference, of: base)
    }

    /// Makes a change of a total.
    ///
    /// - Parameters:
    ///   - difference: The total less the base, rounded once.
    ///   - base: The earlier total.
    ///   - daily: Their averages per covered day; nil if either is unknown.
    ///   - percent: The growth of the average; nil if it is unknown or its base is zero.
    ///   - completeness: The weakest of both totals.
    public init(
        difference: Double, base: Double, daily: Daily?, percent: Double?, completeness: Completeness
    ) {
        self.difference = difference
        self.base = base
        self.completeness = completeness
        self.daily = daily
        self.percent = percent
    }

    /// What the percentage is of; nil if there is none.
    package var growth: (difference: Double, base: Double)? {
        guard percent != nil else { return nil }
        return daily.map { ($0.difference, $0.base) } ?? (difference, base)
    }

    /// Whether a percentage is missing although there is something to grow from; of nothing there is no growth.
    var hasUnknownGrowth: Bool { percent == nil && (daily?.base ?? base) != 0 }

    private static func percent(_ difference: Double, of base: Double) -> Double? {
        let percent = difference * 100 / abs(base)
        return base != 0 && percent.isFinite ? percent : nil
    }
}
