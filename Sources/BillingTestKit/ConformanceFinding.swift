/// A guarantee that was broken, and the smallest sequence of operations found that shows it.
public struct ConformanceFinding: Sendable {
    /// What was promised.
    public let guarantee: Guarantee
    /// The operations, on an empty repository or on the reader that was given; the last one shows it.
    public let operations: [RepositoryOperation]
    /// What the last operation should have given.
    public let expected: String
    /// What it gave.
    public let actual: String
    /// The seed of the run, with which it can be made again.
    public let seed: UInt64

    init(
        guarantee: Guarantee, operations: [RepositoryOperation], expected: String, actual: String,
        seed: UInt64
    ) {
        self.guarantee = guarantee
        self.operations = operations
        self.expected = expected
        self.actual = actual
        self.seed = seed
    }
}

extension ConformanceFinding: CustomStringConvertible {
    /// The finding as some lines of text, which hold only data that the kit made up, or for a reader its own data.
    public var description: String {
        var lines = ["\(guarantee.name): \(guarantee.sentence)"]
        for (number, operation) in operations.enumerated() { lines.append("  \(number + 1). \(operation)") }
        lines.append("  expected: \(expected)")
        lines.append("  came:     \(actual)")
        return lines.joined(separator: "\n")
    }
}
