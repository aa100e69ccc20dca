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
        /// It is of a type that was not asked for, and was not looked at further.
        case passedOver(type: String)
    }

    /// The line of the source on which it begins, from 1.
    public let line: Int
    /// What it says.
    public let content: Content
    /// What its sender should know of it; told if the line is read, whatever becomes of its records.
    public let notices: [ImportNotice]

    /// Makes a line of records.
    public init(line: Int, records: [ImportRecord], notices: [ImportNotice] = []) {
        self.line = line
        content = .records(records)
        self.notices = notices
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
        notices = []
    }

    /// Makes a line that was rejected.
    init(rejection: ImportRejection) {
        line = rejection.line
        content = .rejected(rejection)
        notices = []
    }

    /// Makes a line of a type that was not asked for.
    public init(line: Int, passedOver type: String, notices: [ImportNotice] = []) {
        self.line = line
        content = .passedOver(type: type)
        self.notices = notices
    }
}
