import BillingModel

/// The key that orders the records of a ledger within one instant, and identifies them.
package protocol LedgerKey: Hashable, Comparable, Sendable {
    /// The key of the ids of a ``RecordPlace``; nil if they are none of such a record.
    init?(ids: [String])
}

/// Records of one tenant that stand at an instant, each with the revisions that see it.
///
/// Appending in order costs O(*k*); records are read in order of instant and key.
package struct Ledger<Key: LedgerKey, Record: Sendable>: Sendable {
    struct Entry: Sendable {
        let key: Key
        let record: Record
        /// The instant of the record in microseconds since 1970.
        let position: Int64
        let from: Revision
        /// The revision that sees it no more; nil if the latest does.
        fileprivate(set) var until: Revision?
        /// The entry that this one amended, if any.
        fileprivate let former: Int?

        func isVisible(at revision: Revision) -> Bool {
            guard from <= revision else { return false }
            return until.map { revision < $0 } ?? true
        }
    }

    /// The order of records: by instant, then by key.
    private typealias Place = (position: Int64, key: Key)

    private(set) var entries: [Entry] = []
    private var newest: [Key: Int] = [:]
    /// The entries in order of instant, key and revision.
    private var order: [Int] = []

    /// Every content that a record ever had, the newest first, and whether none stands; nil if it is unknown.
    func known(_ key: Key) -> (contents: [Record], isEnded: Bool)? {
        guard let newest = newest[key] else { return nil }
        var contents: [Record] = []
        var index: Int? = newest
        while let place = index {
            contents.append(entries[place].record)
            index = entries[place].former
        }
        return (contents, entries[newest].until != nil)
    }

    /// The content of a record that a revision sees, if any.
    func record(_ key: Key, at revision: Revision) -> Record? {
        var index = newest[key]
        while let place = index {
            if entries[place].isVisible(at: revision) { return entries[place].record }
            index = entries[place].former
        }
        return nil
    }

    /// Drops every content for which a condition holds, as if it had never been said.
    mutating func drop(where isGone: (Entry) -> Bool) {
        let kept = entries.filter { !isGone($0) }
        guard kept.count < entries.count else { return }
        var rest = Ledger()
        for entry in kept {
            rest.entries.append(
                Entry(
                    key: entry.key, record: entry.record, position: entry.position, from: entry.from,
                    until: entry.until, former: rest.newest[entry.key]))
            rest.newest[entry.key] = rest.entries.count - 1
        }
        let places = rest.entries
        rest.order = places.indices.sorted { Self.isInOrder(places[$0], places[$1]) }
        self = rest
    }

    /// Adds a content as it was kept, those of one key in their order.
    ///
    /// - Returns: Whether it can follow what its key said before.
    mutating func restore(
        _ key: Key, _ record: Record, at position: Int64, from: Revision, until: Revision?
    ) -> Bool {
        let former = newest[key]
        if let former, entries[former].until.map({ $0 <= from }) != true || entries[former].from > from {
            return false
        }
        guard until.map({ from <= $0 }) ?? true else { return false }
        newest[key] = entries.count
        order.append(entries.count)
        entries.append(
            Entry(key: key, record: record, position: position, from: from, until: until, former: former))
        return true
    }

    /// Puts restored contents in order.
    mutating func sort() {
        let entries = entries
        order.sort { Self.isInOrder(entries[$0], entries[$1]) }
    }

    private static func isInOrder(_ left: Entry, _ right: Entry) -> Bool {
        if left.position != right.position { return left.position < right.position }
        return left.key == right.key ? left.from < right.from : left.key < right.key
    }

    /// A record that is added.
    package struct Addition: Sendable {
        package let key: Key
        package let record: Record
        package let position: Int64
        /// Whether it is known from now on; if not, it was replaced or void by the time it was committed.
        package var isCurrent = true
    }

    /// Ends what is known under some keys, and adds records, of one key in their order.
    mutating func apply(ending: [Key], adding: [Addition], at revision: Revision) {
        for key in ending {
            if let index = newest[key] { entries[index].until = revision }
        }
        var fresh: [Int] = []
        fresh.reserveCapacity(adding.count)
        for added in adding {
            fresh.append(entries.count)
            entries.append(
                Entry(
                    key: added.key, record: added.record, position: added.position, from: revision,
                    until: added.isCurrent ? nil : revision, former: newest[added.key]))
            newest[added.key] = entries.count - 1
        }
        let entries = entries
        let isInOrder = { Self.isInOrder(entries[$0], entries[$1]) }
        fresh.sort(by: isInOrder)
        order.merge(sorted: fresh, by: isInOrder)
    }

    /// The records of a window that a revision sees.
    ///
    /// - Complexity: O(log *n* + *m*) for *m* contents that are met.
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
            if entry.isVisible(at: revision) { records.append(entry.record) }
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
