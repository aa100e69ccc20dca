public import BillingModel

/// Where the level or the slope of a series changed for good.
///
/// The series without its season is divided into stretches with a line each, so that a trend is no chain of
/// steps. A change counts where it explains more than chance does, given how much neighbouring values are
/// alike. What is over within ten days, an outlier, an outage or a gap is no change.
///
/// ```swift
/// let week: [Double] = [50, 60, 60, 70, 60, 20, 10]
/// let days: [Double?] = (0..<140).map { week[$0 % 7] * ($0 < 100 ? 1 : 1.5) }
/// let change = try ChangePoints(of: days, grid: .daily).changes[0]
/// change.kind  // level
/// change.index  // 100
/// ```
public struct ChangePoints: Equatable, Sendable {
    /// The changes, the earliest first; where the series jumped and turned at one step, the jump is first.
    public let changes: [ChangePoint]

    /// Finds the changes of a series.
    ///
    /// A missing value is missing and not 0. Leave out days in progress. A level or a slope has to last ten days
    /// (48 hours, 8 weeks, 6 months) with a value, and of long series the 64th part. Changes by
    /// less than about 2 % of the level are not told.
    ///
    /// - Parameters:
    ///   - values: The series, oldest first; finite, of magnitude at most 10³⁰⁰. Figures to date, which begin
    ///     anew each month, are no such series.
    ///   - grid: What a step is, which decides the seasons to take off.
    /// - Throws: `BillingError` with code `invalidValue` if a value is out of its range, or `unavailable` as
    ///   long as there are fewer known values than twice ``Forecast/Grid/leastHistory``, or where most are 0
    ///   and others are not, whose level nobody can tell from day to day.
    /// - Complexity: O(*n*) for *n* values and each change, and 8,000 stretches.
    public init(of values: [Double?], grid: Forecast.Grid) throws(BillingError) {
        let series = try PlainSeries(values, grid: grid, purpose: "a change")
        guard !series.isRare else {
            throw BillingError(.unavailable, rule: "a change needs a series that is not mostly 0")
        }
        let course = ChangeCourse(series, reach: grid.lasting)
        let search = ChangeSearch(course, shortest: grid.lasting)
        changes = search.fits.enumerated().flatMap { index, fit in
            let range = search.bounds[index]..<search.bounds[index + 2]
            return ChangePoint.told(by: fit, in: range, of: course.sums, series)
        }
    }
}

extension Forecast.Grid {
    /// The fewest steps that a level or a slope lasts; what is over sooner is no change.
    fileprivate var lasting: Int {
        switch self {
        case .hourly: 48
        case .daily: 10
        case .weekly: 8
        default: 6
        }
    }
}
