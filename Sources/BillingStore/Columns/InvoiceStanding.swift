public import BillingModel

/// What decides whether an invoice takes another entry.
public struct InvoiceStanding: Hashable, Sendable {
    /// The instant of the void; nil if there is none.
    var void: Int64?
    /// The instant of the last payment or credit note.
    var lastCharge: Int64?

    /// The standing of an invoice without entries.
    public init() {}

    /// Takes an entry, unless it is a second void, or a payment or credit note would come after the void.
    ///
    /// The instants of the entries decide, and not the order in which they are sent.
    public mutating func take(_ entry: InvoiceEntry) -> Bool {
        switch entry.kind {
        case .refund: return true
        case .void:
            guard void == nil, lastCharge.map({ $0 <= entry.happened }) ?? true else { return false }
            void = entry.happened
        case .payment, .creditNote:
            guard void.map({ entry.happened <= $0 }) ?? true else { return false }
            lastCharge = max(lastCharge ?? entry.happened, entry.happened)
        }
        return true
    }
}
