public import BillingModel
import BillingTime

extension ConsumptionGraph {
    /// An annotation at its place in a graph.
    ///
    /// The JSON form has the keys `index`, `future` and `annotation`, and `last` if ``lastIndex`` is another place.
    public struct Mark: Hashable, Sendable, Identifiable {
        /// The place of the bucket that holds the instant, or of the first that a span of time meets.
        public let index: Int
        /// The place of the last bucket that a span of time meets; ``index`` of an instant.
        public let lastIndex: Int
        /// Whether it begins at or after the instant of the report, where no line shows its effect yet.
        public let future: Bool
        /// What happened.
        public let annotation: GraphAnnotation

        /// The id of the annotation.
        public var id: GraphAnnotationID { annotation.id }
    }

    /// Puts annotations into the buckets of a graph, in ascending order of instant and id.
    ///
    /// A span of time is part of a graph if it meets the range at all, and stands where it first does: so places ascend too.
    /// Left out are those outside the range, those of tenants that are not in scope, and those of metrics without a line.
    /// The same annotation twice is shown once; one id for two is an error.
    static func marks(
        _ annotations: [GraphAnnotation], on plan: BucketPlan, tenants: [Tenant], series: [Series]
    ) throws(BillingError) -> [Mark] {
        let metrics = Set(series.map(\.metric))
        let grid = plan.grid
        return try annotations.about(tenants).compactMap { annotation in
            if let metric = annotation.metric, !metrics.contains(metric) { return nil }
            let shown = annotation.time.clamped(to: grid.rangeMicroseconds)
            guard !shown.isEmpty, let index = grid.index(ofMicroseconds: shown.lowerBound),
                let last = grid.index(ofMicroseconds: shown.upperBound - 1)
            else { return nil }
            return Mark(
                index: index, lastIndex: last, future: annotation.microseconds >= plan.now,
                annotation: annotation)
        }
    }
}

extension ConsumptionGraph.Mark: Codable {
    private enum Key: String, CodingKey { case annotation, future, index, last }

    /// Reads an annotation at its place, and checks that the last bucket is none before the first.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        index = try values.decode(Int.self, forKey: .index)
        lastIndex = try values.decodeIfPresent(Int.self, forKey: .last) ?? index
        future = try values.decode(Bool.self, forKey: .future)
        annotation = try values.decode(GraphAnnotation.self, forKey: .annotation)
        guard index <= lastIndex else {
            throw BillingError(.malformed, rule: "an annotation of a graph does not end before it begins")
        }
    }

    /// Writes the annotation with its place.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(annotation, forKey: .annotation)
        try values.encode(future, forKey: .future)
        try values.encode(index, forKey: .index)
        if lastIndex != index { try values.encode(lastIndex, forKey: .last) }
    }
}

extension [GraphAnnotation] {
    /// Those about some tenants or about all, each once, in ascending order of instant and id.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if one id stands for two.
    func about(_ tenants: [Tenant]) throws(BillingError) -> [GraphAnnotation] {
        guard !isEmpty else { return [] }
        let owners = Set(tenants.map(\.id))
        var known: [GraphAnnotationID: GraphAnnotation] = [:]
        for annotation in self {
            if let tenant = annotation.tenant, !owners.contains(tenant) { continue }
            if let other = known.updateValue(annotation, forKey: annotation.id), other != annotation {
                throw BillingError(
                    .invalidValue, rule: "an id stands for one annotation of a graph",
                    detail: "annotation '\(annotation.id)'")
            }
        }
        return known.values.sorted { ($0.microseconds, $0.id) < ($1.microseconds, $1.id) }
    }
}
