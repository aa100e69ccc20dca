#if canImport(Charts)
import BillingReports
import Charts
import SwiftUI

/// The lines of a consumption graph that share a unit.
struct ConsumptionChart: View {
    let graph: ConsumptionGraph
    let unit: String

    var body: some View {
        Chart {
            ForEach(graph.series.filter { $0.unit == unit }) { series in
                ForEach(graph.stretches(of: series)) { stretch in
                    ForEach(stretch.points) { point in
                        LineMark(
                            x: .value("Time", point.start),
                            y: .value(series.unit, point.value),
                            // A line ends at a gap, so each stretch is a series of its own.
                            series: .value("Stretch", stretch.id))
                    }
                    .foregroundStyle(by: .value("Metric", series.name))
                    .lineStyle(StrokeStyle(dash: stretch.isComplete ? [] : [2, 3]))
                }
            }
        }
        .chartXScale(domain: graph.range.start...graph.range.end)
    }
}
#endif
