public import BillingModel

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// One bucket of a grid: a half-open interval of the time line, and the local dates that it lies on.
///
/// The interval is that of the whole bucket, even where the range asked for covers a part of it only; then
/// ``clippedStart`` or ``clippedEnd`` is set, and a figure over the range is not one over the bucket.
public struct Bucket: Hashable, Sendable, Identifiable {
    /// The first instant of the whole bucket, in microseconds.
    package let startMicroseconds: Int64
    /// The first instant after the whole bucket, in microseconds.
    package let endMicroseconds: Int64
    /// The first local date of the bucket; for widths below a day, the date on which it lies.
    public let firstDate: LocalDate
    /// The last local date of the bucket, included; for widths below a day, the date on which it lies.
    ///
    /// A date that the clock skips whole counts to the bucket before it.
    public let lastDate: LocalDate
    /// Whether the range asked for begins inside the bucket, or the calendar does.
    public let clippedStart: Bool
    /// Whether the range asked for ends inside the bucket, or the calendar does.
    public let clippedEnd: Bool

    /// Makes a bucket that is not empty and whose dates are in order; the caller has checked both.
    package init(
        start: Int64, end: Int64, firstDate: LocalDate, lastDate: LocalDate, clippedStart: Bool,
        clippedEnd: Bool
    ) {
        startMicroseconds = start
        endMicroseconds = end
        self.firstDate = firstDate
        self.lastDate = lastDate
        self.clippedStart = clippedStart
        self.clippedEnd = clippedEnd
    }

    /// The first instant of the whole bucket.
    public var start: Date { Instants.date(startMicroseconds) }

    /// The first instant after the whole bucket.
    public var end: Date { Instants.date(endMicroseconds) }

    /// The instants of the whole bucket.
    public var interval: Range<Date> { start..<end }

    /// The first instant, which no other bucket of the grid has.
    public var id: Date { start }

    /// Whether the range asked for covers a part of the bucket only.
    public var isClipped: Bool { clippedStart || clippedEnd }
}
