import BillingModel

/// For how long each sample of a gauge holds in each bucket, whatever it says: series of the same times share it.
package final class WeightFrame: Sendable {
    /// The place of the sample of each stretch of time, counted from the first that is read.
    let places: [Int32]
    /// The length of each stretch, in microseconds.
    let lengths: [Int64]
    /// Where the stretches of each bucket begin, and where those of the last end.
    let starts: [Int32]

    init(of positions: ArraySlice<Int64>, boundaries: [Int64], coverage: IntervalSet, until: Int64) {
        var places: [Int32] = []
        var lengths: [Int64] = []
        var starts: [Int32] = []
        places.reserveCapacity(positions.count)
        lengths.reserveCapacity(positions.count)
        starts.reserveCapacity(boundaries.count)
        Aggregation.forEachHold(
            of: positions, boundaries: boundaries, rules: SeriesRules(kind: .gauge), coverage: coverage,
            until: until
        ) { bucket, place, length in
            while starts.count <= bucket { starts.append(Int32(truncatingIfNeeded: places.count)) }
            places.append(Int32(truncatingIfNeeded: place))
            lengths.append(length)
        }
        while starts.count < boundaries.count { starts.append(Int32(truncatingIfNeeded: places.count)) }
        self.places = places
        self.lengths = lengths
        self.starts = starts
    }

    /// The stretches of some buckets.
    @inline(__always)
    func stretches(of buckets: Range<Int>) -> Range<Int> {
        guard buckets.upperBound < starts.count else { return 0..<0 }
        return Int(starts[buckets.lowerBound])..<Int(starts[buckets.upperBound])
    }
}

/// The levels of a series in each bucket of a plan, weighted by the time for which they hold.
package struct WeightedColumn: Sendable {
    private enum Content: Sendable {
        case states([TimeWeightedState])
        case stretches(WeightFrame, ArraySlice<Double>)
    }

    private let content: Content

    /// The levels of what has none.
    package init() { content = .states([]) }

    /// Takes states one by one.
    package init(_ states: [TimeWeightedState]) { content = .states(states) }

    /// Takes the samples whose places a frame names.
    init(_ frame: WeightFrame, _ samples: ArraySlice<Double>) {
        content = .stretches(frame, samples)
    }

    /// The frame that other series may share; nil if states are kept one by one.
    var frame: WeightFrame? { if case .stretches(let frame, _) = content { frame } else { nil } }

    /// How many buckets there are; none if the levels were not asked for.
    package var count: Int {
        switch content {
        case .states(let states): states.count
        case .stretches(let frame, _): max(0, frame.starts.count - 1)
        }
    }

    /// Whether the levels were not asked for.
    package var isEmpty: Bool { count == 0 }

    /// The exact sum of the levels of some buckets times the microseconds for which they hold.
    package func sum(of buckets: Range<Int>) -> ExactSum {
        switch content {
        case .states(let states):
            var sum = ExactSum()
            for state in states[buckets] { sum.merge(state.weighted) }
            return sum
        case .stretches(let frame, let samples):
            var sum = WeightedSum(in: PassUnit(for: samples.prefix(Self.looked)))
            let first = samples.startIndex
            for stretch in frame.stretches(of: buckets) {
                sum.add(samples[first + Int(frame.places[stretch])], for: frame.lengths[stretch])
            }
            return sum.take()
        }
    }

    /// What is known of each bucket.
    package var states: [TimeWeightedState] {
        switch content {
        case .states(let states): return states
        case .stretches(let frame, let samples):
            var run = HeldRun(in: PassUnit(for: samples))
            var states = Array(repeating: TimeWeightedState(), count: count)
            let first = samples.startIndex
            for bucket in states.indices {
                for stretch in frame.stretches(of: bucket..<bucket + 1) {
                    run.add(samples[first + Int(frame.places[stretch])], for: frame.lengths[stretch])
                }
                run.move(to: &states[bucket])
            }
            return states
        }
    }

    /// How many samples are looked at to find the unit of most.
    private static let looked = 16
}
