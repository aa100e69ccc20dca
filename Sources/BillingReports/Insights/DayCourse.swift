import BillingInsights
import BillingModel
import BillingTime

/// The figures of days that are known in full: what may still change, or is known in part, is missing.
///
/// ``KnownDays`` says which these are.
struct DayCourse: Sendable {
    let metric: Metric
    let labels: Labels
    /// One for each date of the days looked back on.
    let values: [Double?]
    /// What has been counted on each date so far, in full or not; nil where nothing is known.
    let soFar: [Double?]

    init(_ line: DayLine, labels: Labels, over days: InsightDays) {
        metric = line.metric
        self.labels = labels
        var values = [Double?](repeating: nil, count: days.count)
        var soFar = values
        var known = KnownDays(line.members, of: metric, on: line.plan)
        for (bucket, cell) in line.cells.enumerated() {
            let (place, isKnown) = (days.place(ofBucket: bucket), known.isKnown(bucket))
            guard let value = cell.value, values.indices.contains(place) else { continue }
            soFar[place] = value
            if isKnown { values[place] = value }
        }
        self.values = values
        self.soFar = soFar
    }

    /// The courses of a metric: as a whole if its series can be put together, then each part by labels.
    static func courses(of columns: MetricColumns, over days: InsightDays) throws(BillingError) -> [DayCourse]
    {
        var courses: [DayCourse] = []
        for labels in [.none] + columns.series.map(\.labels).filter({ !$0.isEmpty }) {
            if let course = try course(of: columns, labels, over: days) { courses.append(course) }
        }
        return courses
    }

    /// The course of a metric as a whole, or of the part with some labels; nil if there is no such part, or the series cannot be
    /// put together.
    static func course(
        of columns: MetricColumns, _ labels: Labels, over days: InsightDays
    ) throws(BillingError) -> DayCourse? {
        var members = columns.whole
        if !labels.isEmpty {
            members = columns.series(labels).map { [$0] } ?? []
        } else if members.count > 1, !columns.metric.kind.isSummable {
            return nil
        }
        guard !members.isEmpty else { return nil }
        let line = try DayLine(columns.metric, members: members, plan: days.plan)
        return DayCourse(line, labels: labels, over: days)
    }

    /// The place after the last known value; 0 without any.
    var end: Int { (values.lastIndex { $0 != nil } ?? -1) + 1 }

    /// The places without data from the first on, up to which so many are due, if the feed is silent; days that are known in part
    /// have some.
    func silence(due: Int) -> ClosedRange<Int>? {
        guard let since = AnomalyScan.silence(Array(values.prefix(due))), since < due,
            soFar[since..<due].allSatisfy({ $0 == nil })
        else { return nil }
        return since...due - 1
    }

    /// Whether every known value is a whole number.
    var isWhole: Bool { values.allSatisfy { $0.map { $0 == $0.rounded() } ?? true } }
}
