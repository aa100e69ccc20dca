import BillingModel

extension AggregateState {
    /// All that a state holds, in the one form that a store keeps: equal states have equal parts.
    package struct Parts: Hashable, Sendable {
        package let count: Int
        package let measures: Measures
        package let sum: ExactSum.Parts
        package let squares: ExactSum.Parts
        // What follows is 0 if there are no values.
        package let minimum: Double
        package let maximum: Double
        package let first: Double
        package let last: Double
        package let firstPosition: Int64
        package let lastPosition: Int64
        /// The reading before the first one, if any.
        package let previous: Double?
        /// The sum and number of readings that were followed by a drop inside the state.
        package let dropped: ExactSum.Parts
        package let drops: Int

        package init(
            count: Int, measures: Measures, sum: ExactSum.Parts, squares: ExactSum.Parts, minimum: Double,
            maximum: Double, first: Double, last: Double, firstPosition: Int64, lastPosition: Int64,
            previous: Double?, dropped: ExactSum.Parts, drops: Int
        ) {
            self.count = count
            self.measures = measures
            self.sum = sum
            self.squares = squares
            self.minimum = minimum
            self.maximum = maximum
            self.first = first
            self.last = last
            self.firstPosition = firstPosition
            self.lastPosition = lastPosition
            self.previous = previous
            self.dropped = dropped
            self.drops = drops
        }

        /// Refuses what no state holds, as far as it shows.
        func check() throws(BillingError) {
            let readings = [minimum, maximum, first, last, previous ?? 0]
            let isPossible =
                count >= 0 && measures.isSubset(of: .all)
                && readings.allSatisfy { $0.isFinite && ($0 != 0 || $0.sign == .plus) }
                && (measures.contains(.sum) || sum.limbs.isEmpty)
                && (measures.contains(.squares) || squares.limbs.isEmpty) && !squares.isNegative
                && (measures.contains(.increase) || previous == nil)
                && (count > 0 ? isOrdered : isNothing)
            guard isPossible else {
                throw BillingError(
                    .invalidValue, rule: "the parts of a state are those of a state of values",
                    detail: "\(count) values from \(firstPosition) to \(lastPosition)")
            }
        }

        private var isOrdered: Bool {
            minimum <= first && first <= maximum && minimum <= last && last <= maximum
                && firstPosition <= lastPosition && drops >= 0 && drops < count
                && (drops > 0 || dropped.limbs.isEmpty) && (measures.contains(.increase) || drops == 0)
        }

        private var isNothing: Bool {
            minimum == 0 && maximum == 0 && first == 0 && last == 0 && firstPosition == 0
                && lastPosition == 0 && drops == 0 && sum.limbs.isEmpty && squares.limbs.isEmpty
                && dropped.limbs.isEmpty
        }
    }
}
