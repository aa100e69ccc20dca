import BillingInsights
import BillingModel
import BillingTime

/// The unusual days of one course.
struct CourseScan: Sendable {
    let course: DayCourse
    private let days: InsightDays
    /// The lengths of the days as shares of 24 hours; 1 where that does not matter.
    private let lengths: [Double]
    private let scan: AnomalyScan

    /// Scans a course up to the last day that data are due of.
    ///
    /// What is counted over a day is judged by the hour, so that a day on which the clock changes is none that is unusual.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if a value is beyond what can be judged.
    init(_ course: DayCourse, _ days: InsightDays, rate: Double) throws(BillingError) {
        self.course = course
        self.days = days
        lengths = Self.lengths(course, days)
        scan = try Self.scan(course, days, lengths, of: 0..<days.due(course.metric), rate: rate)
    }

    /// What is said of one day by those before it, 400 days with itself at the most, so that it does not matter when it is asked;
    /// nil where it is not judged.
    static func verdict(
        of place: Int, _ course: DayCourse, _ days: InsightDays
    ) throws(BillingError) -> AnomalyScan.Verdict? {
        let places = max(place + 1 - InsightDays.most, 0)..<place + 1
        return try scan(course, days, lengths(course, days), of: places, rate: rate).verdicts.last ?? nil
    }

    /// The share of ordinary days of one course that may be told.
    static let rate = 0.001

    private static func lengths(_ course: DayCourse, _ days: InsightDays) -> [Double] {
        course.metric.kind.addsUpOverTime ? days.lengths : Array(repeating: 1, count: course.values.count)
    }

    private static func scan(
        _ course: DayCourse, _ days: InsightDays, _ lengths: [Double], of places: Range<Int>, rate: Double
    ) throws(BillingError) -> AnomalyScan {
        let values = places.map { place in
            (course.values.element(at: place) ?? nil).map { value($0, inDayOf: lengths[place]) }
        }
        let isToDate = course.metric.kind == .distinctToDate
        return try AnomalyScan(
            of: values, grid: .daily,
            cycleStarts: isToDate || course.metric.kind.addsUpOverTime
                ? days.resets.map { $0 - places.lowerBound } : [],
            settings: .init(isRunningTotal: isToDate, rate: rate))
    }

    /// What 24 hours would have brought; whole numbers stay whole, since counts are judged by their square roots.
    private static func value(_ value: Double, inDayOf length: Double) -> Double {
        // What is beyond all that can be judged stays so, also on a long day.
        guard length > 0, length != 1, abs(value) <= 1e300 else { return value }
        return value == value.rounded() ? (value / length).rounded() : value / length
    }

    /// What is unusual, the earliest first, as places of days.
    var anomalies: [Anomaly] { scan.findings }

    /// On which days something was unusual.
    var unusualDays: UnusualDays { UnusualDays(scan) }

    /// The days without data from the first on, if the feed is silent.
    var silence: ClosedRange<Int>? { course.silence(due: days.due(course.metric)) }

    /// Whether a day is judged at a place or after it.
    func judges(from place: Int) -> Bool { scan.verdicts.dropFirst(max(place, 0)).contains { $0 != nil } }

    /// The figure of a day and what was expected of it; nil where it was not judged.
    func verdict(at place: Int) -> (value: Double, expected: Double)? {
        guard let verdict = scan.verdicts.element(at: place) ?? nil, let value = course.values[place] else {
            return nil
        }
        return (value, verdict.expected * lengths[place])
    }

    /// By how much the unusual days of an anomaly together exceed what was expected.
    func impact(of anomaly: Anomaly) -> Double {
        anomaly.steps.reduce(0) { sum, place in
            guard let verdict = scan.verdicts[place], verdict.isUnusual else { return sum }
            return sum + (verdict.value - verdict.expected) * lengths[place]
        }
    }

    /// The rarest day of an anomaly.
    func peak(of anomaly: Anomaly) throws(BillingError) -> Finding.Peak {
        let length = lengths[anomaly.peak]
        return Finding.Peak(
            date: try days.date(at: anomaly.peak), value: course.values[anomaly.peak] ?? anomaly.value,
            expected: anomaly.expected * length,
            usual: anomaly.usual.lowerBound * length...anomaly.usual.upperBound * length,
            probability: anomaly.probability)
    }
}

extension InsightDays {
    /// How many days, from the first on, data of a metric are due of: those that have ended, late data included.
    func due(_ metric: Metric) -> Int {
        let (ends, lag) = (plan.grid.boundaries.dropFirst(), metric.lag.wholeMicroseconds)
        let last = ends.indices.last { place in
            let (end, overflow) = ends[place].addingReportingOverflow(lag)
            return !overflow && end <= plan.now
        }
        return last.map { self.place(ofBucket: $0 - 1) + 1 } ?? 0
    }

    /// The lengths of the dates as shares of 24 hours; 0 of one that the clock skips.
    var lengths: [Double] {
        var lengths = Array(repeating: 0.0, count: count)
        let bounds = plan.grid.boundaries
        for bucket in plan.grid.indices {
            let place = place(ofBucket: bucket)
            guard lengths.indices.contains(place) else { continue }
            lengths[place] = Double(bounds[bucket + 1] - bounds[bucket]) / Double(Instants.perDay)
        }
        return lengths
    }
}
