import BillingModel

extension Aggregation {
    /// One state per bucket of two columns in any order, without squares or increases.
    ///
    /// Of equal positions the first one in the columns is first, and the last one last, as if they had been sorted in
    /// place. Many values are divided among threads, which changes no bit.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if a value is not finite.
    /// - Complexity: O(*n* + *b*) for *n* values and *b* buckets.
    static func states(
        scattered positions: [Int64], _ values: [Double], boundaries: [Int64],
        measures: AggregateState.Measures,
        pieceLength: Int = 1 << 20
    ) throws(BillingError) -> [AggregateState] {
        let empty = AggregateState(after: nil, measures: measures)
        guard let start = boundaries.first, let end = boundaries.last else { return [] }
        guard start < end else {
            for value in values { try ExactSum.check(value) }
            return [AggregateState](repeating: empty, count: boundaries.count - 1)
        }
        let table = BucketTable(boundaries, start: start, end: end)
        let unit = PassUnit(for: values[...])
        // A piece has many values for each slot, and few enough for sums of 64 bits.
        let length = min(max(pieceLength, boundaries.count * 8), 1 << 22)
        let pieces = max(1, (values.count + length - 1) / length)
        var slots = [BucketSlot](repeating: BucketSlot(), count: boundaries.count - 1)
        var sums = [ExactSum](repeating: ExactSum(), count: slots.count)
        let passes = Pieces.map(pieces) { piece in
            let range = (piece * length)..<min(values.count, (piece + 1) * length)
            return table.pass(over: positions, values, in: range, unit: unit)
        }
        for pass in passes {
            for other in pass.others {
                try ExactSum.check(values[other.index])
                if other.bucket >= 0 { sums[other.bucket].add(finite: values[other.index]) }
            }
            for (bucket, slot) in pass.slots.enumerated() where slot.count > 0 {
                sums[bucket].add(
                    ExactTerm(Int128(slot.sum), exponent: unit.exponent, fives: unit.fives))
                var part = slot
                part.sum = 0
                slots[bucket].merge(part)
            }
        }
        return zip(slots, sums).map { AggregateState($0, sum: $1, measures: measures) }
    }
}
