/// Neighbouring values that are unusual.
public struct Anomaly: Equatable, Sendable {
    /// What happened.
    public struct Kind: Hashable, Sendable {
        private enum Form { case spike, dip, shift }
        private let form: Form

        /// Values above what was expected.
        public static let spike = Self(form: .spike)
        /// Values below what was expected.
        public static let dip = Self(form: .dip)
        /// Unusual values that stayed, until they were taken for the new level.
        public static let shift = Self(form: .shift)
    }

    /// What happened, by the rarest value.
    public let kind: Kind
    /// From the first unusual value through the last.
    public let steps: Range<Int>
    /// The step of the rarest value.
    public let peak: Int
    /// The rarest value.
    public let value: Double
    /// What was expected in its place.
    public let expected: Double
    /// The range that would have been usual in its place.
    public let usual: ClosedRange<Double>
    /// The probability of an error at least as large as that of the rarest value.
    public let probability: Double
    /// By how much the unusual values together exceed what was expected; negative where they fall short.
    public let impact: Double

    /// Puts neighbours together.
    static func found(in verdicts: [AnomalyScan.Verdict?], joining distance: Int) -> [Anomaly] {
        var findings: [Anomaly] = []
        var group: [(step: Int, verdict: AnomalyScan.Verdict)] = []
        for (step, verdict) in verdicts.enumerated() {
            guard let verdict, verdict.isUnusual else { continue }
            if let last = group.last, step - last.step > distance {
                if let finding = Anomaly(group) { findings.append(finding) }
                group = []
            }
            group.append((step, verdict))
        }
        if let finding = Anomaly(group) { findings.append(finding) }
        return findings
    }

    private init?(_ group: [(step: Int, verdict: AnomalyScan.Verdict)]) {
        // Of equally rare ones the first: it is the one that was told.
        guard let first = group.first, let last = group.last,
            let rarest = group.min(by: { $0.verdict.probability < $1.verdict.probability })
        else { return nil }
        let verdict = rarest.verdict
        if group.contains(where: { $0.verdict.isNewLevel }) {
            kind = .shift
        } else {
            kind = verdict.value > verdict.expected ? .spike : .dip
        }
        steps = first.step..<last.step + 1
        peak = rarest.step
        value = verdict.value
        expected = verdict.expected
        usual = verdict.usual
        probability = verdict.probability
        impact = group.reduce(0) { $0 + ($1.verdict.value - $1.verdict.expected) }
    }
}
