/// The cycle in progress and those to follow, each with how far to trust it.
struct ToDateOutlook: Sendable {
    let history: ToDateHistory
    /// One for each cycle, that in progress first.
    let places: [CyclePlace]
    /// What each cycle is expected to end at.
    let ends: [Double]
    /// The root mean square errors of these.
    let sizes: [Double]
    let steps: [Forecast.Estimate]
    let end: Forecast.Estimate
    /// How many root mean square errors the limits at 80 and 95 % lie off.
    let widths: [Double]

    init(_ history: ToDateHistory) {
        let cycles = history.earlier
        let longest = max(cycles.map(\.days).reduce(0, max), history.times[0].count - 1)
        let backtest = Backtest(history, longest: longest)
        let (known, value) = history.current
        let current = history.place(of: history.times[0], after: cycles[...], ahead: 1)
        let left = current.days - known
        let end = current.end(value, after: known, credibility: backtest.credibility(left: left))
        let (places, sizes) = Self.following(current, end: end, in: history)
        let endSize = left > 0 ? backtest.size(left: left, ahead: left) : 0
        let widths = Self.widths(cycles: backtest.cycles)
        let least = history.least
        func estimate(_ value: Double, size: Double, least: Double, scale: Double) -> Forecast.Estimate {
            let distances = widths.map { $0 * size * scale }
            return Limits(below: distances, above: distances).estimate(max(value, least), least: least)
        }
        let floor = history.rises ? value : least
        var steps: [Forecast.Estimate] = []
        for ahead in 1..<left + 1 {
            let step = current.value(after: known + ahead, from: value, after: known, to: end)
            let size = backtest.size(left: left, ahead: ahead)
            steps.append(estimate(step, size: size, least: floor, scale: current.scale(step)))
        }
        self.end = steps.last ?? Limits.none.estimate(value, least: floor)
        for (place, size) in zip(places, sizes).dropFirst() {
            let whole = backtest.size(left: place.days, ahead: place.days, fromStart: true)
            for day in 1...place.days {
                let step = place.value(after: day, from: 0, after: 0, to: place.prior)
                let part = backtest.size(left: place.days, ahead: day, fromStart: true)
                // What the level misses, and what its place in the cycle differs by.
                let square = max(size * size + part * part - whole * whole, 0) + endSize * endSize
                steps.append(
                    estimate(step, size: square.squareRoot(), least: least, scale: place.scale(step)))
            }
        }
        self.history = history
        self.places = places
        self.sizes = [endSize] + sizes.dropFirst().map { ($0 * $0 + endSize * endSize).squareRoot() }
        self.steps = steps
        self.widths = widths
        ends = [end] + places.dropFirst().map(\.prior)
    }

    /// The cycles, their levels forecast with the expected end of the one in progress, and the errors of those levels.
    private static func following(
        _ current: CyclePlace, end: Double, in history: ToDateHistory
    ) -> (places: [CyclePlace], sizes: [Double]) {
        let count = history.times.count
        guard count > 1 else { return ([current], [0]) }
        let length = current.times[current.days]
        let levels = history.levels(of: history.earlier[...], by: current.curve, length: length)
        let forecasts = CycleLevels.forecast((levels + [end])[...], count: count - 1)
        let places = zip(history.times.dropFirst(), forecasts).map { times, forecast in
            let prior = current.curve.projected(forecast, from: length, to: times[times.count - 1])
            return history.place(of: times, curve: current.curve, prior: prior ?? forecast)
        }
        return ([current] + places, [0] + LevelErrors(levels, count: count - 1, place: current).sizes)
    }
}

extension ToDateOutlook {
    /// How many root mean square errors the limits lie off: those of Student's distribution, with half as many degrees
    /// of freedom again as there are cycles, since each shows several places.
    ///
    /// - SeeAlso: Fisher and Cornish (1960), The percentile points of distributions having known cumulants.
    private static func widths(cycles: Double) -> [Double] {
        let freedom = 1.5 * cycles
        return Spread.gaussian.map { limit in
            let square = limit * limit
            let first = (square + 1) / (4 * freedom)
            let second = (5 * square * square + 16 * square + 3) / (96 * freedom * freedom)
            return limit * (1 + first + second)
        }
    }
}
