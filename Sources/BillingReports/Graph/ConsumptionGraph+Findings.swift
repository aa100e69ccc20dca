public import BillingModel
import BillingTime

extension ConsumptionGraph {
    /// Something unusual at its place in a graph.
    ///
    /// The JSON form has the keys `index` and `finding`.
    public struct FindingPoint: Hashable, Sendable, Codable, Identifiable {
        /// What tells the findings of a graph apart.
        public struct ID: Hashable, Sendable {
            /// The line.
            public let line: Series.ID
            /// The first unusual day.
            public let first: LocalDate
        }

        /// The place of the bucket that holds the rarest day, or of a silent feed the first day without data; of buckets below
        /// a day the first.
        public let index: Int
        /// What was found.
        public let finding: Finding

        /// The metric, its labels and the first unusual day.
        public var id: ID {
            ID(line: Series.ID(metric: finding.metric, labels: finding.labels), first: finding.first)
        }
    }

    /// The graph with what is unusual in its lines, for points that are marked.
    ///
    /// Left out are findings outside the range and those of metrics without a line; those that people have said something of keep
    /// their mark. Findings that the graph has already are replaced. As with a forecast, a graph that was read from its JSON form
    /// does not say whose it is.
    ///
    /// - Parameter insights: Insights into the same tenant, read at the same revision.
    /// - Returns: The graph with its findings, in the order of the insights.
    /// - Throws: `BillingError` with code `unsupported` if the graph is not of one tenant; `invalidValue` if the insights are of
    ///   another tenant, revision, instant or clock.
    /// - Complexity: O(*l* + *f* log *n*) for *l* lines, *f* findings and *n* buckets.
    public func adding(_ insights: UsageInsights) throws(BillingError) -> ConsumptionGraph {
        try checkJoining(insights.tenant, insights.stamp)
        let lines = Set(series.map(\.id))
        var graph = self
        graph.findings = insights.findings.compactMap { finding in
            guard lines.contains(Series.ID(metric: finding.metric, labels: finding.labels)) else {
                return nil
            }
            return place(of: finding.peak?.date ?? finding.first).map {
                FindingPoint(index: $0, finding: finding)
            }
        }
        return graph
    }

    /// The first bucket that shows something of a date; nil if none does, or if that cannot be said of a bucket that is cut.
    private func place(of date: LocalDate) -> Int? {
        if let first, let last, !(first <= date && date <= last) { return nil }
        // Buckets are in order, and so are their last dates.
        var (low, high) = (0, buckets.count)
        while low < high {
            let middle = (low + high) / 2
            if buckets[middle].lastDate < date { low = middle + 1 } else { high = middle }
        }
        guard let bucket = buckets.element(at: low), bucket.firstDate <= date else { return nil }
        let isSure = !bucket.isClipped || bucket.firstDate == bucket.lastDate || (first != nil && last != nil)
        return isSure ? low : nil
    }
}
