#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel

/// A half-open range of instants, kept to the microsecond, whose JSON form has the keys `start` and `end`.
public struct InstantRange: Hashable, Sendable {
    /// The first instant.
    public let start: Date
    /// The first instant after the range; the start if the range is empty.
    public let end: Date

    /// Takes a range.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if it leaves the years 1 to 9999.
    public init(_ range: Range<Date>) throws(BillingError) {
        let start = try Instants.microseconds(range.lowerBound)
        self.init(start..<(try Instants.microseconds(range.upperBound)))
    }

    /// Takes a range in microseconds.
    package init(_ range: Range<Int64>) {
        start = Instants.date(range.lowerBound)
        end = Instants.date(range.upperBound)
    }

    /// The range itself.
    public var range: Range<Date> { start..<end }
}

extension InstantRange: Codable {
    private enum Key: String, CodingKey { case start, end }

    /// Reads a range, and checks that it does not end before it starts.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let start = try values.decodeInstant(forKey: .start)
        let end = try values.decodeInstant(forKey: .end)
        guard start <= end else {
            throw BillingError(.malformed, rule: "a range does not end before it starts")
        }
        try self.init(start..<end)
    }

    /// Writes the range.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(instant: start, forKey: .start)
        try values.encode(instant: end, forKey: .end)
    }
}
