/// Two series of which one follows the other from day to day, beyond what chance explains.
///
/// That they move together does not say that one is the cause of the other.
public struct Link: Equatable, Sendable {
    /// The index of the series whose days come first; of the lower index at lag 0.
    public let leader: Int
    /// The index of the series whose days come after.
    public let follower: Int
    /// By how many days the follower comes after the leader, 0 to 7.
    public let lag: Int
    /// The rank correlation of what is new on a day, from −1 to 1; negative where one rises as the other falls.
    public let coefficient: Double
    /// How many pairs of days were held against each other.
    public let days: Int
    /// How many independent pairs of days say as much, at most ``days``.
    public let effectiveDays: Double
    /// The probability of a coefficient at least this far from 0 at this lag between series that have nothing to
    /// do with each other.
    public let probability: Double
}
