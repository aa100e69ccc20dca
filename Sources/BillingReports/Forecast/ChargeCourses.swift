import BillingInsights
import BillingModel

/// The courses that the days of a charge may take from the first one that is not known.
struct ChargeCourses: Sendable {
    /// The place of the first day that is forecast.
    let origin: Int
    /// How many days with a value they rest on.
    let history: Int
    /// Whether all values of days are whole numbers.
    let isWhole: Bool
    private let source: Source

    private enum Source {
        case days(Forecast)
        /// One value for each day from the origin on.
        case toDate([[Double]])
    }

    /// Forecasts the days up to an end.
    ///
    /// - Parameters:
    ///   - days: What is known of the days that have begun.
    ///   - end: The place after the last day that is asked for.
    /// - Throws: `BillingError` with code `unavailable` if too few days are known, `invalidValue` if one is beyond what can be
    ///   forecast.
    init(_ days: [ChargeDay], end: Int) throws(BillingError) {
        let values = days.history
        let known = values.compactMap(\.self)
        origin = values.count
        history = known.count
        isWhole = known.allSatisfy { $0 == $0.rounded() }
        let horizon = min(max(end - values.count, 1), Forecast.longestHorizon)
        source = .days(try Forecast(of: values, grid: .daily, horizon: horizon))
    }

    /// Forecasts figures to date, which begin anew with each month.
    ///
    /// - Parameters:
    ///   - days: What is known of the days that have begun.
    ///   - months: The places of the days of each month.
    /// - Throws: `BillingError` with code `unavailable` if fewer than three months are known, `invalidValue` if a value is beyond what
    ///   can be forecast, or too many months are ahead.
    init(toDate days: [ChargeDay], _ months: [Range<Int>]) throws(BillingError) {
        let values = days.history
        origin = values.count
        history = values.count { $0 != nil }
        isWhole = values.allSatisfy { $0 == $0?.rounded() }
        // Months before the first value say nothing.
        let first = values.firstIndex { $0 != nil } ?? values.count
        let past = months.filter { $0.lowerBound < values.count && $0.upperBound > first }
        var cycles = past.map { Array(values[$0.clamped(to: 0..<values.count)]) }
        if past.last.map({ $0.upperBound <= values.count }) ?? true { cycles.append([]) }
        let lengths = months.filter { $0.upperBound > values.count }.map(\.count)
        let courses = try ToDateForecast(cycles: cycles, lengths: lengths).courses()
        // They come in order of their ends, which is no order of time.
        source = .toDate(courses.indices.map { courses[$0 * 89 % courses.count] })
    }

    /// Equally likely quantities of a period, of the newest origin first.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if a day of the period lies beyond what is forecast, `overflow` if a quantity
    ///   is no number.
    func quantities(of days: PeriodDays) throws(BillingError) -> [Double] {
        var quantities: [Double] = []
        for course in try courses(days.deciding) {
            guard let quantity = days.quantity(course), quantity.isFinite else {
                throw BillingError(.overflow, rule: "a quantity that is forecast is a number")
            }
            quantities.append(quantity)
        }
        return quantities
    }

    private func courses(_ steps: Range<Int>) throws(BillingError) -> [[Double]] {
        switch source {
        case .days(let forecast): return try forecast.courses(of: steps).reversed()
        case .toDate(let courses):
            guard steps.upperBound <= courses.first?.count ?? 0 else {
                throw BillingError(.invalidValue, rule: "a day that is forecast lies before the end")
            }
            return courses.map { Array($0[steps]) }
        }
    }
}
