#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A quarter of an hour of UTC, the grain at which activity is kept.
///
/// Since 1979-10-01T10:40Z the offset of every zone is a multiple of a quarter hour, so that days, weeks and months
/// of every zone are made of whole quarter hours, and distinct counts over them are exact.
public struct QuarterHour: Hashable, Comparable, Sendable {
    /// Quarter hours since 1970.
    package let number: Int32

    /// The length of a quarter hour in microseconds.
    package static let length: Int64 = 900_000_000
    /// The first quarter hour for which activity is taken: the one that holds 1979-10-01T10:40Z.
    public static let earliest = QuarterHour(unchecked: 341_802)

    private init(unchecked number: Int32) { self.number = number }

    /// The quarter hour that holds an instant.
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if the instant lies before
    ///   1979-10-01T10:40Z or after year 9999.
    public init(holding instant: Date) throws(BillingError) {
        try self.init(microseconds: try Instants.microseconds(instant))
    }

    /// The quarter hour that holds an instant.
    package init(microseconds: Int64) throws(BillingError) {
        guard microseconds >= Self.firstInstant, microseconds < Instants.end else {
            throw BillingError(
                .invalidValue, rule: "activity lies between 1979-10-01T10:40Z and the end of year 9999",
                detail: "instant \(microseconds) us from 1970")
        }
        number = Int32(microseconds / Self.length)
    }

    /// The quarter hour of a number of quarter hours since 1970.
    package init(number: Int32) throws(BillingError) {
        guard (Self.earliest.number...Self.last).contains(number) else {
            throw BillingError(
                .invalidValue, rule: "activity lies between 1979-10-01T10:40Z and the end of year 9999",
                detail: "quarter hour \(number) from 1970")
        }
        self.init(unchecked: number)
    }

    /// The last quarter hour of year 9999.
    private static let last = Int32(Instants.end / length - 1)

    /// 1979-10-01T10:40Z, from which on every offset is a multiple of a quarter hour.
    package static let firstInstant: Int64 = 307_622_400_000_000

    /// The first instant of the quarter hour.
    public var start: Date { Instants.date(Int64(number) * Self.length) }

    /// Whether the left quarter hour is the earlier one.
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

extension QuarterHour: TextCodable {
    /// The first instant as ISO 8601 text in UTC.
    public var description: String { Instants.text(Int64(number) * Self.length) }

    /// Reads a quarter hour from the text of its first instant.
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/malformed`` if it is the text of none.
    public init(_ text: String) throws(BillingError) {
        let start = try Instants.microseconds(text)
        let number = floorDivide(start, Self.length)
        guard number * Self.length == start else {
            throw BillingError(
                .malformed, rule: "a quarter hour starts at minute 0, 15, 30 or 45", detail: "text '\(text)'")
        }
        // Years 1 to 9999 have fewer quarter hours than 32 bits hold.
        try self.init(number: Int32(clamping: number))
    }
}
