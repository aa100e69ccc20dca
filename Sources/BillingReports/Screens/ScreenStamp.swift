#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
public import BillingStore

/// When and from what a screen was made: what a reader needs to make it again, or to see why it now differs.
///
/// The JSON form has the keys `now`, `local` and `release` (left out if unknown), `zone`, `clock` (left out if one zone holds
/// throughout), `digest`, `revision` and `moves`, and `unshown` if something is left out.
public struct ScreenStamp: Hashable, Sendable, Codable {
    /// A change of a tenant's zone inside the time shown, where dates before and after are of different zones.
    public struct Move: Hashable, Sendable, Codable {
        /// Who moved.
        public let tenant: TenantID
        /// The first instant of the zone.
        @InstantText public private(set) var from: Date
        /// The zone from then on.
        public let zone: ZoneID

        /// Makes a move.
        public init(tenant: TenantID, from: Date, zone: ZoneID) {
            self.tenant = tenant
            self.from = from
            self.zone = zone
        }
    }

    /// The instant that the screen reports on; nothing at or after it was read.
    @InstantText public private(set) var now: Date
    /// That instant on the clock of the zone, `2014-01-01T00:00:00-05:00`; nil if who made the stamp left it out.
    public let local: String?
    /// The zone whose dates the screen shows: the one that was given, or that of the tenant in force at `now`.
    public let zone: ZoneID
    /// The zones by whose clocks dates are told, if the tenant moves; nil if ``zone`` holds throughout.
    public let clock: ZoneHistory?
    /// The release of the time zone database, such as `2025b`; nil if the source does not tell.
    public let release: String?
    /// The SHA-256 digest of the rules of the zone, or of the clock if the tenant moves, as 64 hexadecimal digits.
    public let digest: String
    /// The state of the repository that every figure was read from.
    public let revision: Revision
    /// The changes of the tenants' zones inside the time shown, by tenant and time.
    public let moves: [Move]
    /// What the screen leaves out because it cannot be shown, and its totals with it; nil if nothing is.
    public let unshown: [Unshown]?

    /// The zones by whose clocks dates are told, from the first on: what a `ZoneDatabase` makes a zone of.
    public var zones: ZoneHistory { clock ?? ZoneHistory(zone) }

    /// Makes a stamp.
    ///
    /// A clock without any change is that of one zone, and left out.
    public init(
        now: Date, local: String? = nil, zone: ZoneID, clock: ZoneHistory? = nil, release: String?,
        digest: String, revision: Revision, moves: [Move] = [], unshown: [Unshown] = []
    ) {
        self.unshown = unshown.isEmpty ? nil : unshown
        self.now = now
        self.local = local
        self.zone = zone
        self.clock = clock?.changes.isEmpty == false ? clock : nil
        self.release = release
        self.digest = digest
        self.revision = revision
        self.moves = moves
    }
}

extension ScreenStamp {
    private enum CodingKeys: String, CodingKey {
        case now, local, zone, clock, release, digest, revision, moves, unshown
    }

    /// Writes the stamp; for ``BillingScreen/digest()`` without the instant and the revision.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encodeIfPresent(clock, forKey: .clock)
        try values.encode(digest, forKey: .digest)
        try values.encode(moves, forKey: .moves)
        try values.encode(zone, forKey: .zone)
        try values.encodeIfPresent(release, forKey: .release)
        try values.encodeIfPresent(unshown, forKey: .unshown)
        if encoder.omitsTime { return }
        try values.encodeIfPresent(local, forKey: .local)
        try values.encode(_now, forKey: .now)
        try values.encode(revision, forKey: .revision)
    }
}
