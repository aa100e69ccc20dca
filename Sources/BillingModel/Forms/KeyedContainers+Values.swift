#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

// Instants and decimals as text, whatever strategies an encoder or a decoder of a host has. What the compiler synthesises takes these
// before the standard ones.

extension KeyedEncodingContainer {
    /// Writes an instant as text.
    package mutating func encode(_ instant: Date, forKey key: Key) throws {
        try encode(Instants.text(try Instants.microseconds(instant)), forKey: key)
    }

    /// Writes an instant as text, if there is one.
    package mutating func encodeIfPresent(_ instant: Date?, forKey key: Key) throws {
        if let instant { try encode(instant, forKey: key) }
    }

    /// Writes a decimal as plain text.
    package mutating func encode(_ decimal: Decimal, forKey key: Key) throws {
        try encode(try ExactDecimal(decimal).text, forKey: key)
    }

    /// Writes a decimal as plain text, if there is one.
    package mutating func encodeIfPresent(_ decimal: Decimal?, forKey key: Key) throws {
        if let decimal { try encode(decimal, forKey: key) }
    }
}

extension KeyedDecodingContainer {
    /// Reads an instant from text.
    package func decode(_: Date.Type, forKey key: Key) throws -> Date {
        Instants.date(try Instants.microseconds(try decode(String.self, forKey: key)))
    }

    /// Reads an instant from text; nil if there is none.
    package func decodeIfPresent(_: Date.Type, forKey key: Key) throws -> Date? {
        try decodeIfPresent(String.self, forKey: key).map { Instants.date(try Instants.microseconds($0)) }
    }

    /// Reads a decimal from plain text.
    package func decode(_: Decimal.Type, forKey key: Key) throws -> Decimal {
        try decode(DecimalText.self, forKey: key).decimal
    }

    /// Reads a decimal from plain text; nil if there is none.
    package func decodeIfPresent(_: Decimal.Type, forKey key: Key) throws -> Decimal? {
        try decodeIfPresent(DecimalText.self, forKey: key)?.decimal
    }
}

/// A decimal as plain text; a value of its own, so that what is wrong with it is told of its own key.
private struct DecimalText: Decodable {
    let decimal: Decimal

    init(from decoder: any Decoder) throws {
        decimal = try ExactDecimal(try decoder.singleValueContainer().decode(String.self)).decimal()
    }
}
