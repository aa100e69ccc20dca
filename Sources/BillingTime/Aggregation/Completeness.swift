public import BillingModel

/// How far a bucket, or a figure derived from buckets, can be relied on.
///
/// A figure is complete if its time is settled, nothing of it was cut off by the range asked for, and all of it is
/// known. A figure derived from several carries the weakest of its parts.
public struct Completeness: Hashable, Sendable {
    /// Where a bucket lies relative to now, weakest first.
    ///
    /// The domain is closed: the phases divide the time line.
    public enum Phase: String, CaseIterable, Hashable, Comparable, Sendable, Codable {
        /// It begins now or later; nothing of it is read.
        case future
        /// It has begun and not ended.
        case inProgress = "in-progress"
        /// It ended less than the metric's lag ago, so late values may still come.
        case settling
        /// It ended at least the metric's lag ago.
        case settled

        /// Whether the left phase is the weaker one.
        public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .future: 0
            case .inProgress: 1
            case .settling: 2
            case .settled: 3
            }
        }
    }

    /// Where a value comes from, weakest first.
    ///
    /// The domain is closed: a value was sent, or concluded from silence, or is not there.
    public enum Origin: String, CaseIterable, Hashable, Comparable, Sendable, Codable {
        /// There is no value.
        case missing
        /// No sample lies in the bucket; the value follows from the rule for gaps of its kind.
        case filled
        /// At least one sample lies in the bucket.
        case observed

        /// Whether the left origin is the weaker one.
        public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .missing: 0
            case .filled: 1
            case .observed: 2
            }
        }
    }

    /// Whether the bucket begins before the range asked for.
    public let clippedStart: Bool
    /// Whether the bucket ends after the range asked for.
    public let clippedEnd: Bool
    /// Where the bucket lies relative to now.
    public let phase: Phase
    /// The share of the bucket's elapsed time that is known, from 0 to 1: covered and, of a gauge, with a level in force.
    ///
    /// Elapsed is from the start of the bucket to its end or now, whichever is earlier, so a day in progress that
    /// was fed up to now has coverage 1 and is incomplete by its phase; a future one has 0. It is 1 only if the
    /// whole elapsed time is known, and 0 only if nothing is: rounding never makes it so.
    public let coverage: Double
    /// The number of samples in the bucket.
    public let samples: Int
    /// Where the value comes from.
    public let origin: Origin

    /// Makes a completeness.
    ///
    /// - Parameters:
    ///   - clippedStart: Whether the bucket begins before the range asked for.
    ///   - clippedEnd: Whether the bucket ends after the range asked for.
    ///   - phase: Where the bucket lies relative to now.
    ///   - coverage: The known share of its elapsed time, 0 to 1.
    ///   - samples: The number of its samples, not negative.
    ///   - origin: Where the value comes from.
    /// - Throws: `BillingError` with code `invalidValue` if coverage or samples lie outside
    ///   their range.
    public init(
        clippedStart: Bool = false, clippedEnd: Bool = false, phase: Phase, coverage: Double, samples: Int,
        origin: Origin
    ) throws(BillingError) {
        guard coverage >= 0, coverage <= 1 else {
            throw BillingError(
                .invalidValue, rule: "coverage lies between 0 and 1", detail: "coverage \(coverage)")
        }
        guard samples >= 0 else {
            throw BillingError(
                .invalidValue, rule: "a number of samples is not negative", detail: "\(samples) samples")
        }
        self.init(
            clippedStart, clippedEnd, phase, checkedCoverage: coverage + 0.0, checkedSamples: samples, origin)
    }

    private init(
        _ clippedStart: Bool, _ clippedEnd: Bool, _ phase: Phase, checkedCoverage: Double,
        checkedSamples: Int, _ origin: Origin
    ) {
        self.clippedStart = clippedStart
        self.clippedEnd = clippedEnd
        self.phase = phase
        self.coverage = checkedCoverage
        self.samples = checkedSamples
        self.origin = origin
    }

    /// What is known of a bucket beforehand, with a share of its elapsed time from 0 to 1.
    init(cut: (start: Bool, end: Bool), phase: Phase, share: Double) {
        self.init(cut.start, cut.end, phase, checkedCoverage: share, checkedSamples: 0, .missing)
    }

    /// Whether the time is settled, not clipped, and wholly known.
    public var isComplete: Bool { phase == .settled && !clippedStart && !clippedEnd && coverage == 1 }

    /// The completeness of a figure that is derived from several parts.
    ///
    /// The weakest phase and origin and the least coverage; clipped where any part is; all samples together.
    ///
    /// - Parameter parts: The completeness of each part, in any order.
    /// - Returns: The weakest, or nil if there are no parts.
    /// - Throws: `BillingError` with code `overflow` if the number of samples overflows.
    public static func weakest(of parts: some Sequence<Completeness>) throws(BillingError) -> Completeness? {
        try weakest(of: Array(parts)[...])
    }

    /// As its namesake, of parts in an array, which callers of other modules need not be specialised for.
    package static func weakest(of parts: [Completeness]) throws(BillingError) -> Completeness? {
        try weakest(of: parts[...])
    }

    /// As its namesake, of parts that lie side by side.
    package static func weakest(
        of parts: ArraySlice<Completeness>
    ) throws(BillingError) -> Completeness? {
        guard var weakest = parts.first else { return nil }
        for part in parts.dropFirst() { weakest = try weakest.weaker(part) }
        return weakest
    }

    /// The completeness of a figure that is derived from two parts; see ``weakest(of:)``.
    package func weaker(_ part: Completeness) throws(BillingError) -> Completeness {
        let (samples, overflow) = samples.addingReportingOverflow(part.samples)
        guard !overflow else {
            throw BillingError(
                .overflow, rule: "a count fits 64 bits", detail: "\(self.samples) + \(part.samples)")
        }
        return Completeness(
            clippedStart || part.clippedStart, clippedEnd || part.clippedEnd, min(phase, part.phase),
            checkedCoverage: min(coverage, part.coverage), checkedSamples: samples, min(origin, part.origin))
    }

    /// The same time with other samples and origin; `samples` is not negative.
    package func with(samples: Int, origin: Origin) -> Completeness {
        Completeness(
            clippedStart, clippedEnd, phase, checkedCoverage: coverage, checkedSamples: max(0, samples),
            origin)
    }
}

