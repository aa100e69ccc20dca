import BillingModel

/// Some series of a metric that make one row.
struct LabelGroup {
    let part: RowPart
    /// The labels that the row is known by.
    let labels: Labels
    /// The labels of each series.
    let members: [Labels]
    /// Whether it is a metric with a series of its own, as a whole: which series count then depends on the time.
    var hasOwn = false
}

extension LabelBreakdown {
    /// The series of a metric as a whole; none if the filters admit none.
    func whole(of series: [Labels]) -> LabelGroup {
        let members = series.filter { labels in filters.allSatisfy { $0.admits(labels) } }
        let hasOwn = filters.isEmpty && members.contains(where: \.isEmpty)
        return LabelGroup(part: .whole, labels: .none, members: members, hasOwn: hasOwn)
    }

    /// The parts of a metric in ascending order of labels, series without the label of the groups last.
    func parts(of metric: Metric, among series: [Labels]) throws(BillingError) -> [LabelGroup] {
        let shown = series.filter { labels in
            !labels.isEmpty && filters.allSatisfy { $0.admits(labels) }
        }.sorted()
        var name = group
        if name == nil, case .actions = metric.source { name = .category }
        guard let name else {
            return shown.map { LabelGroup(part: .series, labels: $0, members: [$0]) }
        }
        var groups: [LabelText: [Labels]] = [:]
        for labels in shown { if let value = labels[name] { groups[value, default: []].append(labels) } }
        guard !groups.isEmpty else { return [] }
        var parts: [LabelGroup] = []
        for (value, members) in groups.sorted(by: { $0.key < $1.key }) {
            let labels = try Labels([Labels.Pair(name: name, value: value)])
            parts.append(LabelGroup(part: .group, labels: labels, members: members))
        }
        let others = shown.filter { $0[name] == nil }
        if !others.isEmpty { parts.append(LabelGroup(part: .unlabelled, labels: .none, members: others)) }
        return parts
    }

    /// The places of the parts that are shown one by one, the greatest first, and the rest of the groups.
    ///
    /// Of equal ones the first comes first; those without a figure come last.
    func greatest(_ parts: [(group: LabelGroup, rank: Double?)]) -> (places: [Int], rest: LabelGroup?) {
        let groups = parts.indices.filter { parts[$0].group.part == .group }
        guard let top, groups.count > top else { return (Array(parts.indices), nil) }
        let ranked = groups.sorted { left, right in
            let (first, second) = (parts[left].rank ?? -.infinity, parts[right].rank ?? -.infinity)
            return first == second ? left < right : first > second
        }
        let rest = ranked.dropFirst(top).flatMap { parts[$0].group.members }
        return (
            ranked.prefix(top) + parts.indices.filter { parts[$0].group.part != .group },
            LabelGroup(part: .rest, labels: .none, members: rest.sorted())
        )
    }
}

extension LabelGroup {
    /// Its series on the buckets of a plan, those that were found.
    func columns(of metric: MetricColumns) -> [SeriesColumn] {
        hasOwn ? metric.whole : members.compactMap(metric.series)
    }

    /// The row that it does not make.
    func omitted(_ metric: Metric, _ reason: String) -> OmittedRow {
        OmittedRow(metric: metric.id, labels: labels, part: part, name: metric.name, reason: reason)
    }
}
