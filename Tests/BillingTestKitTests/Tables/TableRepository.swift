import BillingModel
import BillingStore
import Foundation

/// A repository over tables, here arrays: it writes lookups and rows, and no rule.
actor TableRepository: BillingRepository {
    private var tables = Tables()
    private let clock: @Sendable () -> Date

    init(clock: @escaping @Sendable () -> Date) { self.clock = clock }

    func commit(_ changes: ChangeSet) throws -> CommitRecord {
        switch try tables.decide(changes, at: clock()) {
        case .known(let commit): return commit
        case .new(let commit, let digest, let plan):
            tables.apply(plan, at: commit.revision)
            tables.commits.append(KnownCommit(commit, digest: digest))
            return commit
        }
    }

    func erase(_ request: ErasureRequest) throws -> CommitRecord {
        switch try tables.decide(request, at: clock()) {
        case .known(let commit): return commit
        case .unchanged(let commit, let digest):
            tables.commits.append(KnownCommit(commit, digest: digest))
            return commit
        case .new(let commit, let digest, let tombstone):
            tables.erase(request.target, tombstone)
            tables.commits.append(KnownCommit(commit, digest: digest))
            return commit
        }
    }

    func revision(_ knownAt: KnownAt) throws -> Revision { try tables.revision(knownAt) }
    func records(_ request: RecordRequest) throws -> RecordPage { try tables.records(request) }
    func series(_ request: SeriesRequest) throws -> SeriesPage { try tables.series(request) }
    func activity(_ request: ActivityRequest) throws -> ActivityPage { try tables.activity(request) }
    func summaries(_ request: SummaryRequest) throws -> SummaryPage { try tables.summaries(request) }
}

/// A row of a table: what it says of a tenant, and the revisions that see it.
struct TableRow<Content> {
    let tenant: TenantID
    var content: Content
    let from: Revision
    var until: Revision?

    func isVisible(at revision: Revision) -> Bool {
        from <= revision && until.map { revision < $0 } ?? true
    }
}

/// The tables.
struct Tables {
    var commits: [KnownCommit] = []
    var tenants: [TableRow<Tenant>] = []
    var metrics: [TableRow<Metric>] = []
    var series: [SeriesKey: SeriesColumns] = [:]
    var actions: [TableRow<ActionRecord>] = []
    var totals: [TenantID: [MeasureName: SeriesColumns]] = [:]
    /// The subjects of one tenant and kind are numbered in their order.
    var subjects: [TableRow<(kind: SubjectKind, id: SubjectID)>] = []
    var activity: [TableRow<(kind: SubjectKind, row: ActivityRow)>] = []
    var coverage: [TableRow<Coverage>] = []
    var invoices: [TableRow<Invoice>] = []
    var entries: [TableRow<InvoiceEntry>] = []
    var plans: [TableRow<PlanTerm>] = []
    var budgets: [TableRow<Budget>] = []
    var floors: [RetentionFloor] = []
}

extension Tables {
    /// Adds a row, in place of those that say another thing of the same.
    private func put<Content>(
        _ content: Content, of tenant: TenantID, into rows: inout [TableRow<Content>], at revision: Revision,
        replacing isSame: (Content) -> Bool = { _ in false }
    ) {
        for index in rows.indices where rows[index].tenant == tenant && rows[index].until == nil {
            if isSame(rows[index].content) { rows[index].until = revision }
        }
        rows.append(TableRow(tenant: tenant, content: content, from: revision))
    }

