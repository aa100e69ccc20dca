/// Where an alert stands.
///
/// The domain is closed: these are the states that an alert passes through.
public enum AlertPhase: String, CaseIterable, Hashable, Sendable, Codable {
    /// The condition does not hold, and people were told of nothing that is over.
    case ok
    /// The condition holds, but not yet for as long as the rule asks.
    case pending
    /// The condition holds, and people are to know.
    case firing
    /// The condition holds no longer, of which people were told.
    case resolved

    /// Whether the condition holds.
    var isOpen: Bool { self == .pending || self == .firing }
}
