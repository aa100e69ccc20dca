package import BillingModel

/// One of the records that a state consists of: all of them, in their order, make the state again.
///
/// First come the commits; then each tenant, the tenants in order of their ids, with the kinds of its records in the order
/// of the cases. What can be derived is left out: the totals of actions, the standing of invoices.
package enum StateRecord: Sendable {
    /// A commit with the digest of its content, in the order of the commits.
    case commit(CommitRecord, digest: String)
    /// What a tenant was from a revision on; another id begins the next tenant.
    case tenant(Tenant, from: Revision)
    /// What a metric of the tenant was from a revision on, in order of id and revision.
    case metric(Metric, from: Revision)
    /// A recorded series, whole, in order of the names; it may be empty.
    case series(SeriesName, SeriesColumns)
    /// One content of an action, in order of revision, source and id; those of one action and revision as they came.
    case action(ActionRecord, from: Revision, until: Revision?)
    /// The numbered subjects of a kind, in order of the kinds, each before its activity.
    case subjects(SubjectKind, [NumberedSubject])
    /// The activity of the subjects of a kind, in order, and the revisions that added the rows.
    case activity(SubjectKind, [ActivityRow], RunLengths<Revision>)
    /// A statement of coverage, in order of metric, source, revision and range.
    case coverage(Coverage, from: Revision)
    /// An invoice, in order of revision and number.
    case invoice(Invoice, from: Revision)
    /// An entry of an invoice, in order of revision, invoice and id.
    case entry(InvoiceEntry, from: Revision)
    /// A retention floor, in order of the kinds.
    case floor(RetentionFloor)
    /// What a term of the plan book was from a revision on, in order of its first date and revision.
    case plan(PlanTerm, from: Revision)
    /// What the budget was from a revision on, in order of revision.
    case budget(Budget, from: Revision)

    /// A subject, whose number is its place.
    package struct NumberedSubject: Hashable, Sendable {
        package let id: SubjectID
        package let from: Revision
        /// Whether the id is a tombstone.
        package let isErased: Bool

        package init(id: SubjectID, from: Revision, isErased: Bool) {
            self.id = id
            self.from = from
            self.isErased = isErased
        }
    }
}

extension StateRecord {
    /// The place of the kind of record among those of a tenant; the ids decide where two records share it.
    var rank: Int {
        switch self {
        case .commit: 0
        case .tenant: 1
        case .metric: 2
        case .series: 3
        case .action: 4
        case .subjects, .activity: 5
        case .coverage: 6
        case .invoice: 7
        case .entry: 8
        case .floor: 9
        case .plan: 10
        case .budget: 11
        }
    }
}
