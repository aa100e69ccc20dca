import BillingModel
import BillingTime

/// The points of one line.
struct GraphLine {
    let metric: Metric
    let plan: BucketPlan

    /// The points of one series.
    func points(_ column: SeriesColumn) throws(BillingError) -> [ConsumptionGraph.Point] {
        var points: [ConsumptionGraph.Point] = []
        points.reserveCapacity(column.values.count)
        for (index, value) in column.values.enumerated() {
            let state = column.states.isEmpty || !tellsExtremes ? nil : column.states[index]
            var mean: Double?
            switch metric.kind {
            case .gauge: mean = try column.weighted[index].mean()
            case .distinct: mean = try state?.mean()
            case .count, .cumulative, .distinctToDate: break
            }
            points.append(
                ConsumptionGraph.Point(
                    index: index, value: value.value, lastKnown: value.lastKnown, minimum: state?.minimum,
                    maximum: state?.maximum,
                    mean: mean, sampled: value.time, reporting: value.value == nil ? 0 : 1,
                    widened: isWidened(index), parts: parts(value),
                    completeness: value.completeness))
        }
        return points
    }

    /// The points of several series put together, by the rule of the kind.
    func points(
        _ members: [[BucketValue]], over kind: CombinedValue.Members
    ) throws(BillingError) -> [ConsumptionGraph.Point] {
        try CombinedValue.combine(members, kind: metric.kind, over: kind).enumerated().map { index, value in
            ConsumptionGraph.Point(
                index: index, value: value.value, lastKnown: value.lastKnown, minimum: nil, maximum: nil,
                mean: nil, sampled: nil, reporting: value.membersWithData, widened: false, parts: [],
                completeness: value.completeness)
        }
    }

    /// The points of subjects that several tenants share.
    func points(
        union values: [BucketValue], reporting: [Int]
    ) -> [ConsumptionGraph.Point] {
        values.enumerated().map { index, value in
            ConsumptionGraph.Point(
                index: index, value: value.value, lastKnown: nil, minimum: nil, maximum: nil, mean: nil,
                sampled: nil, reporting: reporting[index], widened: isWidened(index), parts: [],
                completeness: value.completeness)
        }
    }

    func series(
        _ points: [ConsumptionGraph.Point], labels: Labels = .none, members: Int, isShared: Bool = false
    ) -> ConsumptionGraph.Series {
        ConsumptionGraph.Series(
            metric: metric.id, labels: labels, name: metric.name, unit: metric.unit, kind: metric.kind,
            members: members, shared: isShared, points: points)
    }

    private var tellsExtremes: Bool { metric.kind == .gauge || metric.kind == .distinct }

    /// Whether a count of activity covers more than the part of its bucket that is read: quarter hours are whole.
    private func isWidened(_ index: Int) -> Bool {
        let (start, end) = (plan.instants[index], min(plan.instants[index + 1], plan.now))
        guard case .activity = metric.source, start < end else { return false }
        // A figure to date counts from its reset on, which is the start of a date.
        return !end.isMultiple(of: QuarterHour.length)
            || metric.kind == .distinct && !start.isMultiple(of: QuarterHour.length)
    }

    private func parts(_ value: BucketValue) -> [ConsumptionGraph.Part] {
        value.partialFigures.map {
            ConsumptionGraph.Part(
                end: $0.end, value: $0.value, lastKnown: $0.lastKnown, completeness: $0.completeness)
        }
    }
}
