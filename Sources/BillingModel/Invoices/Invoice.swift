#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The number of an invoice, unique within its tenant.
public typealias InvoiceNumber = EntityID<Invoice>

/// An invoice as it was issued; it never changes.
///
/// What happens to it later is appended as ``InvoiceEntry`` values, and ``InvoiceBalance`` says where it stands. Amounts
/// that are given must agree; amounts that are unknown stay nil. A feed that has nothing but number, instant and
/// total paid makes an invoice too:
///
/// ```swift
/// try Invoice(tenant: acme, number: InvoiceNumber("INV-7"), issuedAt: date, totalPaid: Money("110.86", .usd))
/// ```
///
/// Its JSON form, where everything but the first four may be missing:
///
/// ```json
/// {"tenant": "acme", "number": "INV-7", "issued": "2013-08-01T04:00:00.000000Z", "currency": "USD",
///  "period": {"start": "2013-07-01T04:00:00.000000Z", "end": "2013-08-01T04:00:00.000000Z"},
///  "lines": [{"id": "devices", "description": "Active devices", "quantity": "53", "unit": "device", "price": "2",
///             "amount": {"amount": "106.00", "currency": "USD"}}],
///  "subtotal": {"amount": "106.00", "currency": "USD"}, "tax": {"amount": "0.00", "currency": "USD"},
///  "payable": {"amount": "106.00", "currency": "USD"}, "paid": {"amount": "106.00", "currency": "USD"},
///  "rating": {"plan": "standard", "revision": 12}, "document": "INV-7.pdf", "link": "https://pay.example/INV-7"}
/// ```
public struct Invoice: Hashable, Sendable {
    /// The tenant that the invoice is for.
    public let tenant: TenantID
    /// The number of the invoice.
    public let number: InvoiceNumber
    /// The instant of issue, in microseconds since 1970.
    package let issued: Int64
    /// The currency of all amounts.
    public let currency: Currency
    /// The period that was served, in microseconds since 1970.
    package let served: Range<Int64>?
    /// What was charged for; empty if unknown.
    public let lines: [Line]
    /// The sum of the lines, before tax.
    public let subtotal: Money?
    /// The tax on the subtotal.
    public let tax: Money?
    /// What the tenant is to pay; nil if unknown, and then it equals what was paid.
    public let payable: Money?
    /// What was paid according to the feed that sent the invoice; it counts as a payment at issue.
    public let totalPaid: Money?
    /// The price plan that the invoice was rated by.
    public let rating: Rating?
    private let documentText: FreeText?
    private let linkText: FreeText?

    /// Makes an invoice, and checks that its amounts agree.
    ///
    /// - Parameters:
    ///   - tenant: The tenant that the invoice is for.
    ///   - number: The number, unique within the tenant.
    ///   - issuedAt: The instant of issue, in years 1 to 9999, taken to the nearest microsecond.
    ///   - currency: The currency of all amounts.
    ///   - period: The period that was served, half-open and not empty.
    ///   - lines: What was charged for, each with its own id; empty if unknown.
    ///   - subtotal: The sum of the lines, before tax.
    ///   - tax: The tax on the subtotal; negative if it was given back.
    ///   - payable: What the tenant is to pay, not negative; unless given, it is subtotal plus tax if both are.
    ///   - totalPaid: What was paid according to the feed, not negative.
    ///   - rating: The plan that the invoice was rated by.
    ///   - document: Where the host keeps the document, in 1 to 4,096 bytes.
    ///   - paymentLink: Where the tenant pays: an `https` or `http` address without spaces.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` and the rule that was broken, or
    ///   ``BillingError/Code/overflow`` if a sum does not fit.
    public init(
        tenant: TenantID, number: InvoiceNumber, issuedAt: Date, currency: Currency,
        period: Range<Date>? = nil,
        lines: [Line] = [], subtotal: Money? = nil, tax: Money? = nil, payable: Money? = nil,
        totalPaid: Money? = nil, rating: Rating? = nil, document: String? = nil, paymentLink: String? = nil
    ) throws(BillingError) {
        var served: (Int64, Int64)?
        if let period {
            served = (
                try Instants.microseconds(period.lowerBound), try Instants.microseconds(period.upperBound)
            )
        }
        try self.init(
            tenant: tenant, number: number, issued: try Instants.microseconds(issuedAt), currency: currency,
            served: served, lines: lines, subtotal: subtotal, tax: tax, payable: payable,
            totalPaid: totalPaid, rating: rating, document: document, paymentLink: paymentLink)
    }

