#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What happened to an invoice after its issue: a payment, a refund, a credit note, or that it became void.
///
/// Entries are appended and never change. Its JSON form, where a void has no amount:
///
/// ```json
/// {"id": "pay-1", "tenant": "acme", "invoice": "INV-7", "kind": "payment", "instant": "2013-08-02T09:30:00.000000Z",
///  "amount": {"amount": "106.00", "currency": "USD"}}
/// ```
public struct InvoiceEntry: Hashable, Sendable, Identifiable {
    /// What an entry does to the balance.
    public enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
        /// The tenant paid.
        case payment
        /// Money that was paid went back to the tenant.
        case refund
        /// The tenant has to pay so much less.
        case creditNote = "credit-note"
        /// The invoice counts no longer.
        case void
    }

    /// The id of the entry, unique within its tenant.
    public let id: EntityID<InvoiceEntry>
    /// The tenant of the invoice.
    public let tenant: TenantID
    /// The number of the invoice.
    public let invoice: InvoiceNumber
    /// What the entry does.
    public let kind: Kind
    /// The instant of the entry, in microseconds since 1970.
    package let happened: Int64
    /// How much; nil for a void only.
    public let amount: Money?

    /// Makes an entry.
    ///
    /// - Parameters:
    ///   - id: The id, unique within the tenant.
    ///   - tenant: The tenant of the invoice.
    ///   - invoice: The number of the invoice.
    ///   - kind: What the entry does.
    ///   - instant: When it did, in years 1 to 9999, taken to the nearest microsecond.
    ///   - amount: How much, more than zero; a void has none.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` and the rule that was broken.
    public init(
        id: EntityID<InvoiceEntry>, tenant: TenantID, invoice: InvoiceNumber, kind: Kind, instant: Date,
        amount: Money? = nil
    ) throws(BillingError) {
        try self.init(
            id: id, tenant: tenant, invoice: invoice, kind: kind,
            happened: try Instants.microseconds(instant),
            amount: amount)
    }

    /// Makes an entry of an instant in microseconds since 1970.
    package init(
        id: EntityID<InvoiceEntry>, tenant: TenantID, invoice: InvoiceNumber, kind: Kind, happened: Int64,
        amount: Money?
    ) throws(BillingError) {
        let rule: String? =
            if happened >= Instants.end {
                "an entry lies in the years 1 to 9999"
            } else if kind == .void {
                amount == nil ? nil : "a void has no amount"
            } else {
                (amount?.minorUnits ?? 0) > 0
                    ? nil : "a payment, refund or credit note has an amount of more than zero"
            }
        if let rule { throw BillingError(.invalidValue, rule: rule, detail: "entry '\(id)'") }
        self.id = id
        self.tenant = tenant
        self.invoice = invoice
        self.kind = kind
        self.happened = happened
        self.amount = amount
    }

    /// When it happened.
    public var instant: Date { Instants.date(happened) }
}

extension InvoiceEntry: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, tenant, invoice, kind, instant, amount
    }

    /// Reads an entry from its JSON form, with the rules of the initializer.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            id: try container.decode(EntityID<InvoiceEntry>.self, forKey: .id),
            tenant: try container.decode(TenantID.self, forKey: .tenant),
            invoice: try container.decode(InvoiceNumber.self, forKey: .invoice),
            kind: try container.decode(Kind.self, forKey: .kind),
            happened: try Instants.microseconds(try container.decode(String.self, forKey: .instant)),
            amount: try container.decodeIfPresent(Money.self, forKey: .amount))
    }

    /// Writes the JSON form that the type's documentation shows.
    public func encode(to encoder: any Encoder) throws { try encodeFields(to: encoder) }
}

extension InvoiceEntry: FieldedRecord {
    package static let fields: [RecordField<InvoiceEntry>] = [
        RecordField("tenant") { .id($0.tenant) },
        RecordField("invoice", columns: ["number"]) { .id($0.invoice) },
        RecordField("id") { .id($0.id) },
        RecordField("kind") { .text($0.kind.rawValue) },
        RecordField("instant", columns: ["at"]) { .microseconds($0.happened) },
        RecordField("amount", columns: ["amount", "currency"], .optional) { .amount($0.amount) },
    ]

    /// Digests have always begun with the id.
    package static let digestFields: [RecordField<InvoiceEntry>] =
        fields.filter { $0.name == "id" } + fields.filter { $0.name != "id" }
}
