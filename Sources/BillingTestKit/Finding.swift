/// A promise that was broken, and the smallest sequence of calls found that shows it.
public struct Finding: Sendable {
    /// What was promised.
    public let promise: Promise
    /// The calls, on an empty repository or on the reader that was given; the last one shows it.
    public let calls: [Call]
    /// What the last call should have given.
    public let expected: String
    /// What it gave.
    public let actual: String
    /// The seed of the run, with which it can be made again.
    public let seed: UInt64

    init(promise: Promise, calls: [Call], expected: String, actual: String, seed: UInt64) {
        self.promise = promise
        self.calls = calls
        self.expected = expected
        self.actual = actual
        self.seed = seed
    }
}

extension Finding: CustomStringConvertible {
    /// The finding as some lines of text, which hold only data that the kit made up, or for a reader its own data.
    public var description: String {
        var lines = ["\(promise.name): \(promise.sentence)"]
        for (number, call) in calls.enumerated() { lines.append("  \(number + 1). \(call)") }
        lines.append("  expected: \(expected)")
        lines.append("  came:     \(actual)")
        return lines.joined(separator: "\n")
    }
}
