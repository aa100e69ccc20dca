import BillingModel

/// The key that orders the records of a ledger within one instant, and identifies them.
protocol LedgerKey: Hashable, Comparable, Sendable {
    func write(to form: inout CanonicalBytes)
    init?(from reader: inout CanonicalReader)
}

/// Records of one tenant that stand at an instant, each with the revisions that see it.
///
/// Appending in order costs O(*k*); records are read in order of instant and key.
struct Ledger<Key: LedgerKey, Record: Sendable>: Sendable {
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
    typealias Place = (position: Int64, key: Key)

    private var entries: [Entry] = []
    private var newest: [Key: Int] = [:]
    /// The entries in order of instant, key and revision.
    private var order: [Int] = []

    var count: Int { order.count }

    /// The entry at a place of the order.
    subscript(place: Int) -> Entry { entries[order[place]] }

    /// The instant of the entry at a place, if a revision sees it.
    func position(ofVisible place: Int, at revision: Revision) -> Int64? {
        let index = order[place]
        return entries[index].isVisible(at: revision) ? entries[index].position : nil
    }

    /// What is known of a record now.
    enum State {
        case unknown
        case current(Record)
        case void
    }

    func state(of key: Key) -> State {
        guard let index = newest[key] else { return .unknown }
        return entries[index].until == nil ? .current(entries[index].record) : .void
    }

    /// Every content that a record ever had, the newest first.
    func contents(of key: Key) -> [Record] {
        var contents: [Record] = []
        var index = newest[key]
        while let place = index {
            contents.append(entries[place].record)
            index = entries[place].former
        }
        return contents
    }

    /// A record that is added.
    struct Addition: Sendable {
        let key: Key
        let record: Record
        let position: Int64
        /// Whether it is known from now on; if not, it was replaced or void by the time it was committed.
        var isCurrent = true
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
        let isInOrder = { (left: Int, right: Int) in
            let (left, right) = (entries[left], entries[right])
            if left.position != right.position { return left.position < right.position }
            return left.key == right.key ? left.from < right.from : left.key < right.key
        }
        fresh.sort(by: isInOrder)
        order.merge(sorted: fresh, by: isInOrder)
    }

    /// The first place of the order at or after a position, or after a place.
    func firstPlace(from position: Int64) -> Int {
        order.lowerBound { entries[$0].position < position }
    }

    func firstPlace(after place: Place) -> Int {
        order.lowerBound {
            let entry = entries[$0]
            return entry.position == place.position ? entry.key <= place.key : entry.position < place.position
        }
    }

    func firstPlace(notBefore place: Place) -> Int {
        order.lowerBound {
            let entry = entries[$0]
            return entry.position == place.position ? entry.key < place.key : entry.position < place.position
        }
    }
}
