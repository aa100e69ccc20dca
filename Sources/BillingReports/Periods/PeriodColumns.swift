import BillingModel
import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The metrics of a tenant over one range of a comparison, day by day.
struct PeriodColumns {
    let plan: BucketPlan
    private let range: Range<Int64>
    private let tenant: TenantID
    private let catalog: TenantCatalog
    private let parts: (days: Int, whole: Int?)
    private var columns: [MetricColumns] = []
    /// The metrics of which different subjects are counted, over the range as one bucket.
    private var counted: [MetricColumns] = []

    /// Adds to a query what is needed.
    init(
        _ metrics: [Metric], in range: Range<Int64>, _ zone: Zone, of reader: MetricReader,
        _ query: inout MetricQuery
    ) throws(BillingError) {
        self.range = range
        let now = reader.context.now
        (tenant, catalog) = (try reader.context.tenant().id, reader.catalogs[0])
        plan = try BucketPlan(try BucketGrid(range, width: .day, zone: zone), now: now)
        let days = try query.add(metrics, of: [0], on: plan, with: [.timeWeighted, .shares])
        let counted = metrics.map(catalog.defined).filter(\.countsSubjects)
        var whole: Int?
        if !counted.isEmpty, range.lowerBound < min(range.upperBound, now) {
            whole = try query.add(
                counted, of: [0],
                on: try BucketPlan(BucketGrid(asOneBucket: range, zone: zone), now: now))
        }
        parts = (days, whole)
    }

    /// Takes the answer to the query.
    mutating func take(_ answer: [[MetricColumns]]) {
        columns = answer[parts.days]
        counted = parts.whole.map { answer[$0] } ?? []
    }

    /// The days of the range that have begun.
    var begun: Range<Int> {
        let starts = plan.instants.dropLast()
        return 0..<(starts.firstIndex { $0 >= plan.now } ?? starts.count)
    }

    /// The last day of the range that has begun.
    var lastDay: LocalDate? { begun.last.map { plan.grid[$0].firstDate } }

    private func columns(of metric: Metric) -> MetricColumns? {
        columns.first { $0.metric.id == metric.id }
    }

    /// The series of a metric that were found, not those that silence stands for.
    func series(of metric: Metric) -> [Labels] {
        columns(of: metric).map { $0.isSilence ? [] : $0.series.map(\.labels) } ?? []
    }

    func hasData(of metric: Metric) -> Bool { columns(of: metric)?.hasData ?? false }

    /// Whether a group is a single series here.
    func isOne(_ group: LabelGroup, of metric: Metric) -> Bool {
        (group.hasOwn ? columns(of: metric)?.whole.count : group.members.count) == 1
    }

    /// The series of a group put together; one that was not found here was silent.
    func line(of metric: Metric, _ group: LabelGroup) throws(BillingError) -> DayLine {
        let found = columns(of: metric)
        if group.hasOwn, let found { return try DayLine(metric, members: found.whole, plan: plan) }
        var members: [SeriesColumn] = []
        var filler = SeriesFiller(plan, [.timeWeighted])
        for labels in group.members {
            if let column = found?.series(labels) {
                members.append(column)
            } else {
                members.append(try filler.silence(of: metric, labels: labels, tenant, catalog))
            }
        }
        return try DayLine(metric, members: members, plan: plan)
    }

    /// The different subjects of the range; nil if they are not known, or nothing of it has begun.
    func distinct(of metric: Metric) -> (value: Double?, isWidened: Bool)? {
        guard let columns = counted.first(where: { $0.metric.id == metric.id }) else { return nil }
        return (
            columns.series[0].values.first?.value,
            metric.isWidened(from: range.lowerBound, to: min(range.upperBound, plan.now))
        )
    }

    /// How far a figure of the range can be relied on.
    ///
    /// Days are cut by the range, which takes nothing from a figure of the range; but a value of a date stands for the whole day.
    func completeness(of line: DayLine) throws(BillingError) -> Completeness {
        let phase = Completeness.Phase(
            start: range.lowerBound, end: range.upperBound, now: plan.now,
            lag: line.metric.lag.wholeMicroseconds)
        guard let weakest = try line.completeness(of: begun) else {
            return try Completeness(phase: phase, coverage: 0, samples: 0, origin: .missing)
        }
        return try Completeness(
            clippedStart: line.metric.isDaily && weakest.clippedStart,
            clippedEnd: line.metric.isDaily && weakest.clippedEnd, phase: phase, coverage: weakest.coverage,
            samples: weakest.samples, origin: weakest.origin)
    }
}

extension MetricColumns {
    /// Whether silence stands here for a metric without any sample.
    fileprivate var isSilence: Bool {
        guard series.count == 1, series[0].labels.isEmpty else { return false }
        return series[0].values.allSatisfy {
            $0.completeness.samples == 0 && $0.position == nil && $0.lastKnown == nil
        }
    }
}

extension Metric {
    /// Whether different subjects are counted from activity, so that a range has a count that its days do not tell.
    var countsSubjects: Bool {
        guard kind == .distinct, case .activity = source else { return false }
        return true
    }

    /// Whether a figure covers more than the time that it is of, as activity is kept by the quarter hour.
    ///
    /// A figure to date counts from its reset on, which is the start of a date.
    func isWidened(from start: Int64, to end: Int64) -> Bool {
        guard case .activity = source, start < end else { return false }
        return !end.isMultiple(of: QuarterHour.length)
            || kind == .distinct && !start.isMultiple(of: QuarterHour.length)
    }
}
