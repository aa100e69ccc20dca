import BillingModel

/// A row of a FOCUS file, and what is wrong with it.
public struct FocusLine: Sendable {
    /// The line on which the row begins, from 1.
    public let line: Int
    /// The row as it is written; nil if the line is no record of CSV.
    public let row: FocusRow?
    /// Each rule that the row breaks, with its line and column; empty for a row that keeps all.
    public let rejections: [ImportRejection]

    init(line: Int, row: FocusRow, violations: [FocusViolation]) {
        self.line = line
        self.row = row
        rejections = violations.map {
            ImportRejection(
                line: line, column: $0.column, code: .invalidValue, rule: $0.error.rule, detail: $0.detail)
        }
    }

    init(line: Int, fault: BillingError) {
        self.line = line
        row = nil
        rejections = [ImportRejection(line: line, error: fault)]
    }
}
