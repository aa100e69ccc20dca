import BillingModel
import BillingStore

extension ChangeSet {
    /// One record of a set, of any kind.
    enum Item: Hashable, Sendable {
        case tenant(Tenant)
        case metric(TenantID, Metric)
        case sample(SampleWrite)
        case inventory(Inventory)
        case usage(DailyUsage)
        case action(ActionChange)
        case activity(ActivityRecord)
        case coverage(Coverage)
        case invoice(Invoice)
        case entry(InvoiceEntry)
        case plan(PlanTerm)
        case budget(Budget)
    }

    /// The records in the order of kinds.
    var items: [Item] {
        var items: [Item] = tenants.map { .tenant($0) }
        items += metrics.map { .metric($0.tenant, $0.metric) }
        items += samples.map { .sample($0) }
        items += inventories.map { .inventory($0) }
        items += usage.map { .usage($0) }
        items += actions.map { .action($0) }
        items += activity.map { .activity($0) }
        items += coverage.map { .coverage($0) }
        items += invoices.map { .invoice($0) }
        items += entries.map { .entry($0) }
        items += plans.map { .plan($0) }
        items += budgets.map { .budget($0) }
        return items
    }

    init(id: CommitID, basis: Revision? = nil, _ items: [Item]) {
        self.init(id: id, basis: basis)
        for item in items { add(item) }
    }

    mutating func add(_ item: Item) {
        switch item {
        case .tenant(let tenant): add(tenant)
        case .metric(let owner, let metric): add(metric, for: owner)
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
        case .plan(let term): add(term)
        case .budget(let budget): add(budget)
        }
    }
}

extension ChangeSet.Item {
    /// The ids and labels of the record.
    var names: [String] {
        switch self {
        case .tenant(let tenant): [tenant.id.text]
        case .metric(let owner, let metric): [owner.text, metric.id.text]
        case .sample(let write):
            [write.series.tenant.text, write.series.metric.text]
                + write.series.labels.pairs.flatMap { [$0.name.text, $0.value.text] }
        case .action(.record(let action)), .action(.amend(let action)):
            [action.tenant.text, action.source.text, action.id.text, action.type.text, action.category.text]
        case .action(.void(let tenant, let source, let id)): [tenant.text, source.text, id.text]
        case .activity(let record): [record.tenant.text, record.subject.text]
        case .coverage(let statement):
            [statement.tenant.text, statement.metric.text, statement.source.text]
        case .invoice(let invoice): [invoice.tenant.text, invoice.number.text]
        case .entry(let entry): [entry.tenant.text, entry.invoice.text, entry.id.text]
        case .plan(let term): [term.tenant.text] + [term.plan?.id.text].compactMap(\.self)
        case .budget(let budget): [budget.tenant.text]
        case .inventory, .usage: []
        }
    }
}
