public import BillingModel

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Changes that are applied together or not at all, under an id that the caller chose.
///
/// ```swift
/// var changes = ChangeSet(id: try CommitID("import-2026-03-01"))
/// changes.add(tenant)
/// changes.add(try DailyUsage(tenant: tenant.id, date: LocalDate("2026-03-01"), counts: [.assets: 120]))
/// try await repository.commit(changes)
/// ```
///
/// Records may come in any order: a tenant and its samples fit in one set. Only the changes of actions are taken in their
/// order, so that one set may record an action and amend it. Two sets have the same content if they hold the same
/// records in the same order; the basis is no part of it.
public struct ChangeSet: Hashable, Sendable {
    /// A metric of a tenant's own, or another source of a platform metric.
    public struct MetricDefinition: Hashable, Sendable {
        /// Whose metric it is.
        public let tenant: TenantID
        /// The metric.
        public let metric: Metric
    }

    /// What is done to an action.
    public enum ActionChange: Hashable, Sendable {
        /// A new action; a known id with other content is a conflict.
        case record(ActionRecord)
        /// New content for a known action; the original is kept.
        case amend(ActionRecord)
        /// A known action that did not happen; the original is kept.
        case void(tenant: TenantID, source: SourceID, id: ActionID)
    }

    /// The id of the commit, chosen by the caller.
    public let id: CommitID
    /// The revision that the changes were made for: they are refused if it has moved on.
    ///
    /// Nil if any will do.
    public var basis: Revision?
    /// Tenants, new or changed.
    public internal(set) var tenants: [Tenant] = []
    /// Metrics, new or with other names.
    public internal(set) var metrics: [MetricDefinition] = []
    /// Samples, corrections and retractions.
    public private(set) var samples = SampleWrites()
    /// Inventories, each of which writes its samples.
    public internal(set) var inventories: [Inventory] = []
    /// Usage rows, each of which writes its samples.
    public internal(set) var usage: [DailyUsage] = []
    /// Actions, amendments and voids.
    public internal(set) var actions: [ActionChange] = []
    /// Activity of subjects.
    public private(set) var activity = ActivityWrites()
    /// Statements of coverage.
    public internal(set) var coverage: [Coverage] = []
    /// Invoices.
    public internal(set) var invoices: [Invoice] = []
    /// Entries of invoices.
    public internal(set) var entries: [InvoiceEntry] = []
    /// Terms of plan books.
    public internal(set) var plans: [PlanTerm] = []
    /// Budgets.
    public internal(set) var budgets: [Budget] = []

    /// Makes an empty set.
    public init(id: CommitID, basis: Revision? = nil) {
        self.id = id
        self.basis = basis
    }

    /// Adds a tenant; one with a known id replaces it.
    public mutating func add(_ tenant: Tenant) { tenants.append(tenant) }

    /// Adds a metric of a tenant; one with a known id may differ in name, unit, lag, staleness and reset rule only.
    ///
    /// A metric of the platform that is recorded may get another source, cadence or identity scope before its first
    /// sample.
    public mutating func add(_ metric: Metric, for tenant: TenantID) {
        metrics.append(MetricDefinition(tenant: tenant, metric: metric))
    }

    /// Adds a sample, a correction or a retraction.
    public mutating func add(_ sample: SampleWrite) { samples.append(sample) }

    /// Adds samples of one series at instants, side by side.
    ///
    /// They say the same as one ``SampleWrite`` after the other, and take a fraction of its time.
    ///
    /// - Parameters:
    ///   - series: The series.
    ///   - times: Instants in any order, kept to the nearest microsecond.
    ///   - values: One for each instant, finite when the set is committed.
    /// - Throws: `BillingError` with code `invalidValue` if there are not as many values as instants.
    /// - Complexity: O(*n*) for *n* samples.
    public mutating func add(series: SeriesKey, times: [Date], values: [Double]) throws(BillingError) {
        guard times.count == values.count else { throw Self.unequal(series, times.count, values.count) }
        samples.append(series, instants: times, values: values)
    }

    /// Adds samples of one daily series, side by side.
    ///
    /// - Parameters:
    ///   - series: The series.
    ///   - dates: Dates in any order.
    ///   - values: One for each date, finite when the set is committed.
    /// - Throws: `BillingError` with code `invalidValue` if there are not as many values as dates.
    /// - Complexity: O(*n*) for *n* samples.
    public mutating func add(series: SeriesKey, dates: [LocalDate], values: [Double]) throws(BillingError) {
        guard dates.count == values.count else { throw Self.unequal(series, dates.count, values.count) }
        samples.append(series, dates: dates, values: values)
    }

    private static func unequal(_ series: SeriesKey, _ times: Int, _ values: Int) -> BillingError {
        BillingError(
            .invalidValue, rule: "columns of samples are equally long",
            detail: "\(series): \(times) times, \(values) values")
    }

    /// Adds the samples of an inventory, for whose daily gauges the tenant's clock tells the date.
    public mutating func add(_ inventory: Inventory) { inventories.append(inventory) }

    /// Adds the samples of a usage row.
    public mutating func add(_ row: DailyUsage) { usage.append(row) }

    /// Adds an action; the content that a known id has or once had says nothing new, unless the action is void.
    public mutating func add(_ action: ActionRecord) { actions.append(.record(action)) }

    /// Gives a known action new content.
    public mutating func amend(_ action: ActionRecord) { actions.append(.amend(action)) }

    /// Takes a known action back.
    public mutating func void(action id: ActionID, of source: SourceID, tenant: TenantID) {
        actions.append(.void(tenant: tenant, source: source, id: id))
    }

    /// Adds the activity of a subject.
    public mutating func add(_ activity: ActivityRecord) { self.activity.append(activity) }

    /// Adds a statement of coverage.
    public mutating func add(_ coverage: Coverage) { self.coverage.append(coverage) }

    /// Adds an invoice; a known number with other content is a conflict.
    public mutating func add(_ invoice: Invoice) { invoices.append(invoice) }

    /// Adds an entry of an invoice; a known id with other content is a conflict.
    ///
    /// A payment or credit note later than the void of its invoice is refused, by the instants of both and in whatever
    /// order they are sent. Refunds are taken, because what was paid before may go back.
    public mutating func add(_ entry: InvoiceEntry) { entries.append(entry) }

    /// Adds a term to the plan book of a tenant, or puts it in the place of the one that begins on the same date.
    ///
    /// The plan is in the currency of the tenant. A known id of a plan with other content is a conflict, as is a term by
    /// which a period that was invoiced would have another plan than its invoice names.
    public mutating func add(_ term: PlanTerm) { plans.append(term) }

    /// Adds the budget of a tenant; it replaces the one before.
    public mutating func add(_ budget: Budget) { budgets.append(budget) }

    /// How many records the set holds.
    public var count: Int {
        tenants.count + metrics.count + samples.count + inventories.count + usage.count + actions.count
            + activity.count + coverage.count + invoices.count + entries.count + plans.count + budgets.count
    }

    /// Whether the set holds no record.
    public var isEmpty: Bool { count == 0 }
}
