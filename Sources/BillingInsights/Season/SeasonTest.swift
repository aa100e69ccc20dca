/// Whether a series repeats itself after a period.
enum SeasonTest {
    /// The test of the M competitions: the autocorrelation at the period beyond its 90 % limit,
    /// |r_s| > 1.645 √((1 + 2 Σ r_k²) / n), k = 1…s − 1.
    ///
    /// Pairs with a gap count as 0. A series of less than three cycles does not pass.
    /// - Complexity: O(*n* *s*).
    /// - SeeAlso: Makridakis, Spiliotis and Assimakopoulos (2020), The M4 Competition.
    static func holds(_ course: Course, period: Int) -> Bool {
        guard period > 1, course.count >= 3 * period else { return false }
        let deviations = course.deviations(from: course.mean)
        let variance = deviations.reduce(0) { $0 + $1 * $1 }
        guard variance > 0 else { return false }
        var earlier = 0.0
        var correlation = 0.0
        for lag in 1...period {
            earlier += correlation * correlation
            correlation = product(deviations, lag: lag) / variance
        }
        return abs(correlation) > 1.645 * ((1 + 2 * earlier) / Double(course.count)).squareRoot()
    }

    /// Σ x_t x_{t − lag}.
    static func product(_ values: [Double], lag: Int) -> Double {
        values.withUnsafeBufferPointer { values in
            var sum = 0.0
            for index in lag..<max(values.count, lag) { sum += values[index] * values[index - lag] }
            return sum
        }
    }
}
