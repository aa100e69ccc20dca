public import BillingModel

/// How the range is found that a period is compared with.
///
/// | mode | JSON | the range that the period is compared with |
/// | --- | --- | --- |
/// | ``toDate`` | `to-date` | the first days of the previous period, as many as have ended of this one |
/// | ``previousPeriod`` | `previous-period` | the months before as many whole months, else as ``equalLength`` |
/// | ``equalLength`` | `equal-length` | as many days just before whole dates, as much time just before instants |
/// | ``sameWeekdays`` | `same-weekdays` | the period moved back by the fewest whole weeks that clear it |
/// | ``sameLastYear`` | `same-last-year` | the same dates of the year before |
/// | ``perDay`` | `per-day` | that of ``previousPeriod``, and figures are divided by the covered days |
///
/// ``ranges(of:in:now:)`` tells the rules that decide edge cases.
public struct ComparisonMode: Hashable, Sendable {
    private enum Name: String, CaseIterable {
        case toDate = "to-date"
        case previousPeriod = "previous-period"
        case equalLength = "equal-length"
        case sameWeekdays = "same-weekdays"
        case sameLastYear = "same-last-year"
        case perDay = "per-day"
    }

    private let name: Name

    private init(_ name: Name) { self.name = name }

    /// The days of the period that have ended, and as many first days of the previous period.
    public static let toDate = Self(.toDate)
    /// The period before: of whole months as many whole months, else the same length.
    public static let previousPeriod = Self(.previousPeriod)
    /// The same length just before: days for whole dates, elapsed time otherwise.
    public static let equalLength = Self(.equalLength)
    /// The same days of the week, moved back by the fewest whole weeks that clear the period.
    public static let sameWeekdays = Self(.sameWeekdays)
    /// The same dates of the year before.
    public static let sameLastYear = Self(.sameLastYear)
    /// The previous period, with sums and increases divided by the covered days of each.
    public static let perDay = Self(.perDay)

    /// Every mode there is.
    public static let all = Name.allCases.map(Self.init)

    /// Reads a mode from its stable name.
    ///
    /// - Parameter text: Exactly what ``description`` gives, such as `same-weekdays`.
    /// - Throws: `BillingError` with code `malformed` if no mode has this name.
    public init(_ text: String) throws(BillingError) {
        guard let name = Name(rawValue: text) else {
            throw BillingError(
                .malformed,
                rule:
                    "a comparison is to-date, previous-period, equal-length, same-weekdays, same-last-year or per-day",
                detail: "text '\(text.prefix(64))'")
        }
        self.init(name)
    }

    /// Refuses a kind of metric that the mode makes no sense for: levels and distinct counts are not divided by days.
    ///
    /// - Throws: `BillingError` with code `unsupported` for ``perDay`` and any other kind than counts and cumulative
    ///   readings.
    public func check(_ kind: MetricKind) throws(BillingError) {
        guard self != .perDay || kind == .count || kind == .cumulative else {
            throw BillingError(
                .unsupported, rule: "only sums and increases are divided by days",
                detail: "a metric of kind \(kind.rawValue)")
        }
    }
}

extension ComparisonMode: TextCodable {
    /// The stable name, such as `same-weekdays`.
    public var description: String { name.rawValue }
}
