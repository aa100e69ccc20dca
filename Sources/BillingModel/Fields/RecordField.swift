#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// What a field holds, for every form in which a record is written.
package enum FieldValue: Sendable {
    /// Nothing is known.
    case missing
    /// An id, a text of a host, or a word of this package.
    case text(String)
    case integer(Int64)
    case decimal(Decimal)
    case instant(Date)
    /// An instant in microseconds since 1970, which no `Date` rounds.
    case microseconds(Int64)
    case date(LocalDate)
    case amount(Money)
    /// A part with fields of its own.
    case part(any FieldedRecord)
    /// Parts in their order; a form that shows nothing for an empty list shows nothing.
    case parts([any FieldedRecord])

    package static func text(_ text: String?) -> FieldValue { text.map { .text($0) } ?? .missing }

    package static func decimal(_ number: Decimal?) -> FieldValue { number.map { .decimal($0) } ?? .missing }

    package static func amount(_ amount: Money?) -> FieldValue { amount.map { .amount($0) } ?? .missing }

    package static func id<Owner>(_ id: EntityID<Owner>?) -> FieldValue { .text(id?.text) }
}

/// A field of a record: what it is called, and how it is found.
///
/// JSON, the row of a CSV and the bytes that a digest stands on walk the fields of a record and decide nothing about one of
/// them. What is read is checked by the initializers of records.
package struct RecordField<Record>: Sendable {
    /// When a record has the field.
    package enum Presence: Sendable {
        case always
        /// It may be missing, which a digest tells from every value.
        case optional
        /// It came later, and a record that does not state it has the digest that it had before.
        case ifStated
    }

    /// The key of the JSON form.
    package let name: String
    /// The columns of the CSV: of an amount with two the second is that of its currency.
    package let columns: [String]
    package let presence: Presence
    package let value: @Sendable (Record) -> FieldValue

    package init(
        _ name: String, columns: [String]? = nil, _ presence: Presence = .always,
        _ value: @escaping @Sendable (Record) -> FieldValue
    ) {
        self.name = name
        self.columns = columns ?? [name]
        self.presence = presence
        self.value = value
    }
}

/// A record of which each form follows from one list of its fields.
package protocol FieldedRecord: Sendable {
    /// The fields, in the order of the columns.
    static var fields: [RecordField<Self>] { get }
    /// The fields in the order in which digests know them.
    static var digestFields: [RecordField<Self>] { get }
}

extension FieldedRecord {
    package static var digestFields: [RecordField<Self>] { fields }

    package static var columns: [String] { fields.flatMap(\.columns) }

    /// Writes the JSON form: a member for each field that is there.
    package func encodeFields(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: FieldKey.self)
        for field in Self.fields {
            let key = FieldKey(stringValue: field.name)
            switch field.value(self) {
            case .missing: break
            case .text(let text): try values.encode(text, forKey: key)
            case .integer(let number): try values.encode(number, forKey: key)
            case .decimal(let number): try values.encode(number, forKey: key)
            case .instant(let instant): try values.encode(instant, forKey: key)
            case .microseconds(let instant): try values.encode(Instants.text(instant), forKey: key)
            case .date(let date): try values.encode(date, forKey: key)
            case .amount(let amount): try values.encode(amount, forKey: key)
            case .part(let part): try values.encode(FieldsForm(record: part), forKey: key)
            case .parts(let parts):
                if !parts.isEmpty { try values.encode(parts.map(FieldsForm.init), forKey: key) }
            }
        }
    }
}

/// The JSON form of a record of any type.
package struct FieldsForm: Encodable {
    let record: any FieldedRecord

    package init(record: any FieldedRecord) { self.record = record }

    package func encode(to encoder: any Encoder) throws { try record.encodeFields(to: encoder) }
}

/// The name of a field as a key.
private struct FieldKey: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
