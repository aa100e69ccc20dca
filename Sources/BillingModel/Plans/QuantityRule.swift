/// How the values of a metric in a billing period become one quantity.
///
/// Which rules make sense follows from the kind of the metric and is checked when usage is rated: a distinct metric,
/// for example, has no sum.
public enum QuantityRule: String, CaseIterable, Hashable, Sendable, Codable {
    /// The sum of the values, for counts.
    case sum
    /// The last value, for gauges.
    case last
    /// The highest daily value.
    case peak
    /// The mean of the daily values.
    case mean
    /// The mean of a level, each value weighted by how long it held, over the time in which it is known.
    case timeWeightedMean = "time-weighted-mean"
    /// How many different subjects the period had: the figure at its end of a metric that counts to date, such as
    /// monthly active devices, or the distinct count of the period of one that is derived from activity.
    case monthEnd = "month-end"
}
