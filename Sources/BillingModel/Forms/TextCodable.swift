/// A value whose JSON form is a text: what ``init(_:)`` reads and checks, `description` gives back.
public protocol TextCodable: Codable, CustomStringConvertible {
    /// Reads the text of a value, and checks it.
    ///
    /// - Parameter text: Exactly what `description` of some value gives.
    /// - Throws: ``BillingError``, most often with code ``BillingError/Code/malformed``, if it is the text of none.
    init(_ text: String) throws(BillingError)
}

extension TextCodable {
    /// Reads a value from its text, and checks it.
    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
