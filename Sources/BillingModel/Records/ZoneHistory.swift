#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Which time zone a tenant was in, and since when.
///
/// A change of zone moves no history: what was recorded or issued before keeps its dates and instants. The clock of a
/// tenant reads at any instant what that of the zone in force reads, so its dates before a change are those of the zone
/// before.
public struct ZoneHistory: Hashable, Sendable {
    /// A zone and the instant from which it was in force.
    public struct Change: Hashable, Sendable {
        /// The first instant of the zone.
        public let from: Date
        /// The zone in force from then on.
        public let zone: ZoneID

        /// Makes a change; a history checks its instant and keeps it to the nearest microsecond.
        public init(from: Date, zone: ZoneID) {
            self.from = from
            self.zone = zone
        }
    }

    /// The zone from the beginning of time.
    public let first: ZoneID
    /// The changes in ascending order of time; two neighbours differ in their zone.
    public let changes: [Change]

    /// A tenant that never moved.
    public init(_ zone: ZoneID) {
        first = zone
        changes = []
    }

    /// Checks a history.
    ///
    /// - Parameters:
    ///   - first: The zone from the beginning of time.
    ///   - changes: The later zones in strictly ascending order of time.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if the instants do not ascend, lie
    ///   outside years 1 to 9999, or a change changes nothing.
    public init(first: ZoneID, changes: [Change]) throws(BillingError) {
        var last = (instant: Int64.min, zone: first)
        var checked: [Change] = []
        for change in changes {
            let instant = try Instants.occurrence(change.from)
            guard instant > last.instant, change.zone != last.zone else {
                throw BillingError(
                    .invalidValue, rule: "changes of zone ascend in time and each names another zone",
                    detail: "change to \(change.zone) at \(Instants.text(instant))")
            }
            last = (instant, change.zone)
            checked.append(Change(from: Instants.date(instant), zone: change.zone))
        }
        self.first = first
        self.changes = checked
    }

    /// The zone in force at an instant, taken to the nearest microsecond.
    ///
    /// - Complexity: O(*n*) for *n* changes.
    public func zone(at instant: Date) -> ZoneID {
        // What lies outside years 1 to 9999 comes before or after all changes as it is.
        let instant = (try? Instants.microseconds(instant)).map(Instants.date) ?? instant
        return changes.last { $0.from <= instant }?.zone ?? first
    }

    /// This history with one more change at its end.
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if the instant does not come after
    ///   the last change, or the zone is the one in force.
    public func changing(to zone: ZoneID, from instant: Date) throws(BillingError) -> ZoneHistory {
        try ZoneHistory(first: first, changes: changes + [Change(from: instant, zone: zone)])
    }
}

extension ZoneHistory: CustomStringConvertible {
    /// The first zone, and each later one with its instant: `Australia/Sydney, Australia/Perth from 2026-03-13T13:00:00.000000Z`.
    public var description: String {
        changes.reduce(first.name) { text, change in
            // A history checks its instants.
            let from = (try? Instants.microseconds(change.from)).map(Instants.text) ?? "\(change.from)"
            return "\(text), \(change.zone) from \(from)"
        }
    }
}

/// The JSON form has the keys `first` and `changes`, a list of `from` and `zone`.
extension ZoneHistory: Codable {
    private enum CodingKeys: String, CodingKey { case first, changes }

    /// Reads a history, and checks it.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            first: try values.decode(ZoneID.self, forKey: .first),
            changes: try values.decodeIfPresent([Change].self, forKey: .changes) ?? [])
    }
}

extension ZoneHistory.Change: Codable {
    private enum Key: String, CodingKey { case from, zone }

    /// Reads a change.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            from: try values.decode(Date.self, forKey: .from),
            zone: try values.decode(ZoneID.self, forKey: .zone))
    }

    /// Writes the change.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(from, forKey: .from)
        try values.encode(zone, forKey: .zone)
    }
}
