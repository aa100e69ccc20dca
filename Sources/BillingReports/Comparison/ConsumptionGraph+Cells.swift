import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension ConsumptionGraph: ComparableScreen {
    /// What the graph is about.
    public var title: String { "Consumption graph" }

    /// The points of each line, bucket by bucket.
    public var cells: [ScreenCell] {
        let lines = series.map { ($0, $0.lines) }
        // What was known last is shown once, as in the text.
        let lastBegun = buckets.lastIndex { $0.start < stamp.now }
        var cells: [ScreenCell] = []
        for (index, bucket) in buckets.enumerated() {
            let time = bucket.time(in: range)
            let from = name(of: bucket)
            for (series, lines) in lines {
                let isLevel = series.kind == .gauge
                let basis = ScreenCell.Basis(
                    isLevel ? .level(series.metric, series.labels) : .usage(series.metric, series.labels),
                    in: time, clock: stamp.zones)
                for line in lines where line.cells.indices.contains(index) {
                    let isLast = line.figure == "value" && index == lastBegun
                    let known = isLast ? series.point(of: index)?.lastKnown : nil
                    let cell = line.cells[index]
                    cells.append(
                        ScreenCell(
                            place: .init(
                                metric: series.metric, labels: series.labels, part: from, figure: line.figure),
                            row: heading(bucket), column: line.title,
                            content: ScreenCell.Content(cell.number, cell).or(known),
                            bases: [basis]))
                }
            }
        }
        return cells
    }

    /// The first date of a bucket that the range shows, or below a day its first instant: there may be two hours of one
    /// reading.
    func name(of bucket: Bucket) -> String {
        guard width.isDayOrWider else { return ScreenText.utc(bucket.start) }
        return "\(max(bucket.firstDate, first ?? .min))"
    }
}

extension Bucket {
    /// The part of the bucket that lies in a range.
    func time(in range: InstantRange) -> ScreenCell.Basis.Time {
        guard isClipped || firstDate == lastDate else { return .dates(firstDate...max(firstDate, lastDate)) }
        let start = max(start, range.start)
        return (try? InstantRange(start..<max(start, min(end, range.end)))).map { .instants($0) }
            ?? .dates(firstDate...max(firstDate, lastDate))
    }
}
