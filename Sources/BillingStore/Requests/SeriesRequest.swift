#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel

/// A request for series as columns.
public struct SeriesRequest: Hashable, Sendable {
    /// Whose series are read.
    public var tenants: TenantSelection
    /// Which metrics are read, with all their labels; nil for every recorded metric, and none that is derived.
    public var metrics: [MetricID]?
    /// The instants that are read of series of instants; nil for all.
    public var instants: Range<Date>?
    /// The dates that are read of series of dates; nil for all.
    public var dates: ClosedRange<LocalDate>?
    /// Whether each series begins with its last sample before the range, from which a gauge is carried in.
    public var includesPrevious: Bool
    /// As of which state of knowledge.
    public var knownAt: KnownAt
    /// The most samples of a page, at least 1.
    public var limit: Int
    /// Where the page begins; nil for the first.
    public var cursor: PageCursor?

    /// Makes a request.
    public init(
        of tenants: TenantSelection, metrics: [MetricID]? = nil, instants: Range<Date>? = nil,
        dates: ClosedRange<LocalDate>? = nil, includesPrevious: Bool = false, knownAt: KnownAt = .latest,
        limit: Int = 1_000_000, cursor: PageCursor? = nil
    ) {
        self.tenants = tenants
        self.metrics = metrics
        self.instants = instants
        self.dates = dates
        self.includesPrevious = includesPrevious
        self.knownAt = knownAt
        self.limit = limit
        self.cursor = cursor
    }
}

/// One page of series.
public struct SeriesPage: Hashable, Sendable {
    /// The series in ascending order of their keys; none is empty.
    public var series: [MetricSeries]
    /// Where the next page begins; nil if this is the last.
    ///
    /// The last series may go on there.
    public var next: PageCursor?
    /// The revision that was read.
    public var revision: Revision

    /// Makes a page.
    public init(series: [MetricSeries], next: PageCursor?, revision: Revision) {
        self.series = series
        self.next = next
        self.revision = revision
    }
}
