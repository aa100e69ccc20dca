import BillingModel
import BillingStore

extension PastReader {
    /// Which of some lines lacked something at a revision, so that a commit on it cannot have taken them.
    ///
    /// A line lacks a tenant, metric, invoice or action that it names, that was not known and that no other of the lines
    /// brings; or a metric that has been given another source or cadence since, which it gets only before its first sample.
    mutating func lacking(
        _ lines: [ImportBatch.Line], at revision: Revision, now: Revision
    ) async throws -> Set<Int> {
        let brought = Brought(lines)
        let actions = try await actions(namedBy: lines, at: revision)
        let present = try await self.actions(namedBy: lines, at: now)
        var recorded: Set<TenantAction> = []
        var lacking: Set<Int> = []
        for line in lines {
            for record in line.records {
                let isThere =
                    switch record {
                    case .action(.void(let tenant, let source, let id))
                    where !present.contains(TenantAction(.void(tenant: tenant, source: source, id: id))):
                        // Unknown, so that it is refused as it was, or void, so that nothing is left to say.
                        try await isThere(tenant, brought, revision)
                    case .action(let change):
                        try await isThere(change, actions, recorded, brought, revision)
                    default: try await isThere(record, brought, revision, now)
                    }
                if !isThere {
                    lacking.insert(line.line)
                } else if case .action(.record(let action)) = record {
                    recorded.insert(TenantAction(.record(action)))
                }
            }
        }
        return lacking
    }

    /// What lines bring themselves for others of them, in whatever order.
    private struct Brought {
        var tenants: Set<TenantID> = []
        var metrics: Set<SeriesKey> = []
        var invoices: [TenantID: Set<InvoiceNumber>] = [:]

        init(_ lines: [ImportBatch.Line]) {
            for record in lines.lazy.flatMap(\.records) {
                switch record {
                case .tenant(let tenant): tenants.insert(tenant.id)
                case .metric(let metric, let tenant):
                    metrics.insert(SeriesKey(tenant: tenant, metric: metric.id))
                case .invoice(let invoice):
                    invoices[invoice.tenant, default: []].insert(invoice.number)
                default: break
                }
            }
        }
    }

    private struct TenantAction: Hashable {
        let tenant: TenantID
        let key: ActionKey

        init(_ change: ChangeSet.ActionChange) {
            tenant = change.tenant
            key = change.name
        }
    }

    private mutating func actions(
        namedBy lines: [ImportBatch.Line], at revision: Revision
    ) async throws -> Set<TenantAction> {
        var named: [TenantID: [ActionKey: ChangeSet.ActionChange]] = [:]
        for case .action(let change) in lines.lazy.flatMap(\.records) {
            if case .record = change { continue }
            named[change.tenant, default: [:]][change.name] = change
        }
        var known: Set<TenantAction> = []
        for (tenant, changes) in named {
            for key in try await actions(Set(changes.keys), of: tenant, at: revision).keys {
                if let change = changes[key] { known.insert(TenantAction(change)) }
            }
        }
        return known
    }

    private mutating func isThere(
        _ change: ChangeSet.ActionChange, _ known: Set<TenantAction>, _ recorded: Set<TenantAction>,
        _ brought: Brought, _ revision: Revision
    ) async throws -> Bool {
        guard try await isThere(change.tenant, brought, revision) else { return false }
        if case .record = change { return true }
        return known.contains(TenantAction(change)) || recorded.contains(TenantAction(change))
    }

    private mutating func isThere(
        _ tenant: TenantID, _ brought: Brought, _ revision: Revision
    ) async throws -> Bool {
        if brought.tenants.contains(tenant) { return true }
        return try await self.tenant(tenant, at: revision) != nil
    }

    private mutating func isThere(
        _ record: ImportRecord, _ brought: Brought, _ revision: Revision, _ now: Revision
    ) async throws -> Bool {
        if case .tenant = record { return true }
        guard try await isThere(record.tenant, brought, revision) else { return false }
        if case .entry(let entry) = record {
            if brought.invoices[entry.tenant]?.contains(entry.invoice) == true { return true }
            return try await knows(entry.invoice, of: entry.tenant, at: revision)
        }
        for id in record.metrics {
            if brought.metrics.contains(SeriesKey(tenant: record.tenant, metric: id)) { continue }
            guard let metric = try await metric(id, of: record.tenant, at: revision) else { return false }
            guard let present = try await self.metric(id, of: record.tenant, at: now) else { continue }
            guard metric.source == present.source, metric.cadence == present.cadence else { return false }
        }
        return true
    }
}

extension ChangeSet.ActionChange {
    /// The source and id of the action.
    var name: ActionKey {
        switch self {
        case .record(let action), .amend(let action): ActionKey(source: action.source, id: action.id)
        case .void(_, let source, let id): ActionKey(source: source, id: id)
        }
    }
}

extension ImportRecord {
    /// The metrics that must be known.
    var metrics: [MetricID] {
        switch self {
        case .sample(let write): [write.series.metric]
        case .inventory(let inventory): inventory.counts.map(\.metric)
        case .usage(let row): row.counts.map(\.metric)
        case .coverage(let statement): [statement.metric]
        case .tenant, .metric, .action, .activity, .invoice, .entry: []
        }
    }

    /// How many records a commit counts.
    var count: Int {
        switch self {
        case .inventory(let inventory): inventory.counts.count
        case .usage(let row): row.counts.count
        default: 1
        }
    }
}
