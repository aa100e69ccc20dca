#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
import BillingModel
public import BillingTime

/// The stretch of time that a graph shows: one period such as a month, or a part that a reader has zoomed to.
///
/// A ``GraphNavigator`` makes viewports, and leads from one to the next. As values they can be kept in a link or in the state
/// of a view. Bounds are kept to the microsecond; a viewport is never empty.
///
/// The JSON form has the keys `range` and `anchor`, and `period` or `step` if there is one.
public struct GraphViewport: Hashable, Sendable {
    /// How the bounds came about, which decides how far a move goes.
    enum Form: Hashable, Sendable {
        case period(BucketWidth)
        case zoom(onto: BucketWidth?)
    }

    let form: Form
    /// Half-open, in microseconds.
    let microseconds: Range<Int64>
    /// In microseconds.
    let anchorMicroseconds: Int64

    /// For bounds and an anchor of the years 1 to 9999; an empty range has no viewport.
    init?(_ microseconds: Range<Int64>, _ form: Form, anchor: Int64) {
        guard !microseconds.isEmpty else { return nil }
        self.microseconds = microseconds
        self.form = form
        anchorMicroseconds = anchor
    }

    /// The same stretch, as if a reader had asked for an instant of it last.
    package func anchored(at instant: Date) -> GraphViewport {
        let asked = (try? Instants.microseconds(instant)) ?? anchorMicroseconds
        let shown = min(max(asked, microseconds.lowerBound), microseconds.upperBound - 1)
        return GraphViewport(microseconds, form, anchor: shown) ?? self
    }

    /// What is shown, half-open; it may reach beyond the data.
    public var range: Range<Date> {
        Instants.date(microseconds.lowerBound)..<Instants.date(microseconds.upperBound)
    }

    /// The instant that the reader asked for last, by a date, a cursor or a zoom.
    ///
    /// Moves leave it as it is, so that a move forth and back gives an equal viewport. A switch to another period shows the
    /// one that holds it.
    public var anchor: Date { Instants.date(anchorMicroseconds) }

    /// The width whose one bucket is shown, such as a month; nil after a zoom.
    public var period: BucketWidth? {
        if case .period(let width) = form { width } else { nil }
    }

    /// The width of the buckets between which a zoom was snapped; nil if it was not, and for a period.
    public var step: BucketWidth? {
        if case .zoom(let width) = form { width } else { nil }
    }
}

extension GraphViewport: Codable {
    private enum Key: String, CodingKey { case range, anchor, period, step }

    /// Reads a viewport, and checks that it is not empty and has not both a period and a step.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let range = try values.decode(InstantRange.self, forKey: .range)
        let anchor = try Instants.microseconds(values.decode(Date.self, forKey: .anchor))
        let period = try values.decodeIfPresent(BucketWidth.self, forKey: .period)
        let step = try values.decodeIfPresent(BucketWidth.self, forKey: .step)
        guard period == nil || step == nil,
            let viewport = Self(
                try Instants.microseconds(range.range), period.map { .period($0) } ?? .zoom(onto: step),
                anchor: anchor)
        else {
            throw BillingError(
                .malformed, rule: "a viewport is not empty, and has a period or a step or neither")
        }
        self = viewport
    }

    /// Writes the viewport.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(InstantRange(microseconds), forKey: .range)
        try values.encode(anchor, forKey: .anchor)
        try values.encodeIfPresent(period, forKey: .period)
        try values.encodeIfPresent(step, forKey: .step)
    }
}
