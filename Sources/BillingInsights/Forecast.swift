public import BillingModel

/// What is to come of a series on an even grid, with how far to trust it.
///
/// Two ways lead here. A series that is mostly zeros is forecast as rare demand, with the probability of none
/// at all (``zeroProbability``). Any other is the mean of several methods, weighted by how well each forecast
/// the same series from earlier origins; the errors of those forecasts are the intervals' measure too.
/// ``parts`` says what carried how much.
///
/// ```swift
/// let days: [Double?] = (0..<70).map { [5, 6, 6, 7, 6, 2, 1][$0 % 7] }
/// let forecast = try Forecast(of: days, grid: .daily, horizon: 14)
/// forecast.steps[0].value  // 5.0
/// try forecast.total(of: 0..<7).value  // 33.0
/// ```
public struct Forecast: Sendable {
    /// A method and its share of the forecast.
    public struct Part: Hashable, Sendable, Codable {
        /// The name of the method, such as `theta` or `seasonal smoothing`.
        public let method: String
        /// The share, from 0 to 1; all shares add up to 1.
        public let weight: Double
    }

    /// The most steps that are forecast.
    public static let longestHorizon = 2_000

    /// One estimate for each step, the nearest first.
    public let steps: [Estimate]
    /// The methods behind the values.
    public let parts: [Part]
    /// The probability of a value of 0, the same for each step; none for a series that is not mostly zeros.
    public let zeroProbability: Double?
    let outlook: any Outlook

    /// Forecasts a series.
    ///
    /// A missing value is missing and not 0. Gaps before the first value are dropped; gaps at the end count
    /// as time that has passed. At most the last ``Grid/longestHistory`` values are read. A series without
    /// negative values gets none forecast. Equal input gives equal output.
    ///
    /// - Parameters:
    ///   - values: The series, oldest first; finite, of magnitude at most 10³⁰⁰.
    ///   - grid: What a step is, which decides the seasons to look for.
    ///   - horizon: How many steps to forecast, from 1 to ``longestHorizon``.
    /// - Throws: `BillingError` with code `invalidValue` if a value or the horizon is out of its range, or
    ///   `unavailable` as long as there are fewer known values than ``Grid/leastHistory``.
    /// - Complexity: O(*n*) for *n* values, with some hundred passes, and O(*h*) for *h* steps from some
    ///   hundred origins.
    public init(of values: [Double?], grid: Grid, horizon: Int) throws(BillingError) {
        let history = try History(values, grid: grid, horizon: horizon)
        let outlook: any Outlook
        if history.isMostlyZero {
            let rare = RareDemand(history.course)
            zeroProbability = 1 - rare.probability
            parts = [Part(method: "rare demand", weight: 1)]
            outlook = RareOutlook(rare, horizon: horizon, unit: history.unit)
        } else {
            let combination = Combination(history.course, grid: grid, horizon: horizon)
            zeroProbability = nil
            parts = combination.parts
            outlook = CombinedOutlook(combination, history, decay: grid.decay)
        }
        self.outlook = outlook
        steps = (0..<horizon).map { outlook.estimate(of: $0..<$0 + 1) }
    }

    /// The forecast of a sum, such as the rest of a month.
    ///
    /// Neighbouring errors go together, so that the interval of a sum is neither the sum of intervals nor
    /// that of independent errors: it comes from the errors of such sums at earlier origins.
    ///
    /// - Parameter steps: The steps to add up, from 0.
    /// - Returns: The estimate of the sum, in the unit of the series.
    /// - Throws: `BillingError` with code `invalidValue` if `steps` is empty or reaches beyond the horizon.
    /// - Complexity: O(*k*) for *k* steps from some hundred origins.
    public func total(of steps: Range<Int>) throws(BillingError) -> Estimate {
        try check(steps)
        return outlook.estimate(of: steps)
    }

    /// Whole courses that the series may take, all equally likely, for figures that are not sums, such as a
    /// tiered price.
    ///
    /// They are the forecast with what was missed from earlier origins, in order of these, oldest first; so
    /// courses of two series up to one time go together from the last on. Their sums spread as ``total(of:)``
    /// of all steps says. Where fewer than 40 origins saw as many steps, they are 40 that keep their distance,
    /// the lowest first; of rare demand they are 400 that are drawn, in no order.
    ///
    /// - Returns: From 40 to 400 courses with one value for each step.
    /// - Complexity: O(*h*) for *h* steps of some hundred courses.
    public func courses() -> [[Double]] { outlook.courses(of: steps.indices) }

    /// The courses of some steps, whose sums spread as ``total(of:)`` of these says; as many as ``courses()``
    /// and in the same order.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if `steps` is empty or reaches beyond the horizon.
    package func courses(of steps: Range<Int>) throws(BillingError) -> [[Double]] {
        try check(steps)
        return outlook.courses(of: steps)
    }

    private func check(_ steps: Range<Int>) throws(BillingError) {
        guard !steps.isEmpty, steps.lowerBound >= 0, steps.upperBound <= self.steps.count else {
            throw BillingError(
                .invalidValue, rule: "a sum is of one step or more, none beyond the horizon",
                detail: "\(steps) of \(self.steps.count) steps")
        }
    }
}

/// What a forecast can be asked.
protocol Outlook: Sendable {
    /// The sum of these steps.
    func estimate(of steps: Range<Int>) -> Forecast.Estimate
    /// The probability that the sum of these steps exceeds an amount; none where the estimate says it all.
    func probability(thatTotalOf steps: Range<Int>, exceeds amount: Double) -> Double?
    /// Equally likely courses of these steps.
    func courses(of steps: Range<Int>) -> [[Double]]
}
