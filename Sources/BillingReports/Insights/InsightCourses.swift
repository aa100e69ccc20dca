import BillingInsights
import BillingModel
import BillingTime

/// The courses of all metrics of a tenant, and what is to be said of several days or several metrics together.
struct InsightCourses {
    let days: InsightDays
    let courses: [DayCourse]

    /// A trend is asked of half a year.
    private static let trendDays = 182
    /// So many days make a trend, and fewer after a change none.
    private static let leastTrendDays = 56

    /// Where each course is going, and where it changed for good; none of figures to date, and where too little is known.
    func trends() throws(BillingError) -> (trends: [MetricTrend], changes: [MetricChange]) {
        var trends: [MetricTrend] = []
        var changes: [MetricChange] = []
        for course in courses where course.metric.kind != .distinctToDate {
            let due = days.due(course.metric)
            let values = Array(course.values.prefix(due))
            // A stock that moves in steps turns with each of them.
            let found = ((try? ChangePoints(of: values, grid: .daily).changes) ?? [])
                .filter { $0.kind == .level || course.metric.kind != .gauge }
            changes += try found.map { change throws(BillingError) in try self.change(change, of: course) }
            let jump = found.last { $0.kind == .level }?.index ?? 0
            let start = max(values.count - Self.trendDays, 0)
            let first = values.count - jump >= Self.leastTrendDays ? max(jump, start) : start
            let asked = values[min(first, values.count)...]
            guard let trend = try? Trend(of: Array(asked), grid: .daily),
                let known = asked.firstIndex(where: { $0 != nil })
            else { continue }
            trends.append(
                try self.trend(trend, of: course, known...due - 1, silence: course.silence(due: due)))
        }
        return (trends, changes)
    }

    private func trend(
        _ trend: Trend, of course: DayCourse, _ places: ClosedRange<Int>, silence: ClosedRange<Int>?
    ) throws(BillingError) -> MetricTrend {
        MetricTrend(
            metric: course.metric.id, labels: course.labels, name: course.metric.name,
            unit: course.metric.unit, first: try days.date(at: places.lowerBound),
            last: try days.date(at: places.upperBound),
            lastKnown: try silence.map { silence throws(BillingError) in
                try days.date(at: silence.lowerBound - 1)
            },
            direction: trend.direction.told, slope: trend.slope.told, growth: trend.growth?.told)
    }

    private func change(_ change: ChangePoint, of course: DayCourse) throws(BillingError) -> MetricChange {
        MetricChange(
            metric: course.metric.id, labels: course.labels, name: course.metric.name,
            unit: course.metric.unit, kind: change.kind == .level ? .level : .slope,
            date: try days.date(at: change.index),
            likely: try days.date(at: change.likely.lowerBound)...days.date(at: change.likely.upperBound),
            before: change.before, after: change.after, score: change.score)
    }

    /// Which courses move together, the strongest first.
    ///
    /// A metric and its parts, metrics that are counted from the same records, and figures that are the same on each day belong
    /// together anyway.
    func links() throws(BillingError) -> [MetricLink] {
        let compared = Self.compared(courses)
        let series = compared.indices.map { place in
            let course = compared[place]
            return LinkSeries(
                Array(course.values.prefix(days.due(course.metric))),
                related: Set(compared.indices.filter { course.isRelated(to: compared[$0]) }),
                isRunningTotal: course.metric.kind == .distinctToDate)
        }
        return try Links(of: series).links.map { link in
            MetricLink(
                leader: compared[link.leader].side, follower: compared[link.follower].side, lag: link.lag,
                coefficient: link.coefficient, days: link.days, effectiveDays: link.effectiveDays,
                probability: link.probability)
        }
    }

    /// What else was unusual on the unusual days of a course, and the courses that it was looked for in.
    func coincidences(
        of asked: DayCourse
    ) throws(BillingError) -> (found: Coincidences, others: [DayCourse]) {
        let others = Self.compared(
            courses.filter { other in
                (other.metric.id != asked.metric.id || other.labels != asked.labels)
                    && !other.isRelated(to: asked)
            })
        let spikes = try CourseScan(asked, days, rate: CourseScan.rate).anomalies.map(\.peak)
        // One that cannot be judged was unusual on no day.
        let unusual = others.map { other in
            (try? CourseScan(other, days, rate: CourseScan.rate).unusualDays) ?? UnusualDays([])
        }
        return (try Coincidences(on: spikes, among: unusual), others)
    }

    /// As many courses as are compared: wholes first, where there are too many.
    private static func compared(_ courses: [DayCourse]) -> [DayCourse] {
        Array(
            (courses.filter(\.labels.isEmpty) + courses.filter { !$0.labels.isEmpty })
                .prefix(Links.mostSeries))
    }
}

extension DayCourse {
    var side: MetricLink.Side {
        MetricLink.Side(metric: metric.id, labels: labels, name: metric.name)
    }

    /// Whether two courses belong together by construction.
    fileprivate func isRelated(to other: DayCourse) -> Bool {
        if metric.id == other.metric.id { return labels.isEmpty || other.labels.isEmpty }
        if values == other.values { return true }
        switch (metric.source, other.metric.source) {
        case (.actions, .actions): return true
        case (.activity(let kind), .activity(let other)): return kind == other
        case (.recorded, _), (.actions, _), (.activity, _): return false
        }
    }
}

extension Trend.Direction {
    fileprivate var told: MetricTrend.Direction {
        switch self {
        case .growing: .growing
        case .shrinking: .shrinking
        case .steady: .steady
        default: .unclear
        }
    }
}

extension Trend.Rate {
    fileprivate var told: MetricTrend.Rate { MetricTrend.Rate(value: value, interval95: interval95) }
}
