import BillingModel
import BillingTime

/// What the feeds of one tenant say they cover.
struct CoverageIndex: Sendable {
    private struct Feeds {
        var sources: [SourceID: [Range<Int64>]] = [:]
        /// What any of them covers.
        var covered = IntervalSet()
    }

    private var feeds: [MetricID: Feeds] = [:]

    init(_ statements: [Coverage] = []) throws(BillingError) {
        for statement in statements {
            let start = try Instants.microseconds(statement.range.lowerBound)
            let end = try Instants.microseconds(statement.range.upperBound)
            feeds[statement.metric, default: Feeds()].sources[statement.source, default: []]
                .append(start..<max(start, end))
        }
        for (metric, feed) in feeds {
            feeds[metric]?.covered = IntervalSet(feed.sources.values.flatMap(\.self))
        }
    }

    /// The time in which a series is complete.
    ///
    /// A source covers the series whose label `source` names it, and those that have no such label. A statement about
    /// the metric `actions` is one about the records, from which the failed and suppressed ones are counted too.
    func covered(_ metric: Metric, labels: Labels) -> IntervalSet {
        let own = covered(metric.id, labels)
        guard case .actions = metric.source, metric.id != Metric.actions.id else { return own }
        let actions = covered(Metric.actions.id, labels)
        return own.isEmpty ? actions : own.union(actions)
    }

    private func covered(_ metric: MetricID, _ labels: Labels) -> IntervalSet {
        guard let feeds = feeds[metric] else { return IntervalSet() }
        guard let name = labels[.source] else { return feeds.covered }
        return IntervalSet(
            feeds.sources.first { $0.key.text.utf8.elementsEqual(name.text.utf8) }?.value ?? [])
    }
}
