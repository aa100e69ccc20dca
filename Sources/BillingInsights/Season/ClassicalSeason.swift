/// Classical decomposition with fading cycles and shrunken indices.
///
/// The index of a position is the weighted mean of its ratios to the moving average, or of its differences
/// from it; each older cycle weighs `decay` times the next, because seasons change. The indices are then
/// pulled towards no season by the share of their spread that chance explains, which serves noisy series
/// better than a test that keeps all or nothing.
///
/// - SeeAlso: Makridakis, Wheelwright and Hyndman (1998), Forecasting, section 3/4, for the decomposition;
///   Miller and Williams (2003), Shrinkage estimators of time series seasonal factors, for the shrinkage of
///   James and Stein.
struct ClassicalSeason {
    let kind: SeasonalProfile.Kind
    let period: Int
    let decay: Double

    init(kind: SeasonalProfile.Kind, period: Int, decay: Double) {
        self.kind = kind
        self.period = period
        self.decay = decay
    }

    /// The profile of `course` around its moving average over the period.
    ///
    /// - Complexity: O(*n*).
    func profile(of course: Course, around level: MovingAverage) -> SeasonalProfile {
        var positions = Array(repeating: WeightedMoments(), count: period)
        var weight = 1.0
        var inCycle = 0
        for offset in level.values.indices.reversed() {
            let index = level.start + offset
            let mean = level.values[offset]
            if course.known[index] > 0, kind == .additive || mean > 0 {
                let value = course.values[index]
                positions[index % period].add(kind == .additive ? value - mean : value / mean, weight: weight)
            }
            inCycle += 1
            if inCycle == period {
                inCycle = 0
                weight *= decay
            }
        }
        return SeasonalProfile(kind: kind, indices: shrunken(normalised(positions), positions))
    }

    private func normalised(_ positions: [WeightedMoments]) -> [Double] {
        let indices = positions.map { $0.mean ?? kind.neutral }
        let mean = indices.reduce(0, +) / Double(period)
        switch kind {
        case .additive: return indices.map { $0 - mean }
        case .multiplicative where mean > 0: return indices.map { $0 / mean }
        case .multiplicative: return indices.map { _ in 1 }
        }
    }

    private func shrunken(_ indices: [Double], _ positions: [WeightedMoments]) -> [Double] {
        let neutral = kind.neutral
        let spread = indices.reduce(0) { $0 + ($1 - neutral) * ($1 - neutral) }
        let noises = positions.compactMap(\.varianceOfMean)
        var factor = 1.0
        if !noises.isEmpty, spread > 0 {
            let noise = noises.reduce(0, +) / Double(noises.count)
            factor = max(0, 1 - Double(period - 3) * noise / spread)
        }
        return indices.map {
            let index = neutral + factor * ($0 - neutral)
            return kind == .additive ? index : max(index, Self.leastRatio)
        }
    }

    /// Keeps a position that was always 0 from dividing by 0.
    private static let leastRatio = 1e-3
}

/// Mean and spread of weighted values.
struct WeightedMoments {
    private var weights = 0.0
    private var squaredWeights = 0.0
    private var sum = 0.0
    private var squares = 0.0

    mutating func add(_ value: Double, weight: Double) {
        weights += weight
        squaredWeights += weight * weight
        sum += weight * value
        squares += weight * value * value
    }

    var mean: Double? { weights > 0 ? sum / weights : nil }

    /// The variance of the mean, from the spread around it; nothing for less than about two values.
    var varianceOfMean: Double? {
        guard let mean, squaredWeights > 0 else { return nil }
        let effective = weights * weights / squaredWeights
        guard effective > 1.5 else { return nil }
        return max(squares / weights - mean * mean, 0) / (effective - 1)
    }
}
