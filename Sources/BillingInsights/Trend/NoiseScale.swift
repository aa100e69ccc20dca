/// How the noise of a series depends on its level: not at all, by the square root as of counts, or in proportion.
struct NoiseScale: Sendable {
    /// The size of the noise at each value, up to a factor.
    let sizes: [Double]
    /// The usual level, at which the size is 1 whatever the form.
    let middle: Double

    /// Takes the form under which noise is most alike where the level is low and where it is high.
    ///
    /// - Parameters:
    ///   - distances: The distances of values from their level.
    ///   - levels: The levels.
    ///   - isNonnegative: Whether the series has a natural 0, without which noise is the same everywhere.
    /// - Complexity: O(*n*).
    init(distances: [Double], levels: [Double], isNonnegative: Bool) {
        let even = levels.map { _ in 1.0 }
        middle = Median.of(levels)
        guard isNonnegative, middle > 0 else {
            sizes = even
            return
        }
        // A tenth of the usual level keeps silence from being taken for exactness.
        let shares = levels.map { [middle] in min(max($0 / middle, 0.1), 100) }
        let forms = [even, shares.map { $0.squareRoot() }, shares]
        let unevenness = forms.map { Self.unevenness(distances, sizes: $0, shares: shares) }
        let best = zip(forms, unevenness).min { $0.1 < $1.1 }
        sizes = best?.0 ?? even
    }

    /// The larger of the usual sizes of scaled noise at low and at high levels, in units of the smaller.
    private static func unevenness(_ distances: [Double], sizes: [Double], shares: [Double]) -> Double {
        var low: [Double] = []
        var high: [Double] = []
        for ((distance, size), share) in zip(zip(distances, sizes), shares) {
            if share <= 1 { low.append(abs(distance / size)) } else { high.append(abs(distance / size)) }
        }
        let (less, more) = (Median.of(low), Median.of(high))
        guard min(less, more) > 0 else { return .greatestFiniteMagnitude }
        return max(less / more, more / less)
    }
}
