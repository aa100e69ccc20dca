public import BillingModel

/// The type of an event, compared byte by byte.
public typealias CloudEventType = EntityID<CloudEventTypeName>

/// Owns the types of events.
public enum CloudEventTypeName {}

extension CloudEventType {
    /// An event that is a sample: `com.inauro.billing.sample`.
    public static let sample = Self(constant: "com.inauro.billing.sample")
    /// An event that is an action: `com.inauro.billing.action`.
    public static let action = Self(constant: "com.inauro.billing.action")
    /// An event that is the activity of a subject: `com.inauro.billing.activity`.
    public static let activity = Self(constant: "com.inauro.billing.activity")
    /// An event that states what its source covers: `com.inauro.billing.coverage`.
    public static let coverage = Self(constant: "com.inauro.billing.coverage")
}
