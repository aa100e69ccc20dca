import BillingInsights
import BillingModel
import BillingTime

/// What is to come of the days of a course, and where a period will end.
struct PeriodOutlook: Sendable {
    /// The place of the first day that is forecast.
    let start: Int
    /// One estimate for each day from there on.
    let steps: [Forecast.Estimate]
    let end: UsageForecast.End
    let methods: [Forecast.Part]
    let zeroProbability: Double?
    /// The steps that are the rest of the period.
    let rest: Range<Int>
    /// What is known of the period.
    let known: PeriodCourse
    let source: Source

    /// What the steps come from.
    enum Source: Sendable {
        case days(Forecast)
        case toDate(ToDateForecast)

        /// Whole courses that the days may take, all equally likely.
        var courses: [[Double]] {
            switch self {
            case .days(let forecast): forecast.courses()
            case .toDate(let forecast): forecast.courses()
            }
        }
    }

    /// Forecasts a course through a period.
    ///
    /// - Parameters:
    ///   - course: The course up to the day in progress.
    ///   - days: Its dates.
    ///   - period: The places of the dates of the period, of which the last has not ended.
    ///   - reach: The place up to which days are forecast, the end of the period or later.
    /// - Throws: `BillingError` with code `unavailable` if there is too little history, `invalidValue` if values or the
    ///   horizon are beyond what can be forecast.
    init(
        _ course: DayCourse, _ days: InsightDays, period: Range<Int>, reach: Int
    ) throws(BillingError) {
        let start = course.end
        let rest = max(period.lowerBound - start, 0)..<max(period.upperBound - start, 1)
        let known = PeriodCourse(course, days, in: period)
        self.start = start
        self.rest = rest
        self.known = known
        guard course.metric.kind != .distinctToDate else {
            let cycles = CourseCycles(course, days, through: reach)
            let forecast = try ToDateForecast(cycles: cycles.earlier, lengths: cycles.lengths)
            source = .toDate(forecast)
            steps = forecast.steps.prefix(reach - start).map { $0.rounded(if: course.isWhole) }
            (methods, zeroProbability) = ([], nil)
            end = try Self.level(steps, .toDate, known, rest)
            return
        }
        let values = Array(course.values[..<start])
        let forecast = try Forecast(of: values, grid: .daily, horizon: reach - start)
        source = .days(forecast)
        steps = forecast.steps.map { $0.rounded(if: course.isWhole) }
        (methods, zeroProbability) = (forecast.parts, forecast.zeroProbability)
        switch course.metric.kind {
        case .gauge, .distinctToDate:
            end = try Self.level(steps, .level, known, rest)
        case .count, .cumulative:
            // What has been counted is not taken back, unless less than nothing can be counted.
            let least = values.contains { $0 ?? 0 < 0 } ? -Double.greatestFiniteMagnitude : known.soFar ?? 0
            let total = try forecast.total(of: rest).map { max(known.counted + $0, least) }
            end = UsageForecast.End(
                basis: .total, soFar: known.soFar, known: known.count, missing: known.missing,
                ahead: rest.count, estimate: total.rounded(if: course.isWhole))
        case .distinct:
            let count = Double(known.count + rest.count)
            end = UsageForecast.End(
                basis: .mean, soFar: known.count > 0 ? known.sum / Double(known.count) : nil,
                known: known.count, missing: known.missing, ahead: rest.count,
                estimate: try forecast.total(of: rest).map { (known.sum + $0) / count })
        }
    }

    /// The level at the end of the last step.
    private static func level(
        _ steps: [Forecast.Estimate], _ basis: UsageForecast.Basis, _ known: PeriodCourse, _ rest: Range<Int>
    ) throws(BillingError) -> UsageForecast.End {
        guard let last = steps.element(at: rest.upperBound - 1) else {
            throw BillingError(.unavailable, rule: "a forecast reaches the end of its period")
        }
        return UsageForecast.End(
            basis: basis, soFar: known.last, known: known.count, missing: 0, ahead: rest.count, estimate: last
        )
    }
}

extension Forecast.Estimate {
    /// The nearest whole numbers, of what only comes in these.
    func rounded(if isWhole: Bool) -> Self { isWhole ? map { $0.rounded() } : self }
}
