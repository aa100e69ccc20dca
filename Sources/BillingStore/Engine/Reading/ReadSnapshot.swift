public import BillingModel

/// What a repository knows, looked up while nothing of it changes: what an author of a backend writes for its reads.
///
/// Pages, cursors, limits, the rules of known-at, the merging of tenants and the summaries stand once, in ``records(_:checkCancellation:)``
/// and its namesakes, over these lookups. A snapshot lives as long as one call: it is a transaction of a database, or a
/// copy of a value.
///
/// Instants are whole microseconds since 1970, ranges are half open, and ids are compared byte by byte.
public protocol ReadSnapshot {
    /// What is known of one tenant at one revision.
    associatedtype TenantView: TenantSnapshot

    /// The revision that the last commit left; zero if there is none.
    func latestRevision() throws -> Revision

    /// The last revision that was recorded at or before an instant; zero if there is none.
    func revision(recordedBy instant: Int64) throws -> Revision

    /// The commits that made some revisions, in the order of these, or backwards.
    ///
    /// - Parameters:
    ///   - revisions: All of them are made, and none is zero.
    ///   - isDescending: Whether the newest comes first.
    ///   - limit: The most commits that are wanted, at least 1.
    /// - Returns: As many as are wanted, or all.
    /// - Throws: What the backend meets.
    func commits(
        _ revisions: ClosedRange<Revision>, descending isDescending: Bool, limit: Int
    ) throws -> [CommitRecord]

    /// The commit that made a revision under an id; nil if there is none. The default reads ``commits(_:descending:limit:)``.
    func commit(withID id: CommitID) throws -> CommitRecord?

    /// The tenants that a revision knows, in ascending order of id.
    ///
    /// - Parameters:
    ///   - first: The id at which they begin, which need not be known; nil for the first of all.
    ///   - revision: A revision that is made.
    ///   - limit: The most tenants that are wanted, at least 1.
    /// - Returns: As many as are wanted, or all that are left.
    /// - Throws: What the backend meets.
    func tenants(from first: TenantID?, at revision: Revision, limit: Int) throws -> [TenantView]

    /// One tenant; nil if the revision does not know it.
    func tenant(_ id: TenantID, at revision: Revision) throws -> TenantView?
}

/// What is known of one tenant at one revision: the part of a ``ReadSnapshot`` that is about it.
public protocol TenantSnapshot {
    /// One series of the tenant.
    associatedtype Series: SeriesSnapshot

    /// Whose records they are.
    var id: TenantID { get }

    /// The tenant itself.
    func tenant() throws -> Tenant

    /// The metrics that were committed for the tenant, in ascending order of id.
    func metrics() throws -> [Metric]

    /// What is stated of coverage, merged per metric and source, in that order and ascending in time.
    func coverage() throws -> [Coverage]

    /// The retention floors of now, whatever revision is read, in the order in which ``RetainedKind`` declares their kinds.
    func floors() throws -> [RetentionFloor]

    /// The terms of the plan book, in ascending order of their first dates.
    func planTerms() throws -> [PlanTerm]

    /// The budget, if there is one.
    func budget() throws -> Budget?

    /// Actions that are not void, in the order of ``RecordPlace``.
    func actions(_ window: RecordWindow) throws -> [ActionRecord]

    /// Invoices by the instant of issue, in the order of ``RecordPlace``.
    func invoices(_ window: RecordWindow) throws -> [Invoice]

    /// Entries of invoices, in the order of ``RecordPlace``.
    func entries(_ window: RecordWindow) throws -> [InvoiceEntry]

    /// The invoice with a number; nil if there is none. The default reads ``invoices(_:)``.
    func invoice(_ number: InvoiceNumber) throws -> Invoice?

    /// Every recorded series, in ascending order of metric and labels; one that is empty at the revision may be among them.
    func series() throws -> [Series]

    /// The series of one metric by its source, recorded or derived from actions, in ascending order of labels.
    ///
    /// Those of a metric that is derived from actions have the labels `category` and `type`, and as samples the measure summed
    /// over the actions of each instant. A metric that is derived from activity has none.
    func series(of metric: Metric) throws -> [Series]

    /// Who was active when, in ascending order of quarter hour and number.
    ///
    /// - Returns: At most as many rows as the window takes, and the first one after them, if there is one in the window.
    func activity(_ kind: SubjectKind, _ window: ActivityWindow) throws -> ActivityRows

    /// The subjects of a kind by their numbers, as the revision knows them.
    func subjects(_ kind: SubjectKind) throws -> [SubjectID]
}

/// One series of a tenant, as a ``TenantSnapshot`` finds it: its samples are handed over as columns.
public protocol SeriesSnapshot {
    /// The metric, and the labels that split it.
    var name: SeriesName { get }

    /// Whether samples stand at instants or belong to dates.
    var timing: MetricSeries.Timing { get }

    /// The samples in a window.
    ///
    /// - Returns: At most as many samples as the window takes, and the position of the next one in it, if there is one.
    func samples(_ window: SampleWindow) throws -> SamplePage

    /// The states of the samples per bucket.
    ///
    /// The default reads ``samples(_:)``. A backend that keeps states of whole stretches gives the same from them.
    ///
    /// - Returns: A state for each bucket, and the last sample before the range; nil if no sample is visible before the end of the
    ///   range.
    func summary(_ buckets: SummaryBuckets) throws -> SeriesSummary?

    /// The summaries of several series, as ``summary(_:)`` gives them.
    ///
    /// The default takes one after another, and calls `checkCancellation` before each. A backend whose series can be read
    /// by several threads at once divides them.
    static func summaries(
        _ asked: [(series: Self, buckets: SummaryBuckets)], checkCancellation: () throws -> Void
    ) throws -> [SeriesSummary?]
}
