import BillingModel

/// What is expected of a figure, and where it will lie.
///
/// The JSON form has the keys `value`, `interval80` and `interval95`, each interval with `lower` and `upper`.
public struct ForecastFigure<Value: Hashable & Sendable & Codable>: Hashable, Sendable, Codable {
    /// Where a figure will lie, both ends included.
    public struct Interval: Hashable, Sendable, Codable {
        /// The lower end.
        public let lower: Value
        /// The upper end.
        public let upper: Value
    }

    /// What is expected: the mean of all that may come.
    public let value: Value
    /// Where the figure will lie in four of five cases.
    public let interval80: Interval
    /// Where the figure will lie in nineteen of twenty cases.
    public let interval95: Interval

    /// Makes a figure of its quantiles at shares in fortieths.
    init(value: Value, quantile: (Int) -> Value) {
        self.value = value
        interval80 = Interval(lower: quantile(4), upper: quantile(36))
        interval95 = Interval(lower: quantile(1), upper: quantile(39))
    }

    /// Makes a figure that is certain.
    init(certain value: Value) { self.init(value: value) { _ in value } }
}

extension ForecastFigure where Value == Money {
    /// Whether all amounts are in one currency, and the limits in order.
    func isSound(in currency: Currency) -> Bool {
        let limits = [interval95.lower, interval80.lower, interval80.upper, interval95.upper]
        return (limits + [value]).allSatisfy { $0.currency == currency }
            && zip(limits, limits.dropFirst()).allSatisfy { $0.minorUnits <= $1.minorUnits }
    }

    /// The same with an expected amount that is known to be another.
    func expecting(_ value: Money) -> Self { Self(value: value, interval80, interval95) }
}

extension ForecastFigure {
    private init(value: Value, _ interval80: Interval, _ interval95: Interval) {
        self.value = value
        self.interval80 = interval80
        self.interval95 = interval95
    }
}

extension ForecastFigure where Value == Double {
    /// Whether the limits are finite and in order.
    var isSound: Bool {
        let limits = [interval95.lower, interval80.lower, interval80.upper, interval95.upper]
        return value.isFinite && limits.allSatisfy(\.isFinite)
            && zip(limits, limits.dropFirst()).allSatisfy { $0 <= $1 }
    }
}
