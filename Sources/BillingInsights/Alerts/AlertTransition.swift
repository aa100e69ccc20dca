#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

public import BillingModel

/// A change of an alert, to tell people of or to keep.
///
/// Each is told once by ``AlertState/advance(by:under:)``. A host that evaluates anew, after a crash or on another
/// machine, drops those whose ``id`` it has seen.
public struct AlertTransition: Hashable, Sendable {
    /// Why an alert changed.
    public struct Cause: Hashable, Sendable {
        private enum Name: String { case value, periodEnd, ruleChange }
        private let name: Name

        /// A value was measured.
        public static let value = Self(name: .value)
        /// The period was over; nothing is said of the value.
        public static let periodEnd = Self(name: .periodEnd)
        /// The rule has the threshold no longer.
        public static let ruleChange = Self(name: .ruleChange)
    }

    /// The rule.
    public let rule: AlertRuleID
    /// What was observed.
    public let subject: AlertSubjectID
    /// What the alert is about.
    public let condition: AlertCondition
    /// The threshold, in the unit of the value.
    public let threshold: Double
    /// The state before.
    public let from: AlertPhase
    /// The state after.
    public let to: AlertPhase
    /// Why the alert changed.
    public let cause: Cause
    /// What was measured last, in this period.
    public let measure: AlertMeasure?
    /// The place among all transitions of the same rule, subject and period, from 1.
    public let ordinal: Int
    let instant: Int64
    let opening: Int64
    let span: AlertPeriod?

    /// The instant of the observation that changed it, or of the end of the period.
    public var at: Date { Instants.date(instant) }
    /// The instant at which the condition began to hold, this time.
    public var since: Date { Instants.date(opening) }
    /// The period; nil for conditions without.
    public var period: Range<Date>? { span?.range }
    /// The last value that was held against the threshold; nil if none was.
    public var value: Double? { measure.map(condition.value(of:)) }

    /// The id of the alert: rule, subject, period and threshold.
    ///
    /// What fires and what resolves have it in common. Letters, digits and `-._~:` stand for themselves, all other
    /// bytes as `%` and two hexadecimal digits, so that the id fits into an address and no two alerts share one.
    public var alert: String {
        "\(Self.escaped(rule.text))/\(Self.escaped(subject.text))/\(span?.text ?? "-")/\(threshold)"
    }

    /// The id of the transition: that of the alert, and the ordinal.
    public var id: String { "\(alert)/\(ordinal)" }

    private static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { escaped, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E, 0x3A:
                escaped.unicodeScalars.append(UnicodeScalar(byte))
            default:
                escaped.append("%")
                escaped.append(digits[Int(byte >> 4)])
                escaped.append(digits[Int(byte & 15)])
            }
        }
    }
}

extension AlertTransition.Cause: TextCodable {
    /// The cause as a text, which is also its JSON form: `value`, `periodEnd` or `ruleChange`.
    public var description: String { name.rawValue }

    /// Reads a cause from its text.
    ///
    /// - Throws: `BillingError` with code `malformed` if it is the text of none.
    public init(_ text: String) throws(BillingError) {
        guard let name = Name(rawValue: text) else {
            throw BillingError(
                .malformed, rule: "an alert changes by a 'value', a 'periodEnd' or a 'ruleChange'",
                detail: "text '\(text.prefix(64))'")
        }
        self.init(name: name)
    }
}
