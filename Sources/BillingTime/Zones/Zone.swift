public import BillingModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The rules of a wall clock: what it reads at every instant of the years 1 to 9999.
///
/// It is the clock of one time zone, or of a tenant that moves from zone to zone: then it reads at any instant what the
/// clock of the zone in force reads, and a move is a change of the clock like any other.
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
    /// The zones whose clocks follow each other; one throughout, unless the zone was made of a history with changes.
    public let history: ZoneHistory
    /// The release of the time zone database, such as `2025b`, or nil if the source does not tell.
    public let release: String?
    /// The SHA-256 digest of the bytes of the zone's file, as 64 lower-case hexadecimal digits.
    ///
    /// Of several zones it is that of a text with a line for each: the instant from which it holds, its name and its
    /// digest. So it changes with the history, and with the rules of any zone in it.
    public let digest: String
    let rules: ClockRules

    /// The name of the zone; of several, that of the last one.
    ///
    /// ``history`` tells which one is in force at an instant.
    public var id: ZoneID { history.changes.last?.zone ?? history.first }

    /// Coordinated Universal Time, which needs no database.
    public static let utc: Zone = {
        // The file that version 2 prescribes for a clock that never changes.
        let magic = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
        let counts: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4]
        let block = magic + counts + [0, 0, 0, 0, 0, 0] + Array("UTC\0".utf8)
        return Zone(
            history: ZoneHistory(.utc), release: nil,
            digest: SHA256.hexadecimal(block + block + Array("\nUTC0\n".utf8)),
            rules: ClockRules(first: ZoneRules(initialSecond: 0, stored: [], rule: nil), later: []))
    }()

    private init(history: ZoneHistory, release: String?, digest: String, rules: ClockRules) {
        self.history = history
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
        self.init(
            history: ZoneHistory(id), release: release, digest: SHA256.hexadecimal(bytes),
            rules: ClockRules(first: rules, later: []))
    }

    /// The clock of a history, of which each zone is made by itself.
    init(
        _ history: ZoneHistory, zones: (ZoneID) throws(BillingError) -> Zone
    ) throws(BillingError) {
        let first = try zones(history.first)
        var release = first.release
        var text = "\(first.id) \(first.digest)\n"
        var later: [ClockRules.Part] = []
        for change in history.changes {
            let zone = try zones(change.zone)
            let from = try Instants.microseconds(change.from)
            later.append(ClockRules.Part(from: from, rules: zone.rules.first))
            release = release ?? zone.release
            text += "\(Instants.text(from)) \(zone.id) \(zone.digest)\n"
        }
        self.init(
            history: history, release: release, digest: SHA256.hexadecimal(Array(text.utf8)),
            rules: ClockRules(first: first.rules.first, later: later))
    }
}

extension Zone: Hashable {
    /// Whether both have the same history and the same bytes, whatever release they were read from.
    public static func == (left: Self, right: Self) -> Bool {
        left.digest == right.digest && left.history == right.history
    }

    /// Feeds the digest to the hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(digest)
    }
}

extension Zone: CustomStringConvertible {
    /// The history, as a rule one name, and the release if it is known: `Europe/Berlin (tzdata 2025b)`.
    public var description: String {
        release.map { "\(history) (tzdata \($0))" } ?? history.description
    }
}
