public import BillingModel

/// What is to come of a figure that counts up and begins anew with each cycle, such as the distinct users since
/// the first of the month, or a running sum.
///
/// Three things tell about the end of a cycle: the ends of earlier cycles with their trend, the figure to date
/// times the growth that earlier cycles had from the same place, and how far to trust either, which is what would
/// have served earlier cycles best. The errors of such forecasts of earlier cycles are the measure of the intervals.
///
/// ```swift
/// // Three months of 30 days, 10 a day, and 12 days of a fourth.
/// let month: [Double?] = (1...30).map { 10 * Double($0) }
/// let forecast = try ToDateForecast(cycles: [month, month, month, Array(month[..<12])], lengths: [30])
/// forecast.end.value.rounded()  // 300.0
/// ```
///
/// - SeeAlso: Mack (1993), Distribution-free calculation of the standard error of chain ladder reserve
///   estimates; Mack (2000), Credible claims reserves: the Benktander method.
public struct ToDateForecast: Sendable {
    /// One estimate for each day from the first after the last known one to the end of the last cycle; within a
    /// cycle none is below what is known where the figure never fell.
    public let steps: [Forecast.Estimate]
    /// The end of the cycle in progress; what is known where it is known to its last day.
    public let end: Forecast.Estimate
    private let outlook: ToDateOutlook

    /// Forecasts a figure to date.
    ///
    /// The cycles follow each other day by day, which tells weekdays apart. A missing value is missing and not 0; days
    /// without a value at the end of the cycle in progress are still to come. At most the last 36 earlier cycles
    /// are read. Figures without a negative value get none forecast, and figures that never fell within a cycle
    /// do not fall. Equal input gives equal output.
    ///
    /// - Parameters:
    ///   - cycles: The figure at the end of each day, cycle by cycle, oldest first; the last is the cycle in
    ///     progress, empty as long as none of its days is known. Finite, of magnitude at most 10³⁰⁰.
    ///   - lengths: How many days the cycle in progress has, and each cycle after it that is to be forecast: 1 to
    ///     24 cycles of 1 to 366 days.
    /// - Throws: `BillingError` with code `invalidValue` if a value or a length is out of its range or more days are
    ///   known than the cycle in progress has, or `unavailable` as long as there are fewer than three earlier cycles
    ///   whose last day has a value.
    /// - Complexity: O(*c* *n*) for *c* cycles of *n* days in all, and O(*c* *d*²) for a cycle in progress of *d* days.
    public init(cycles: [[Double?]], lengths: [Int]) throws(BillingError) {
        let history = try ToDateHistory(cycles, lengths: lengths)
        let outlook = ToDateOutlook(history)
        let unit = history.unit
        steps = outlook.steps.map { $0.scaled(by: unit) }
        end = outlook.end.scaled(by: unit)
        self.outlook = outlook
    }

    /// The probability that the cycle in progress ends above an amount, such as a quota.
    ///
    /// It agrees with the intervals of ``end``: one in ten beyond the upper limit at 80 %, one in forty beyond that at
    /// 95 %, and in between by the line.
    ///
    /// - Parameter amount: What the end is held against, in the unit of the figure.
    /// - Returns: A probability from 0 to 1.
    /// - Throws: `BillingError` with code `invalidValue` if `amount` is not a number.
    public func probability(thatEndExceeds amount: Double) throws(BillingError) -> Double {
        guard !amount.isNaN else {
            throw BillingError(.invalidValue, rule: "what an end is held against is a number")
        }
        return end.probability(ofExceeding: amount)
    }

    /// Whole courses that the figure may take, all equally likely, for what is no sum, such as a tiered price.
    ///
    /// The ends of the cycle in progress lie at even shares of its distribution, those of later cycles are drawn with
    /// a fixed seed, and each course runs as an earlier cycle did. Where the figure never fell within a cycle, none does.
    ///
    /// - Returns: 200 courses with one value for each of ``steps``.
    /// - Complexity: O(*h* log *d*) for *h* steps and cycles of *d* days.
    public func courses() -> [[Double]] { outlook.courses() }
}
