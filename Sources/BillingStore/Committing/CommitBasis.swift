package import BillingModel
package import BillingTime

/// What a commit is decided on: the latest state of a repository, looked up by the identities that a set names.
///
/// The rules of a commit stand once, in ``CommitPlan``, over these lookups; a backend that keeps its records elsewhere
/// than in memory loads no more than a set touches.
package protocol CommitBasis {
    func tenant(_ id: TenantID) throws(BillingError) -> Tenant?

    /// The metric as it was committed for the tenant; nil if it was not.
    func committedMetric(_ id: MetricID, of tenant: TenantID) throws(BillingError) -> Metric?

    /// Whether any sample of the metric was ever taken.
    func hasSamples(of metric: MetricID, tenant: TenantID) throws(BillingError) -> Bool

    /// A recorded series: at least all that is known at some positions, which ascend.
    func series(_ key: SeriesKey, at positions: [Int64]) throws(BillingError) -> SeriesColumns?

    /// The totals of actions: at least those at some positions, which ascend.
    func totals(
        _ name: MeasureName, of tenant: TenantID, at positions: [Int64]
    ) throws(BillingError) -> SeriesColumns?

    /// All that an action ever said; nil if it is unknown.
    func action(_ key: ActionKey, of tenant: TenantID) throws(BillingError) -> KnownAction?

    /// How many subjects of a kind have a number.
    func subjectCount(_ kind: SubjectKind, of tenant: TenantID) throws(BillingError) -> Int

    func number(
        of subject: SubjectID, _ kind: SubjectKind, tenant: TenantID
    ) throws(BillingError) -> UInt32?

    /// Which of some rows, which ascend, are known.
    func knows(
        _ rows: [ActivityRow], _ kind: SubjectKind, of tenant: TenantID
    ) throws(BillingError) -> [Bool]

    /// What a feed stated: at least what touches a range.
    func coverage(
        _ name: CoverageName, of tenant: TenantID, touching range: Range<Int64>
    ) throws(BillingError) -> IntervalSet

    func invoice(_ number: InvoiceNumber, of tenant: TenantID) throws(BillingError) -> Invoice?

    func entry(
        _ id: Identifier<InvoiceEntry>, of tenant: TenantID
    ) throws(BillingError) -> InvoiceEntry?

    /// What the entries of an invoice come to.
    func standing(of number: InvoiceNumber, tenant: TenantID) throws(BillingError) -> InvoiceStanding

    /// Every term that the plan book of a tenant ever had, by first date, those of one date in their order.
    func planTerms(of tenant: TenantID) throws(BillingError) -> [PlanTerm]

    func budget(of tenant: TenantID) throws(BillingError) -> Budget?

    /// The invoices of a tenant that name a plan and a service period.
    func ratedInvoices(of tenant: TenantID) throws(BillingError) -> [Invoice]
    /// How much money the invoices and entries of a tenant move, whatever its currency.
    func turnover(of tenant: TenantID) throws(BillingError) -> AccountTurnover

    /// Hands on all invoices of a tenant, in any order.
    func forEachInvoice(of tenant: TenantID, _ body: (Invoice) -> Void) throws(BillingError)

    /// Hands on all entries of the invoices of a tenant, in any order.
    func forEachEntry(of tenant: TenantID, _ body: (InvoiceEntry) -> Void) throws(BillingError)

    /// The first date of a kind of record that is kept; nil if all are.
    func floor(of kind: RetainedKind, tenant: TenantID) throws(BillingError) -> LocalDate?
}

/// What is known of an action.
package struct KnownAction {
    /// Every content that it had, the newest first.
    package let contents: [ActionRecord]
    package let isVoid: Bool

    package init(contents: [ActionRecord], isVoid: Bool) {
        self.contents = contents
        self.isVoid = isVoid
    }

    /// The content that stands; nil if it is void.
    var current: ActionRecord? { isVoid ? nil : contents.first }
}
