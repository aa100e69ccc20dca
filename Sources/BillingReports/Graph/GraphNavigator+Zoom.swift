#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
public import BillingTime

extension GraphNavigator {
    /// The part between two handles.
    ///
    /// A zoom is snapped outwards to whole buckets of the width that its points then have, so that no point is cut and
    /// everything between the handles is shown. Snapped once it stays: a zoom to the range of a snapped one is that one.
    ///
    /// - Parameters:
    ///   - range: What is to be seen, in years 1 to 9999. An empty one is snapped to the bucket that holds it.
    ///   - snapping: Whether to snap to buckets.
    /// - Returns: The viewport, whose anchor is the middle of the range; nil if it shows nothing of the data.
    public func zoom(to range: Range<Date>, snapping: Bool = true) -> GraphViewport? {
        guard let asked = try? Instants.microseconds(range) else { return nil }
        return zoom(to: asked, anchor: asked.lowerBound + (asked.upperBound - asked.lowerBound) / 2, snapping)
    }

    /// All the data; nil if there is none.
    ///
    /// - Parameter snapping: Whether to snap to buckets.
    /// - Returns: The viewport, whose anchor is the last instant with data.
    public func everything(snapping: Bool = true) -> GraphViewport? {
        bounds.isEmpty ? nil : zoom(to: bounds, anchor: bounds.upperBound - 1, snapping)
    }

    /// A closer or a wider look at a point, which keeps its place on the screen as far as the bounds allow.
    ///
    /// A wider look ends where both the data and what is shown end. Then the zoom is snapped as in ``zoom(to:snapping:)``, so
    /// that a small factor may show the same again, and a look in and out again need not end where it began.
    ///
    /// - Parameters:
    ///   - view: What is shown.
    ///   - factor: What the length is multiplied by: 0.5 shows half of it, 2 twice as much.
    ///   - instant: The point; one that is not shown counts as the nearest that is. It becomes the anchor.
    ///   - snapping: Whether to snap to buckets.
    /// - Returns: The viewport; nil if it shows nothing of the data.
    /// - Throws: `BillingError` with code `invalidValue` unless the factor is a finite number above 0 and the instant
    ///   lies in the years 1 to 9999.
    public func zoom(
        _ view: GraphViewport, by factor: Double, around instant: Date, snapping: Bool = true
    ) throws(BillingError) -> GraphViewport? {
        guard factor > 0, factor.isFinite else {
            throw BillingError(
                .invalidValue, rule: "the factor of a zoom is a finite number above 0", detail: "\(factor)")
        }
        let shown = view.microseconds
        let point = min(max(try Instants.microseconds(instant), shown.lowerBound), shown.upperBound)
        let limits =
            min(shown.lowerBound, bounds.lowerBound)..<max(shown.upperBound, bounds.upperBound)
        let before = Self.scaled(point - shown.lowerBound, by: factor)
        let after = Self.scaled(shown.upperBound - point, by: factor)
        var range =
            max(limits.lowerBound, point - before)..<min(limits.upperBound, point + after)
        if range.isEmpty { range = min(point, limits.upperBound - 1)..<min(point, limits.upperBound - 1) + 1 }
        return zoom(to: range, anchor: min(point, shown.upperBound - 1), snapping)
    }

    /// A length that is multiplied, at most all years, to whole microseconds.
    private static func scaled(_ length: Int64, by factor: Double) -> Int64 {
        let longest = Instants.end - Instants.first
        let scaled = (Double(length) * factor).rounded()
        return scaled < Double(longest) ? Int64(scaled) : longest
    }

    private func zoom(to range: Range<Int64>, anchor: Int64, _ snapping: Bool) -> GraphViewport? {
        guard snapping else { return view(range, .zoom(onto: nil), anchor: anchor) }
        guard range.lowerBound < Instants.end else { return nil }
        let held = range.isEmpty ? range.lowerBound..<range.lowerBound + 1 : range
        guard let grid = grid(over: held), let last = grid.boundaries.last else { return nil }
        return view(grid.boundaries[0]..<last, .zoom(onto: grid.width), anchor: anchor)
    }
}

extension GraphNavigator {
    /// The widths of points, narrowest first.
    private var ladder: [BucketWidth] {
        [1, 5, 15, 30].compactMap { try? .minutes($0) } + [1, 3, 6, 12].compactMap { try? .hours($0) }
            + [.day, .week(startingOn: weekStart), .month, .quarter, .year]
    }

    /// How wide the points of a viewport are.
    ///
    /// It is the narrowest of 1, 5, 15 and 30 minutes, 1, 3, 6 and 12 hours, day, week, month, quarter and year that is not
    /// narrower than the cadence of any metric shown and gives no more points than wished. So who wishes for more
    /// points never gets wider ones. If no width does, it is the widest.
    ///
    /// The points of a period are counted as if it were the longest of its kind, without changes of the clock: all months
    /// have points of one width, and none wider than the period itself if the cadences allow. After a zoom they are counted
    /// exactly, those included that the bounds cut.
    ///
    /// - Parameter view: What is shown.
    /// - Returns: The width, to make the graph with.
    public func width(of view: GraphViewport) -> BucketWidth {
        guard let period = view.period else { return grid(over: view.microseconds)?.width ?? .year }
        let narrower = ladder.filter { suits($0) && $0.usualMinutes < period.usualMinutes }
        let found = narrower.first { width in
            (period.longestMinutes + width.usualMinutes - 1) / width.usualMinutes <= points
        }
        return found ?? (suits(period) ? period : ladder.first(where: suits)) ?? .day
    }

    /// Whether no metric shown comes less often than there would be points.
    private func suits(_ width: BucketWidth) -> Bool {
        !cadences.contains { width.isNarrower(than: $0) }
    }

    /// The buckets of a range, as far as its clock stays in the calendar; nil if it does nowhere.
    private func grid(over range: Range<Int64>) -> BucketGrid? {
        let range = range.clamped(to: calendar)
        guard !range.isEmpty else { return nil }
        for width in ladder where suits(width) {
            if let grid = try? BucketGrid(range, width: width, zone: zone, limit: points) { return grid }
        }
        return try? BucketGrid(range, width: .year, zone: zone)
    }
}
