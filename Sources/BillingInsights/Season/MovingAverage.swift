/// The level of a series without its season.
struct MovingAverage: Equatable, Sendable {
    /// The index of the first value.
    let start: Int
    let values: [Double]

    /// The mean over one period around each value; an even period takes half of both ends.
    ///
    /// The first and last half period have none.
    /// - Complexity: O(*n*).
    init(of values: [Double], period: Int) {
        let half = period / 2
        start = half
        guard period > 0, values.count > 2 * half else {
            self.values = []
            return
        }
        let width = Double(period)
        let even = period % 2 == 0
        var sum = values[0..<2 * half].reduce(0, +)
        self.values = (half..<values.count - half).map { centre in
            // `sum` covers the left half and all but the last value of the right half.
            let left = values[centre - half]
            let right = values[centre + half]
            let mean = (even ? sum + 0.5 * (right - left) : sum + right) / width
            sum += right - left
            return mean
        }
    }
}
