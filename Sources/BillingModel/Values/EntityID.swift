/// The id of an `Owner`, such as a tenant or a metric: a checked text, compared byte by byte.
///
/// An id has 1 to 255 bytes of UTF-8 and no NUL. Equality, order and hash follow the bytes, as a database or a file
/// system sees them, and not Unicode's canonical equivalence as Swift's `String` does: `é` as one scalar
/// and `é` as two are two ids. Its JSON form is the text itself.
///
/// ```swift
/// let tenant = try TenantID("acme-logistics")
/// ```
public struct EntityID<Owner>: Hashable, Comparable, Sendable {
    /// The id as it was given.
    public let text: String

    /// Checks a text and makes an id of it.
    ///
    /// - Parameter text: 1 to 255 bytes of UTF-8 without NUL.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if the text breaks the rule.
    public init(_ text: String) throws(BillingError) {
        self.text = try IdentifierRule.check(text, of: Owner.self)
    }

    /// For the constants of this package, which obey the rule.
    package init(constant text: StaticString) {
        self.text = text.description
    }

    /// Whether the two ids have the same bytes.
    @inlinable
    public static func == (left: Self, right: Self) -> Bool {
        left.text.hasSameBytes(as: right.text)
    }

    /// Whether the bytes of the left id come before those of the right one.
    @inlinable
    public static func < (left: Self, right: Self) -> Bool {
        left.text.precedesByBytes(right.text)
    }

    /// Feeds the bytes to the hasher.
    @inlinable
    public func hash(into hasher: inout Hasher) {
        text.hashBytes(into: &hasher)
    }
}

extension EntityID: TextCodable {
    /// The id itself.
    public var description: String { text }
}

/// The rule that ids and label texts share.
package enum IdentifierRule {
    package static let rule = "an id or label text has 1 to 255 bytes of UTF-8 and no NUL"

    package static func check(_ text: String, of owner: Any.Type) throws(BillingError) -> String {
        var text = text
        // Checked where the bytes lie, which costs a fraction of what the view of them does.
        let (count, hasNUL) = text.withUTF8 { ($0.count, $0.contains(0)) }
        guard (1...255).contains(count), !hasNUL else {
            throw BillingError(.invalidValue, rule: rule, detail: "\(owner) id of \(count) bytes")
        }
        return text
    }
}
