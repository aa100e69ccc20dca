public import BillingTime

/// A number of a screen, and how far it can be relied on.
///
/// The JSON form has the keys `value` (left out if there is none) and `completeness`.
public struct Figure: Hashable, Sendable, Codable {
    /// The number; nil if it is missing or makes no sense for the kind of metric.
    public let value: Double?
    /// How far it can be relied on: the weakest of the parts that it follows from.
    public let completeness: Completeness

    /// Makes a figure.
    public init(value: Double?, completeness: Completeness) {
        self.value = value
        self.completeness = completeness
    }
}
