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
        guard course.metric.kind != .distinctToDate else {
            let cycles = CourseCycles(course, days, through: reach)
            let forecast = try ToDateForecast(cycles: cycles.earlier, lengths: cycles.lengths)
            steps = forecast.steps.prefix(reach - start).map { $0.rounded(if: course.isWhole) }
            (methods, zeroProbability) = ([], nil)
            end = try Self.level(steps, .toDate, known, rest)
            return
        }
        let values = Array(course.values[..<start])
        let forecast = try Forecast(of: values, grid: .daily, horizon: reach - start)
        steps = forecast.steps.map { $0.rounded(if: course.isWhole) }
        (methods, zeroProbability) = (forecast.parts, forecast.zeroProbability)
        switch course.metric.kind {
        case .gauge, .distinctToDate:
            end = try Self.level(steps, .level, known, rest)
        case .count, .cumulative:
            // What has been counted is not taken back, unless less than nothing can be counted.
            let least = values.contains { $0 ?? 0 < 0 } ? -Double.greatestFiniteMagnitude : known.soFar ?? 0
            let total = try forecast.total(of: rest).map { max(known.sum + $0, least) }
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

/// What is known of the days of a period so far.
private struct PeriodCourse {
    /// How many days are known in full, and what they add up to.
    let count: Int
    let sum: Double
    /// How many days before the last known one are not.
    let missing: Int
    /// What all days add up to so far, in full or not; nil if nothing is known.
    let soFar: Double?
    /// What was known last in the period.
    let last: Double?

    init(_ course: DayCourse, _ days: InsightDays, in period: Range<Int>) {
        let places = (0..<days.plan.grid.count).map(days.place(ofBucket:)).filter(period.contains)
        let values = places.compactMap { course.values[$0] }
        count = values.count
        missing = places.count { $0 < course.end && course.values[$0] == nil }
        let counted = places.compactMap { course.soFar[$0] }
        sum = Self.sum(values)
        soFar = counted.isEmpty ? nil : Self.sum(counted)
        last = counted.last
    }

    /// Rounded once, as all sums are.
    private static func sum(_ values: [Double]) -> Double {
        var sum = ExactSum()
        for value in values { sum.add(finite: value) }
        return (try? sum.rounded()) ?? values.reduce(0, +)
    }
}

extension Forecast.Estimate {
    /// The nearest whole numbers, of what only comes in these.
    func rounded(if isWhole: Bool) -> Self { isWhole ? map { $0.rounded() } : self }
}
