public import BillingModel
public import BillingStore

/// One record on its way into a repository: what a set of changes holds.
public enum ImportRecord: Hashable, Sendable {
    /// A tenant; one with a known id replaces it.
    case tenant(Tenant)
    /// A metric of a tenant.
    case metric(Metric, tenant: TenantID)
    /// A sample, a correction or a retraction.
    case sample(SampleWrite)
    /// An inventory, which writes its samples.
    case inventory(Inventory)
    /// A usage row, which writes its samples.
    case usage(DailyUsage)
    /// An action, an amendment or a void.
    case action(ChangeSet.ActionChange)
    /// Activity of a subject.
    case activity(ActivityRecord)
    /// A statement of coverage.
    case coverage(Coverage)
    /// An invoice.
    case invoice(Invoice)
    /// An entry of an invoice.
    case entry(InvoiceEntry)

    /// Whose record it is.
    public var tenant: TenantID {
        switch self {
        case .tenant(let tenant): tenant.id
        case .metric(_, let tenant): tenant
        case .sample(let write): write.series.tenant
        case .inventory(let inventory): inventory.tenant
        case .usage(let row): row.tenant
        case .action(let change): change.tenant
        case .activity(let record): record.tenant
        case .coverage(let statement): statement.tenant
        case .invoice(let invoice): invoice.tenant
        case .entry(let entry): entry.tenant
        }
    }

    /// The kind of the record, as the violations of a refused set name it.
    var kind: String {
        switch self {
        case .tenant: "tenant"
        case .metric: "metric"
        case .sample: "sample"
        case .inventory: "inventory"
        case .usage: "usage"
        case .action: "action"
        case .activity: "activity"
        case .coverage: "coverage"
        case .invoice: "invoice"
        case .entry: "entry"
        }
    }
}

extension ChangeSet {
    /// Adds a record of any kind.
    mutating func add(_ record: ImportRecord) {
        switch record {
        case .tenant(let tenant): add(tenant)
        case .metric(let metric, let tenant): add(metric, for: tenant)
        case .sample(let write): add(write)
        case .inventory(let inventory): add(inventory)
        case .usage(let row): add(row)
        case .action(.record(let action)): add(action)
        case .action(.amend(let action)): amend(action)
        case .action(.void(let tenant, let source, let id)): void(action: id, of: source, tenant: tenant)
        case .activity(let record): add(record)
        case .coverage(let statement): add(statement)
        case .invoice(let invoice): add(invoice)
        case .entry(let entry): add(entry)
        }
    }
}
