/// One bucket of several series of one metric, put together.
///
/// ``combine(_:kind:over:)`` makes them.
public struct CombinedValue: Hashable, Sendable {
    /// What the members of a combined figure are.
    ///
    /// The domain is closed: within a tenant labels split a metric, beyond it are tenants.
    public enum Members: Sendable {
        /// Series of one tenant, split by labels.
        case labels
        /// Series of several tenants, which may share objects.
        case tenants
    }

    /// The exact sum of the members that have a value, rounded once; nil if none has.
    public let value: Double?
    /// What was known last of the members together, where one that had a level has none; nil elsewhere.
    public let lastKnown: LastKnown?
    /// The weakest of all members that were asked for; its origin is the weakest of those that have a value.
    public let completeness: Completeness
    /// How many members were asked for.
    public let members: Int
    /// How many of them have a value.
    public let membersWithData: Int
    /// Whether an object that two tenants share may be counted twice.
    public let mayCountSharedObjects: Bool

    /// Whether every member has a value that is complete.
    public var isComplete: Bool { completeness.isComplete && membersWithData == members }
}
