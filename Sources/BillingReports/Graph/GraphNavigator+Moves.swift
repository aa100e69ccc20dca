public import BillingModel
import BillingTime

extension GraphNavigator {
    /// What follows: the next period, or after a zoom the next stretch of the same length.
    ///
    /// The length of a zoom is the number of its buckets, so that nine days are followed by nine days whatever the clock does
    /// in them; where the zoom was not snapped, it is the elapsed time. The new viewport starts where the old one ends.
    /// Of a viewport that shows anything of the data, ``view(before:)`` of the result is that viewport again, as long as its
    /// bounds are those of buckets in this zone.
    ///
    /// - Parameter view: What is shown.
    /// - Returns: The viewport; nil if it would begin after the data, or reach beyond the calendar.
    public func view(after view: GraphViewport) -> GraphViewport? {
        let start = view.microseconds.upperBound
        guard !bounds.isEmpty, start < bounds.upperBound,
            let end = count(of: view).map({ boundary(after: start, $0) })
                ?? shifted(start, by: view.microseconds.upperBound - view.microseconds.lowerBound)
        else { return nil }
        return GraphViewport(start..<end, view.form, anchor: view.anchorMicroseconds)
    }

    /// What comes before: the period before, or after a zoom the stretch of the same length before.
    ///
    /// The mirror image of ``view(after:)``.
    ///
    /// - Parameter view: What is shown.
    /// - Returns: The viewport; nil if it would end before the data, or reach beyond the calendar.
    public func view(before view: GraphViewport) -> GraphViewport? {
        let end = view.microseconds.lowerBound
        guard !bounds.isEmpty, end > bounds.lowerBound,
            let start = count(of: view).map({ boundary(before: end, $0) })
                ?? shifted(end, by: view.microseconds.lowerBound - view.microseconds.upperBound)
        else { return nil }
        return GraphViewport(start..<end, view.form, anchor: view.anchorMicroseconds)
    }

    /// The same kind of viewport at a date.
    ///
    /// - Parameters:
    ///   - view: What is shown.
    ///   - date: Any date; its start becomes the anchor.
    /// - Returns: The period that holds the start of the date, or after a zoom as many buckets from the one on that holds it, or
    ///   as much time from it on; nil if that shows nothing of the data.
    public func view(_ view: GraphViewport, on date: LocalDate) -> GraphViewport? {
        if let period = view.period { return self.view(of: period, on: date) }
        let anchor = zone.startOfDay(Int(date.dayNumber))
        var (start, end): (Int64?, Int64?) = (anchor, nil)
        if let count = count(of: view), let step = view.step {
            start = (try? zone.bucket(holding: anchor, width: step))?.startMicroseconds
            end = start.flatMap { boundary(after: $0, count) }
        } else {
            end = shifted(anchor, by: view.microseconds.upperBound - view.microseconds.lowerBound)
        }
        guard let start, let end else { return nil }
        return self.view(start..<end, view.form, anchor: anchor)
    }

    /// How many buckets of which width a viewport shows; nil for a zoom that was not snapped.
    private func count(of view: GraphViewport) -> (count: Int, width: BucketWidth)? {
        guard let width = view.period ?? view.step else { return nil }
        guard view.period == nil else { return (1, width) }
        // A step that gives too many buckets was not chosen here: such a viewport moves by elapsed time.
        return (try? BucketGrid(view.microseconds, width: width, zone: zone)).map { ($0.count, width) }
    }

    /// The end of so many buckets from an instant on.
    private func boundary(after start: Int64, _ buckets: (count: Int, width: BucketWidth)) -> Int64? {
        let last = calendar.upperBound
        var reach = Self.reach(buckets)
        while start < last {
            let end = min(start + reach, last)
            guard let grid = try? BucketGrid(start..<end, width: buckets.width, zone: zone, limit: .max - 1)
            else { return nil }
            if grid.count >= buckets.count { return grid.boundaries[buckets.count] }
            if end == last { return nil }
            reach *= 2
        }
        return nil
    }

    /// The start of so many buckets up to an instant.
    private func boundary(before end: Int64, _ buckets: (count: Int, width: BucketWidth)) -> Int64? {
        let first = calendar.lowerBound
        var reach = Self.reach(buckets)
        while end > first {
            let start = max(end - reach, first)
            guard let grid = try? BucketGrid(start..<end, width: buckets.width, zone: zone, limit: .max - 1)
            else { return nil }
            if grid.count >= buckets.count { return grid.boundaries[grid.count - buckets.count] }
            if start == first { return nil }
            reach *= 2
        }
        return nil
    }

    /// A time in which there are as a rule so many buckets; at most 100,000 years fit.
    private static func reach(_ buckets: (count: Int, width: BucketWidth)) -> Int64 {
        Int64(buckets.count) * Int64(buckets.width.longestMinutes) * 60 * Instants.perSecond
    }

    /// An instant moved by elapsed time; nil outside the years 1 to 9999.
    private func shifted(_ instant: Int64, by length: Int64) -> Int64? {
        let moved = instant + length
        return (Instants.first...Instants.end).contains(moved) ? moved : nil
    }
}
