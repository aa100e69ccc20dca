public import BillingModel

/// Where a record stands among those of its kind and tenant: by instant, then by the ids that identify it, byte by byte.
public struct RecordPlace: Hashable, Comparable, Sendable {
    /// The instant of the record in microseconds since 1970: of an action, the issue of an invoice, of an entry.
    public let instant: Int64
    /// The ids, in the order in which they count: source and id of an action, the number of an invoice, number and id of
    /// an entry.
    public let ids: [String]

    /// Makes a place.
    public init(instant: Int64, ids: [String]) {
        self.instant = instant
        self.ids = ids
    }

    /// The place of an action.
    public init(_ action: ActionRecord) {
        // An action outside all years is refused at its commit.
        let instant = (try? Instants.microseconds(action.at)) ?? .min
        self.init(instant: instant, ids: [action.source.text, action.id.text])
    }

    /// The place of an invoice.
    public init(_ invoice: Invoice) { self.init(instant: invoice.issued, ids: [invoice.number.text]) }

    /// The place of an entry.
    public init(_ entry: InvoiceEntry) {
        self.init(instant: entry.happened, ids: [entry.invoice.text, entry.id.text])
    }

    /// Whether one record comes before another.
    public static func < (left: Self, right: Self) -> Bool {
        if left.instant != right.instant { return left.instant < right.instant }
        for (one, other) in zip(left.ids, right.ids) where !one.utf8.elementsEqual(other.utf8) {
            return one.utf8.lexicographicallyPrecedes(other.utf8)
        }
        return left.ids.count < right.ids.count
    }

    /// Whether two places are the same, byte by byte.
    public static func == (left: Self, right: Self) -> Bool {
        left.instant == right.instant
            && left.ids.elementsEqual(right.ids) { $0.utf8.elementsEqual($1.utf8) }
    }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(instant)
        for id in ids {
            for byte in id.utf8 { hasher.combine(byte) }
        }
    }
}

/// Which records of one kind and tenant are wanted, and how many.
public struct RecordWindow: Hashable, Sendable {
    /// The instants, half open, as microseconds since 1970.
    public let instants: Range<Int64>
    /// The record after which they begin, in the direction of reading and not in it; nil for the first in the range.
    public let after: RecordPlace?
    /// Whether the newest comes first.
    public let isDescending: Bool
    /// The most records that are wanted, at least 1.
    public let limit: Int

    /// Makes a window.
    public init(
        instants: Range<Int64> = .min ..< .max, after: RecordPlace? = nil, isDescending: Bool = false,
        limit: Int = .max
    ) {
        self.instants = instants
        self.after = after
        self.isDescending = isDescending
        self.limit = limit
    }

    /// Takes what belongs into the window from records in any order, for a backend that has them all at hand.
    ///
    /// - Complexity: O(*n* log *n*) for *n* records.
    public func select<Record>(_ records: [Record], at place: (Record) -> RecordPlace) -> [Record] {
        var placed: [(place: RecordPlace, record: Record)] = []
        for record in records {
            let place = place(record)
            if holds(place) { placed.append((place, record)) }
        }
        if isDescending {
            placed.sort { $1.place < $0.place }
        } else {
            placed.sort { $0.place < $1.place }
        }
        return placed.prefix(limit).map(\.record)
    }

    private func holds(_ place: RecordPlace) -> Bool {
        guard instants.contains(place.instant) else { return false }
        guard let after else { return true }
        return isDescending ? place < after : after < place
    }
}
