public import BillingModel

/// What a run of the kit compared, and what it found.
public struct ConformanceReport: Sendable {
    /// One finding for each guarantee that was seen to be broken; none if all were kept.
    public private(set) var findings: [ConformanceFinding]
    /// How many calls of the repository were compared with memory, those refused among them.
    ///
    /// A page is one call. What is only made to find a smaller sequence, or to read once more what was read, is not counted.
    public private(set) var calls: Int
    /// How many of the calls were refused, by the code of the error.
    public private(set) var refusals: [BillingError.Code: Int]

    init(findings: [ConformanceFinding], calls: CallCounts) {
        self.findings = findings
        self.calls = calls.all
        refusals = calls.refusals
    }

    /// Takes the counts and findings of another run, such as one of another seed.
    public mutating func add(_ other: ConformanceReport) {
        findings += other.findings
        calls += other.calls
        refusals.merge(other.refusals, uniquingKeysWith: +)
    }
}

extension ConformanceReport: CustomStringConvertible {
    /// The counts in one line, the most frequent code first, and the findings below it.
    public var description: String {
        let refused = refusals.values.reduce(0, +)
        var line = "\(calls) calls compared, \(refused) of them refused"
        let codes = refusals.sorted { ($1.value, $0.key.description) < ($0.value, $1.key.description) }
        if !codes.isEmpty { line += ": " + codes.map { "\($0.key) \($0.value)" }.joined(separator: ", ") }
        return ([line] + findings.map(\.description)).joined(separator: "\n")
    }
}
