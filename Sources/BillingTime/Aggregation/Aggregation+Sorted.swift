package import BillingModel

extension Aggregation {
    /// So many values are one piece of work: less than a millisecond, much more than it takes to hand it to a thread.
    static let pieceLength = 1 << 18

    /// As its namesake, of columns that are known to obey their rules and have the same indices.
    ///
    /// Many values are divided among threads. A state is exact, so pieces and threads change no bit of it.
    ///
    /// - Complexity: O(*n* + *b* log *n*) for *n* values and *b* buckets.
    package static func states(
        ofSorted positions: ArraySlice<Int64>, _ values: ArraySlice<Double>, boundaries: [Int64],
        previous: Double? = nil, measures: AggregateState.Measures = .all, resets: ResetRule = .anyDrop,
        pieceLength: Int = pieceLength
    ) throws(BillingError) -> [AggregateState] {
        try check(boundaries: boundaries)
        guard positions.indices == values.indices else {
            throw BillingError(.invalidValue, rule: "a series has as many values as positions")
        }
        let runs = SortedRuns(
            positions: positions, values: values, cuts: cuts(of: positions, at: boundaries),
            previous: previous, measures: measures, resets: resets)
        let all = runs.range
        guard all.count > pieceLength else { return try runs.states(of: runs.buckets(all), within: all) }
        return try runs.states(pieces: (all.count + pieceLength - 1) / pieceLength)
    }

    /// The index of the first position that is not below each boundary.
    ///
    /// Each is sought around where it would be if buckets had as many positions as the one before.
    private static func cuts(of positions: ArraySlice<Int64>, at boundaries: [Int64]) -> [Int] {
        var cuts: [Int] = []
        cuts.reserveCapacity(boundaries.count)
        guard let first = boundaries.first else { return [] }
        cuts.append(lowerBound(of: first, in: positions, near: positions.startIndex))
        var length = 0
        for boundary in boundaries.dropFirst() {
            let start = cuts[cuts.count - 1]
            let guess = min(start + length, positions.endIndex)
            let cut = lowerBound(of: boundary, in: positions[start...], near: guess)
            length = cut - start
            cuts.append(cut)
        }
        return cuts
    }

    /// The index of the first number that is not below a bound, sought in growing steps from a place that may be near.
    static func lowerBound(of bound: Int64, in numbers: ArraySlice<Int64>, near place: Int) -> Int {
        var (low, high) = (numbers.startIndex, numbers.endIndex)
        var step = 1
        if place < high, numbers[place] < bound {
            low = place + 1
            while place + step < high {
                if numbers[place + step] >= bound {
                    high = place + step
                    break
                }
                low = place + step + 1
                step *= 4
            }
        } else {
            high = place
            while place - step >= low {
                if numbers[place - step] < bound {
                    low = place - step + 1
                    break
                }
                high = place - step
                step *= 4
            }
        }
        return numbers[low..<high].lowerBound { $0 < bound }
    }
}

/// The runs of two columns that are the buckets of boundaries.
private struct SortedRuns: Sendable {
    let positions: ArraySlice<Int64>
    let values: ArraySlice<Double>
    /// Where each bucket begins, and where the last one ends: ascending.
    let cuts: [Int]
    /// The last reading before the columns.
    let previous: Double?
    let measures: AggregateState.Measures
    let resets: ResetRule

    /// The places of all that lies in a bucket.
    var range: Range<Int> { (cuts.first ?? 0)..<(cuts.last ?? 0) }

    /// The buckets that meet a range of places; all, empty ones too, if it holds all places.
    func buckets(_ part: Range<Int>) -> Range<Int> {
        let count = max(0, cuts.count - 1)
        if part == range { return 0..<count }
        let first = cuts.lowerBound { $0 <= part.lowerBound } - 1
        return first..<min(count, cuts.lowerBound { $0 < part.upperBound })
    }

    private func empty(_ bucket: Int) -> AggregateState {
        let start = cuts[bucket]
        let reading = start > values.startIndex ? values[start - 1] : previous
        return AggregateState(after: reading, measures: measures, resets: resets)
    }

    /// The states of what buckets have in a range of places.
    func states(of buckets: Range<Int>, within part: Range<Int>) throws(BillingError) -> [AggregateState] {
        var scan = ValueScan()
        var states: [AggregateState] = []
        states.reserveCapacity(buckets.count)
        for bucket in buckets {
            var state = empty(bucket)
            let run = max(cuts[bucket], part.lowerBound)..<min(cuts[bucket + 1], part.upperBound)
            if !run.isEmpty {
                try state.add(
                    finite: values[run], from: positions[run.lowerBound],
                    through: positions[run.upperBound - 1], by: &scan)
            }
            states.append(state)
        }
        return states
    }

    /// The states of all buckets, from pieces that threads take up as they are free.
    func states(pieces count: Int) throws(BillingError) -> [AggregateState] {
        let all = range
        let bounds = (0...count).map { all.lowerBound + all.count / count * $0 }.dropLast() + [all.upperBound]
        let results = try Pieces.map(count) { piece throws(BillingError) -> [AggregateState] in
            let part = bounds[piece]..<bounds[piece + 1]
            return try self.states(of: buckets(part), within: part)
        }
        var states: [AggregateState] = []
        states.reserveCapacity(max(0, cuts.count - 1))
        for (piece, parts) in results.enumerated() {
            let first = buckets(bounds[piece]..<bounds[piece + 1]).lowerBound
            for (offset, part) in parts.enumerated() {
                let bucket = first + offset
                while states.count < bucket { states.append(empty(states.count)) }
                if states.count == bucket { states.append(part) } else { try states[bucket].merge(part) }
            }
        }
        while states.count + 1 < cuts.count { states.append(empty(states.count)) }
        return states
    }
}
