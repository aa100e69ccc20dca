package import BillingModel
import BillingTime

/// Makes a state of its records, in the order in which ``RepositoryState/list(_:)`` gives them.
///
/// What does not hold together is refused, so that a state keeps its rules wherever the records come from.
package struct StateAssembly {
    private var history = CommitHistory()
    private var tenants = TenantDirectory()
    /// The tenant whose records are being taken.
    private var current: (id: TenantID, records: TenantRecords)?
    private var rank = 0

    package init() {}

    /// Takes the next record.
    ///
    /// - Throws: `BillingError` with code `malformed` if it does not fit what came before it.
    package mutating func take(_ record: StateRecord) throws(BillingError) {
        if case .tenant(let tenant, let from) = record, tenant.id != current?.id {
            try finishTenant()
            rank = record.rank
            current = (tenant.id, TenantRecords(tenant: History(tenant, from: from)))
            return
        }
        guard record.rank >= rank else {
            throw RepositoryState.broken("the kinds of records are in disorder")
        }
        rank = record.rank
        if case .commit(let commit, let digest) = record {
            try history.restore(commit, digest: digest)
            return
        }
        guard let id = current?.id, var records = current?.records else {
            throw RepositoryState.broken("a record comes before its tenant")
        }
        // The records are in one place at a time, so that nothing is copied.
        current = nil
        try Self.restore(record, id, &records)
        current = (id, records)
    }

    private static func restore(
        _ record: StateRecord, _ id: TenantID, _ records: inout TenantRecords
    ) throws(BillingError) {
        switch record {
        case .commit: break
        case .tenant(let tenant, let from): try records.restore(tenant, from: from)
        case .metric(let metric, let from): try records.restore(metric, from: from)
        case .series(let name, let columns):
            guard columns.holdsTogether else {
                throw RepositoryState.broken("tenant '\(id)': the columns of a series disagree")
            }
            try records.restore(name, columns)
        case .action(let action, let from, let until):
            try records.restore(action, from: from, until: until)
        case .subjects(let kind, let subjects): try records.restore(subjects, of: kind)
        case .activity(let kind, let rows, let revisions): try records.restore(rows, revisions, of: kind)
        case .coverage(let statement, let from): try records.restore(statement, from: from)
        case .invoice(let invoice, let from): try records.restore(invoice, from: from)
        case .entry(let entry, let from): try records.restore(entry, from: from)
        case .floor(let floor):
            guard floor.tenant == id, records.floors[floor.kind] == nil else {
                throw RepositoryState.broken("tenant '\(id)': a retention floor stands twice")
            }
            records.floors[floor.kind] = floor.date
        case .plan(let term, let from): try records.restore(term, from: from)
        case .budget(let budget, let from): try records.restore(budget, from: from)
        }
    }

    private mutating func finishTenant() throws(BillingError) {
        guard let id = current?.id, var records = current?.records else { return }
        current = nil
        try records.deriveTotals()
        try records.finishRestoring(upTo: history.revision)
        guard tenants.append(id, records) else { throw RepositoryState.broken("tenants do not ascend") }
    }

    /// The state of all records that were taken.
    ///
    /// - Throws: `BillingError` with code `malformed` if the records of the last tenant do not fit together.
    package mutating func finish() throws(BillingError) -> RepositoryState {
        try finishTenant()
        return RepositoryState(history, tenants)
    }
}
