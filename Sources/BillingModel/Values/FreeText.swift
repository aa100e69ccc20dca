/// A text for people, such as the description of a line: checked, and compared byte by byte like an id.
///
/// `String` would take two texts that differ in their bytes for the same content.
package struct FreeText: Hashable, Sendable {
    package let text: String

    package init(_ text: String) throws(BillingError) {
        guard (1...4_096).contains(text.utf8.count), !text.utf8.contains(0) else {
            throw BillingError(
                .invalidValue,
                rule: "a name, unit, description or reference has 1 to 4096 bytes of UTF-8 and no NUL",
                detail: "text of \(text.utf8.count) bytes")
        }
        var text = text
        text.makeContiguousUTF8()
        self.text = text
    }

    /// For the constants of this module, which obey the rule.
    init(constant text: StaticString) {
        self.text = text.description
    }

    /// The checked text, or nil if there is none.
    package init?(_ text: String?) throws(BillingError) {
        guard let text else { return nil }
        try self.init(text)
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.text.hasSameBytes(as: right.text)
    }

    package func hash(into hasher: inout Hasher) {
        text.hashBytes(into: &hasher)
    }
}

/// The JSON form is the text; whoever reads one says what it is for, and checks it.
extension FreeText: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