extension Completeness.Phase {
    /// The phase of a bucket [start, end) at an instant; a lag below 0 counts as 0.
    ///
    /// All in microseconds since 1970; no input overflows.
    package init(start: Int64, end: Int64, now: Int64, lag: Int64) {
        if start >= now {
            self = .future
        } else if now < end {
            self = .inProgress
        } else {
            let (age, overflow) = now.subtractingReportingOverflow(end)
            self = !overflow && age < lag ? .settling : .settled
        }
    }
}

extension Completeness: Codable {
    private enum Key: String, CodingKey {
        case clipped, phase, coverage, samples, origin
    }

    private enum Side: String, Codable {
        case start, end
    }

    /// Reads the object that ``encode(to:)`` writes, and checks it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let clipped = try container.decode([Side].self, forKey: .clipped)
        try self.init(
            clippedStart: clipped.contains(.start), clippedEnd: clipped.contains(.end),
            phase: try container.decode(Phase.self, forKey: .phase),
            coverage: try container.decode(Double.self, forKey: .coverage),
            samples: try container.decode(Int.self, forKey: .samples),
            origin: try container.decode(Origin.self, forKey: .origin))
    }

    /// Writes an object with the keys `clipped`, `phase`, `coverage`, `samples` and `origin`.
    ///
    /// `clipped` lists the sides that were cut off, `start` and `end`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(
            (clippedStart ? [Side.start] : []) + (clippedEnd ? [.end] : []), forKey: .clipped)
        try container.encode(phase, forKey: .phase)
        try container.encode(coverage, forKey: .coverage)
        try container.encode(samples, forKey: .samples)
        try container.encode(origin, forKey: .origin)
    }
}
