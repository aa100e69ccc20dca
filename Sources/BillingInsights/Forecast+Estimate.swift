extension Forecast {
    /// A value with the intervals that it is calibrated to fall into.
    ///
    /// The JSON form has the keys `value`, `interval80` and `interval95`, the last two as lists of the lower and
    /// the upper end.
    public struct Estimate: Hashable, Sendable, Codable {
        /// The expected value, in the unit of the series.
        public let value: Double
        /// Where the value will lie in four of five cases.
        public let interval80: ClosedRange<Double>
        /// Where the value will lie in nineteen of twenty cases.
        public let interval95: ClosedRange<Double>

        /// Makes an estimate.
        package init(value: Double, interval80: ClosedRange<Double>, interval95: ClosedRange<Double>) {
            self.value = value
            self.interval80 = interval80
            self.interval95 = interval95
        }

        /// The estimate of a figure that rises with this one, such as the sum with what is known already.
        ///
        /// - Parameter transform: Never falls, so that the ends of intervals stay in order.
        /// - Returns: The estimate with its value and the ends of its intervals transformed.
        package func map(_ transform: (Double) -> Double) -> Self {
            func ends(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
                let low = transform(range.lowerBound)
                return low...max(low, transform(range.upperBound))
            }
            return Self(value: transform(value), interval80: ends(interval80), interval95: ends(interval95))
        }
    }
}
