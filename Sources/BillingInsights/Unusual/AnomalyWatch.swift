/// Judges the values of a series one after the other, each by those before it.
struct AnomalyWatch: Sendable {
    private let settings: AnomalyScan.Settings
    private let leastHistory: Int
    private var levels: RunningLevels
    private var total = RunningTotal()
    /// How far the first values of cycles lie above what is expected otherwise.
    private var charges = SortedWindow(capacity: 6)
    private var above = ErrorTail()
    private var below = ErrorTail()
    /// Absolute errors in units of their least deviation.
    private var errors = SortedWindow(capacity: 200)
    private var sizes = SortedWindow(capacity: 60)
    private var isWhole = true
    private var isNonnegative = true
    private var unusualInARow = 0

    /// Unusual values in a row after which the level is taken to have moved.
    private static let patience = 3

    init(grid: Forecast.Grid, settings: AnomalyScan.Settings) {
        self.settings = settings
        leastHistory = grid.leastHistory
        levels = RunningLevels(periods: settings.isSeasonal ? grid.periods : [])
    }

    /// Judges and learns the next value; no verdict where there is no value or too little before it.
    mutating func judge(_ value: Double?, startsCycle: Bool) -> AnomalyScan.Verdict? {
        guard let value else {
            pass(startsCycle: startsCycle)
            return nil
        }
        isWhole = isWhole && value == value.rounded()
        isNonnegative = isNonnegative && value >= 0
        sizes.add(abs(value))
        guard let (plain, unit) = expectation(startsCycle: startsCycle) else {
            learn(value, startsCycle: startsCycle)
            return nil
        }
        let expected = min(max(plain, isNonnegative ? 0 : -Self.mostExpected), Self.mostExpected)
        let error = abs(value - expected)
        let deviation = max(Median.deviationsOfGaussian * errors.median, 1) * unit
        let isJudged = above.count >= leastHistory
        // Each side has half of the alarms.
        let upper = above.limit(at: 0.5 * settings.rate)
        let lower = below.limit(at: 0.5 * settings.rate)
        let isAbove = value > expected
        let limit = isAbove ? upper : lower
        let size = Self.size(error, in: deviation)
        let probability = min(2 * (isAbove ? above : below).probability(beyond: size), 1)
        let isUnusual = isJudged && size > limit && error >= settings.leastImpact

        let isAccepted = isUnusual && unusualInARow == Self.patience
        if isAccepted || !isUnusual {
            learn(value, startsCycle: startsCycle)
            if isAccepted { levels.restart() }
        } else {
            pass(startsCycle: startsCycle, expected: expected)
        }
        unusualInARow = isUnusual && !isAccepted ? unusualInARow + 1 : 0
        // An unusual error is learned as far as it was believed, so that what comes all the time is usual one
        // day. The first errors, of an expectation that knows little, would stay for long.
        if errors.count >= leastHistory {
            let believed = isUnusual ? limit : size
            // Where most errors are below the least deviation, as of rare counts, the sides are no picture of
            // their spread.
            let isMeasured = Median.deviationsOfGaussian * errors.median >= 1
            let (upperBody, lowerBody) = (above.body, below.body)
            above.add(isAbove ? believed : 0, other: isMeasured ? lowerBody : nil)
            below.add(isAbove ? 0 : believed, other: isMeasured ? upperBody : nil)
        }
        errors.add(Self.size(isJudged ? min(error, limit * deviation) : error, in: unit))

        guard isJudged else { return nil }
        let reach = min(lower * deviation, Self.mostReach)
        let least = isNonnegative ? max(expected - reach, 0) : expected - reach
        let most = expected + min(upper * deviation, Self.mostReach)
        return AnomalyScan.Verdict(
            value: value, expected: expected, usual: least...most, probability: probability,
            isUnusual: isUnusual, isNewLevel: isAccepted)
    }

    /// Growth by a factor time and again stays finite, and so do the ends of ranges.
    private static let mostExpected = 1e302
    private static let mostReach = 1e306

    private static func size(_ error: Double, in unit: Double) -> Double {
        guard error > 0 else { return 0 }
        return unit > 0 ? min(error / unit, ErrorTail.most) : ErrorTail.most
    }

    /// What is expected and the least deviation from it.
    private func expectation(startsCycle: Bool) -> (value: Double, unit: Double)? {
        if settings.isRunningTotal {
            guard let step = total.expected(startsCycle: startsCycle) else { return nil }
            return (step.value, leastDeviation(of: step.added) + step.spread)
        }
        guard let expected = levels.expected else { return nil }
        guard startsCycle else { return (expected, leastDeviation(of: expected)) }
        guard charges.count >= 2 else { return nil }
        let charged = expected + charges.median
        return (charged, leastDeviation(of: charged))
    }

    /// The square root for counts, as of Poisson's distribution; 2 % for others.
    private func leastDeviation(of expected: Double) -> Double {
        isWhole ? max(abs(expected), 1).squareRoot() : 0.02 * max(abs(expected), sizes.median)
    }

    private mutating func learn(_ value: Double, startsCycle: Bool) {
        if settings.isRunningTotal {
            total.add(value, startsCycle: startsCycle)
        } else if startsCycle {
            if let plain = levels.expected { charges.add(value - plain) }
            levels.skip()
        } else {
            levels.add(value)
        }
    }

    private mutating func pass(startsCycle: Bool, expected: Double? = nil) {
        if settings.isRunningTotal {
            total.add(expected, startsCycle: startsCycle)
        } else {
            levels.skip()
        }
    }
}
