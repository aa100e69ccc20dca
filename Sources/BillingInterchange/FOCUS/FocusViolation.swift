public import BillingModel

/// A rule of FOCUS 1.2 that a row or a file breaks.
public struct FocusViolation: Hashable, Sendable {
    /// The place of the row among those that were judged, from 0; nil if the file as a whole breaks the rule.
    public let row: Int?
    /// The name of the column: one of FOCUS, or one of the provider's own.
    public let column: String
    /// When the rule holds, such as `ChargeCategory is Tax`; nil if always.
    public let condition: String?
    /// What it demands, as one sentence without data.
    public let rule: String
    /// The value that breaks it; may name customers.
    public let detail: String

    init(row: Int?, column: String, when condition: String? = nil, rule: String, detail: String = "") {
        self.row = row
        self.column = column
        self.condition = condition
        self.rule = rule
        self.detail = detail
    }

    init(_ rule: FocusRule, row: Int?, _ values: FocusRow) {
        self.init(
            row: row, column: rule.column.rawValue, when: rule.condition, rule: rule.statement,
            detail: values[rule.column].map { "text '\($0.prefix(64))'" } ?? "null")
    }

    /// The violation as an error with code `invalidValue`, which names the rule, and in its detail row and column.
    public var error: BillingError {
        let place = row.map { "row \($0), " } ?? ""
        return BillingError(
            .invalidValue, rule: condition.map { "\(rule), when \($0)" } ?? rule,
            detail: "\(place)column '\(column)': \(detail)")
    }
}

extension FocusViolation: CustomStringConvertible {
    /// Row, column, condition and rule, without the value.
    public var description: String {
        let place = [row.map { "row \($0)" }, "column '\(column)'", condition.map { "when \($0)" }]
        return place.compactMap(\.self).joined(separator: ", ") + ": \(rule)"
    }
}
