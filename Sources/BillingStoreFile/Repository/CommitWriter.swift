import BillingModel
import BillingStore
import BillingTime

/// Writes what one commit does to the tables, inside its transaction.
final class CommitWriter {
    let session: Session
    let digests = DigestChanges()
    private let revision: Revision
    private var owners: [TenantID: Int64] = [:]
    var connection: Connection { session.connection }

    init(_ session: Session, at revision: Revision) {
        self.session = session
        self.revision = revision
    }

    /// The number of a known tenant.
    func owner(_ tenant: TenantID) throws -> Int64 {
        if let known = owners[tenant] { return known }
        guard let number = try session.tenants.row(of: tenant)?.number else {
            throw BillingError.unknown(tenant)
        }
        owners[tenant] = number
        return number
    }

    /// Stores the commit itself, last of all.
    func finish(_ commit: CommitRecord, digest: String) throws {
        try session.commits.append(commit, digest: digest, digests, series: session.seriesStore.partChanges)
    }

    /// Does what a plan says.
    func apply(_ plan: CommitPlan) throws {
        for (id, tenant) in plan.tenants.sorted(by: { $0.key < $1.key }) {
            let number =
                try session.tenants.row(of: id)?.number
                ?? session.tenants.add(id, since: revision, digests)
            try Tables.tenantVersion.insert(try Tables.row(tenant, number, revision), connection, digests)
        }
        for (tenant, metrics) in plan.metrics {
            for metric in metrics.values {
                try Tables.metric.insert(
                    try Tables.row(metric, try owner(tenant), revision), connection, digests)
            }
        }
        for change in plan.actions { try apply(change) }
        for change in plan.activity {
            try addSubjects(change)
        }
        for change in plan.coverage {
            for range in change.ranges {
                try Tables.coverage.insert(
                    [
                        .integer(try owner(change.tenant)), .id(change.name.metric), .id(change.name.source),
                        .integer(range.lowerBound), .integer(range.upperBound), .revision(revision),
                    ], connection, digests)
            }
        }
        for invoice in plan.invoices {
            try Tables.invoice.insert(
                try Tables.row(invoice, try owner(invoice.tenant), revision), connection, digests)
        }
        for entry in plan.entries {
            try Tables.entry.insert(Tables.row(entry, try owner(entry.tenant), revision), connection, digests)
        }
        for term in plan.plans {
            try Tables.plan.insert(
                try Tables.row(term, try owner(term.tenant), revision), connection, digests)
        }
        for budget in plan.budgets {
            try Tables.budget.insert(
                try Tables.row(budget, try owner(budget.tenant), revision), connection, digests)
        }
        for (tenant, changes) in plan.seriesChanges {
            try session.changeSeries().writer.apply(
                changes.others, samples: changes.samples, try owner(tenant), at: revision)
        }
    }

    private func apply(_ change: CommitPlan.ActionChange) throws {
        let owner = try owner(change.tenant)
        try session.actions.end(change.ending, owner, at: revision, digests)
        let rows = change.adding.lazy.map { [revision] in
            StoredActions.NewRow(
                action: $0.action, position: $0.position, from: revision,
                until: $0.isCurrent ? nil : revision)
        }
        try session.actions.insert(rows, owner, digests)
    }

    private func addSubjects(_ change: CommitPlan.ActivityChange) throws {
        guard !change.newSubjects.isEmpty else { return }
        let owner = try owner(change.tenant)
        var next = try session.tables(change.tenant, owner).subjectCount(change.kind)
        for subject in change.newSubjects {
            try Tables.subject.insert(
                [
                    .integer(owner), .id(change.kind), .integer(next), .id(subject), .integer(0),
                    .revision(revision),
                ],
                connection, digests)
            next += 1
        }
    }
}

extension CommitPlan {
    /// What the plan does to the stored series of a tenant.
    fileprivate struct SeriesChanges {
        var samples: [ArraySlice<CommitPlan.SeriesChange>] = []
        var others: [StoredSeriesChange] = []
    }

    /// What the plan does to the stored series of each tenant, in order of the tenants.
    fileprivate var seriesChanges: [(tenant: TenantID, changes: SeriesChanges)] {
        var changes: [TenantID: SeriesChanges] = [:]
        // Those of one tenant stand together as a rule.
        var start = 0
        while start < series.count {
            let tenant = series[start].key.tenant
            let end = series[start...].firstIndex { $0.key.tenant != tenant } ?? series.count
            changes[tenant, default: SeriesChanges()].samples.append(series[start..<end])
            start = end
        }
        for change in actions {
            for (name, totals) in change.totals {
                changes[change.tenant, default: SeriesChanges()].others.append(
                    StoredSeriesChange(
                        name: .measure(name), timing: .instants, changes: totals, versioned: []))
            }
        }
        for change in activity {
            let rows = SampleChanges(
                positions: change.rows.map(\.position), values: Array(repeating: 0, count: change.rows.count))
            changes[change.tenant, default: SeriesChanges()].others.append(
                StoredSeriesChange(
                    name: .activity(change.kind), timing: .instants, changes: rows, versioned: []))
        }
        return changes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
