public import BillingModel

/// What is rarest in a dense stream of readings without calendar, such as a gauge read every five minutes.
///
/// Days of a metric belong to ``AnomalyScan``, which says what was expected. Readings come by the thousand,
/// depend on their neighbours, and move in ways that no one expectation covers. So each reading is seen in
/// several ways, and each ``View`` asks how rare its number is among the last 8,000 of its own. The rarest view
/// counts. Each reading is judged by those before it alone: a scan of the first part of a stream says the same
/// about this part as a scan of the whole.
///
/// ```swift
/// var readings: [Double?] = (0..<3_000).map { 20 + Double($0 * 7 % 13) }
/// readings[2_000] = 60
/// try StreamScan(of: readings).findings  // [2000]
/// ```
///
/// - SeeAlso: Lavin and Ahmad (2015), Evaluating real-time anomaly detection algorithms, for what such a stream
///   is scored by.
public struct StreamScan: Sendable {
    /// A way to see a reading.
    public struct View: Hashable, Sendable {
        private enum Form { case reading, jump, drift, cycle }
        private let form: Form

        /// The reading itself.
        public static let reading = Self(form: .reading)
        /// The reading less the median of the 15 before it.
        public static let jump = Self(form: .jump)
        /// The mean of the last 5 readings less that of the 50 before them.
        public static let drift = Self(form: .drift)
        /// The mean, over the last sixth of a cycle, of readings less the median of those at the same place of
        /// the seven cycles before.
        public static let cycle = Self(form: .cycle)
    }

    /// How to judge a stream.
    public struct Settings: Hashable, Sendable {
        /// After how many steps a stream may repeat, such as 288 of five minutes a day; from 2 to 3,000, or nil.
        public var cycle: Int?
        /// The share of readings that may be as rare as a finding, from 0.000001 to 0.1.
        ///
        /// It holds for readings that do not depend on each other. Neighbours are one finding; see
        /// ``quietSteps``.
        public var rate: Double
        /// For so many steps after a finding only what is rarer is another; at least 0.
        public var quietSteps: Int

        /// Values as given.
        public init(cycle: Int? = nil, rate: Double = 0.005, quietSteps: Int = 400) {
            self.cycle = cycle
            self.rate = rate
            self.quietSteps = quietSteps
        }

        func check() throws(BillingError) {
            try AnomalyScan.Settings(rate: rate).check()
            guard cycle.map({ (2...3_000).contains($0) }) ?? true else {
                throw BillingError(
                    .invalidValue, rule: "a cycle is from 2 to 3,000 steps", detail: "\(cycle ?? 0)")
            }
            guard quietSteps >= 0 else {
                throw BillingError(
                    .invalidValue, rule: "quiet steps are at least 0", detail: "\(quietSteps)")
            }
        }
    }

    /// What is said of one reading.
    public struct Verdict: Hashable, Sendable {
        /// The probability that any view shows a number as far out, as estimated from readings before; 1 for
        /// what is common.
        public let probability: Double
        /// The view in which the reading is rarest.
        public let view: View
    }

    /// One verdict for each reading; none where the reading is missing or fewer than 60 came before it.
    public let verdicts: [Verdict?]
    /// The steps that are as rare as the rate says, and rarer than each finding within the quiet steps before.
    public let findings: [Int]

    /// Scans a stream.
    ///
    /// - Parameters:
    ///   - readings: The stream, oldest first; finite, of magnitude at most 10³⁰⁰. A missing one is nil.
    ///   - settings: How to judge.
    /// - Throws: `BillingError` with code `invalidValue` if a reading or a setting is out of its range.
    /// - Complexity: O(*n*) for *n* readings, each held against some thousand before: microseconds each.
    public init(of readings: [Double?], settings: Settings = Settings()) throws(BillingError) {
        try settings.check()
        for case let reading? in readings { try History.check(reading) }
        var watch = StreamWatch(cycle: settings.cycle)
        let verdicts = readings.map { watch.judge($0) }
        self.verdicts = verdicts
        findings = Self.rarest(in: verdicts, settings)
    }

    private static func rarest(in verdicts: [Verdict?], _ settings: Settings) -> [Int] {
        var findings: [Int] = []
        var least = 1.0
        for (step, verdict) in verdicts.enumerated() {
            guard let verdict, verdict.probability <= settings.rate else { continue }
            if let last = findings.last, step - last <= settings.quietSteps, verdict.probability >= least {
                continue
            }
            least = verdict.probability
            findings.append(step)
        }
        return findings
    }
}
