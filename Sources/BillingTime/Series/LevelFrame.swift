import BillingModel

/// Which sample each bucket of a series has its figure from, and how far it can be relied on: what follows from when the samples
/// are, whatever they say.
///
/// Series of the same times share one, so that what is left of each is its column of values.
package final class LevelFrame: Sendable {
    /// In place of a sample: there is no figure.
    static let none: Int32 = -1
    /// In place of a sample: silence, which is a figure of 0.
    static let zero: Int32 = -2

    /// The place of the sample of each bucket, counted from the first that is read.
    let places: [Int32]
    /// The place of the last sample before the end of each bucket whose level is missing; empty if there is no such bucket.
    let pasts: [Int32]
    let completeness: [Completeness]
    let positions: ArraySlice<Int64>
    let timing: MetricSeries.Timing
    /// Whether a figure tells the time of its sample, as a level does.
    let isTimed: Bool
    /// Whether any bucket has a sample.
    let hasSamples: Bool
    /// Whether any bucket has a figure.
    let hasFigures: Bool

    init(
        places: [Int32], pasts: [Int32], completeness: [Completeness], positions: ArraySlice<Int64>,
        timing: MetricSeries.Timing, isTimed: Bool
    ) {
        self.places = places
        self.pasts = pasts
        self.completeness = completeness
        self.positions = positions
        self.timing = timing
        self.isTimed = isTimed
        hasSamples = completeness.contains { $0.samples > 0 }
        hasFigures = places.contains { $0 != Self.none }
    }

    /// The place of what was known last of a bucket; nil if it has a level, or never had one.
    @inline(__always)
    func past(_ bucket: Int) -> Int32? {
        guard !pasts.isEmpty, pasts[bucket] >= 0 else { return nil }
        return pasts[bucket]
    }

    /// When a sample was true.
    func time(of place: Int32) -> SampleTime {
        MetricSeries.time(positions[positions.startIndex + Int(place)], timing)
    }
}

extension LevelFrame {
    /// Where the levels of some samples are looked for.
    struct Levels {
        /// In the unit of positions; of a figure to date, refined at the resets.
        let boundaries: [Int64]
        /// The instant at which each bucket ends, or now if that is earlier.
        let ends: [Int64]
        /// The instants at which a level holds.
        let held: IntervalSet
        /// Where a figure to date starts again, ascending in the unit of positions; none of a gauge.
        let resets: [Int64]
        /// Whether a sample stands for an instant, and not for the whole of a date.
        let isOfInstants: Bool
        let until: Int64
    }

    /// The levels in force at the ends of buckets, as ``Aggregation`` says of them.
    ///
    /// - Parameters:
    ///   - positions: Ascending; the last one before the first boundary is carried in.
    ///   - levels: Where they are looked for.
    ///   - known: One per bucket.
    ///   - timing: What the positions are.
    convenience init(
        levelsOf positions: ArraySlice<Int64>, in levels: Levels, completeness known: [Completeness],
        timing: MetricSeries.Timing
    ) {
        let boundaries = levels.boundaries
        var places = [Int32](repeating: Self.none, count: levels.ends.count)
        var pasts: [Int32] = []
        var completeness = known
        var held = levels.held.walk
        var (reset, nextReset) = (Int64.min, 0)
        let first = positions.startIndex
        var sample = boundaries.first.map { bound in positions.lowerBound { $0 < bound } } ?? first
        for bucket in levels.ends.indices {
            let begun = sample
            while sample < positions.endIndex, positions[sample] < boundaries[bucket + 1] { sample += 1 }
            var (samples, origin) = (0, Completeness.Origin.missing)
            defer { completeness[bucket] = known[bucket].with(samples: samples, origin: origin) }
            let start = boundaries[bucket]
            guard start < levels.until, sample > first else { continue }
            while nextReset < levels.resets.count, levels.resets[nextReset] <= start {
                reset = levels.resets[nextReset]
                nextReset += 1
            }
            let position = positions[sample - 1]
            // A figure sampled before a reset at or before the start says nothing after it; one that lies in the bucket is later.
            if position < start, position < reset { continue }
            samples = sample - begun
            let place = Int32(truncatingIfNeeded: sample - 1 - first)
            let (final, isFirst) = levels.ends[bucket].subtractingReportingOverflow(1)
            if !isFirst, held.contains(final) || levels.isOfInstants && position == final {
                places[bucket] = place
                origin = samples > 0 ? .observed : .filled
            } else {
                if pasts.isEmpty { pasts = Array(repeating: Self.none, count: places.count) }
                pasts[bucket] = place
            }
        }
        self.init(
            places: places, pasts: pasts, completeness: completeness, positions: positions, timing: timing,
            isTimed: true)
    }

    /// The figures of buckets that have at most one sample each, which is their figure: a count or a distinct count of dates;
    /// nil if a bucket has several.
    ///
    /// - Parameters:
    ///   - positions: Ascending, none before the first boundary counts.
    ///   - boundaries: In the unit of positions.
    ///   - known: One per bucket.
    ///   - timing: What the positions are.
    ///   - until: Where nothing is read any more.
    ///   - kind: A count, silence about which is zero where any of the bucket is covered, or a distinct count.
    convenience init?(
        singly positions: ArraySlice<Int64>, boundaries: [Int64], completeness known: [Completeness],
        timing: MetricSeries.Timing, until: Int64, kind: MetricKind
    ) {
        var places = [Int32](repeating: Self.none, count: known.count)
        var completeness = known
        let first = positions.startIndex
        var sample = boundaries.first.map { bound in positions.lowerBound { $0 < bound } } ?? first
        for bucket in known.indices {
            let begun = sample
            while sample < positions.endIndex, positions[sample] < boundaries[bucket + 1] { sample += 1 }
            guard sample - begun <= 1 else { return nil }
            var origin = Completeness.Origin.missing
            var samples = 0
            if boundaries[bucket] < until {
                samples = sample - begun
                if samples == 1 {
                    places[bucket] = Int32(truncatingIfNeeded: begun - first)
                    origin = .observed
                } else if kind == .count, known[bucket].coverage > 0 {
                    places[bucket] = Self.zero
                    origin = .filled
                }
            }
            completeness[bucket] = known[bucket].with(samples: samples, origin: origin)
        }
        self.init(
            places: places, pasts: [], completeness: completeness, positions: positions, timing: timing,
            isTimed: kind == .distinct)
    }

    /// What silence says of a number of events: zero where any of a bucket is covered and past, and else nothing.
    convenience init(silenceOn boundaries: [Int64], completeness known: [Completeness], until: Int64) {
        var places = [Int32](repeating: Self.none, count: known.count)
        var completeness = known
        for bucket in known.indices {
            let isZero = boundaries[bucket] < until && known[bucket].coverage > 0
            if isZero { places[bucket] = Self.zero }
            completeness[bucket] = known[bucket].with(samples: 0, origin: isZero ? .filled : .missing)
        }
        self.init(
            places: places, pasts: [], completeness: completeness, positions: [], timing: .instants,
            isTimed: false)
    }
}