    /// Makes an invoice of a feed that knows only what was paid.
    ///
    /// - Parameters:
    ///   - tenant: The tenant that the invoice is for.
    ///   - number: The number, unique within the tenant.
    ///   - issuedAt: The instant of issue, in years 1 to 9999, taken to the nearest microsecond.
    ///   - totalPaid: What was paid, not negative; it counts as a payment at issue.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` and the rule that was broken.
    public init(
        tenant: TenantID, number: InvoiceNumber, issuedAt: Date, totalPaid: Money
    ) throws(BillingError) {
        try self.init(
            tenant: tenant, number: number, issuedAt: issuedAt, currency: totalPaid.currency,
            totalPaid: totalPaid)
    }

    /// Makes an invoice of instants in microseconds since 1970.
    package init(
        tenant: TenantID, number: InvoiceNumber, issued: Int64, currency: Currency,
        served: (start: Int64, end: Int64)?, lines: [Line], subtotal: Money?, tax: Money?, payable: Money?,
        totalPaid: Money?, rating: Rating?, document: String?, paymentLink: String?
    ) throws(BillingError) {
        try Self.require(issued < Instants.end, "an invoice is issued in the years 1 to 9999", number)
        if let last = currency.lastDate, issued >= WithdrawnCurrency.end(of: last) {
            throw BillingError(
                .invalidValue, rule: "an invoice is issued in a currency that is in force",
                detail: "invoice '\(number)' in \(currency), which ended with \(last)")
        }
        if let served {
            try Self.require(served.start < served.end, "a service period starts before it ends", number)
            self.served = served.start..<served.end
        } else {
            self.served = nil
        }
        let amounts = lines.map(\.amount) + [subtotal, tax, payable, totalPaid].compactMap(\.self)
        try Self.require(
            amounts.allSatisfy { $0.currency == currency }, "all amounts of an invoice are in its currency",
            number)
        try Self.require(
            Set(lines.map(\.id)).count == lines.count, "the lines of an invoice have different ids", number)
        if let subtotal, !lines.isEmpty {
            try Self.require(
                try Money.sum(of: lines.map(\.amount), in: currency) == subtotal,
                "the lines of an invoice add up to its subtotal", number)
        }
        var payable = payable
        if let subtotal, let tax {
            let total = try subtotal + tax
            try Self.require(
                payable ?? total == total, "subtotal and tax add up to what is payable", number)
            payable = total
        }
        try Self.require(
            (payable?.minorUnits ?? 0) >= 0, "what is payable is not negative: a credit is an entry", number)
        try Self.require(
            (totalPaid?.minorUnits ?? 0) >= 0, "what was paid is not negative: a refund is an entry", number)
        if let paymentLink {
            try Self.require(
                Self.isAddress(paymentLink), "a payment link is an https or http address without spaces",
                number)
        }
        self.tenant = tenant
        self.number = number
        self.issued = issued
        self.currency = currency
        self.lines = lines
        self.subtotal = subtotal
        self.tax = tax
        self.payable = payable
        self.totalPaid = totalPaid
        self.rating = rating
        documentText = try FreeText(document)
        linkText = try FreeText(paymentLink)
    }

    private static func require(
        _ holds: Bool, _ rule: String, _ number: InvoiceNumber
    ) throws(BillingError) {
        if !holds { throw BillingError(.invalidValue, rule: rule, detail: "invoice '\(number)'") }
    }

    /// Whether a text is an address that a page can offer as a link; other schemes might run a script.
    private static func isAddress(_ text: String) -> Bool {
        let rest = ["https://", "http://"].compactMap { scheme in
            text.utf8.starts(with: scheme.utf8) ? text.utf8.dropFirst(scheme.utf8.count) : nil
        }.first
        guard let rest, let first = rest.first, first != UInt8(ascii: "/") else { return false }
        return text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !#"<>"\^`{|}"#.utf8.contains($0) }
    }

    /// The instant of issue.
    public var issuedAt: Date { Instants.date(issued) }

    /// The period that was served, half-open; nil if unknown.
    public var period: Range<Date>? {
        // Far from 1970 two microseconds may share one `Date`, which never puts the end before the start.
        served.map { Instants.date($0.lowerBound)..<Instants.date($0.upperBound) }
    }

    /// Where the host keeps the document; nil if unknown.
    public var document: String? { documentText?.text }

    /// Where the tenant pays; nil if unknown.
    public var paymentLink: String? { linkText?.text }
}