    /// Does what a plan says, in the transaction that decided it.
    mutating func apply(_ plan: CommitPlan, at revision: Revision) {
        for (id, tenant) in plan.tenants {
            put(tenant, of: id, into: &tenants, at: revision) { _ in true }
        }
        for (tenant, known) in plan.metrics {
            for (id, metric) in known {
                put(metric, of: tenant, into: &metrics, at: revision) { $0.id == id }
            }
        }
        for change in plan.series {
            series[change.key, default: SeriesColumns(timing: change.timing)].remember(change.versioned)
            series[change.key]?.apply(change.changes, at: revision)
        }
        for change in plan.actions {
            for key in change.ending {
                for index in actions.indices where actions[index].until == nil {
                    let row = actions[index]
                    guard row.tenant == change.tenant, ActionKey(row.content) == key else { continue }
                    actions[index].until = revision
                }
            }
            for added in change.adding {
                let until = added.isCurrent ? nil : revision
                actions.append(
                    TableRow(
                        tenant: change.tenant, content: added.action, from: revision, until: until))
            }
            for (name, changes) in change.totals {
                totals[change.tenant, default: [:]][name, default: SeriesColumns(timing: .instants)]
                    .apply(changes, at: revision)
            }
        }
        for change in plan.activity {
            for subject in change.newSubjects {
                put((change.kind, subject), of: change.tenant, into: &subjects, at: revision)
            }
            for row in change.rows {
                put((change.kind, row), of: change.tenant, into: &activity, at: revision)
            }
        }
        for change in plan.coverage {
            for statement in change.statements {
                put(statement, of: change.tenant, into: &coverage, at: revision)
            }
        }
        for invoice in plan.invoices { put(invoice, of: invoice.tenant, into: &invoices, at: revision) }
        for entry in plan.entries { put(entry, of: entry.tenant, into: &entries, at: revision) }
        for term in plan.plans {
            put(term, of: term.tenant, into: &plans, at: revision) { $0.from == term.from }
        }
        for budget in plan.budgets {
            put(budget, of: budget.tenant, into: &budgets, at: revision) { _ in true }
        }
    }

    /// Takes a target out of every revision.
    mutating func erase(_ target: ErasureRequest.Target, _ tombstone: SubjectID?) {
        switch target {
        case .tenant(let tenant): erase(tenant)
        case .subject(let subject, let kind, let tenant):
            for index in subjects.indices where subjects[index].tenant == tenant {
                guard let tombstone, subjects[index].content == (kind, subject) else { continue }
                subjects[index].content.id = tombstone
            }
        case .records(let kind, let date, let tenant):
            drop(kind, below: RetentionFloor(tenant: tenant, kind: kind, date: date))
        }
    }

    private mutating func erase(_ tenant: TenantID) {
        tenants.removeAll { $0.tenant == tenant }
        metrics.removeAll { $0.tenant == tenant }
        for key in series.keys where key.tenant == tenant { series[key] = nil }
        actions.removeAll { $0.tenant == tenant }
        totals[tenant] = nil
        subjects.removeAll { $0.tenant == tenant }
        activity.removeAll { $0.tenant == tenant }
        coverage.removeAll { $0.tenant == tenant }
        invoices.removeAll { $0.tenant == tenant }
        entries.removeAll { $0.tenant == tenant }
        plans.removeAll { $0.tenant == tenant }
        budgets.removeAll { $0.tenant == tenant }
        floors.removeAll { $0.tenant == tenant }
    }

    private mutating func drop(_ kind: RetainedKind, below floor: RetentionFloor) {
        let tenant = floor.tenant
        floors.removeAll { $0.tenant == tenant && $0.kind == kind }
        floors.append(floor)
        switch kind {
        case .sample:
            for (key, columns) in series where key.tenant == tenant {
                series[key]?.drop(before: floor.position(columns.timing))
            }
        case .action:
            actions.removeAll { $0.tenant == tenant && $0.content.at < floor.start }
            for name in totals[tenant, default: [:]].keys {
                totals[tenant]?[name]?.drop(before: floor.position(.instants))
            }
        case .activity:
            activity.removeAll { $0.tenant == tenant && $0.content.row.quarterHour < floor.quarterHour }
        case .invoice:
            let gone = invoices.filter { $0.tenant == tenant && $0.content.issuedAt < floor.start }
                .map(\.content.number)
            invoices.removeAll { $0.tenant == tenant && gone.contains($0.content.number) }
            entries.removeAll { $0.tenant == tenant && gone.contains($0.content.invoice) }
        }
        coverage = coverage.compactMap { row in
            guard row.tenant == tenant, metric(row.content.metric, of: tenant)?.retainedKind == kind
            else { return row }
            var rest = row
            guard let statement = row.content.dropping(before: floor.start) else { return nil }
            rest.content = statement
            return rest
        }
    }

    private func metric(_ id: MetricID, of tenant: TenantID) -> Metric? {
        metrics.last { $0.tenant == tenant && $0.content.id == id }?.content ?? Metric.platform(id)
    }
}
