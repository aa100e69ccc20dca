public import BillingModel

/// The two ranges of a comparison, both half-open.
///
/// The JSON form has the keys `period` and `base`, and `elapsed` in the mode to date.
public struct ComparedRanges: Hashable, Sendable, Codable {
    /// The range whose figures are compared: the period that was asked for; to date, its first days that are.
    public let period: ComparedRange
    /// The earlier range that it is compared with.
    public let base: ComparedRange
    /// How many days of each are compared to date; nil in other modes.
    ///
    /// It is 0 on the first day of a period, of which no day has ended: then both ranges are empty.
    public let elapsed: Int?

    init(period: ComparedRange, base: ComparedRange, elapsed: Int? = nil) {
        self.period = period
        self.base = base
        self.elapsed = elapsed
    }
}

/// One range of a comparison, and the dates that it is made of.
///
/// The JSON form has the keys `start` and `end`, and for whole dates `first` and `last`.
public struct ComparedRange: Hashable, Sendable {
    /// The instants.
    public let range: InstantRange
    /// The local dates, both ends included; nil if a bound lies inside a day, or if the range is empty.
    public var dates: ClosedRange<LocalDate>? { range.dates }

    init(range: InstantRange) { self.range = range }
}

extension ComparedRange: Codable {
    /// Reads a range, and checks that its bounds are in order.
    public init(from decoder: any Decoder) throws {
        range = try InstantRange(from: decoder)
    }

    /// Writes the range.
    public func encode(to encoder: any Encoder) throws { try range.encode(to: encoder) }
}
