public import BillingModel

/// How far a limit of something that adds up within a period is used, and when it will be.
///
/// What is used so far counts as known; only the rest of the period is forecast. Step 0 is the first step of the rest.
///
/// ```swift
/// let limit = try UsageLimit(of: 100, used: 70, steps: [10, 10, 15, 5], courses: [[9, 9, 9, 1], [20, 10, 10, 9]])
/// limit.expected  // 110.0
/// limit.reached  // 2
/// limit.probability  // 0.5
/// ```
public struct UsageLimit: Equatable, Sendable {
    /// The limit, in the unit of the metric.
    public let quantity: Double
    /// What is used so far.
    public let used: Double
    /// What is expected to be used at the end of the period.
    public let expected: Double
    /// Where that will lie in four of five cases; nil without courses.
    public let interval80: ClosedRange<Double>?
    /// Where that will lie in nineteen of twenty cases; nil without courses.
    public let interval95: ClosedRange<Double>?
    /// The probability of more than the limit at the end of the period; nil without courses.
    public let probability: Double?
    /// The step in which the expected course reaches the limit; nil if it does not, or if the limit is reached already.
    public let reached: Int?
    /// The step by which one course in ten has reached it; nil likewise, or without courses.
    public let earliest: Int?
    /// The step by which nine courses in ten have reached it; nil likewise, or without courses.
    public let latest: Int?

    /// What is left of the limit; negative where more is used.
    public var left: Double { (quantity - used).bounded }
    /// What is used as a share of the limit; above 1 where more is used.
    public var share: Double { (used / quantity).bounded }
    /// What is expected at the end of the period, as a share of the limit.
    public var expectedShare: Double { (expected / quantity).bounded }
    /// Whether the limit is reached already.
    public var isReached: Bool { used >= quantity }

    /// Holds a forecast against a limit.
    ///
    /// - Parameters:
    ///   - quantity: The limit, above 0 and at most 10³⁰⁰.
    ///   - used: What is used so far, of magnitude at most 10³⁰⁰.
    ///   - forecast: The forecast of what is used in each step.
    ///   - count: How many of its steps belong to the rest of the period; 0 if the period is over.
    /// - Throws: `BillingError` with code `invalidValue` if a number is out of range, or the rest reaches beyond the
    ///   horizon.
    /// - Complexity: O(*h*) for *h* steps of some hundred courses.
    public init(
        of quantity: Double, used: Double, forecast: Forecast, rest count: Int
    ) throws(BillingError) {
        guard count >= 0 else { throw Self.beyond("\(count)", forecast) }
        try self.init(of: quantity, used: used, forecast: forecast, rest: 0..<count)
    }

    /// Holds some steps of a forecast against a limit.
    ///
    /// - Parameters:
    ///   - quantity: The limit, above 0 and at most 10³⁰⁰.
    ///   - used: What is used so far, of magnitude at most 10³⁰⁰.
    ///   - forecast: The forecast of what is used in each step, which may begin before the period.
    ///   - rest: The steps that are the rest of the period, of which the first is step 0; none if the period is over.
    ///   - isWhole: Whether only whole numbers come: then what is expected is told, and reaches the limit, as the nearest one.
    /// - Throws: `BillingError` with code `invalidValue` if a number is out of range, or the rest reaches beyond the
    ///   horizon.
    /// - Complexity: O(*h*) for *h* steps of some hundred courses.
    public init(
        of quantity: Double, used: Double, forecast: Forecast, rest: Range<Int>, isWhole: Bool = false
    ) throws(BillingError) {
        guard rest.lowerBound >= 0, rest.upperBound <= forecast.steps.count else {
            throw Self.beyond("\(rest)", forecast)
        }
        try Self.check(quantity, used)
        let total = rest.isEmpty ? nil : try forecast.total(of: rest)
        func end(_ rest: Double?) -> Double {
            let end = (used + (rest ?? 0)).bounded
            return isWhole ? end.rounded() : end
        }
        func ends(_ interval: ClosedRange<Double>?) -> ClosedRange<Double> {
            let low = end(interval?.lowerBound)
            return low...max(low, end(interval?.upperBound))
        }
        let passage = Passage(
            left: (isWhole ? quantity.leastRoundedToIt : quantity) - used,
            steps: forecast.steps[rest].map(\.value),
            courses: rest.isEmpty ? [] : try forecast.courses(of: rest))
        self.quantity = quantity
        self.used = used
        expected = end(total?.value)
        interval80 = ends(total?.interval80)
        interval95 = ends(total?.interval95)
        probability =
            rest.isEmpty
            ? (used > quantity ? 1 : 0)
            : try forecast.probability(
                thatTotalOf: rest, exceeds: (isWhole ? quantity.mostRoundedToIt : quantity) - used)
        let isReached = used >= quantity
        reached = isReached ? nil : passage.expected
        earliest = isReached ? nil : passage.earliest
        latest = isReached ? nil : passage.latest
    }

