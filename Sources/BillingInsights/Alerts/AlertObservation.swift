#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

public import BillingModel

/// What was known of an alert's subject at an instant.
///
/// A subject is observed when something may have changed: once a day, or after each commit. What cannot be said, such as
/// the share of a period that is not covered yet or a forecast from too few days, is observed as unknown rather than left
/// out or called 0; a day that is in progress makes no fair value of a metric, and is unknown too.
public struct AlertObservation: Hashable, Sendable {
    let instant: Int64
    let span: AlertPeriod?
    /// What was measured; nil if nothing can be said, which changes no alert.
    public let measure: AlertMeasure?

    /// The instant at which this was known.
    public var at: Date { Instants.date(instant) }
    /// The period that it belongs to, half-open; nil for conditions without.
    public var period: Range<Date>? { span?.range }

    /// Makes an observation.
    ///
    /// - Parameters:
    ///   - instant: When this was known, to the microsecond: as a rule within the period, or after it if what
    ///     belongs to the period comes late.
    ///   - period: The period that it belongs to, such as that of a budget; nil for conditions without.
    ///   - measure: What was measured; nil if nothing can be said.
    /// - Throws: `BillingError` with code `invalidValue` if the instant lies outside of the years 1 to 9999 or
    ///   before the period, or the period is empty.
    public init(
        at instant: Date, period: Range<Date>? = nil, measure: AlertMeasure?
    ) throws(BillingError) {
        let microseconds = try Instants.occurrence(instant)
        let span: AlertPeriod? = if let period { try AlertPeriod(period) } else { nil }
        guard (span?.start ?? microseconds) <= microseconds else {
            throw BillingError(
                .invalidValue, rule: "a period is observed from its start on",
                detail: "\(Instants.text(microseconds)) of \(span?.text ?? "")")
        }
        self.instant = microseconds
        self.span = span
        self.measure = measure
    }
}
