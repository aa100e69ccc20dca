/// The root mean square error of each step, by a line through the mean squares.
///
/// The mean square grows as a + b(h − 1), as it does for a level that wanders; the line is fitted by least
/// squares, each step weighing as many errors as were seen of it, and neither falls nor starts below half of
/// what the first step showed.
struct ErrorSizes {
    private var squares: [Double]
    private var counts: [Double]

    init(horizon: Int) {
        squares = Array(repeating: 0, count: horizon)
        counts = squares
    }

    /// Adds the errors of one path; what is not a number is not known.
    mutating func add(_ path: UnsafeBufferPointer<Double>) {
        squares.withUnsafeMutableBufferPointer { squares in
            counts.withUnsafeMutableBufferPointer { counts in
                for (step, error) in path.enumerated() where !error.isNaN {
                    squares[step] += error * error
                    counts[step] += 1
                }
            }
        }
    }

    /// One size for each step; zeros where nothing was seen.
    var sizes: [Double] {
        let count = counts.reduce(0, +)
        guard count > 0 else { return counts }
        let mean = squares.reduce(0, +) / count
        var meanStep = 0.0
        for step in counts.indices { meanStep += counts[step] * Double(step) }
        meanStep /= count
        var covariance = 0.0
        var variance = 0.0
        for step in counts.indices {
            let distance = Double(step) - meanStep
            covariance += distance * (squares[step] - counts[step] * mean)
            variance += counts[step] * distance * distance
        }
        let slope = variance > 0 ? max(covariance / variance, 0) : 0
        let first = counts[0] > 0 ? squares[0] / counts[0] : mean
        let start = max(mean - slope * meanStep, 0.5 * first)
        let growth = meanStep > 0 ? max((mean - start) / meanStep, 0) : 0
        return counts.indices.map { (start + growth * Double($0)).squareRoot() }
    }
}
