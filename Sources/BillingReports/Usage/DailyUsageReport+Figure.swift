public import BillingTime

extension DailyUsageReport {
    /// A number of the report, and how far it can be relied on.
    ///
    /// The JSON form has the keys `completeness`, and `value` and `known` if there are any.
    public struct Figure: Hashable, Sendable, Codable {
        /// The number; nil if it is missing or makes no sense for the kind of metric.
        public let value: Double?
        /// How far it can be relied on: the weakest of the parts that it follows from.
        public let completeness: Completeness
        /// What was known last of a level that is missing; nil otherwise.
        public let lastKnown: LastKnown?

        /// Makes a figure.
        package init(value: Double?, completeness: Completeness, lastKnown: LastKnown? = nil) {
            self.value = value
            self.completeness = completeness
            self.lastKnown = lastKnown
        }

        private enum CodingKeys: String, CodingKey {
            case value, completeness
            case lastKnown = "known"
        }
    }
}
