import BillingModel

/// A checked series, in a unit that makes its largest value about 1.
struct History: Sendable {
    let course: Course
    /// What 1 of `course` stands for: a power of 2, so that scaling is exact.
    let unit: Double
    /// The shortest season of the grid.
    private let period: Int

    init(_ values: [Double?], grid: Forecast.Grid, horizon: Int) throws(BillingError) {
        guard (1...Forecast.longestHorizon).contains(horizon) else {
            throw BillingError(
                .invalidValue, rule: "a horizon is from 1 to 2,000 steps", detail: "\(horizon)")
        }
        let recent = values.suffix(grid.longestHistory)
        let points = Array(recent.drop { $0 == nil })
        var most = 0.0
        var known = 0
        for case let value? in points {
            try Self.check(value)
            most = max(most, abs(value))
            known += 1
        }
        guard known >= grid.leastHistory else {
            throw BillingError(
                .unavailable, rule: "a forecast needs \(grid.leastHistory) \(grid.unit) with a value",
                detail: "there are \(known)")
        }
        // Below the least normal number a power of 2 would lose digits or vanish.
        let unit =
            most > 1e-300 ? Double(sign: .plus, exponent: most.exponent, significand: 1) : 1
        self.unit = unit
        period = grid.periods.first ?? 1
        course = Course(points.map { $0.map { $0 / unit } }, period: grid.periods.last ?? 1)
    }

    /// Refuses a value that sums and squares of a series would not survive.
    static func check(_ value: Double) throws(BillingError) {
        guard value.isFinite, abs(value) <= 1e300 else {
            throw BillingError(
                .invalidValue, rule: "a value is finite and of magnitude at most 1e300", detail: "\(value)")
        }
    }

    /// Whether no value is negative, so that no forecast should be.
    var isNonnegative: Bool {
        zip(course.values, course.known).allSatisfy { $0 >= 0 || $1 == 0 }
    }

    /// Whether more than half of the known values are 0, none is negative, and those that are not 0 come at
    /// no fixed place of the cycle.
    ///
    /// A series of nothing but zeros is flat, not rare.
    var isMostlyZero: Bool {
        var demands = Array(repeating: 0, count: period)
        var zeros = demands
        for index in 0..<course.count where course.known[index] > 0 {
            let value = course.values[index]
            if value < 0 { return false }
            if value == 0 { zeros[index % period] += 1 } else { demands[index % period] += 1 }
        }
        let demand = demands.reduce(0, +)
        // Eight cycles: fewer might look regular by chance.
        let isRegular = zip(demands, zeros).contains { $0 + $1 >= 8 && $0 > $1 }
        return demand > 0 && zeros.reduce(0, +) > demand && !isRegular
    }
}
