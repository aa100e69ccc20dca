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
    public let dates: ClosedRange<LocalDate>?

    init(range: InstantRange, dates: ClosedRange<LocalDate>?) {
        self.range = range
        self.dates = dates
    }
}

extension ComparedRange: Codable {
    private enum Key: String, CodingKey { case start, end, first, last }

    /// Reads a range, and checks that its bounds are in order.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let first = try values.decodeIfPresent(LocalDate.self, forKey: .first)
        let last = try values.decodeIfPresent(LocalDate.self, forKey: .last)
        range = try InstantRange(from: decoder)
        guard let first, let last else {
            guard first == nil, last == nil else { throw Self.disorder }
            dates = nil
            return
        }
        guard first <= last else { throw Self.disorder }
        dates = first...last
    }

    private static var disorder: BillingError {
        BillingError(.malformed, rule: "a range of dates has a first date and a last one, in order")
    }

    /// Writes the range.
    public func encode(to encoder: any Encoder) throws {
        try range.encode(to: encoder)
        var values = encoder.container(keyedBy: Key.self)
        try values.encodeIfPresent(dates?.lowerBound, forKey: .first)
        try values.encodeIfPresent(dates?.upperBound, forKey: .last)
    }
}
