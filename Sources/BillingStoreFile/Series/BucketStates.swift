import BillingModel
import BillingStore
import BillingTime

/// The states of buckets, filled in order of time.
struct BucketStates {
    /// From the start of the first bucket on.
    private let boundaries: ArraySlice<Int64>
    private var states: [AggregateState] = []
    private var current: AggregateState
    /// The last value before or in the current bucket; nil for a part, which is merged into others.
    private var reading: Double?
    private let isPart: Bool
    private let measures: AggregateState.Measures
    private let resets: ResetRule

    init(_ asked: SummaryBuckets, after reading: Double?) {
        self.init(asked, asked.boundaries[...], after: reading, isPart: false)
    }

    /// Begins a part in the bucket of its first sample, which lies in one of them.
    init(_ asked: SummaryBuckets, from position: Int64) {
        let bucket = max(0, asked.boundaries.lowerBound { $0 <= position } - 1)
        self.init(asked, asked.boundaries[bucket...], after: nil, isPart: true)
    }

    private init(
        _ asked: SummaryBuckets, _ boundaries: ArraySlice<Int64>, after reading: Double?, isPart: Bool
    ) {
        self.boundaries = boundaries
        self.reading = reading
        self.isPart = isPart
        (measures, resets) = (asked.measures, asked.resets)
        current = AggregateState(after: reading, measures: measures, resets: resets)
        if !isPart { states.reserveCapacity(max(0, boundaries.count - 1)) }
    }

    /// The end of the current bucket.
    private var end: Int64 {
        let next = boundaries.startIndex + states.count + 1
        return next < boundaries.endIndex ? boundaries[next] : .max
    }

    private mutating func close() {
        states.append(current)
        current = AggregateState(after: reading, measures: measures, resets: resets)
    }

    /// Goes to the bucket that holds a position, which is one of them.
    private mutating func advance(to position: Int64) {
        while position >= end, states.count + 1 < boundaries.count { close() }
    }

    /// Adds the state of samples that all lie in one bucket.
    mutating func add(_ state: AggregateState) throws {
        guard let position = state.firstPosition else { return }
        advance(to: position)
        try current.merge(state)
        note(state.last)
    }

    private mutating func note(_ last: Double?) {
        if !isPart, let last { reading = last + 0.0 }
    }

    /// Adds sorted samples, all of which lie in buckets.
    mutating func add(_ positions: ArraySlice<Int64>, _ values: ArraySlice<Double>) throws {
        var index = positions.startIndex
        let shift = values.startIndex - positions.startIndex
        while index < positions.endIndex {
            advance(to: positions[index])
            let bound = end
            let stop = positions[index...].lowerBound { $0 < bound }
            let part = values[(index + shift)..<(stop + shift)]
            try current.add(finite: part, positions: positions[index..<stop])
            note(part.last)
            index = stop
        }
    }

    mutating func add(_ columns: SeriesColumns, _ range: Range<Int64>, at revision: Revision) throws {
        guard let span = columns.span, span.lowerBound < range.upperBound, span.upperBound >= range.lowerBound
        else { return }
        guard columns.newest > revision else {
            let start = columns.positions.lowerBound { $0 < range.lowerBound }
            let end = columns.positions.lowerBound { $0 < range.upperBound }
            return try add(columns.positions[start..<end], columns.values[start..<end])
        }
        let samples = columns.read(SampleWindow(range: range, revision: revision)).samples
        try add(samples.positions[...], samples.values[...])
    }

    /// Adds a part of a chunk, of which the positions are not unpacked: a state needs the outer ones alone.
    mutating func add(_ view: ChunkView, _ range: Range<Int64>) throws {
        var index = view.firstIndex(atOrAfter: range.lowerBound)
        let last = view.firstIndex(atOrAfter: range.upperBound)
        while index < last {
            advance(to: view.position(index))
            let stop = min(last, view.firstIndex(atOrAfter: end))
            guard stop > index else {
                throw BillingError(
                    .corruptData, rule: "the positions of a chunk ascend",
                    detail: "\(view.position(index)) in the bucket before \(end)")
            }
            let values = try view.values(index..<stop)
            try current.add(finite: values[...], positions: [view.position(index), view.position(stop - 1)])
            note(values.last)
            index = stop
        }
    }

    /// The states from the first bucket of a part to its last.
    var part: [AggregateState] { states + [current] }

    consuming func finished() -> [AggregateState] {
        guard !boundaries.isEmpty else { return [] }
        while states.count + 1 < boundaries.count { close() }
        return states
    }
}
