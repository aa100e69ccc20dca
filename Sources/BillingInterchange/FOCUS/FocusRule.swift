/// One rule of FOCUS 1.2, in our words: what it is about, when it holds, and what it demands.
public struct FocusRule: Sendable {
    /// The column that breaks the rule.
    public let column: FocusColumn
    /// When the rule holds, such as `ChargeCategory is Tax`; nil if always.
    public let condition: String?
    /// What it demands, as one sentence without data.
    public let statement: String
    /// Whether the specification demands it (MUST), or recommends it (SHOULD).
    public let isRequired: Bool
    /// The columns besides its own that a file must have for the rule to say something.
    let others: [FocusColumn]
    /// Whether a row keeps the rule; rows for which the condition does not hold keep it.
    let isKept: @Sendable (FocusRow) -> Bool

    init(
        _ column: FocusColumn, when condition: String? = nil, _ statement: String, isRequired: Bool = true,
        with others: [FocusColumn] = [], isKept: @escaping @Sendable (FocusRow) -> Bool
    ) {
        self.column = column
        self.condition = condition
        self.statement = statement
        self.isRequired = isRequired
        self.others = others
        self.isKept = isKept
    }
}

extension FocusRule: CustomStringConvertible {
    /// Column, condition and demand: `SkuId, when ChargeCategory is Tax: it is null`.
    public var description: String {
        "\(column.rawValue)\(condition.map { ", when \($0)" } ?? ""): \(statement)"
    }
}
