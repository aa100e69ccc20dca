import BillingModel
import BillingTime

/// Columns instead of points: the buckets once for all lines, and of each line a column of each figure.
extension ConsumptionGraph: Codable {
    private enum Key: String, CodingKey {
        case annotations, buckets, findings, first, last, limits, outlook, range, series, stamp, width
    }

    /// Reads a graph, and checks that each column has as many figures as there are buckets, and that annotations,
    /// estimates and findings lie in buckets of it.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let axis = try values.decode(BucketAxis.self, forKey: .buckets)
        let annotations = try values.decode([Mark].self, forKey: .annotations)
        let places = axis.buckets.indices
        guard annotations.allSatisfy({ places.contains($0.index) && places.contains($0.lastIndex) }) else {
            throw BillingError(.malformed, rule: "an annotation of a graph lies in its buckets")
        }
        let outlook = try values.decodeIfPresent([Outlook].self, forKey: .outlook) ?? []
        let findings = try values.decodeIfPresent([FindingPoint].self, forKey: .findings) ?? []
        guard
            outlook.allSatisfy({ line in
                places.contains(line.index) && !line.estimates.isEmpty
                    && line.estimates.count <= axis.buckets.count - line.index
            }), findings.allSatisfy({ places.contains($0.index) })
        else {
            throw BillingError(
                .malformed, rule: "the estimates and findings of a graph lie in its buckets")
        }
        self.init(
            stamp: try values.decode(ScreenStamp.self, forKey: .stamp),
            range: try values.decode(InstantRange.self, forKey: .range),
            first: try values.decodeIfPresent(LocalDate.self, forKey: .first),
            last: try values.decodeIfPresent(LocalDate.self, forKey: .last),
            width: try values.decode(BucketWidth.self, forKey: .width), buckets: axis.buckets,
            series: try values.decode([LineColumns].self, forKey: .series).map { try $0.series(on: axis) },
            annotations: annotations, outlook: outlook, findings: findings,
            limits: try values.decodeIfPresent([MetricLimit].self, forKey: .limits) ?? [])
    }

    /// Writes the columns.
    public func encode(to encoder: any Encoder) throws {
        let axis = BucketAxis(buckets)
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(annotations, forKey: .annotations)
        try values.encode(axis, forKey: .buckets)
        if !findings.isEmpty { try values.encode(findings, forKey: .findings) }
        try values.encodeIfPresent(first, forKey: .first)
        try values.encodeIfPresent(last, forKey: .last)
        if !limits.isEmpty { try values.encode(limits, forKey: .limits) }
        if !outlook.isEmpty { try values.encode(outlook, forKey: .outlook) }
        try values.encode(range, forKey: .range)
        var list = values.nestedUnkeyedContainer(forKey: .series)
        for line in series { try list.encode(LineColumns(line, on: axis, omitsTime: encoder.omitsTime)) }
        try values.encode(stamp, forKey: .stamp)
        try values.encode(width, forKey: .width)
    }
}

/// One line as columns.
private struct LineColumns: Codable {
    /// The parts of a figure to date, of one bucket that has any.
    struct Parts: Codable {
        let figures: [ConsumptionGraph.Part]
        let index: Int
    }

    // In the order of the keys, so that nothing is moved when they are written.
    let completeness: CompletenessColumns
    let kind: MetricKind
    let known: KnownColumn?
    let labels: Labels
    let maximum: FigureColumn?
    let mean: FigureColumn?
    let members: Int
    let metric: MetricID
    let minimum: FigureColumn?
    let name: String
    let parts: [Parts]?
    let reporting: ValueRuns<Int>
    let sampled: SampledColumn?
    let shared: Bool
    let unit: String
    let value: [Double?]
    let widened: [Int]?

    init(_ line: ConsumptionGraph.Series, on axis: BucketAxis, omitsTime: Bool) throws(BillingError) {
        let points = line.points
        guard points.count == axis.buckets.count, !points.indices.contains(where: { points[$0].index != $0 })
        else { throw BillingError(.invalidValue, rule: "a line has one point for each bucket") }
        // A point is large, and is not copied as a whole where its place is asked.
        func column<Value>(_ figure: (Int) -> Value) -> [Value] { points.indices.map(figure) }
        var parts: [Parts] = []
        for place in points.indices where !points[place].parts.isEmpty {
            parts.append(Parts(figures: points[place].parts, index: place))
        }
        let widened = points.indices.filter { points[$0].widened }
        value = column { points[$0].value }
        completeness = CompletenessColumns(column { points[$0].completeness }, omitsTime: omitsTime)
        kind = line.kind
        let maxima = column { points[$0].maximum }
        let shown = Self.shown(value, maxima)
        known = try KnownColumn(column { points[$0].lastKnown }, beside: shown, on: axis)
        labels = line.labels
        maximum = FigureColumn(maxima, beside: value)
        mean = FigureColumn(column { points[$0].mean }, beside: shown)
        members = line.members
        metric = line.metric
        minimum = FigureColumn(column { points[$0].minimum }, beside: shown)
        name = line.name
        self.parts = parts.isEmpty ? nil : parts
        reporting = ValueRuns(column { points[$0].reporting })
        sampled = try SampledColumn(column { points[$0].sampled }, on: axis)
        shared = line.shared
        unit = line.unit
        self.widened = widened.isEmpty ? nil : widened
    }

    func series(on axis: BucketAxis) throws -> ConsumptionGraph.Series {
        let count = axis.buckets.count
        guard value.count == count else {
            throw BillingError(.malformed, rule: "a line has one value for each bucket")
        }
        let none = [Double?](repeating: nil, count: count)
        let maximum = try maximum?.figures(beside: value)
        let shown = Self.shown(value, maximum ?? none)
        let (minimum, mean) = (try minimum?.figures(beside: shown), try mean?.figures(beside: shown))
        let (sampled, known) = (try sampled?.times(on: axis), try known?.known(beside: shown, on: axis))
        let (reporting, completeness) = (try reporting.values(count), try completeness.parts(count))
        let parts = try Self.byIndex(parts?.map { ($0.index, $0.figures) } ?? [], count)
        let widened = try Self.byIndex(widened?.map { ($0, true) } ?? [], count)
        let points = (0..<count).map { index in
            ConsumptionGraph.Point(
                index: index, value: value[index], lastKnown: known?[index],
                minimum: (minimum ?? none)[index],
                maximum: (maximum ?? none)[index], mean: (mean ?? none)[index], sampled: sampled?[index],
                reporting: reporting[index], widened: widened[index] ?? false, parts: parts[index] ?? [],
                completeness: completeness[index])
        }
        return ConsumptionGraph.Series(
            metric: metric, labels: labels, name: name, unit: unit, kind: kind, members: members,
            shared: shared, points: points)
    }

    /// The value of each bucket, or of one that has none the highest, which its other figures often are as well.
    private static func shown(_ values: [Double?], _ maximum: [Double?]) -> [Double?] {
        zip(values, maximum).map { $0 ?? $1 }
    }

    /// What few buckets have, by their place.
    private static func byIndex<Value>(
        _ list: [(index: Int, value: Value)], _ count: Int
    ) throws(BillingError) -> [Int: Value] {
        guard zip(list, list.dropFirst()).allSatisfy({ $0.index < $1.index }),
            list.allSatisfy({ (0..<count).contains($0.index) })
        else {
            throw BillingError(.malformed, rule: "what few buckets have is listed in their order, each once")
        }
        return Dictionary(list.map { ($0.index, $0.value) }) { first, _ in first }
    }
}
