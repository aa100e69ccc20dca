public import BillingModel

/// Identifies an action within its tenant.
public struct ActionKey: Hashable, Comparable, Sendable {
    /// The feed that sent it.
    public let source: SourceID
    /// Its id in the feed.
    public let id: ActionID

    /// Makes a key.
    public init(source: SourceID, id: ActionID) {
        self.source = source
        self.id = id
    }

    /// The key of an action.
    public init(_ action: ActionRecord) { self.init(source: action.source, id: action.id) }

    /// The places of keys in the order of the keys, those of equal ones in theirs.
    package static func order(of keys: [ActionKey]) -> [Int] {
        // Eight bytes of an id decide nearly all of it, if the source does not.
        let isOfOne = keys.allSatisfy { $0.source == keys[0].source }
        let starts = keys.map { isOfOne ? $0.start : 0 }
        return keys.indices.sorted { left, right in
            if starts[left] != starts[right] { return starts[left] < starts[right] }
            return keys[left] == keys[right] ? left < right : keys[left] < keys[right]
        }
    }

    /// The first eight bytes of the id as a number that has their order.
    private var start: UInt64 {
        var (start, count) = (UInt64(0), UInt64(0))
        for byte in id.text.utf8.prefix(8) {
            start = start << 8 | UInt64(byte)
            count += 1
        }
        return count == 0 ? 0 : start << (64 - 8 * count)
    }

    /// Whether one action comes before another at the same instant.
    public static func < (left: Self, right: Self) -> Bool {
        left.source == right.source ? left.id < right.id : left.source < right.source
    }
}

extension ActionKey {
    /// The key of the ids of a ``RecordPlace``; nil if they are none of an action.
    package init?(ids: [String]) {
        guard ids.count == 2, let source = try? SourceID(ids[0]), let id = try? ActionID(ids[1]) else {
            return nil
        }
        self.init(source: source, id: id)
    }
}

/// Orders the entries of a tenant's invoices; the id alone identifies one.
struct EntryKey: LedgerKey {
    let invoice: InvoiceNumber
    let id: EntityID<InvoiceEntry>

    init(_ entry: InvoiceEntry) {
        invoice = entry.invoice
        id = entry.id
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.invoice == right.invoice ? left.id < right.id : left.invoice < right.invoice
    }

    package init?(ids: [String]) {
        guard ids.count == 2, let invoice = try? InvoiceNumber(ids[0]),
            let id = try? EntityID<InvoiceEntry>(ids[1])
        else { return nil }
        self.invoice = invoice
        self.id = id
    }
}

extension InvoiceNumber: LedgerKey {
    package init?(ids: [String]) {
        guard ids.count == 1, let number = try? InvoiceNumber(ids[0]) else { return nil }
        self = number
    }
}
