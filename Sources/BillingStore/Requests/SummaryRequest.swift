public import BillingModel
public import BillingTime

/// A request for mergeable states of metrics per bucket.
public struct SummaryRequest: Hashable, Sendable {
    /// Whose series are summarised.
    public var tenants: TenantSelection
    /// Which metrics are summarised, with all their labels.
    public var metrics: [MetricID]
    /// The buckets.
    public var bounds: SummaryBounds
    /// Which sums the states keep beside count, extremes, first and last: a state that nobody asks for its squares costs less.
    public var measures: AggregateState.Measures
    /// As of which state of knowledge.
    public var knownAt: KnownAt
    /// The most rows of a page, at least 1.
    public var limit: Int
    /// Where the page begins; nil for the first.
    public var cursor: PageCursor?

    /// Makes a request.
    public init(
        of tenants: TenantSelection, metrics: [MetricID], in bounds: SummaryBounds,
        measures: AggregateState.Measures = .all, knownAt: KnownAt = .latest, limit: Int = 1_000,
        cursor: PageCursor? = nil
    ) {
        self.tenants = tenants
        self.metrics = metrics
        self.bounds = bounds
        self.measures = measures
        self.knownAt = knownAt
        self.limit = limit
        self.cursor = cursor
    }
}

/// The states of one series, or the distinct counts of one tenant's subjects, per bucket.
public struct SummaryRow: Hashable, Sendable {
    /// What is known per bucket.
    public enum Content: Hashable, Sendable {
        /// The states of recorded samples, by the reset rule of their metric, or of counts that are derived from actions, with
        /// the measures of the request.
        case states([AggregateState])
        /// Distinct subjects per bucket, of a metric of kind distinct that is derived from activity.
        case distinct([Int])
        /// Distinct subjects from the last reset before the end of each bucket to that end; nil if there is no such reset.
        case distinctToDate([Int?])
    }

    /// Whose series it is, and of what.
    public var key: SeriesKey
    /// What is known per bucket of the request.
    public var content: Content
    /// The last reading before the first bucket, if there is one.
    public var previous: MetricSample?

    /// Makes a row.
    public init(key: SeriesKey, content: Content, previous: MetricSample? = nil) {
        self.key = key
        self.content = content
        self.previous = previous
    }
}

/// One page of summaries.
public struct SummaryPage: Hashable, Sendable {
    /// The rows in ascending order of their keys; a series or kind of subject without any sample up to the last bound and
    /// before `now` has none.
    public var rows: [SummaryRow]
    /// Where the next page begins; nil if this is the last.
    public var next: PageCursor?
    /// The revision that was read.
    public var revision: Revision

    /// Makes a page.
    public init(rows: [SummaryRow], next: PageCursor?, revision: Revision) {
        self.rows = rows
        self.next = next
        self.revision = revision
    }
}
