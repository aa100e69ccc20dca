/// A day of the week, numbered as in ISO 8601: Monday is 1, Sunday is 7.
public enum Weekday: Int, CaseIterable, Hashable, Sendable, Codable {
    /// The first day of an ISO week.
    case monday = 1
    /// The second day of an ISO week.
    case tuesday
    /// The third day of an ISO week.
    case wednesday
    /// The fourth day of an ISO week.
    case thursday
    /// The fifth day of an ISO week.
    case friday
    /// The sixth day of an ISO week.
    case saturday
    /// The seventh day of an ISO week.
    case sunday
}
