import BillingInsights
import BillingModel
import BillingTime

/// A quantity held against the days of a course and what is to come of them.
struct LimitOutlook: Sendable {
    private let basis: UsageForecast.Basis
    private(set) var used: Double?
    private(set) var known = 0
    private(set) var missing = 0
    private(set) var ahead: Int
    private(set) var since: LocalDate?
    private(set) var estimate: Forecast.Estimate?
    private(set) var probability: Double?
    private(set) var expected: LocalDate?
    private(set) var earliest: LocalDate?
    private(set) var latest: LocalDate?
    var refusal: String?

    /// What is said of a period of which nothing is known.
    init(_ basis: UsageForecast.Basis, ahead: Int) {
        self.basis = basis
        self.ahead = ahead
    }

    /// Holds a quantity against a course.
    ///
    /// - Parameters:
    ///   - basis: What of the course is held against it.
    ///   - quantity: The limit, above 0.
    ///   - course: The course up to the day in progress.
    ///   - days: Its dates.
    ///   - period: The places of the dates of the period, of which the last has not ended.
    ///   - isForecast: Whether the rest of the period is forecast.
    init(
        _ basis: UsageForecast.Basis, _ quantity: Double, _ course: DayCourse, _ days: InsightDays,
        period: Range<Int>, isForecast: Bool
    ) {
        self.init(
            basis, ahead: period.upperBound - min(max(course.end, period.lowerBound), period.upperBound))
        let sums = PeriodCourse(course, days, in: period)
        let usage = LimitUsage(course, days, period: period, isTotal: basis == .total)
        used = basis == .total ? sums.soFar : usage.level
        known = sums.count
        missing = sums.missing
        if isReached(quantity) {
            since = usage.place(at: quantity).flatMap { try? days.date(at: $0) }
        }
        guard isForecast else { return }
        do {
            let outlook = try PeriodOutlook(course, days, period: period, reach: period.upperBound)
            try forecast(quantity, outlook, isWhole: course.isWhole, days)
        } catch {
            refusal = error.refusal
        }
    }

    private func isReached(_ quantity: Double) -> Bool { used.map { $0 >= quantity } ?? false }

    private mutating func forecast(
        _ quantity: Double, _ outlook: PeriodOutlook, isWhole: Bool, _ days: InsightDays
    ) throws(BillingError) {
        let rest = outlook.rest
        let above: Double
        var passage: (expected: Int?, earliest: Int?, latest: Int?)
        if basis == .total, case .days(let forecast) = outlook.source {
            let limit = try UsageLimit(
                of: quantity, used: outlook.known.counted, forecast: forecast, rest: rest, isWhole: isWhole)
            passage = (limit.reached, limit.earliest, limit.latest)
            // What has been counted of days in progress is not taken back.
            above = used.map { $0 > quantity } ?? false ? 1 : limit.probability ?? 0
        } else {
            let reach = Passage(
                to: isWhole ? quantity.leastRoundedToIt : quantity,
                levels: outlook.steps[rest].map(\.value),
                courses: outlook.source.courses.map { Array($0[rest]) })
            passage = (reach.expected, reach.earliest, reach.latest)
            above = outlook.end.estimate.probability(
                ofExceeding: isWhole ? quantity.mostRoundedToIt : quantity)
        }
        estimate = outlook.end.estimate
        probability = above
        if isReached(quantity) { return }
        func date(_ step: Int?) -> LocalDate? {
            step.flatMap { try? days.date(at: outlook.start + rest.lowerBound + $0) }
        }
        (expected, earliest, latest) = (
            date(passage.expected), date(passage.earliest), date(passage.latest)
        )
    }
}

extension MetricKind {
    /// What of a metric of this kind is held against a limit.
    ///
    /// - Throws: `BillingError` with code `unsupported` if there is nothing.
    func limitBasis(of metric: MetricID) throws(BillingError) -> UsageForecast.Basis {
        switch self {
        case .count, .cumulative: return .total
        case .gauge: return .level
        case .distinctToDate: return .toDate
        case .distinct:
            throw BillingError(
                .unsupported, rule: "a mean of days has no limit; a figure to date has",
                detail: "metric '\(metric)'")
        }
    }
}
