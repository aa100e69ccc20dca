import BillingModel
import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The metrics of a tenant over one range of a comparison, day by day.
struct PeriodReading {
    let plan: BucketPlan
    private let engine: UsageEngine
    private let range: Range<Int64>
    private let columns: [MetricColumns]
    /// The subjects that were active in the range, by kind.
    private let presence: [SubjectKind: Presence.Count]

    init(_ asked: [Metric], in range: Range<Int64>, zone: Zone, _ engine: UsageEngine) async throws {
        self.engine = engine
        self.range = range
        plan = try BucketPlan(
            try BucketGrid(range, width: .day, zone: zone), now: engine.context.now)
        columns = try await engine.columns(asked, on: plan)
        let end = max(range.lowerBound, min(range.upperBound, plan.now))
        var presence: [SubjectKind: Presence.Count] = [:]
        for metric in columns.map(\.metric) where metric.kind == .distinct {
            guard case .activity(let kind) = metric.source, presence[kind] == nil, range.lowerBound < end
            else {
                continue
            }
            let blocks = try await engine.context.reader.allPresence(
                PresenceRequest(
                    of: .one(engine.tenant.id), kind: kind,
                    in: Instants.date(range.lowerBound)..<Instants.date(end),
                    knownAt: engine.context.knownAt))
            let found = try blocks.first?.presence ?? Presence(quarterHours: [], subjects: [])
            presence[kind] = try found.distinct(boundaries: [range.lowerBound, end]).first
        }
        self.presence = presence
    }

    /// The days of the range that have begun.
    var begun: Range<Int> {
        let starts = plan.instants.dropLast()
        return 0..<(starts.firstIndex { $0 >= plan.now } ?? starts.count)
    }

    /// The series of a metric that were found, not those that silence stands for.
    func series(of metric: Metric) -> [Labels] {
        columns.first { $0.metric.id == metric.id }.map { $0.isSilence ? [] : $0.series.map(\.labels) } ?? []
    }

    func hasData(of metric: Metric) -> Bool {
        columns.first { $0.metric.id == metric.id }?.hasData ?? false
    }

    /// Whether a group is a single series here.
    func isOne(_ group: LabelGroup, of metric: Metric) -> Bool {
        let found = columns.first { $0.metric.id == metric.id }
        return (group.hasOwn ? found?.whole.count : group.members.count) == 1
    }

    /// The series of a group put together; one that was not found here was silent.
    func line(of metric: Metric, _ group: LabelGroup) throws(BillingError) -> DayLine {
        let found = columns.first { $0.metric.id == metric.id }
        if group.hasOwn, let found { return try DayLine(metric, members: found.whole, plan: plan) }
        var members: [SeriesColumn] = []
        var filling = UsageEngine.Filling()
        for labels in group.members {
            if let column = found?.series(labels) {
                members.append(column)
            } else {
                members.append(try engine.silence(of: metric, labels: labels, on: plan, &filling))
            }
        }
        return try DayLine(metric, members: members, plan: plan)
    }

    /// The different subjects of the range; nil if the metric is not counted from activity.
    func distinct(of metric: Metric) -> Presence.Count? {
        guard case .activity(let kind) = metric.source, metric.kind == .distinct else { return nil }
        return presence[kind]
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
