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
