/// A plain series made ready for lines: outliers bounded, each value with the size of its noise.
struct ChangeCourse: Sendable {
    let sums: LineSums
    /// The noise that is taken for granted, as the variance of a mean times the number of its values.
    let firstNoise: Double
    /// The least noise that is believed, in the same measure.
    let leastNoise: Double
    private let values: [Double]
    private let weights: [Double]

    /// A value further than two and a half robust deviations from the level around it stands for one there; one
    /// further than four counts a tenth.
    ///
    /// - Complexity: O(*n* *reach*).
    init(_ series: PlainSeries, reach: Int) {
        let level = LocalLevel(of: series.values, reach: reach)
        let distances = level.distances(of: series.values)
        let scale = NoiseScale(
            distances: distances, levels: level.values, isNonnegative: series.isNonnegative)
        let sizes = scale.sizes
        let scaled = zip(distances, sizes).map { $0 / $1 }
        let deviation =
            Median.deviationsOfGaussian * Median.of(scaled.map { abs($0) }.filter { $0 > 0 })
        let errors = scaled.map { min(max($0, -2.5 * deviation), 2.5 * deviation) }
        values = zip(zip(level.values, errors), sizes).map { $0.0 + $0.1 * $1 }
        weights = zip(scaled, sizes).map { (abs($0) > 4 * deviation ? 0.1 : 1) / ($1 * $1) }
        let middle = 0.5 * Double((series.places.first ?? 0) + (series.places.last ?? 0))
        sums = LineSums(
            places: series.places.map { Double($0) - middle }, values: values, weights: weights)
        let least = series.isNonnegative ? Self.leastShare * scale.middle : 0
        leastNoise = max(least * least, Self.rounding)
        firstNoise = max(Self.noise(of: errors), leastNoise)
    }

    /// As for unusual values: what differs by less than 2 % of the level hardly matters.
    private static let leastShare = 0.02
    /// Keeps what rounding does to an exact series from being taken for its course; the largest value is about 1.
    static let rounding = 1e-12

    var count: Int { values.count }

    /// The noise by errors around the level near them and their differences, which lasting changes hardly touch.
    private static func noise(of errors: [Double]) -> Double {
        let square = errors.reduce(0) { $0 + $1 * $1 } / Double(max(errors.count, 1))
        let steps = zip(errors.dropFirst(), errors).map { $0 - $1 }
        let all = steps.reduce(0) { $0 + $1 * $1 }
        guard all > 0 else { return square }
        // Neighbouring differences of an autoregression of order 1 have the correlation −(1 − ρ) / 2.
        let correlation = min(max(1 + 2 * SeasonTest.product(steps, lag: 1) / all, 0), 0.9)
        return square * (1 + correlation) / (1 - correlation)
    }

    /// The noise by what lines between these bounds leave.
    func noise(between bounds: [Int]) -> Double {
        let errors = errors(between: bounds)
        let freedom = max(Double(errors.count - 2 * (bounds.count - 1)), 1)
        let square = errors.reduce(0) { $0 + $1 * $1 } / freedom
        return max(square * SerialDependence.inflation(of: errors), leastNoise)
    }

    /// What lines between these bounds leave, in sizes of noise, each as far as it counts.
    func errors(between bounds: [Int]) -> [Double] {
        var errors: [Double] = []
        errors.reserveCapacity(values.count)
        for (start, end) in zip(bounds, bounds.dropFirst()) {
            let line = sums.sums(start..<end)
            for index in start..<end {
                let error = values[index] - line.value(at: sums.places[index], slope: line.slope)
                errors.append(error * weights[index].squareRoot())
            }
        }
        return errors
    }
}
