#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Invoice: Codable {
    private enum CodingKeys: String, CodingKey {
        case tenant, number, issued, currency, period, lines, subtotal, tax, payable, paid, rating, document,
            link
    }

    private struct Period: Codable {
        let start: String
        let end: String
    }

    /// Reads an invoice from its JSON form, with the rules of the initializer.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        var served: (Int64, Int64)?
        if let period = try container.decodeIfPresent(Period.self, forKey: .period) {
            served = (try Instants.microseconds(period.start), try Instants.microseconds(period.end))
        }
        try self.init(
            tenant: try container.decode(TenantID.self, forKey: .tenant),
            number: try container.decode(InvoiceNumber.self, forKey: .number),
            issued: try Instants.microseconds(try container.decode(String.self, forKey: .issued)),
            currency: try container.decode(Currency.self, forKey: .currency),
            served: served,
            lines: try container.decodeIfPresent([Line].self, forKey: .lines) ?? [],
            subtotal: try container.decodeIfPresent(Money.self, forKey: .subtotal),
            tax: try container.decodeIfPresent(Money.self, forKey: .tax),
            payable: try container.decodeIfPresent(Money.self, forKey: .payable),
            totalPaid: try container.decodeIfPresent(Money.self, forKey: .paid),
            rating: try container.decodeIfPresent(Rating.self, forKey: .rating),
            document: try container.decodeIfPresent(String.self, forKey: .document),
            paymentLink: try container.decodeIfPresent(String.self, forKey: .link))
    }

    /// Writes the JSON form that the type's documentation shows; unknown parts are left out.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(tenant, forKey: .tenant)
        try container.encode(number, forKey: .number)
        try container.encode(Instants.text(issued), forKey: .issued)
        try container.encode(currency, forKey: .currency)
        if let served {
            let (start, end) = (Instants.text(served.lowerBound), Instants.text(served.upperBound))
            try container.encode(Period(start: start, end: end), forKey: .period)
        }
        if !lines.isEmpty { try container.encode(lines, forKey: .lines) }
        try container.encodeIfPresent(subtotal, forKey: .subtotal)
        try container.encodeIfPresent(tax, forKey: .tax)
        try container.encodeIfPresent(payable, forKey: .payable)
        try container.encodeIfPresent(totalPaid, forKey: .paid)
        try container.encodeIfPresent(rating, forKey: .rating)
        try container.encodeIfPresent(document, forKey: .document)
        try container.encodeIfPresent(paymentLink, forKey: .link)
    }
}

extension Invoice.Line: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, description, quantity, unit, price, amount
    }

    /// Reads a line from its JSON form, with the rules of the initializer.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            id: try container.decode(Identifier<Invoice.Line>.self, forKey: .id),
            description: try container.decode(String.self, forKey: .description),
            quantity: try container.decodeIfPresent(Decimal.self, forKey: .quantity),
            unit: try container.decodeIfPresent(String.self, forKey: .unit),
            unitPrice: try container.decodeIfPresent(Decimal.self, forKey: .price),
            amount: try container.decode(Money.self, forKey: .amount))
    }

    /// Writes the line, with its decimals as text; unknown parts are left out.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(description, forKey: .description)
        try container.encodeIfPresent(quantity, forKey: .quantity)
        try container.encodeIfPresent(unit, forKey: .unit)
        try container.encodeIfPresent(unitPrice, forKey: .price)
        try container.encode(amount, forKey: .amount)
    }
}

extension Invoice.Rating: Codable {
    private enum CodingKeys: String, CodingKey {
        case plan, revision
    }

    /// Reads a rating, and checks its revision.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            plan: try container.decode(Identifier<PricePlan>.self, forKey: .plan),
            revision: try container.decode(Int.self, forKey: .revision))
    }

    /// Writes `{"plan":"standard","revision":12}`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(plan, forKey: .plan)
        try container.encode(revision, forKey: .revision)
    }
}
