public import BillingModel
import BillingTime

extension ConsumptionGraph {
    /// An annotation at its place in a graph.
    ///
    /// The JSON form has the keys `index`, `future` and `annotation`.
    public struct Mark: Hashable, Sendable, Codable, Identifiable {
        /// The place of the bucket that holds the instant.
        public let index: Int
        /// Whether it lies at or after the instant of the report, where no line shows its effect yet.
        public let future: Bool
        /// What happened.
        public let annotation: GraphAnnotation

        /// The id of the annotation.
        public var id: GraphAnnotationID { annotation.id }
    }

    /// Puts annotations into the buckets of a graph, in ascending order of instant and id.
    ///
    /// Left out are those outside the range, those of tenants that are not in scope, and those of metrics without a line.
    /// The same annotation twice is shown once; one id for two is an error.
    static func marks(
        _ annotations: [GraphAnnotation], on plan: BucketPlan, tenants: [Tenant], series: [Series]
    ) throws(BillingError) -> [Mark] {
        let metrics = Set(series.map(\.metric))
        return try annotations.about(tenants).compactMap { annotation in
            if let metric = annotation.metric, !metrics.contains(metric) { return nil }
            return plan.grid.index(ofMicroseconds: annotation.microseconds).map { index in
                Mark(index: index, future: annotation.microseconds >= plan.now, annotation: annotation)
            }
        }
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
