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
    private let forecast: Forecast

    /// The most days that are read.
    static let longestHistory = 400
    /// The most days that are forecast.
    static let longestHorizon = 2_000

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
        let horizon = min(max(end - values.count, 1), Self.longestHorizon)
        forecast = try Forecast(of: values, grid: .daily, horizon: horizon)
    }

    /// Equally likely quantities of a period, of the newest origin first.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if a day of the period lies beyond what is forecast, `overflow` if a quantity
    ///   is no number.
    func quantities(of days: PeriodDays) throws(BillingError) -> [Double] {
        var quantities: [Double] = []
        for course in try forecast.courses(of: days.deciding).reversed() {
            guard let quantity = days.quantity(course), quantity.isFinite else {
                throw BillingError(.overflow, rule: "a quantity that is forecast is a number")
            }
            quantities.append(quantity)
        }
        return quantities
    }
}
