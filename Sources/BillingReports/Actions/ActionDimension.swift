/// What actions are grouped by.
public enum ActionDimension: String, CaseIterable, Hashable, Sendable, Codable {
    /// Why an action ran.
    case category
    /// What it did.
    case type
    /// The workflow that it belongs to.
    case workflow
    /// How it ended.
    case outcome
}

/// How an action ended.
public enum ActionOutcome: String, CaseIterable, Hashable, Sendable, Codable {
    /// Executed with success.
    case succeeded
    /// Executed without success.
    case failed
    /// Triggered, but not executed.
    case suppressed
    /// What is billed for records that state several outcomes, since a quantity does not tell them apart.
    ///
    /// A group of this outcome has billed quantities, and no executions.
    case mixed
}
