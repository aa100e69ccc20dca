import BillingModel
import BillingTime

extension TenantDirectory {
    /// Does what a plan says; nothing here can fail.
    mutating func apply(_ plan: CommitPlan, at revision: Revision) {
        var added: [(id: TenantID, records: TenantRecords)] = []
        for (id, tenant) in plan.tenants {
            if self[id] == nil {
                added.append((id, TenantRecords(tenant: History(tenant, from: revision))))
            } else {
                change(id) { $0.tenant.append(tenant, from: revision) }
            }
        }
        add(added)
        for (id, metrics) in plan.metrics {
            change(id) { records in
                for (name, metric) in metrics {
                    History.append(metric, from: revision, to: &records.metrics[name])
                }
            }
        }
        for change in plan.series {
            let name = SeriesName(metric: change.key.metric, labels: change.key.labels)
            self.change(change.key.tenant) {
                $0.series.apply(change.changes, change.versioned, to: name, change.timing, at: revision)
            }
        }
        for change in plan.actions {
            self.change(change.tenant) { $0.apply(change, at: revision) }
        }
        for change in plan.activity {
            self.change(change.tenant) {
                $0.activity[change.kind, default: ActivityColumns()]
                    .apply(change.rows, newSubjects: change.newSubjects, at: revision)
            }
        }
        for change in plan.coverage {
            self.change(change.tenant) {
                $0.coverage[change.name, default: CoverageLog()].append(change.ranges, from: revision)
            }
        }
        for (tenant, invoices) in Dictionary(grouping: plan.invoices, by: \.tenant) {
            change(tenant) { $0.book.add(invoices, at: revision) }
        }
        for (tenant, entries) in Dictionary(grouping: plan.entries, by: \.tenant) {
            change(tenant) { $0.book.add(entries, at: revision) }
        }
        for term in plan.plans {
            change(term.tenant) { History.append(term, from: revision, to: &$0.plans[term.from]) }
        }
        for budget in plan.budgets {
            change(budget.tenant) { History.append(budget, from: revision, to: &$0.budget) }
        }
    }
}

extension TenantRecords {
    fileprivate mutating func apply(_ change: CommitPlan.ActionChange, at revision: Revision) {
        actions.apply(change, at: revision)
        for (name, changes) in change.totals { totals.apply(changes, to: name, .instants, at: revision) }
    }
}

extension History {
    /// Adds a value to a history, or begins one.
    fileprivate static func append(_ value: Value, from revision: Revision, to history: inout History?) {
        if history == nil {
            history = History(value, from: revision)
        } else {
            history?.append(value, from: revision)
        }
    }
}
