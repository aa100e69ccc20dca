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
        let weighted = column.weighted.states
        for (index, value) in column.values.enumerated() {
            let state = column.states.isEmpty || !tellsExtremes ? nil : column.states[index]
            // A level that is carried in counts as one that is sampled.
            let held = metric.kind == .gauge ? weighted[index] : nil
            let lowest = [state?.minimum, held?.minimum].compactMap(\.self).min()
            let highest = [state?.maximum, held?.maximum].compactMap(\.self).max()
            var mean: Double?
            switch metric.kind {
            case .gauge: mean = try held?.mean()
            case .distinct: mean = try state?.mean()
            case .count, .cumulative, .distinctToDate: break
            }
            points.append(
                ConsumptionGraph.Point(
                    index: index, value: value.value, lastKnown: value.lastKnown, minimum: lowest,
                    maximum: highest, mean: mean, sampled: value.time, reporting: value.value == nil ? 0 : 1,
                    widened: isWidened(index), parts: parts(value),
                    completeness: value.completeness))
        }
        return points
    }

    /// The points of several series or tenants put together.
    ///
    /// What they had lowest and highest need not have been at one time, so the whole has neither.
    func points(_ combined: CombinedColumn) throws(BillingError) -> [ConsumptionGraph.Point] {
        var points: [ConsumptionGraph.Point] = []
        points.reserveCapacity(combined.cells.count)
        for (index, cell) in combined.cells.enumerated() {
            points.append(
                ConsumptionGraph.Point(
                    index: index, value: cell.value, lastKnown: cell.lastKnown, minimum: nil, maximum: nil,
                    mean: try combined.levelMean(of: index..<index + 1, on: plan)?.rounded(), sampled: nil,
                    reporting: cell.reporting, widened: false, parts: [], completeness: cell.completeness))
        }
        return points
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

    private func isWidened(_ index: Int) -> Bool {
        metric.isWidened(from: plan.instants[index], to: min(plan.instants[index + 1], plan.now))
    }

    private func parts(_ value: BucketValue) -> [ConsumptionGraph.Part] {
        value.partialFigures.map {
            ConsumptionGraph.Part(
                end: $0.end, value: $0.value, lastKnown: $0.lastKnown, completeness: $0.completeness)
        }
    }
}
