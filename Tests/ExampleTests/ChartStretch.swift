import BillingReports
import BillingTime
import Foundation

/// Points without a gap between them, all complete or all not.
struct ChartStretch: Identifiable {
    struct Point: Identifiable {
        let start: Date
        let value: Double
        var id: Date { start }
    }

    let id: String
    let isComplete: Bool
    var points: [Point]
}

extension ConsumptionGraph {
    /// A line cut where a value is missing, and where it stops being complete.
    func stretches(of series: Series) -> [ChartStretch] {
        var stretches: [ChartStretch] = []
        var last: ChartStretch.Point?
        for (bucket, point) in zip(buckets, series.points) {
            guard let value = point.value else {
                last = nil
                continue
            }
            let new = ChartStretch.Point(start: bucket.interval.lowerBound, value: value)
            let isComplete = point.completeness.isComplete
            if last != nil, let end = stretches.indices.last, stretches[end].isComplete == isComplete {
                stretches[end].points.append(new)
            } else {
                // The line goes on from its last point, though drawn otherwise.
                let name = "\(series.name) \(series.labels) \(stretches.count)"
                stretches.append(
                    ChartStretch(id: name, isComplete: isComplete, points: [last, new].compactMap(\.self)))
            }
            last = new
        }
        return stretches
    }
}
