/// A value on its way into a statement.
///
/// SQLite keeps neither the sign of a zero nor NaN; where every bit of a number counts, bind its bit pattern.
enum SQLValue: Equatable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case bytes([UInt8])

    /// The value, or null if there is none.
    static func integer(orNull value: Int64?) -> SQLValue { value.map(Self.integer) ?? .null }

    /// The text, or null if there is none.
    static func text(orNull value: String?) -> SQLValue { value.map(Self.text) ?? .null }

    /// The bytes, or null if there are none.
    static func bytes(orNull value: [UInt8]?) -> SQLValue { value.map(Self.bytes) ?? .null }
}
