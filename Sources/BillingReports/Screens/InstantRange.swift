#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
package import BillingTime

/// A half-open range of instants, kept to the microsecond.
///
/// The JSON form has the keys `start` and `end`, and for whole dates `first` and `last`.
public struct InstantRange: Hashable, Sendable {
    /// The first instant.
    public let start: Date
    /// The first instant after the range; the start if the range is empty.
    public let end: Date
    /// The dates that it is made of, both ends included, on the clock of the screen that it belongs to; nil if it begins or
    /// ends inside a day, if it is empty, or if no clock was asked.
    public let dates: ClosedRange<LocalDate>?

    /// Takes a range.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if it leaves the years 1 to 9999.
    public init(_ range: Range<Date>) throws(BillingError) {
        let start = try Instants.microseconds(range.lowerBound)
        self.init(start..<(try Instants.microseconds(range.upperBound)), dates: nil)
    }

    /// Takes a range in microseconds.
    package init(_ range: Range<Int64>, dates: ClosedRange<LocalDate>? = nil) {
        start = Instants.date(range.lowerBound)
        end = Instants.date(range.upperBound)
        self.dates = dates
    }

    /// Takes a range in microseconds, and finds its dates on a clock.
    package init(_ range: Range<Int64>, in zone: Zone) {
        let (low, high) = (range.lowerBound, range.upperBound)
        let first = zone.dayNumber(holding: low)
        // A date that the clock skips holds no time.
        var last = zone.dayNumber(holding: high) - 1
        while last > first, zone.startOfDay(last) >= high { last -= 1 }
        guard low < high, zone.startOfDay(first) == low, zone.startOfDay(last + 1) == high,
            let from = try? LocalDate(dayNumber: first), let to = try? LocalDate(dayNumber: last),
            from <= to
        else {
            self.init(range)
            return
        }
        self.init(range, dates: from...to)
    }

    /// The range itself.
    public var range: Range<Date> { start..<end }
}

extension InstantRange: Codable {
    private enum Key: String, CodingKey { case start, end, first, last }

    /// Reads a range, and checks that its bounds are in order.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let start = try values.decode(Date.self, forKey: .start)
        let end = try values.decode(Date.self, forKey: .end)
        guard start <= end else {
            throw BillingError(.malformed, rule: "a range does not end before it starts")
        }
        let first = try values.decodeIfPresent(LocalDate.self, forKey: .first)
        let last = try values.decodeIfPresent(LocalDate.self, forKey: .last)
        var dates: ClosedRange<LocalDate>?
        if let first, let last, first <= last {
            dates = first...last
        } else if first != nil || last != nil {
            throw BillingError(
                .malformed, rule: "a range of dates has a first date and a last one, in order")
        }
        self.init(try Instants.microseconds(start)..<Instants.microseconds(end), dates: dates)
    }

    /// Writes the range.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(start, forKey: .start)
        try values.encode(end, forKey: .end)
        try values.encodeIfPresent(dates?.lowerBound, forKey: .first)
        try values.encodeIfPresent(dates?.upperBound, forKey: .last)
    }
}
