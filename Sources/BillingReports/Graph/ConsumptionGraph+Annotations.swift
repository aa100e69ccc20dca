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
        guard !annotations.isEmpty else { return [] }
        let owners = Set(tenants.map(\.id))
        let metrics = Set(series.map(\.metric))
        var known: [GraphAnnotationID: GraphAnnotation] = [:]
        var marks: [Mark] = []
        for annotation in annotations {
            if let tenant = annotation.tenant, !owners.contains(tenant) { continue }
            if let other = known.updateValue(annotation, forKey: annotation.id) {
                guard other == annotation else {
                    throw BillingError(
                        .invalidValue, rule: "an id stands for one annotation of a graph",
                        detail: "annotation '\(annotation.id)'")
                }
                continue
            }
            if let metric = annotation.metric, !metrics.contains(metric) { continue }
            guard let index = plan.grid.index(ofMicroseconds: annotation.microseconds) else { continue }
            marks.append(
                Mark(index: index, future: annotation.microseconds >= plan.now, annotation: annotation))
        }
        return marks.sorted {
            ($0.annotation.microseconds, $0.id) < ($1.annotation.microseconds, $1.id)
        }
    }
}
