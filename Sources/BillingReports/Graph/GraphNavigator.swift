#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
public import BillingTime

/// Leads a reader over the time of a graph: from month to month, to a date, to weeks and days, closer and farther.
///
/// Everything is a pure function of the zone, the bounds of the data, and what is wished of the points. What would show nothing
/// of the data is nil, so that a button can be disabled before it is pressed.
///
/// ```swift
/// let navigator = try GraphNavigator(zone: zone, data: data)
/// let march = navigator.view(of: .month, on: try LocalDate("2026-03-15"))
/// let april = march.flatMap { navigator.view(after: $0) }
/// ```
///
/// - SeeAlso: ``GraphViewport``, and `scope.consumptionGraph(range:width:now:)` for what is shown in it.
public struct GraphNavigator: Hashable, Sendable {
    /// The zone whose clock periods and buckets follow.
    public let zone: Zone
    /// How many points a line may have at most, which is a wish: see ``width(of:)``.
    public let points: Int
    /// How often the metrics shown have a value.
    public let cadences: [Cadence]
    /// The weekday on which the weeks of points begin.
    public let weekStart: Weekday
    /// Half-open, in microseconds.
    let bounds: Range<Int64>

    /// Makes a navigator.
    ///
    /// - Parameters:
    ///   - zone: The zone whose clock periods and buckets follow.
    ///   - data: The time in which there may be something to see, half-open: as a rule from the first value to now.
    ///   - points: How many points a line should have at most; at least 1 and at most 100,000 are taken, as many as a graph
    ///     can have.
    ///   - cadences: How often the metrics shown have a value: no point is narrower than any of these. Daily unless told
    ///     otherwise, as most metrics of the platform are.
    ///   - weekStart: The weekday on which the weeks of points begin.
    /// - Throws: `BillingError` with code `invalidValue` if the data leaves the years 1 to 9999.
    public init(
        zone: Zone, data: Range<Date>, points: Int = 200, cadences: [Cadence] = [.daily],
        weekStart: Weekday = .monday
    ) throws(BillingError) {
        bounds = try Instants.microseconds(data)
        self.zone = zone
        self.points = min(max(1, points), BucketGrid.defaultLimit)
        self.cadences = cadences
        self.weekStart = weekStart
    }

    /// The time in which the clock of the zone shows the years 1 to 9999, in microseconds.
    var calendar: Range<Int64> {
        zone.startOfDay(Int(LocalDate.min.dayNumber))..<zone.startOfDay(Int(LocalDate.max.dayNumber) + 1)
    }

    /// The time in which there may be something to see, half-open.
    public var data: Range<Date> { Instants.date(bounds.lowerBound)..<Instants.date(bounds.upperBound) }

    /// The period that holds an instant.
    ///
    /// - Parameters:
    ///   - period: The width of the period: a month, a week that begins on any weekday, a day, or any other.
    ///   - instant: Any instant; it becomes the anchor.
    /// - Returns: The viewport; nil if the period shows nothing of the data.
    public func view(of period: BucketWidth, holding instant: Date) -> GraphViewport? {
        (try? Instants.microseconds(instant)).flatMap { view(of: period, holding: $0) }
    }

    /// The period that holds the start of a local date.
    ///
    /// A date that the clock skips whole has the start of the next one.
    ///
    /// - Parameters:
    ///   - period: The width of the period.
    ///   - date: Any date; its start becomes the anchor.
    /// - Returns: The viewport; nil if the period shows nothing of the data.
    public func view(of period: BucketWidth, on date: LocalDate) -> GraphViewport? {
        view(of: period, holding: zone.startOfDay(Int(date.dayNumber)))
    }

    /// The last period with data; nil if there is none.
    public func lastView(of period: BucketWidth) -> GraphViewport? {
        bounds.isEmpty ? nil : view(of: period, holding: bounds.upperBound - 1)
    }

    /// Another period instead of what is shown, as when a reader goes from the month to its weeks or days.
    ///
    /// It is the one that holds the anchor or, if that is not both shown and within the data, the nearest instant that
    /// is, which becomes the anchor. So switching to another period and back shows the same again.
    ///
    /// - Parameters:
    ///   - period: The width of the period.
    ///   - view: What is shown.
    /// - Returns: The viewport; nil if what is shown has no data.
    public func view(of period: BucketWidth, insteadOf view: GraphViewport) -> GraphViewport? {
        let shown = view.microseconds.clamped(to: bounds)
        guard !shown.isEmpty else { return nil }
        let anchor = min(max(view.anchorMicroseconds, shown.lowerBound), shown.upperBound - 1)
        return self.view(of: period, holding: anchor)
    }

    private func view(of period: BucketWidth, holding instant: Int64) -> GraphViewport? {
        guard let bucket = try? zone.bucket(holding: instant, width: period) else { return nil }
        return view(bucket.startMicroseconds..<bucket.endMicroseconds, .period(period), anchor: instant)
    }

    /// A viewport if it shows anything of the data.
    func view(_ range: Range<Int64>, _ form: GraphViewport.Form, anchor: Int64) -> GraphViewport? {
        range.overlaps(bounds) ? GraphViewport(range, form, anchor: anchor) : nil
    }
}
