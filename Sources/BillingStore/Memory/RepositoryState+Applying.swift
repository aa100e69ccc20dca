import BillingModel
import BillingTime

extension RepositoryState {
    /// Does what a plan says; nothing here can fail.
    mutating func apply(_ plan: CommitPlan, at revision: Revision) {
        var newTenants: [TenantID] = []
        for (id, tenant) in plan.tenants {
            if tenants[id] == nil {
                tenants[id] = TenantRecords(tenant: History(tenant, from: revision))
                newTenants.append(id)
            } else {
                tenants[id]?.tenant.append(tenant, from: revision)
            }
        }
        tenantIDs.merge(sorted: newTenants.sorted(), by: <)
        for (id, metrics) in plan.metrics {
            for (name, metric) in metrics {
                if tenants[id]?.metrics[name] == nil {
                    tenants[id]?.metrics[name] = History(metric, from: revision)
                } else {
                    tenants[id]?.metrics[name]?.append(metric, from: revision)
                }
            }
        }
        for change in plan.series { tenants[change.key.tenant]?.apply(change, at: revision) }
        for change in plan.actions { tenants[change.tenant]?.apply(change, at: revision) }
        for change in plan.activity {
            tenants[change.tenant]?.activity[change.kind, default: ActivityColumns()]
                .apply(change.rows, newSubjects: change.newSubjects, at: revision)
        }
        for change in plan.coverage {
            tenants[change.tenant]?.coverage[change.name, default: CoverageLog()]
                .append(change.ranges, from: revision)
        }
        for (tenant, invoices) in Dictionary(grouping: plan.invoices, by: \.tenant) {
            tenants[tenant]?.invoices
                .apply(
                    ending: [],
                    adding: invoices.map { .init(key: $0.number, record: $0, position: $0.issued) },
                    at: revision)
        }
        for (tenant, entries) in Dictionary(grouping: plan.entries, by: \.tenant) {
            tenants[tenant]?.apply(entries, at: revision)
        }
        for term in plan.plans {
            if tenants[term.tenant]?.plans[term.from] == nil {
                tenants[term.tenant]?.plans[term.from] = History(term, from: revision)
            } else {
                tenants[term.tenant]?.plans[term.from]?.append(term, from: revision)
            }
        }
        for budget in plan.budgets {
            if tenants[budget.tenant]?.budget == nil {
                tenants[budget.tenant]?.budget = History(budget, from: revision)
            } else {
                tenants[budget.tenant]?.budget?.append(budget, from: revision)
            }
        }
    }
}

extension TenantRecords {
    fileprivate mutating func apply(_ change: CommitPlan.SeriesChange, at revision: Revision) {
        let name = SeriesName(metric: change.key.metric, labels: change.key.labels)
        if series[name] == nil {
            series[name] = SeriesColumns(timing: change.timing)
            seriesNames.merge(sorted: [name], by: <)
        }
        series[name]?.remember(change.versioned)
        series[name]?.apply(change.changes, at: revision)
    }

    fileprivate mutating func apply(_ change: CommitPlan.ActionChange, at revision: Revision) {
        actions.apply(
            ending: change.ending,
            adding: change.adding.map {
                .init(key: $0.key, record: $0.action, position: $0.position, isCurrent: $0.isCurrent)
            }, at: revision)
        for (name, changes) in change.totals {
            if measures[name] == nil {
                measures[name] = SeriesColumns(timing: .instants)
                let isKnown = measureLabels.contains(name.labels)
                if !isKnown { measureLabels.merge(sorted: [name.labels], by: <) }
            }
            measures[name]?.apply(changes, at: revision)
        }
    }

    fileprivate mutating func apply(_ entries: [InvoiceEntry], at revision: Revision) {
        self.entries.apply(
            ending: [], adding: entries.map { .init(key: EntryKey($0), record: $0, position: $0.happened) },
            at: revision)
        for entry in entries {
            entryKeys[entry.id] = EntryKey(entry)
            // The plan has seen that the invoice takes the entry.
            _ = standings[entry.invoice, default: InvoiceStanding()].take(entry)
        }
    }
}