    private static func beyond(_ rest: String, _ forecast: Forecast) -> BillingError {
        BillingError(
            .invalidValue, rule: "the rest of a period is 0 steps or more, none beyond the horizon",
            detail: "\(rest) of \(forecast.steps.count) steps")
    }

    /// Holds estimates of the rest of a period against a limit.
    ///
    /// - Parameters:
    ///   - quantity: The limit, above 0 and at most 10³⁰⁰.
    ///   - used: What is used so far, of magnitude at most 10³⁰⁰.
    ///   - steps: What is expected in each step of the rest, each of magnitude at most 10³⁰⁰; none if it is over.
    ///   - courses: Whole courses of the rest, equally likely, each with a value for every step; none if they are
    ///     not known.
    /// - Throws: `BillingError` with code `invalidValue` if a number is out of range or a course has another length.
    /// - Complexity: O(*c* · *h*) for *c* courses of *h* steps.
    public init(
        of quantity: Double, used: Double, steps: [Double], courses: [[Double]] = []
    ) throws(BillingError) {
        try Self.check(quantity, used)
        let left = quantity - used
        for value in steps { try History.check(value) }
        for course in courses {
            guard course.count == steps.count else {
                throw BillingError(
                    .invalidValue, rule: "a course has a value for every step",
                    detail: "\(course.count) for \(steps.count)")
            }
            for value in course { try History.check(value) }
        }
        let passage = Passage(left: left, steps: steps, courses: courses)
        let sums = courses.map { $0.reduce(0, +) }
        let ends = sums.map { (used + $0).bounded }.sorted()
        func interval(_ share: Double) -> ClosedRange<Double>? {
            guard !ends.isEmpty else { return nil }
            let low = Median.quantile(share, ofSorted: ends)
            return low...max(low, Median.quantile(1 - share, ofSorted: ends))
        }
        self.quantity = quantity
        self.used = used
        expected = (used + steps.reduce(0, +)).bounded
        interval80 = interval(0.1)
        interval95 = interval(0.025)
        probability = ends.isEmpty ? nil : Double(sums.count { $0 > left }) / Double(sums.count)
        (reached, earliest, latest) = (passage.expected, passage.earliest, passage.latest)
    }

    private static func check(_ quantity: Double, _ used: Double) throws(BillingError) {
        try History.check(quantity)
        try History.check(used)
        guard quantity > 0 else {
            throw BillingError(.invalidValue, rule: "a limit is more than 0", detail: "\(quantity)")
        }
    }
}

extension Double {
    /// The least number that reaches this one where the nearest whole numbers count.
    package var leastRoundedToIt: Double { rounded(.up) - 0.5 }

    /// The least number above this one where the nearest whole numbers count.
    package var mostRoundedToIt: Double { rounded(.down) + 0.5 }

    /// The nearest finite number.
    fileprivate var bounded: Double {
        Swift.min(Swift.max(self, -Double.greatestFiniteMagnitude), .greatestFiniteMagnitude)
    }
}
