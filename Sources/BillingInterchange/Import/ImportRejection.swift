public import BillingModel

/// A line that was left out, and why.
///
/// The JSON form has the keys `line`, `column`, `code`, `rule`, `detail` and `retry`; what is absent is left out.
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

    /// Whether the line helps when it comes again as it is.
    ///
    /// `later`: it lacks something that may be there by then, such as its tenant, its metric or its invoice; the same
    /// import run again takes it. `afterChange`: it must be another line. `never`: it lies before the retention floor.
    public var retry: RetryAdvice {
        switch code {
        case .notFound: .later
        case .expired: .never
        default: code.retry
        }
    }
}

extension ImportRejection: CustomStringConvertible {
    /// Line, column, code and rule, without the value.
    public var description: String {
        "line \(line)\(column.map { ", column '\($0)'" } ?? ""): \(code): \(rule)"
    }
}

extension ImportRejection: Codable {
    private enum Key: String, CodingKey { case line, column, code, rule, detail, retry }

    /// Reads a rejection; its advice follows from its code.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            line: try values.decode(Int.self, forKey: .line),
            column: try values.decodeIfPresent(String.self, forKey: .column),
            code: try values.decode(BillingError.Code.self, forKey: .code),
            rule: try values.decode(String.self, forKey: .rule),
            detail: try values.decodeIfPresent(String.self, forKey: .detail) ?? "")
    }

    /// Writes the rejection.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(line, forKey: .line)
        try values.encodeIfPresent(column, forKey: .column)
        try values.encode(code, forKey: .code)
        try values.encode(rule, forKey: .rule)
        if !detail.isEmpty { try values.encode(detail, forKey: .detail) }
        try values.encode(retry, forKey: .retry)
    }
}
