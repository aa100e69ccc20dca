public import BillingModel
import BillingTime

extension ConsumptionGraph {
    /// The graph with the limits that its lines are held against, for lines across a drawing.
    ///
    /// A limit is held against the figures of a bucket where these are what it limits:
    ///
    /// | kind of the metric | at which width |
    /// | --- | --- |
    /// | gauge, to date | any up to the period of the limit, since a point is that level or figure |
    /// | count, cumulative | the period of the limit itself, since only there a point is the total that is limited |
    /// | distinct | none, since a mean of days has no limit |
    ///
    /// Left out are limits at another width, and those of metrics or labels without a line. Limits that the graph has already are replaced.
    ///
    /// A graph that was read from its JSON form does not say whose it is, and limits never do: the host sees to it.
    ///
    /// - Parameter limits: Limits of the tenant of the graph, each with a name of its own.
    /// - Returns: The graph with those limits that are held against it, in the order given.
    /// - Throws: `BillingError` with code `unsupported` if the graph is not of one tenant; `invalidValue` if two limits have one name.
    /// - Complexity: O(*l* + *n*) for *l* lines and *n* limits.
    public func adding(_ limits: [MetricLimit]) throws(BillingError) -> ConsumptionGraph {
        try checkOneTenant()
        try limits.checkNames()
        let lines = linesByID
        var graph = self
        graph.limits = limits.filter { limit in
            lines[limit.line].map { isHeld(limit, against: $0.kind) } ?? false
        }
        return graph
    }

    /// Whether the figures of a bucket are what is limited.
    private func isHeld(_ limit: MetricLimit, against kind: MetricKind) -> Bool {
        switch kind {
        case .gauge, .distinctToDate: width.usualMinutes <= limit.period.usualMinutes
        case .count, .cumulative: width == limit.period
        case .distinct: false
        }
    }

    private var linesByID: [Series.ID: Series] {
        Dictionary(series.map { ($0.id, $0) }) { first, _ in first }
    }
}

// MARK: What is told of them

extension ConsumptionGraph {
    /// What each line is held against.
    var limitTable: ReportTable {
        let lines = linesByID
        return ReportTable("limits", limits) { table in
            table.columnKey("metric") { limit in
                ReportTable.Cell(.metric(limit.metric), text: lines[limit.line]?.title)
            }
            table.columnKey("labels") { .labels($0.labels, "") }
            table.key("name") { .text($0.name) }
            table.note("title") { .text(lines[$0.line]?.name) }
            table.note("unit") { .text(lines[$0.line]?.unit) }
            table.note("kind") { .text(lines[$0.line]?.kind.rawValue) }
            table.note("width") { .text($0.period.description) }
            table.note("quantity") { .number($0.quantity) }
            table.stamp(stamp)
        }
    }

    /// `Limit 'Messages of a month': 50,000 messages per month`; a level is limited at any time, and not per period.
    var limitLines: [String] {
        let lines = linesByID
        return limits.map { limit in
            let line = lines[limit.line]
            let isLevel = line?.kind == .gauge || line?.kind == .distinctToDate
            return "Limit '\(limit.name)': \(NumberText.number(limit.quantity))"
                + (line.map { " \($0.unit)" } ?? "") + (isLevel ? "" : " per \(limit.period)")
        }
    }
}

extension MetricLimit {
    /// The line that it is about.
    fileprivate var line: ConsumptionGraph.Series.ID { .init(metric: metric, labels: labels) }
}
