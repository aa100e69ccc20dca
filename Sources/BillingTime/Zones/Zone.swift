public import BillingModel

/// The rules of one time zone: what its wall clock reads at every instant of the years 1 to 9999.
///
/// A zone comes from a ``ZoneDatabase``, or from the bytes of one TZif file. It says which release of the time
/// zone database it was read from, as far as that is known, and always the digest of its bytes: governments change
/// rules at short notice, so two machines may well disagree about next month.
///
/// ```swift
/// let stJohns = try ZoneDatabase.system.zone(ZoneID("America/St_Johns"))
/// stJohns.start(of: try LocalDate("2006-10-29"))  // 2006-10-29T02:30:00Z
/// ```
///
/// - SeeAlso: RFC 9636, the Time Zone Information Format.
public struct Zone: Sendable {
    /// The name of the zone.
    public let id: ZoneID
    /// The release of the time zone database, such as `2025b`, or nil if the source does not tell.
    public let release: String?
    /// The SHA-256 digest of the bytes of the zone's file, as 64 lower-case hexadecimal digits.
    public let digest: String
    let rules: ZoneRules

    /// Coordinated Universal Time, which needs no database.
    public static let utc: Zone = {
        // The file that version 2 prescribes for a clock that never changes.
        let magic = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
        let counts: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4]
        let block = magic + counts + [0, 0, 0, 0, 0, 0] + Array("UTC\0".utf8)
        return Zone(
            id: .utc, release: nil, digest: SHA256.hexadecimal(block + block + Array("\nUTC0\n".utf8)),
            rules: ZoneRules(initialOffset: 0, stored: [], rule: nil))
    }()

    private init(id: ZoneID, release: String?, digest: String, rules: ZoneRules) {
        self.id = id
        self.release = release
        self.digest = digest
        self.rules = rules
    }

    /// Reads a zone from the bytes of its TZif file.
    ///
    /// - Parameters:
    ///   - id: The name of the zone; the file does not hold it.
    ///   - bytes: The file, version 2 or later, with the rule for the time after its last transition.
    ///   - release: The release of the time zone database that the file belongs to, if known.
    /// - Throws: `BillingError` with code `corruptData` if the bytes are no TZif file, or `unsupported` if it is of
    ///   version 1, which ends in 2038, or counts leap seconds.
    public init(_ id: ZoneID, tzif bytes: [UInt8], release: String? = nil) throws(BillingError) {
        let rules = try ZoneFile.rules(bytes, of: id)
        self.init(id: id, release: release, digest: SHA256.hexadecimal(bytes), rules: rules)
    }
}

extension Zone: Hashable {
    /// Whether both zones have the same name and the same bytes, whatever release they were read from.
    public static func == (left: Self, right: Self) -> Bool {
        left.id == right.id && left.digest == right.digest
    }

    /// Feeds the name and the digest to the hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(digest)
    }
}

extension Zone: CustomStringConvertible {
    /// The name, and the release if it is known: `Europe/Berlin (tzdata 2025b)`.
    public var description: String {
        release.map { "\(id) (tzdata \($0))" } ?? id.name
    }
}
