public import BillingModel

/// How wide the buckets of a grid are, and on which readings of the wall clock they begin.
///
/// Widths from a day up consist of whole local dates; narrower ones follow the clock within a date. Each has one stable
/// text, which is its description and its JSON form:
///
/// | text | boundaries |
/// | --- | --- |
/// | `minute`, `15 minutes` | those of `hour`, and where the clock reads a multiple of n; n divides 60 |
/// | `hour` | where the clock reads hh:00, where that phase changes, and the day starts |
/// | `2 hours` | the day starts, and where the clock first reads a multiple of n on the date; n divides 24 |
/// | `day` | the start of each local date |
/// | `week`, `week from sunday` | the start of each Monday, or of another weekday |
/// | `month`, `quarter` | the start of the first date of a month, or of January, April, July and October |
/// | `year`, `year from july` | the start of the first date of January, or of another month |
/// | `cycle from day 31` | the start of that day of each month, or of the month's last day if it is shorter |
public struct BucketWidth: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case minutes(Int)
        case hours(Int)
        case day
        case week(Weekday)
        case months(Int, from: Int)
        case cycle(Int)
    }

    let kind: Kind

    private init(_ kind: Kind) { self.kind = kind }

    /// Elapsed hours in phase with the local clock: an autumn day has 25, a spring day 23.
    public static let hour = Self(.hours(1))
    /// Local dates.
    public static let day = Self(.day)
    /// Weeks that begin on Monday, as in ISO 8601.
    public static let week = Self(.week(.monday))
    /// Calendar months.
    public static let month = Self(.months(1, from: 1))
    /// Calendar quarters, from January, April, July and October.
    public static let quarter = Self(.months(3, from: 1))
    /// Calendar years.
    public static let year = Self(.months(12, from: 1))

    /// Parts of an hour.
    ///
    /// - Parameter count: A divisor of 60; 60 itself gives ``hour``.
    /// - Returns: The width.
    /// - Throws: `BillingError` with code `invalidValue` for any other number.
    public static func minutes(_ count: Int) throws(BillingError) -> BucketWidth {
        guard (1...60).contains(count), 60 % count == 0 else {
            throw BillingError(
                .invalidValue, rule: "a width in minutes divides an hour", detail: "\(count) minutes")
        }
        return count == 60 ? .hour : Self(.minutes(count))
    }

    /// Parts of a day, counted on the clock: a day on which the clock changes has a longer or a shorter one.
    ///
    /// - Parameter count: A divisor of 24; 1 gives ``hour`` and 24 gives ``day``.
    /// - Returns: The width.
    /// - Throws: `BillingError` with code `invalidValue` for any other number.
    public static func hours(_ count: Int) throws(BillingError) -> BucketWidth {
        guard (1...24).contains(count), 24 % count == 0 else {
            throw BillingError(
                .invalidValue, rule: "a width in hours divides a day", detail: "\(count) hours")
        }
        return count == 24 ? .day : Self(.hours(count))
    }

    /// Weeks that begin on a given day.
    ///
    /// - Parameter weekday: The first day of the week.
    /// - Returns: The width; ``week`` for Monday.
    public static func week(startingOn weekday: Weekday) -> BucketWidth { Self(.week(weekday)) }

    /// Years that begin with a given month, such as a fiscal year.
    ///
    /// - Parameter month: 1 to 12.
    /// - Returns: The width; ``year`` for January.
    /// - Throws: `BillingError` with code `invalidValue` if there is no such month.
    public static func year(startingIn month: Int) throws(BillingError) -> BucketWidth {
        guard (1...12).contains(month) else {
            throw BillingError(
                .invalidValue, rule: "a year begins in month 1 to 12", detail: "month \(month)")
        }
        return Self(.months(12, from: month))
    }

    /// Billing cycles from one day of the month to the same day of the next.
    ///
    /// In a month that is too short the cycle begins on the last day. It is always computed from the anchor, so 31
    /// gives 31 January, 28 February, 31 March.
    ///
    /// - Parameter day: 1 to 31. The cycles from day 1 are months, but another width than ``month``.
    /// - Returns: The width.
    /// - Throws: `BillingError` with code `invalidValue` if no month has such a day.
    public static func billingCycle(anchorDay day: Int) throws(BillingError) -> BucketWidth {
        guard (1...31).contains(day) else {
            throw BillingError(
                .invalidValue, rule: "a billing cycle is anchored on day 1 to 31", detail: "day \(day)")
        }
        return Self(.cycle(day))
    }

    /// Whether the buckets consist of whole local dates.
    package var isDayOrWider: Bool {
        switch kind {
        case .minutes, .hours: false
        case .day, .week, .months, .cycle: true
        }
    }

    /// Whether each bucket is seven local dates.
    package var isWeek: Bool { if case .week = kind { true } else { false } }

    /// Whether each bucket goes from one day of a month to that of the next.
    package var isMonth: Bool {
        switch kind {
        case .months(1, _), .cycle: true
        case .minutes, .hours, .day, .week, .months: false
        }
    }
}
