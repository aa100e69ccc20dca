public import BillingModel

/// What one line of a source says: records, or why it says nothing.
///
/// A line is taken whole or not at all, however many records it makes.
public struct ImportLine: Sendable {
    /// What a line says.
    public enum Content: Sendable {
        /// The records that it makes; none if it says nothing, such as a row of empty cells.
        case records([ImportRecord])
        /// The rule that it breaks.
        case rejected(ImportRejection)
    }

    /// The line of the source on which it begins, from 1.
    public let line: Int
    /// What it says.
    public let content: Content

    /// Makes a line of records.
    public init(line: Int, records: [ImportRecord]) {
        self.line = line
        content = .records(records)
    }

    /// Makes a line that breaks a rule.
    ///
    /// - Parameters:
    ///   - line: The line of the source, from 1.
    ///   - error: What is wrong with it.
    ///   - column: The name of the column that holds what is wrong; nil if it is the line as a whole.
    public init(line: Int, error: BillingError, column: String? = nil) {
        self.line = line
        content = .rejected(ImportRejection(line: line, error: error, column: column))
    }
}

/// A line that was left out, and why.
public struct ImportRejection: Hashable, Sendable {
    /// The line of the source on which the record begins, from 1.
    public let line: Int
    /// The name of the column, as the source spells it; nil if the rule is about the line as a whole.
    public let column: String?
    /// What kind of failure it is.
    public let code: BillingError.Code
    /// The rule that was broken, as one sentence without data.
    public let rule: String
    /// The value or record that broke it; may name customers.
    public let detail: String

    /// Makes a rejection.
    public init(
        line: Int, column: String? = nil, code: BillingError.Code, rule: String, detail: String = ""
    ) {
        self.line = line
        self.column = column
        self.code = code
        self.rule = rule
        self.detail = detail
    }

    /// Makes a rejection of an error.
    public init(line: Int, error: BillingError, column: String? = nil) {
        self.init(line: line, column: column, code: error.code, rule: error.rule, detail: error.detail)
    }
}

extension ImportRejection: CustomStringConvertible {
    /// Line, column, code and rule, without the value.
    public var description: String {
        "line \(line)\(column.map { ", column '\($0)'" } ?? ""): \(code): \(rule)"
    }
}
