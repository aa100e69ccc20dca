import BillingModel

/// The key that orders the records of a ledger within one instant, and identifies them.
package protocol LedgerKey: Hashable, Comparable, Sendable {
    /// The key of the ids of a ``RecordPlace``; nil if they are none of such a record.
    init?(ids: [String])
}

/// Records of one tenant that stand at an instant and never change, each with the revision that added it.
///
/// Appending in order costs O(*k*); records are read in order of instant and key.
struct Ledger<Key: LedgerKey, Record: Sendable>: Sendable {
    struct Entry: Sendable {
        let key: Key
        let record: Record
        /// The instant of the record in microseconds since 1970.
        let position: Int64
        let from: Revision
    }

    /// The order of records: by instant, then by key.
    private typealias Place = (position: Int64, key: Key)

    private(set) var entries: [Entry] = []
    private var places: [Key: Int] = [:]
    /// The entries in order of instant and key.
    private var order: [Int] = []

    /// The record with a key, if any.
    subscript(key: Key) -> Record? { places[key].map { entries[$0].record } }

    /// The record with a key that a revision sees, if any.
    func record(_ key: Key, at revision: Revision) -> Record? {
        guard let place = places[key], entries[place].from <= revision else { return nil }
        return entries[place].record
    }

    /// Drops every record for which a condition holds, as if it had never been said.
    mutating func drop(where isGone: (Entry) -> Bool) {
        let kept = entries.filter { !isGone($0) }
        guard kept.count < entries.count else { return }
        var rest = Ledger()
        for entry in kept { rest.append(entry) }
        rest.order = Array(kept.indices)
        rest.sort()
        self = rest
    }

    /// Adds a record as it was kept; false if its key is known.
    mutating func restore(_ key: Key, _ record: Record, at position: Int64, from: Revision) -> Bool {
        guard places[key] == nil else { return false }
        order.append(entries.count)
        append(Entry(key: key, record: record, position: position, from: from))
        return true
    }

    private mutating func append(_ entry: Entry) {
        places[entry.key] = entries.count
        entries.append(entry)
    }

    /// Puts restored records in order.
    mutating func sort() {
        let entries = entries
        order.sort { Self.isInOrder(entries[$0], entries[$1]) }
    }

    private static func isInOrder(_ left: Entry, _ right: Entry) -> Bool {
        left.position == right.position ? left.key < right.key : left.position < right.position
    }

    /// Adds records whose keys are unknown.
    mutating func add(_ added: [(key: Key, record: Record, position: Int64)], at revision: Revision) {
        var fresh = Array(entries.count..<entries.count + added.count)
        for (key, record, position) in added {
            append(Entry(key: key, record: record, position: position, from: revision))
        }
        let entries = entries
        let isInOrder = { Self.isInOrder(entries[$0], entries[$1]) }
        fresh.sort(by: isInOrder)
        order.merge(sorted: fresh, by: isInOrder)
    }

    /// The records of a window that a revision sees.
    ///
    /// - Complexity: O(log *n* + *m*) for *m* records that are met.
    func records(_ window: RecordWindow, at revision: Revision) -> [Record] {
        var places =
            firstPlace(from: window.instants.lowerBound)..<firstPlace(from: window.instants.upperBound)
        if let after = window.after {
            guard let key = Key(ids: after.ids) else { return [] }
            let here = (after.instant, key)
            let bound = window.isDescending ? firstPlace(notBefore: here) : firstPlace(after: here)
            places =
                window.isDescending
                ? min(places.lowerBound, bound)..<min(places.upperBound, bound)
                : max(places.lowerBound, bound)..<max(places.upperBound, bound)
        }
        var records: [Record] = []
        for offset in 0..<places.count where records.count < window.limit {
            let entry = entries[
                order[window.isDescending ? places.upperBound - 1 - offset : places.lowerBound + offset]]
            if entry.from <= revision { records.append(entry.record) }
        }
        return records
    }

    /// The first place of the order at or after a position, or after a place.
    private func firstPlace(from position: Int64) -> Int {
        order.lowerBound { entries[$0].position < position }
    }

    private func firstPlace(after place: Place) -> Int {
        order.lowerBound {
            let entry = entries[$0]
            return entry.position == place.position ? entry.key <= place.key : entry.position < place.position
        }
    }

    private func firstPlace(notBefore place: Place) -> Int {
        order.lowerBound {
            let entry = entries[$0]
            return entry.position == place.position ? entry.key < place.key : entry.position < place.position
        }
    }
}
