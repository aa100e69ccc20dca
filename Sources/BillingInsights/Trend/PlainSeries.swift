import BillingModel

/// The known values of a checked series, without season and without far outliers.
///
/// Values beyond eight robust deviations from the local level are drawn back to these, and the season is
/// estimated from what is left, all cycles alike. It takes three full cycles: fewer do not tell it from noise.
struct PlainSeries: Sendable {
    /// The indices of the known values, ascending.
    let places: [Int]
    /// The known values without season, in units of `unit`.
    let values: [Double]
    /// What 1 of `values` stands for: a power of 2, so that scaling is exact.
    let unit: Double
    /// Whether no value is negative.
    let isNonnegative: Bool
    /// Whether most values are 0, some are not and none is negative.
    ///
    /// Such a series is left as it is: its season and its outliers are not to be told from its demands.
    let isRare: Bool

    var count: Int { values.count }

    /// - Complexity: O(*n* *p*) for *n* values and the shortest season *p*.
    init(_ points: [Double?], grid: Forecast.Grid, purpose: String) throws(BillingError) {
        var places: [Int] = []
        var known: [Double] = []
        for (index, point) in points.enumerated() {
            guard let point else { continue }
            try History.check(point)
            places.append(index)
            known.append(point)
        }
        let least = 2 * grid.leastHistory
        guard let first = places.first, known.count >= least else {
            throw BillingError(
                .unavailable, rule: "\(purpose) needs \(least) \(grid.unit) with a value",
                detail: "there are \(known.count)")
        }
        isNonnegative = known.allSatisfy { $0 >= 0 }
        let demands = known.count { $0 != 0 }
        isRare = isNonnegative && demands > 0 && 2 * demands < known.count
        self.places = places

        let reach = 3 * (grid.periods.first ?? 1) / 2
        let near = isRare ? known : LocalLevel(of: known, reach: reach).bounded(known, deviations: 8)
        let most = near.reduce(0) { max($0, abs($1)) }
        // Below the least normal number a power of 2 would lose digits or vanish.
        let unit = most > 1e-300 ? Double(sign: .plus, exponent: most.exponent, significand: 1) : 1
        self.unit = unit

        var scaled = Array(repeating: Double?.none, count: points.count - first)
        for (place, value) in zip(places, near) { scaled[place - first] = value / unit }
        let course = Course(scaled, period: grid.periods.last ?? 1)
        let periods = isRare ? [] : grid.periods.filter { course.count >= 3 * $0 }
        let plain = Seasons(of: course, periods: periods, decay: 1).whole.removed(from: course)
        values = places.map { plain.values[$0 - first] }
    }
}
