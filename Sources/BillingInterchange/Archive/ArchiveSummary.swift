public import BillingModel

/// What an archive holds.
public struct ArchiveSummary: Hashable, Sendable {
    /// The latest revision of the state.
    public let revision: Revision
    /// How many commits were made, those included that changed nothing.
    public let commits: Int
    /// How many tenants there are.
    public let tenants: Int
    /// How many lines the archive has, the last one included.
    public let lines: Int
    /// The SHA-256 of all lines but the last, as 64 hexadecimal digits: two states that answer alike have the same.
    public let digest: String
}
