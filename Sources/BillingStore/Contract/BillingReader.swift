public import BillingModel

/// Where tenants, series, invoices, actions and activity are read.
///
/// A conforming type promises, and the checks over the contract hold it to:
/// - Reads of one `Revision` agree with each other, whatever is committed meanwhile; only an erasure reaches back.
/// - No record of one tenant is ever returned for another. A selection that names a tenant that the revision does not
///   know is refused with code `notFound`; an empty selection sees nothing.
/// - Ids and label texts are compared byte by byte.
/// - Every reply names the revision that was read. A revision that is not made yet is refused with code `notFound`.
/// - Following the cursors of a request gives each row once, in the stated order, at the revision of the first page,
///   also while others commit. A cursor that is damaged, foreign, or used with another request is refused with code
///   `invalidCursor`; the limit may change from page to page. A limit below 1 is refused with code `invalidValue`.
/// - A commit that is found by its id, and an invoice by its number, are those that the pages give.
public protocol BillingReader: Sendable {
    /// The revision that a read known at that time sees: cheap, and fit for an entity tag.
    ///
    /// An instant stands for the last revision that was recorded at or before it; before the first it is revision 0.
    ///
    /// - Throws: `BillingError` with code `notFound` if a named revision does not exist yet.
    func revision(_ knownAt: KnownAt) async throws -> Revision

    /// Reads one page of records of one kind, in the order that ``RecordKind`` states.
    ///
    /// - Throws: `BillingError` with code `unsupported` if commits are asked for of some tenants only.
    func records(_ request: RecordRequest) async throws -> RecordPage

    /// Reads one page of series: recorded samples, and series that are derived from actions.
    ///
    /// Series come in ascending order of their keys, samples in ascending order of time; no series is empty. A series
    /// that does not fit goes on in the next page. A named metric that is unknown, or derived from activity, has none.
    ///
    /// A metric that is derived from actions has a series for each category and type, under the labels `category` and
    /// `type`: its measure, summed over the actions of each instant that are not void at the revision. Where the sum
    /// is 0 there is no sample.
    func series(_ request: SeriesRequest) async throws -> SeriesPage

    /// Reads one page of activity as columns, in ascending order of tenant and quarter hour.
    ///
    /// In all pages of a request the subjects of a tenant have the same numbers.
    func activity(_ request: ActivityRequest) async throws -> ActivityPage

    /// Reads mergeable states per bucket: here a backend may push work down.
    ///
    /// The default stands on ``series(_:)``, ``activity(_:)`` and ``records(_:)``, and is right for every backend.
    ///
    /// - A sample at or after `now` is not read, nor a date of `SummaryBounds.endDay` or later, nor one whose bucket
    ///   begins at or after `now`; activity is read in whole quarter hours.
    /// - A row's ``SummaryRow/previous`` is the last sample before the first bucket, and increases count from it.
    /// - Which drops of a cumulative reading are resets follows from the rule that its metric has at the revision.
    /// - A named metric that a tenant does not know has no row there.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if the bounds descend, or `unsupported` if buckets without
    ///   days are asked for of a metric whose values belong to dates.
    func summaries(_ request: SummaryRequest) async throws -> SummaryPage

    /// Finds the commit that made a revision under an id.
    ///
    /// The default reads ``records(_:)``, the newest first. A commit that said nothing new made no revision, and is not
    /// found.
    ///
    /// - Returns: The commit; nil if no revision was made under the id.
    func commit(withID id: CommitID) async throws -> CommitRecord?

    /// Finds the invoice of a tenant by its number.
    ///
    /// The default reads ``records(_:)``.
    ///
    /// - Returns: The invoice; nil if the tenant has none of this number at the revision.
    /// - Throws: `BillingError` with code `notFound` if the tenant or the revision is unknown.
    func invoice(
        _ number: InvoiceNumber, of tenant: TenantID, at revision: Revision
    ) async throws -> Invoice?
}

/// A reader that also takes changes.
///
/// A conforming type promises, beyond what a reader promises:
/// - A commit is seen whole or not at all, by every later read.
/// - The same commit id with the same content returns the first ``CommitRecord`` again and changes nothing, forever, also
///   for an erasure and whatever the basis; with other content it is refused with code `conflict`.
/// - A refused commit changes nothing, leaves its id free, and lists every offending record, up to
///   ``/BillingModel/BillingError/violationLimit``, in the order of kinds and places in the set.
/// - A commit that says nothing new makes no revision; its id is remembered.
/// - A commit is recorded at the instant of the repository's clock, and never before the commit made before it. A clock that
///   stands more than ten years after that commit, or in 2100 or later at the first one, is refused with code
///   `unavailable`, unless the host accepts it.
/// - One tenant's metric has one source: samples of a derived metric are refused. A known metric keeps its kind,
///   source, cadence and identity scope; a metric of the platform may get another source before its first sample.
/// - Of the writes of a sample the highest version is visible, in whatever order they arrive, and of those without a
///   version the last. One version stands for one value, also if it was never visible. A sample that has a version
///   takes a write without one only if it says the same.
/// - A known action takes other content as an amendment only, and is void for good; the original stays readable at
///   earlier revisions.
/// - An invoice never changes. Its entries are in its currency and never change; after the instant of its void it
///   takes refunds only. What a tenant is charged in a currency, and what it is given, fit 64 bits of minor units each; a
///   record that would exceed them is refused with code `overflow`.
/// - The id of a plan stands for one content in the plan book of a tenant. A term on a known date replaces the one
///   before it, and a period that was invoiced keeps the plan that its invoice names. A later budget of a tenant replaces
///   the one before.
/// - What was replaced, retracted, amended or voided is read at the revisions that saw it.
/// - A record before the ``RetentionFloor`` of its kind is refused with code `expired`; of a statement of coverage
///   that crosses the floor, the part from the floor on counts.
public protocol BillingRepository: BillingReader {
    /// Applies every change or none.
    ///
    /// - Throws: `BillingError` with code `refused` and the violations if a record breaks a rule, `conflict` if the
    ///   id is known with other content, `outdated` if the basis of the changes is not the latest revision,
    ///   `unavailable` if the date of an inventory needs a zone and there is no database of zones.
    @discardableResult
    func commit(_ changes: ChangeSet) async throws -> CommitRecord

    /// Removes a tenant, the identity of one subject, or what lies before a retention floor, from every revision.
    ///
    /// An erased tenant is unknown afterwards, also to reads of earlier revisions; its id may be used again, for a
    /// tenant that has no past. The counts that an erased subject was part of stay at every revision, under an id that
    /// is no one's; activity of the same id that comes later is that of a new subject.
    ///
    /// A retention floor takes away the records of its kind that lie before it, what they replaced, the series that are
    /// derived from them, and the coverage of their metrics. An invoice goes with all its entries; subjects keep their
    /// numbers. An action whose last content goes while an earlier one stays is void. A floor that is not above the one
    /// that stands says nothing new.
    ///
    /// - Throws: `BillingError` with code `notFound` if the tenant or the subject is unknown, or `conflict` if the
    ///   id of the commit is known with other content.
    @discardableResult
    func erase(_ request: ErasureRequest) async throws -> CommitRecord
}
