public import BillingModel

/// The rules of FOCUS 1.2 for rows and files, restated so that they can be checked.
///
/// ```swift
/// for violation in FocusRules.violations(in: rows) { print(violation) }
/// // row 3, column 'ConsumedUnit': it is null if and only if ConsumedQuantity is
/// ```
///
/// Rules of one column judge its form and whether it may be null; others compare columns of a row; those of a file compare rows.
/// What only the provider can know, such as whether a charge belongs to a resource, is no rule here.
///
/// - SeeAlso: <https://focus.finops.org>, version 1.2.
public enum FocusRules {
    /// The rules of a row, by column.
    public static let ofRows: [FocusRule] =
        (FocusColumn.allCases.flatMap(rules) + ofNulls + ofPairs + ofPeriods + ofCosts + ofCommitments)
        .enumerated().sorted { ($0.element.column, $0.offset) < ($1.element.column, $1.offset) }
        .map(\.element)

    /// What rows and their file break.
    ///
    /// - Parameters:
    ///   - rows: The rows, all those of an invoice if its sum is to be judged.
    ///   - columns: The columns that the file has; a rule about another one says nothing. Nil for all mandatory ones and those
    ///     that some row fills.
    ///   - payable: What is payable of each invoice that is to be judged.
    ///   - includesAdvice: Whether what FOCUS recommends is judged as what it demands.
    /// - Returns: Each rule that a row breaks, in the order of the rows, and then those that the file breaks.
    /// - Complexity: O(*n*) for *n* rows.
    public static func violations(
        in rows: [FocusRow], columns: Set<FocusColumn>? = nil, payable: [FocusInvoiceID: Money] = [:],
        includesAdvice: Bool = false
    ) -> [FocusViolation] {
        let columns =
            columns ?? rows.reduce(into: FocusColumn.mandatory) { $0.formUnion($1.columns) }
        let rules = ofRows.filter { rule in
            (rule.isRequired || includesAdvice) && columns.contains(rule.column)
                && rule.others.allSatisfy(columns.contains)
        }
        var violations: [FocusViolation] = []
        for (index, row) in rows.enumerated() { violations += Self.violations(in: row, index, rules) }
        return violations + ofFile(rows, columns, payable)
    }

    /// What one row breaks of some rules.
    static func violations(in row: FocusRow, _ index: Int?, _ rules: [FocusRule]) -> [FocusViolation] {
        rules.filter { !$0.isKept(row) }.map { FocusViolation($0, row: index, row) }
            + row.custom.keys.filter { !$0.hasPrefix("x_") }.sorted().map {
                FocusViolation(
                    row: index, column: $0, rule: "a column is one of FOCUS 1.2, or its name begins with x_")
            }
    }
}

extension FocusColumn {
    /// The columns that every file has.
    static let mandatory = Set(allCases.filter { $0.level == .mandatory })
}
