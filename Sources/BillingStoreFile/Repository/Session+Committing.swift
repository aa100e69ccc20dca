import BillingModel
import BillingStore
import BillingTime

extension Session {
    /// The commit that was made under an id, if any.
    ///
    /// - Throws: `BillingError` with code `conflict` if it had other content.
    private func made(_ id: CommitID, _ digest: String) throws -> Commit? {
        guard let values = try Tables.commit.first("WHERE id = ?", [.id(id)], connection) else {
            try checkCommits()
            return nil
        }
        let made = try Tables.commit(values, connection)
        guard made.digest == digest else {
            throw BillingError(
                .conflict, rule: "a commit id stands for one content forever", detail: "commit '\(id)'")
        }
        return made.commit
    }

    /// Checks once that no commit is missing, whose id would be free again.
    func checkCommits() throws {
        guard !hasCheckedCommits else { return }
        let count = try connection.first("SELECT count(*) FROM commit_log") { try $0.integer(0) }
        guard try count == head().sequence else { throw missingCommit("one or more") }
        hasCheckedCommits = true
    }

    /// Makes a commit, or finds that it was made; belongs into a transaction that writes.
    func commit(
        _ changes: ChangeSet, digest: String, at instant: CommitInstant, zones: ZoneDatabase
    ) throws -> Commit {
        if let made = try made(changes.id, digest) { return made }
        let head = try head()
        if let basis = changes.basis, basis != head.revision {
            throw BillingError(
                .outdated, rule: "the basis of a commit is the latest revision",
                detail: "basis \(basis), latest \(head.revision)")
        }
        let recorded = try instant.recorded(after: head.recorded)
        let plan = try CommitPlan(changes, on: FileBasis(self), zones: zones)
        let revision = plan.counts.hasEffect ? try head.revision.next() : head.revision
        let digests = DigestChanges()
        try apply(plan, at: revision, digests)
        return try finish(
            Commit(
                id: changes.id, revision: revision, recordedAt: Instants.date(recorded),
                inserted: plan.counts.inserted, unchanged: plan.counts.unchanged,
                corrected: plan.counts.corrected, retracted: plan.counts.retracted),
            digest, after: head, digests)
    }

    /// Makes an erasure, or finds that it was made; belongs into a transaction that writes.
    func erase(_ request: ErasureRequest, digest: String, at instant: CommitInstant) throws -> Commit {
        if let made = try made(request.id, digest) { return made }
        let head = try head()
        let recorded = try instant.recorded(after: head.recorded)
        let digests = DigestChanges()
        let isNew = try erase(request, digests)
        hasErased = isNew
        return try finish(
            Commit(
                id: request.id, kind: .erasure, revision: isNew ? try head.revision.next() : head.revision,
                recordedAt: Instants.date(recorded), inserted: 0, unchanged: isNew ? 0 : 1,
                corrected: 0, retracted: isNew ? 1 : 0),
            digest, after: head, digests)
    }

    private func finish(
        _ commit: Commit, _ digest: String, after head: Head, _ digests: DigestChanges
    ) throws -> Commit {
        try digests.write(connection)
        let changes = digests.partChanges.merging(lanes.partChanges, uniquingKeysWith: &+)
        let root = try root.update(
            changes, erased: digests.erased, head.sequence + 1, after: head.log)
        try Tables.commit.insert(
            try Tables.row(
                commit, sequence: head.sequence + 1, digest: digest, made: commit.revision > head.revision,
                root: root), connection, digests)
        try digests.write(connection)
        return commit
    }

    private func apply(_ plan: CommitPlan, at revision: Revision, _ digests: DigestChanges) throws {
        for (id, tenant) in plan.tenants.sorted(by: { $0.key < $1.key }) {
            let number = try row(of: id)?.number ?? add(id, since: revision, digests)
            try Tables.tenantVersion.insert(try Tables.row(tenant, number, revision), connection, digests)
        }
        var owners: [TenantID: Int64] = [:]
        func owner(_ tenant: TenantID) throws -> Int64 {
            if let known = owners[tenant] { return known }
            guard let number = try row(of: tenant)?.number else { throw BillingError.unknown(tenant) }
            owners[tenant] = number
            return number
        }
        for (tenant, metrics) in plan.metrics {
            for metric in metrics.values {
                try Tables.metric.insert(
                    try Tables.row(metric, try owner(tenant), revision), connection, digests)
            }
        }
        for change in plan.actions { try apply(change, try owner(change.tenant), at: revision, digests) }
        for change in plan.activity {
            try addSubjects(change, try owner(change.tenant), at: revision, digests)
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
        for (tenant, changes) in plan.laneChanges.sorted(by: { $0.key < $1.key }) {
            try changeLanes().apply(changes, try owner(tenant), at: revision)
        }
    }

    /// Gives a tenant a number that none had before it.
    func add(_ tenant: TenantID, since revision: Revision, _ digests: DigestChanges) throws -> Int64 {
        let last = try connection.first("SELECT seq FROM sqlite_sequence WHERE name = 'tenant'") {
            try $0.integer(0)
        }
        let number = (last ?? 0) &+ 1
        guard number > 0 else {
            throw BillingError(
                .corruptData, rule: "tenants are numbered from 1 on",
                detail: "\(connection.path): table sqlite_sequence: \(number)")
        }
        try Tables.tenant.insert(
            [.integer(number), .id(tenant), .revision(revision)], connection, digests)
        return number
    }

    private func apply(
        _ change: CommitPlan.ActionChange, _ owner: Int64, at revision: Revision, _ digests: DigestChanges
    ) throws {
        let table = Tables.action
        for key in change.ending {
            let place: [SQLValue] = [.integer(owner), .id(key.source), .id(key.id)]
            let clause = "WHERE tenant = ? AND source = ? AND id = ? AND until IS NULL"
            for values in try table.rows(clause, place, connection) {
                let ended = Array(values.dropLast()) + [.revision(revision)]
                try connection.run(
                    "UPDATE action SET until = ?, seal = ? " + clause,
                    [.revision(revision), .integer(table.seal(ended))] + place)
                digests.toggle(table.digestKey(values), table.seal(values), count: -1)
                digests.toggle(table.digestKey(ended), table.seal(ended), count: 1)
            }
        }
        for added in change.adding {
            try table.insert(
                try Tables.row(added.record, owner, revision, until: added.isCurrent ? nil : revision),
                connection, digests)
        }
    }

    private func addSubjects(
        _ change: CommitPlan.ActivityChange, _ owner: Int64, at revision: Revision, _ digests: DigestChanges
    ) throws {
        guard !change.newSubjects.isEmpty else { return }
        var next = try subjectCount(change.kind, owner)
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
    /// What the plan does to the lanes of each tenant.
    fileprivate var laneChanges: [TenantID: [LaneChange]] {
        var changes: [TenantID: [LaneChange]] = [:]
        for change in series {
            let name = SeriesName(metric: change.key.metric, labels: change.key.labels)
            changes[change.key.tenant, default: []].append(
                LaneChange(
                    lane: .sample(name), timing: change.timing, changes: change.changes,
                    versioned: change.versioned))
        }
        for change in actions {
            for (name, totals) in change.totals {
                changes[change.tenant, default: []].append(
                    LaneChange(lane: .measure(name), timing: .instants, changes: totals, versioned: []))
            }
        }
        for change in activity {
            let rows = change.rows.map { SeriesColumns.Change(position: $0.position, value: 0, zone: nil) }
            changes[change.tenant, default: []].append(
                LaneChange(lane: .presence(change.kind), timing: .instants, changes: rows, versioned: []))
        }
        return changes
    }
}
