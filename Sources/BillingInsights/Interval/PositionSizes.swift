/// How the size of errors differs between the positions of a cycle, such as weekdays and weekends.
///
/// The factor of a position is the root of its mean square error relative to that of all; as if forty cycles
/// without any difference had been seen besides, so that few cycles change little.
struct PositionSizes {
    private var squares: [Double]
    private var counts: [Double]
    private let cycles: Double

    /// - Parameters:
    ///   - period: The length of the cycle.
    ///   - cycles: How many cycles the errors come from.
    init(period: Int, cycles: Double) {
        squares = Array(repeating: 0, count: max(period, 1))
        counts = squares
        self.cycles = cycles
    }

    /// Adds the errors of the path from one origin, each in units of the size of its step.
    mutating func add(_ path: UnsafeBufferPointer<Double>, from origin: Int, sizes: [Double]) {
        squares.withUnsafeMutableBufferPointer { squares in
            counts.withUnsafeMutableBufferPointer { counts in
                var position = origin % squares.count
                for (step, error) in path.enumerated() {
                    if !error.isNaN, sizes[step] > 0 {
                        let scaled = error / sizes[step]
                        squares[position] += scaled * scaled
                        counts[position] += 1
                    }
                    position = position + 1 == squares.count ? 0 : position + 1
                }
            }
        }
    }

    /// One factor for each position.
    var factors: [Double] {
        let mean = squares.reduce(0, +) / max(counts.reduce(0, +), 1)
        guard mean > 0, squares.count > 1 else { return squares.map { _ in 1 } }
        return zip(squares, counts).map { square, count in
            let relative = count > 0 ? square / (count * mean) : 1
            return ((cycles * relative + Self.prior) / (cycles + Self.prior)).squareRoot()
        }
    }

    private static let prior = 40.0
}
