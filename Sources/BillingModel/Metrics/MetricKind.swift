/// What the numbers of a metric are, which decides what may be done with them.
///
/// The domain is closed: every switch over it is a rule table.
public enum MetricKind: String, CaseIterable, Hashable, Sendable, Codable {
    /// A level at an instant or of a day, such as the number of assets. A coarser bucket takes the last one; a gap
    /// carries the last one forward, at most the staleness limit.
    case gauge
    /// A number of events, such as messages. A coarser bucket takes the sum; a gap is 0.
    case count
    /// A reading that grows until it is reset, such as engine hours. A coarser bucket takes the increase: the first
    /// reading adds 0, a reset counts from 0, an increase lies in the bucket of its later reading. Which drop is a reset
    /// the metric's ``ResetRule`` tells; one that is none counts as the negative difference that it is.
    case cumulative
    /// How many different subjects there were, such as daily active users. Never a sum: derived from activity it is
    /// the distinct count of the union; recorded as daily numbers, a coarser bucket has only mean, minimum and peak.
    case distinct
    /// How many different subjects there were since the period began, such as monthly active users: a saw-tooth
    /// that restarts at each reset. A coarser bucket takes the figure at its end, and none if it crosses a reset.
    case distinctToDate = "to-date"
}
