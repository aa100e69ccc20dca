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

    private struct Period: Decodable {
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
    public func encode(to encoder: any Encoder) throws { try encodeFields(to: encoder) }
}

extension Invoice.Line: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, description, quantity, unit, price, amount
    }

    /// Reads a line from its JSON form, with the rules of the initializer.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            id: try container.decode(EntityID<Invoice.Line>.self, forKey: .id),
            description: try container.decode(String.self, forKey: .description),
            quantity: try container.decodeIfPresent(Decimal.self, forKey: .quantity),
            unit: try container.decodeIfPresent(String.self, forKey: .unit),
            unitPrice: try container.decodeIfPresent(Decimal.self, forKey: .price),
            amount: try container.decode(Money.self, forKey: .amount))
    }

    /// Writes the line, with its decimals as text; unknown parts are left out.
    public func encode(to encoder: any Encoder) throws { try encodeFields(to: encoder) }
}

extension Invoice.Rating: Codable {
    private enum CodingKeys: String, CodingKey {
        case plan, revision
    }

    /// Reads a rating, and checks its revision.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            plan: try container.decode(EntityID<PricePlan>.self, forKey: .plan),
            revision: try container.decode(Int.self, forKey: .revision))
    }

    /// Writes `{"plan":"standard","revision":12}`.
    public func encode(to encoder: any Encoder) throws { try encodeFields(to: encoder) }
}

extension Invoice: FieldedRecord {
    package static let fields: [RecordField<Invoice>] = [
        RecordField("tenant") { .id($0.tenant) },
        RecordField("number") { .id($0.number) },
        RecordField("issued") { .microseconds($0.issued) },
        RecordField("currency") { .text($0.currency.code) },
        RecordField("period", columns: ServedPeriod.columns, .optional) {
            $0.served.map { .part(ServedPeriod(range: $0)) } ?? .missing
        },
        RecordField("subtotal", .optional) { .amount($0.subtotal) },
        RecordField("tax", .optional) { .amount($0.tax) },
        RecordField("payable", .optional) { .amount($0.payable) },
        RecordField("paid", .optional) { .amount($0.totalPaid) },
        RecordField("rating", columns: Rating.columns, .optional) {
            $0.rating.map { .part($0) } ?? .missing
        },
        RecordField("document", .optional) { .text($0.document) },
        RecordField("link", .optional) { .text($0.paymentLink) },
        RecordField("lines") { .parts($0.lines) },
    ]

    /// Digests have always had the lines behind the period.
    package static let digestFields: [RecordField<Invoice>] = {
        let lines = fields.filter { $0.name == "lines" }
        let others = fields.filter { $0.name != "lines" }
        return Array(others.prefix(5)) + lines + Array(others.dropFirst(5))
    }()
}

/// The period that an invoice was for, in microseconds since 1970.
private struct ServedPeriod: FieldedRecord {
    let range: Range<Int64>

    static let fields: [RecordField<ServedPeriod>] = [
        RecordField("start") { .microseconds($0.range.lowerBound) },
        RecordField("end") { .microseconds($0.range.upperBound) },
    ]
}

extension Invoice.Line: FieldedRecord {
    package static let fields: [RecordField<Invoice.Line>] = [
        RecordField("id") { .id($0.id) },
        RecordField("description") { .text($0.description) },
        RecordField("quantity", .optional) { .decimal($0.quantity) },
        RecordField("unit", .optional) { .text($0.unit) },
        RecordField("price", .optional) { .decimal($0.unitPrice) },
        RecordField("amount") { .amount($0.amount) },
    ]
}

extension Invoice.Rating: FieldedRecord {
    package static let fields: [RecordField<Invoice.Rating>] = [
        RecordField("plan") { .id($0.plan) },
        RecordField("revision") { .integer(Int64($0.revision)) },
    ]
}
