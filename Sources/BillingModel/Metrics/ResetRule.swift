/// When a cumulative reading that falls has begun anew from zero.
///
/// A counter that was replaced or ran over begins anew: all that it shows since is new. A reading that falls for another
/// reason, such as a meter that corrects its last digit, has not, and counts as the negative difference that it is. So
/// increases telescope: without a reset they add up to the last reading less the first.
///
/// | rule | 1000.0, then 999.9 | 1000.0, then 3.0 |
/// | --- | --- | --- |
/// | ``anyDrop`` | a reset: 999.9 | a reset: 3.0 |
/// | ``below(percent:)`` of 50 | −0.1 | a reset: 3.0 |
/// | ``never`` | −0.1 | −997.0 |
///
/// The JSON form is the text: `any drop`, `below 50 percent` or `never`.
public struct ResetRule: Hashable, Sendable {
    /// 0 for no drop, 100 for any.
    private let limit: UInt8

    private init(limit: UInt8) { self.limit = limit }

    /// Any drop is a reset.
    public static let anyDrop = Self(limit: 100)
    /// No drop is a reset, so that the increase is the last reading less the first.
    public static let never = Self(limit: 0)

    /// A drop is a reset if it ends below a share of the reading before, which is above zero.
    ///
    /// ```swift
    /// let rule = try ResetRule.below(percent: 50)  // 499.9 after 1000 is a reset, 500 is not
    /// ```
    ///
    /// A drop from zero or below is none. The numbers are compared as decimals, so 0.09 is not below 90 percent of 0.1.
    ///
    /// - Parameter percent: The share in percent, from 1 to 99.
    /// - Returns: The rule.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if the share is out of range.
    public static func below(percent: Int) throws(BillingError) -> ResetRule {
        guard (1...99).contains(percent) else {
            throw BillingError(
                .invalidValue, rule: "a reset rule states a share from 1 to 99 percent",
                detail: "\(percent) percent")
        }
        return Self(limit: UInt8(percent))
    }

    /// The share of the reading before below which a drop is a reset; nil if any drop is one, or none.
    public var percent: Int? { self == .anyDrop || self == .never ? nil : Int(limit) }
}

extension ResetRule: TextCodable {
    /// The rule as a text, which is also its JSON form.
    public var description: String {
        switch limit {
        case 0: "never"
        case 100: "any drop"
        default: "below \(limit) percent"
        }
    }

    /// Reads a rule from its text.
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/malformed`` if it is the text of none, or what ``below(percent:)`` throws.
    public init(_ text: String) throws(BillingError) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        if text == "any drop" {
            self = .anyDrop
        } else if text == "never" {
            self = .never
        } else if words.count == 3, let percent = Int(words[1]), text == "below \(percent) percent" {
            self = try .below(percent: percent)
        } else {
            throw BillingError(
                .malformed, rule: "a reset rule is 'any drop', 'below' and a number of 'percent', or 'never'",
                detail: "text '\(text.prefix(64))'")
        }
    }
}
