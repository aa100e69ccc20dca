/// The methods for series that are not mostly zeros, and their mean weighted by how each did before.
///
/// Every method forecasts whole paths from each earlier origin. The weight of a method is the inverse cube of
/// its mean absolute error over these paths: sharper than the inverse square that suits independent errors,
/// since methods that see the same data err alike.
///
/// - SeeAlso: Bates and Granger (1969), The combination of forecasts; Petropoulos and Svetunkov (2020), A
///   simple combination of univariate models.
struct Combination: Sendable {
    /// The combined forecasts from all origins.
    private(set) var table: PathTable
    let parts: [Forecast.Part]
    let seasons: Seasons

    /// Fits all methods that suit the series.
    ///
    /// - Parameters:
    ///   - course: At least two values, of a size near 1.
    ///   - grid: What a step is.
    ///   - horizon: How many steps to forecast, at least 1.
    init(_ course: Course, grid: Forecast.Grid, horizon: Int) {
        let periods = grid.periods.filter { course.count >= 2 * $0 }
        let decay = grid.decay
        let rough = Seasons(of: course, periods: periods, decay: decay)
        let bounded = rough.restored(Outliers.bounded(rough.whole.removed(from: course)))
        let seasons = Seasons(of: bounded, periods: periods, decay: decay)
        let plain = seasons.whole.removed(from: bounded)
        let blank = Self.table(course, seasons, grid, horizon: horizon)

        var members: [(name: String, table: PathTable)] = []
        func add(_ name: String, _ model: some PathModel, of course: Course, season: SeasonalProfile?) {
            var table = blank
            model.fill(&table, from: course)
            if let season { table.apply(season) }
            if table.isBounded { members.append((name, table)) }
        }
        let period = seasons.short.period
        add("theta", DynamicTheta(plain), of: plain, season: seasons.whole)
        let length = period % 2 == 0 ? period / 2 : period
        if length > 1 {
            add("theta of blocks", BlockTheta(plain, length: length), of: plain, season: seasons.whole)
            let single = seasons.long?.removed(from: bounded) ?? bounded
            let evolves = SeasonTest.holds(single, period: period)
            let smoothing = SeasonalSmoothing(single, profile: seasons.short, evolves: evolves)
            add("seasonal smoothing", smoothing, of: single, season: seasons.long)
        } else {
            add("damped trend", DampedTrend.fit(plain), of: plain, season: nil)
        }
        add("seasonal median", SeasonalMedian(period: seasons.whole.period), of: plain, season: seasons.whole)
        if seasons.long != nil {
            add("autoregression", Autoregression(plain, order: period + 1), of: plain, season: seasons.whole)
        } else if horizon <= 2 * period {
            // Complex smoothing forgets in the direction of 0, which far paths show.
            add("complex smoothing", ComplexSmoothing.fit(plain), of: plain, season: seasons.whole)
        }
        let weights = Self.weights(members.map { $0.table.meanAbsoluteError(in: course) })
        var table = blank
        for (member, weight) in zip(members, weights) { table.add(member.table, weight: weight) }
        self.table = table
        self.seasons = seasons
        parts = zip(members, weights).map { Forecast.Part(method: $0.name, weight: $1) }
    }

    /// The origins to learn from, none before the states have settled.
    ///
    /// Neighbouring origins see nearly the same, so that long horizons do with fewer. The stride shares no
    /// factor with the season, for each position to have its turn.
    private static func table(
        _ course: Course, _ seasons: Seasons, _ grid: Forecast.Grid, horizon: Int
    ) -> PathTable {
        let count = course.count
        let period = seasons.short.period
        let first = min(max(period + 1, count / 3, count - grid.origins), count)
        var stride = max((count - first) * horizon / mostCells, 1)
        while greatestCommonDivisor(stride, period) > 1 { stride += 1 }
        return PathTable(from: first, through: count, stride: stride, horizon: horizon)
    }

    /// Cells of a table: some hundred origins of a month of days.
    private static let mostCells = 10_000

    private static func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
        second == 0 ? first : greatestCommonDivisor(second, first % second)
    }

    /// Shares by the mean absolute errors of the methods.
    static func weights(_ errors: [Double]) -> [Double] {
        // Values are of a size near 1, so that this only keeps a perfect past from dividing by 0.
        let inverses = errors.map { 1 / (($0 + 1e-6) * ($0 + 1e-6) * ($0 + 1e-6)) }
        let sum = inverses.reduce(0, +)
        return inverses.map { $0 / sum }
    }
}
