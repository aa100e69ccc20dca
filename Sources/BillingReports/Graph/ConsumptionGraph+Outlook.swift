public import BillingInsights
public import BillingModel
import BillingTime

extension ConsumptionGraph {
    /// What is to come of one line: an estimate for each bucket from one on, up to the last that the forecast tells.
    ///
    /// The JSON form has the keys `metric`, `labels`, `index` and `estimates`.
    public struct Outlook: Hashable, Sendable, Codable, Identifiable {
        /// The metric.
        public let metric: MetricID
        /// The labels of the line.
        public let labels: Labels
        /// The place of the first bucket with an estimate: the first that is not known in full, or that the graph shows.
        public let index: Int
        /// What is expected of that bucket and of those that follow.
        public let estimates: [Forecast.Estimate]

        /// The metric and its labels.
        public var id: Series.ID { Series.ID(metric: metric, labels: labels) }
    }

    /// The outlook of a metric as a whole, or of a part of it; nil if there is none.
    public func outlook(_ metric: Metric, labels: Labels = .none) -> Outlook? {
        outlook.first { $0.metric == metric.id && $0.labels == labels }
    }

    /// The graph with what is to come of its lines, for a line and a band that go on where what is known ends.
    ///
    /// A step of the forecast stands on the bucket that begins and ends with it. Left out are steps beyond the range, those of metrics
    /// without a line, and a bucket that the range cuts, since its point is not of the whole bucket. An outlook that the graph
    /// has already is replaced.
    ///
    /// ```swift
    /// let graph = try await acme.consumptionGraph(range: march, width: .day, now: now)
    /// let joined = try graph.adding(try await acme.forecast(now: now))
    /// joined.outlook(.actions)?.estimates.first?.interval80
    /// ```
    ///
    /// A graph that was read from its JSON form does not say whose it is, so that no other tenant's forecast is refused.
    ///
    /// - Parameter forecast: A forecast of the same tenant, read at the same revision, with steps of the width of the graph.
    /// - Returns: The graph with its outlook; of the lines that the forecast tells nothing of there is none.
    /// - Throws: `BillingError` with code `unsupported` if the graph is not of one tenant, or the width is another; `invalidValue` if
    ///   the forecast is of another tenant, revision, instant or clock.
    /// - Complexity: O(*n*) for *n* buckets and steps.
    public func adding(_ forecast: UsageForecast) throws(BillingError) -> ConsumptionGraph {
        try checkJoining(forecast.tenant, forecast.stamp)
        guard forecast.width == width else {
            throw BillingError(
                .unsupported, rule: "a graph takes a forecast whose steps are as wide as its buckets",
                detail: "\(forecast.width) and \(width)")
        }
        let places = Dictionary(buckets.enumerated().map { ($1.start, $0) }) { first, _ in first }
        let rows = Dictionary(
            forecast.rows.map { (Series.ID(metric: $0.metric, labels: $0.labels), $0.steps) }
        ) { first, _ in first }
        var graph = self
        graph.outlook = series.map(\.id).unique.compactMap { line in
            let steps: [(place: Int, estimate: Forecast.Estimate)] = (rows[line] ?? []).compactMap { step in
                guard let place = places[step.bucket.start], buckets[place] == step.bucket else { return nil }
                return (place, step.estimate)
            }
            guard let first = steps.first?.place else { return nil }
            // No step is left out between two, but nothing would show a bucket that has none.
            let following = steps.enumerated().prefix { $0.element.place == first + $0.offset }
            return Outlook(
                metric: line.metric, labels: line.labels, index: first,
                estimates: following.map(\.element.estimate))
        }
        return graph
    }

    /// - Throws: `BillingError` if a screen of a tenant cannot be joined to the graph.
    package func checkJoining(_ tenant: TenantID, _ other: ScreenStamp) throws(BillingError) {
        try checkOneTenant()
        try owner.checkJoining(tenant)
        try stamp.checkJoining(other)
    }

    /// - Throws: `BillingError` with code `unsupported` if the lines are not of one tenant.
    func checkOneTenant() throws(BillingError) {
        // The line of one tenant has a line for each of its members with labels beside it.
        let labelled = Dictionary(grouping: series.filter { !$0.labels.isEmpty }, by: \.metric)
        let isOfSeveral = series.contains { line in
            line.labels.isEmpty && line.members > (labelled[line.metric]?.count ?? 0) + 1
        }
        guard !isOfSeveral else { throw ScreenOwner.severalTenants("a graph of several tenants") }
        try owner.checkOneTenant()
    }
}
