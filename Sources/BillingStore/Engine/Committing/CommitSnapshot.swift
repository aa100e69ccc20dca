public import BillingModel
public import BillingTime

/// What a commit is decided on: the latest state of a repository, looked up by the identities that a set names.
///
/// The rules of a commit and of an erasure stand once, in ``decide(_:at:zones:acceptsClockJumps:)`` and
/// ``decide(_:at:acceptsClockJumps:)``, over these lookups; a backend loads no more than a set touches. Nothing may change
/// between the first lookup and the end of what a backend does about the decision: it is one transaction that writes.
///
/// A snapshot that is read as well, a ``ReadSnapshot``, gets most lookups by default from its reads of the latest revision. They are right for
/// every backend, and worth replacing wherever a key finds the record at once.
public protocol CommitSnapshot {
    /// The last commit, whether it made a revision or not; nil if there is none.
    func lastCommit() throws -> CommitRecord?

    /// A commit by its id, whether it made a revision or not, with the digest that it was stored with; nil if there is none.
    func knownCommit(_ id: CommitID) throws -> KnownCommit?

    /// Whether a tenant is known. The default looks the tenant up.
    func knows(_ tenant: TenantID) throws -> Bool

    /// A tenant; nil if it is unknown.
    func tenant(_ id: TenantID) throws -> Tenant?

    /// The metric as it was committed for the tenant; nil if it was not.
    func committedMetric(_ id: MetricID, of tenant: TenantID) throws -> Metric?

    /// Whether any sample of the metric was ever taken, also one that is retracted.
    func hasSamples(of metric: MetricID, tenant: TenantID) throws -> Bool

    /// A recorded series: at least the visible samples and all writes with a version at some positions, which ascend.
    ///
    /// - Returns: Columns without what was replaced are enough; nil if the series is unknown.
    func series(_ key: SeriesKey, at positions: [Int64]) throws -> SeriesColumns?

    /// Whether nothing is known of a recorded series at or after a position: no visible sample, no write with a version,
    /// and none that was retracted. False will do where it takes long to find out, as the default does.
    func knowsNothing(of key: SeriesKey, from position: Int64) throws -> Bool

    /// The totals of actions: at least those at some positions, which ascend; nil if there are none.
    func totals(_ name: MeasureName, of tenant: TenantID, at positions: [Int64]) throws -> SeriesColumns?

    /// All that an action ever said; nil if it is unknown.
    func action(_ key: ActionKey, of tenant: TenantID) throws -> KnownAction?

    /// All that some actions ever said, each asked for once: as many answers, in the order of the keys; nil for one that is unknown.
    ///
    /// The default asks for one after the other. A set brings thousands, most of them new: replace it where a batch is found at less cost.
    func actions(_ keys: [ActionKey], of tenant: TenantID) throws -> [KnownAction?]

    /// How many subjects of a kind have a number, those that were erased among them.
    func subjectCount(_ kind: SubjectKind, of tenant: TenantID) throws -> Int

    /// The number of a subject; nil if it has none, or was erased.
    func number(of subject: SubjectID, _ kind: SubjectKind, tenant: TenantID) throws -> UInt32?

    /// Which of some rows of activity, which ascend, are known: as many answers, in their order.
    func knows(_ rows: [ActivityRow], _ kind: SubjectKind, of tenant: TenantID) throws -> [Bool]

    /// What a feed stated: at least what touches a range of microseconds.
    func coverage(
        _ name: CoverageName, of tenant: TenantID, touching range: Range<Int64>
    ) throws -> IntervalSet

    /// An invoice by its number; nil if it is unknown.
    func invoice(_ number: InvoiceNumber, of tenant: TenantID) throws -> Invoice?

    /// An entry by its id; nil if it is unknown.
    func entry(_ id: EntityID<InvoiceEntry>, of tenant: TenantID) throws -> InvoiceEntry?

    /// What the entries of an invoice come to: all of them taken by an ``InvoiceStanding``, in any order.
    func standing(of number: InvoiceNumber, tenant: TenantID) throws -> InvoiceStanding

    /// Every term that the plan book of a tenant ever had, by first date, those of one date in their order.
    func planTerms(of tenant: TenantID) throws -> [PlanTerm]

    /// The budget of a tenant; nil if it has none.
    func budget(of tenant: TenantID) throws -> Budget?

    /// The invoices of a tenant that name a plan and a service period, in any order.
    func ratedInvoices(of tenant: TenantID) throws -> [Invoice]

    /// How much money the invoices and entries of a tenant move, whatever its currency.
    func turnover(of tenant: TenantID) throws -> AccountTurnover

    /// Hands on all invoices of a tenant, in any order.
    func forEachInvoice(of tenant: TenantID, _ body: (Invoice) -> Void) throws

    /// Hands on all entries of the invoices of a tenant, in any order.
    func forEachEntry(of tenant: TenantID, _ body: (InvoiceEntry) -> Void) throws

    /// The first date of a kind of record that is kept; nil if all are.
    func floor(of kind: RetainedKind, tenant: TenantID) throws -> LocalDate?
}

/// A commit as a backend keeps it.
public struct KnownCommit: Hashable, Sendable {
    /// What became of the set.
    public let commit: CommitRecord
    /// The digest of what was sent, by which the same content is known again.
    public let digest: String

    /// Makes a commit of what was stored.
    public init(_ commit: CommitRecord, digest: String) {
        self.commit = commit
        self.digest = digest
    }
}

/// What is known of an action.
public struct KnownAction: Hashable, Sendable {
    /// Every content that it had, the newest first.
    public let contents: [ActionRecord]
    /// Whether it did not happen after all.
    public let isVoid: Bool

    /// Makes what is known of an action.
    public init(contents: [ActionRecord], isVoid: Bool) {
        self.contents = contents
        self.isVoid = isVoid
    }

    /// The content that stands; nil if it is void.
    var current: ActionRecord? { isVoid ? nil : contents.first }
}
