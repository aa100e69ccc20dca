import BillingInsights
import BillingModel
import BillingTime

/// The rows of a forecast of one tenant.
struct ForecastRows {
    let days: InsightDays
    let period: Bucket
    /// The weeks or months of the steps; nil if these are days.
    let steps: InsightSteps?
    /// How many steps are told; nil for those through the end of the period.
    let horizon: Int?

    /// The rows of a metric: the whole, then its parts.
    ///
    /// - Parameters:
    ///   - columns: The metric on the days.
    ///   - wide: The metric on weeks or months, if these are the steps.
    /// - Returns: One with a refusal if its series cannot be added up, so that the others are forecast all the same.
    /// - Throws: `BillingError` with code `invalidValue` if a step lies beyond the calendar.
    func rows(
        _ columns: MetricColumns, _ wide: MetricColumns?
    ) throws(BillingError) -> [UsageForecast.Row] {
        let courses: [DayCourse]
        do {
            courses = try DayCourse.courses(of: columns, over: days)
        } catch {
            let metric = columns.metric
            return [
                UsageForecast.Row(
                    metric: metric.id, labels: .none, name: metric.name, unit: metric.unit, kind: metric.kind,
                    steps: [], end: nil, methods: [], zeroProbability: nil, refusal: error.refusal)
            ]
        }
        var rows: [UsageForecast.Row] = []
        for course in courses { rows.append(try row(course, wide)) }
        return rows
    }

    private func row(_ course: DayCourse, _ wide: MetricColumns?) throws(BillingError) -> UsageForecast.Row {
        var refusal: String?
        let places = days.places(of: period)
        var outlook: PeriodOutlook?
        do {
            let reach = steps == nil ? horizon.map { course.end + $0 } ?? 0 : 0
            outlook = try PeriodOutlook(course, days, period: places, reach: max(places.upperBound, reach))
        } catch {
            refusal = error.refusal
        }
        var told: [UsageForecast.Step] = []
        if let steps, let wide {
            do {
                let members =
                    course.labels.isEmpty ? wide.whole : [wide.series(course.labels)].compactMap(\.self)
                let column = try CombinedColumn(members, kind: wide.metric.kind)
                told = try StepOutlook(
                    column, of: wide.metric, on: steps, through: period.endMicroseconds, count: horizon
                ).steps
            } catch {
                refusal = refusal ?? error.refusal
            }
        } else if let outlook {
            told = try self.steps(of: outlook, through: places.upperBound)
        }
        return UsageForecast.Row(
            metric: course.metric.id, labels: course.labels, name: course.metric.name,
            unit: course.metric.unit, kind: course.metric.kind, steps: told, end: outlook?.end,
            methods: outlook?.methods ?? [], zeroProbability: outlook?.zeroProbability, refusal: refusal)
    }

    /// Days as steps; a date that the clock skips is none.
    private func steps(
        of outlook: PeriodOutlook, through end: Int
    ) throws(BillingError) -> [UsageForecast.Step] {
        let estimates = outlook.steps.prefix(horizon ?? max(end - outlook.start, 0))
        let zone = days.plan.grid.zone
        var steps: [UsageForecast.Step] = []
        for (offset, estimate) in estimates.enumerated() {
            let date = try days.date(at: outlook.start + offset)
            guard !zone.isSkipped(date) else { continue }
            let bucket = try zone.bucket(holding: zone.startOfDay(Int(date.dayNumber)), width: .day)
            steps.append(UsageForecast.Step(bucket: bucket, estimate: estimate))
        }
        return steps
    }
}
