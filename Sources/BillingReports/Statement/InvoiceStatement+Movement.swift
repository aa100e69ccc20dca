public import BillingModel

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension InvoiceStatement {
    /// One change of what is owed, and what is owed after it.
    ///
    /// The JSON form has the keys `tenant`, `invoice`, `kind`, `instant`, `local`, `amount`, `balance` and `status`, and
    /// `entry`, `dated`, `period`, `document` and `link` where there are any.
    public struct Movement: Hashable, Sendable {
        /// What a movement is.
        public enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
            /// An invoice was issued: its payable amount is owed.
            case invoice
            /// An invoice that tells only what was paid is payable by as much as was paid, refunded or credited later.
            case charge
            /// The tenant paid.
            case payment
            /// The tenant has to pay so much less.
            case creditNote = "credit-note"
            /// An invoice counts no longer: what was payable of it, less its credit notes, is owed no more.
            case void
            /// Money that was paid went back to the tenant.
            case refund
        }

        /// Whose invoice it is.
        public let tenant: TenantID
        /// The number of the invoice.
        public let invoice: InvoiceNumber
        /// What the movement is.
        public let kind: Kind
        /// The entry that made it; nil for an invoice and for what the feed says was paid at its issue.
        public let entry: EntityID<InvoiceEntry>?
        /// When it counts, in microseconds since 1970.
        package let posted: Int64
        /// The entry's own instant, in microseconds since 1970.
        package let entered: Int64?
        /// The instant on the clock of the screen's zone: `2013-08-01T00:00:00-04:00`.
        public let local: String
        /// What it adds to what is owed in its currency: above zero for an invoice, below for a payment.
        public let amount: Money
        /// What is owed in this currency after the movement; negative if the tenants are owed money.
        public let balance: Money
        /// Where the invoice stands as of the instant of the report.
        public let status: InvoiceStatus
        /// The period that an invoice charges for; nil if unknown, and for other movements.
        public let period: InvoiceList.Period?
        /// Where the host keeps the document of an invoice; nil if unknown, and for other movements.
        public let document: String?
        /// Where the tenant pays an invoice; nil if unknown, and for other movements.
        public let link: String?

        package init(
            tenant: TenantID, invoice: InvoiceNumber, kind: Kind, entry: EntityID<InvoiceEntry>?,
            posted: Int64, entered: Int64?, local: String, amount: Money, balance: Money,
            status: InvoiceStatus, period: InvoiceList.Period? = nil, document: String? = nil,
            link: String? = nil
        ) {
            self.tenant = tenant
            self.invoice = invoice
            self.kind = kind
            self.entry = entry
            self.posted = posted
            self.entered = entered
            self.local = local
            self.amount = amount
            self.balance = balance
            self.status = status
            self.period = period
            self.document = document
            self.link = link
        }

        /// When the movement counts: the instant of issue, or that of the entry, but not before the issue.
        public var instant: Date { Instants.date(posted) }

        /// The entry's own instant, if it comes before the issue of its invoice; else nil.
        public var dated: Date? { entered.map(Instants.date) }

        /// The currency of the amounts.
        public var currency: Currency { amount.currency }
    }
}

extension InvoiceStatement.Movement: Codable {
    private enum Key: String, CodingKey {
        case tenant, invoice, kind, entry, instant, dated, local, amount, balance, status, period, document,
            link
    }

    /// Reads a movement.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            tenant: try values.decode(TenantID.self, forKey: .tenant),
            invoice: try values.decode(InvoiceNumber.self, forKey: .invoice),
            kind: try values.decode(Kind.self, forKey: .kind),
            entry: try values.decodeIfPresent(EntityID<InvoiceEntry>.self, forKey: .entry),
            posted: try Instants.microseconds(try values.decode(String.self, forKey: .instant)),
            entered: try values.decodeIfPresent(String.self, forKey: .dated).map(Instants.microseconds),
            local: try values.decode(String.self, forKey: .local),
            amount: try values.decode(Money.self, forKey: .amount),
            balance: try values.decode(Money.self, forKey: .balance),
            status: try values.decode(InvoiceStatus.self, forKey: .status),
            period: try values.decodeIfPresent(InvoiceList.Period.self, forKey: .period),
            document: try values.decodeIfPresent(String.self, forKey: .document),
            link: try values.decodeIfPresent(String.self, forKey: .link))
    }

    /// Writes the movement.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(tenant, forKey: .tenant)
        try values.encode(invoice, forKey: .invoice)
        try values.encode(kind, forKey: .kind)
        try values.encodeIfPresent(entry, forKey: .entry)
        try values.encode(Instants.text(posted), forKey: .instant)
        try values.encodeIfPresent(entered.map(Instants.text), forKey: .dated)
        try values.encode(local, forKey: .local)
        try values.encode(amount, forKey: .amount)
        try values.encode(balance, forKey: .balance)
        try values.encode(status, forKey: .status)
        try values.encodeIfPresent(period, forKey: .period)
        try values.encodeIfPresent(document, forKey: .document)
        try values.encodeIfPresent(link, forKey: .link)
    }
}
