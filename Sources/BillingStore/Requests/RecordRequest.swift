#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel

/// What kind of record a request reads.
public enum RecordKind: String, CaseIterable, Hashable, Sendable, Codable {
    /// Tenants, in ascending order of id.
    case tenant
    /// Metrics that were committed for a tenant, in ascending order of tenant and id.
    case metric
    /// Invoices, in ascending order of issue, tenant and number.
    case invoice
    /// Entries of invoices, in ascending order of instant, tenant, number and id.
    case entry
    /// Actions, in ascending order of instant, tenant, source and id.
    case action
    /// Statements of coverage, merged per tenant, metric and source, in that order and ascending in time.
    case coverage
    /// Retention floors, in ascending order of tenant, the kinds of one as ``RetainedKind`` declares them; those of now, whatever
    /// revision is read.
    case floor
    /// Commits that made a revision, in its order; of all tenants together or not at all.
    case commit
    /// Terms of plan books, in ascending order of tenant and first date.
    case plan
    /// Budgets, in ascending order of tenant.
    case budget
}

/// A record of any kind.
public enum BillingRecord: Hashable, Sendable {
    /// A tenant.
    case tenant(Tenant)
    /// A metric of a tenant.
    case metric(TenantID, Metric)
    /// An invoice.
    case invoice(Invoice)
    /// An entry of an invoice.
    case entry(InvoiceEntry)
    /// An action.
    case action(ActionRecord)
    /// A statement of coverage.
    case coverage(Coverage)
    /// A retention floor of a tenant.
    case floor(RetentionFloor)
    /// A commit.
    case commit(CommitRecord)
    /// A term of a tenant's plan book.
    case plan(PlanTerm)
    /// A budget.
    case budget(Budget)
}

extension BillingRecord {
    /// Whose record it is; nil for a commit.
    package var owner: TenantID? {
        switch self {
        case .tenant(let tenant): tenant.id
        case .metric(let tenant, _): tenant
        case .invoice(let invoice): invoice.tenant
        case .entry(let entry): entry.tenant
        case .action(let action): action.tenant
        case .coverage(let coverage): coverage.tenant
        case .floor(let floor): floor.tenant
        case .plan(let term): term.tenant
        case .budget(let budget): budget.tenant
        case .commit: nil
        }
    }
}

/// A request for records of one kind.
public struct RecordRequest: Hashable, Sendable {
    /// What kind of record is read.
    public var kind: RecordKind
    /// Whose records are read.
    public var tenants: TenantSelection
    /// The time of the records, for invoices (issue), entries, actions and commits (recorded); nil for all.
    public var range: Range<Date>?
    /// Whether the order is turned round, so that the newest come first.
    public var descending: Bool
    /// As of which state of knowledge.
    public var knownAt: KnownAt
    /// The most records of a page, at least 1.
    public var limit: Int
    /// Where the page begins; nil for the first.
    public var cursor: PageCursor?

    /// Makes a request.
    public init(
        _ kind: RecordKind, of tenants: TenantSelection, in range: Range<Date>? = nil,
        descending: Bool = false,
        knownAt: KnownAt = .latest, limit: Int = 1_000, cursor: PageCursor? = nil
    ) {
        self.kind = kind
        self.tenants = tenants
        self.range = range
        self.descending = descending
        self.knownAt = knownAt
        self.limit = limit
        self.cursor = cursor
    }
}

/// One page of records.
public struct RecordPage: Hashable, Sendable {
    /// The records in the order of the request.
    public var records: [BillingRecord]
    /// Where the next page begins; nil if this is the last.
    public var next: PageCursor?
    /// The revision that was read.
    public var revision: Revision

    /// Makes a page.
    public init(records: [BillingRecord], next: PageCursor?, revision: Revision) {
        self.records = records
        self.next = next
        self.revision = revision
    }
}

extension RecordRequest {
    package static let commitsAreOfAll = BillingError(
        .unsupported, rule: "commits are read of all tenants together")
}
