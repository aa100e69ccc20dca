package import BillingModel
package import BillingTime

/// What the feeds of one tenant say they cover.
package struct CoverageIndex: Sendable {
    private let ranges: [MetricID: [SourceID: [Range<Int64>]]]

    /// The index of feeds that say nothing.
    package init() { ranges = [:] }

    package init(_ statements: [Coverage]) throws(BillingError) {
        var ranges: [MetricID: [SourceID: [Range<Int64>]]] = [:]
        for statement in statements {
            let start = try Instants.microseconds(statement.range.lowerBound)
            let end = try Instants.microseconds(statement.range.upperBound)
            ranges[statement.metric, default: [:]][statement.source, default: []]
                .append(start..<max(start, end))
        }
        self.ranges = ranges
    }

    /// The time in which a series is complete.
    ///
    /// A source covers the series whose label `source` names it, and those that have no such label. A statement about
    /// the metric `actions` is one about the records, from which the failed and suppressed ones are counted too.
    package func covered(_ metric: Metric, labels: Labels) -> IntervalSet {
        var sources = ranges[metric.id] ?? [:]
        if case .actions = metric.source, metric.id != Metric.actions.id {
            sources.merge(ranges[Metric.actions.id] ?? [:]) { $0 + $1 }
        }
        if let name = labels[.source] {
            return IntervalSet(sources.first { $0.key.text.utf8.elementsEqual(name.text.utf8) }?.value ?? [])
        }
        return IntervalSet(sources.values.flatMap(\.self))
    }
}
