package import BillingModel
import BillingTime

extension RepositoryState {
    /// The latest revision, and how many commits and tenants there are.
    package var extent: (revision: Revision, commits: Int, tenants: Int) {
        (history.revision, history.count, tenants.ids.count)
    }

    /// Whether any tenant has a plan book or a budget, which releases before them do not know.
    package var holdsPlans: Bool { tenants.ids.contains { tenants[$0]?.holdsPlans == true } }

    /// Gives every record of the state, in the order that ``StateRecord`` states.
    ///
    /// Two states that answer alike give the same records, whatever backend they come from.
    package func list(_ body: (StateRecord) throws -> Void) throws {
        for made in history.all { try body(.commit(made.commit, digest: made.digest)) }
        for id in tenants.ids { try tenants[id]?.list(body) }
    }
}

extension RepositoryState {
    /// How many commits, records, samples and rows of activity ``list(_:)`` gives.
    ///
    /// - Complexity: O(*s*) for *s* series and metrics of all tenants.
    package var recordCount: Int {
        history.count + tenants.ids.reduce(0) { $0 + (tenants[$1]?.recordCount ?? 0) }
    }
}

extension TenantRecords {
    fileprivate var recordCount: Int {
        var count = tenant.values.count + actions.count + book.invoices.entries.count
        count += book.entries.entries.count + floors.count + (budget?.values.count ?? 0)
        count += metrics.values.reduce(0) { $0 + $1.values.count }
        count += plans.values.reduce(0) { $0 + $1.values.count }
        count += coverage.values.reduce(0) { $0 + $1.statements.count }
        count += series.all.reduce(0) { $0 + $1.columns.recordCount }
        return activity.values.reduce(count) { $0 + $1.subjects.count + $1.numbers.count }
    }

    fileprivate var holdsPlans: Bool { !plans.isEmpty || budget != nil }

    fileprivate func list(_ body: (StateRecord) throws -> Void) throws {
        guard let id = tenant.latest?.id else { return }
        for (from, value) in tenant.values { try body(.tenant(value, from: from)) }
        for metric in metrics.keys.sorted() {
            for (from, value) in metrics[metric]?.values ?? [] { try body(.metric(value, from: from)) }
        }
        for (name, columns) in series.all { try body(.series(name, columns)) }
        for place in actions.listed() {
            try body(
                .action(
                    try actions.record(place, of: id), from: actions.from(place), until: actions.until(place))
            )
        }
        for kind in activity.keys.sorted() {
            guard let columns = activity[kind], !columns.subjects.isEmpty else { continue }
            try body(
                .subjects(
                    kind,
                    columns.subjects.enumerated().map { number, id in
                        let standing = columns.standing(of: number)
                        return StateRecord.NumberedSubject(
                            id: id, from: standing.from, isErased: standing.isErased)
                    }))
            let rows = columns.numbers.indices.map { columns.row($0) }
            try body(.activity(kind, rows, columns.rowRevisions))
        }
        for name in coverage.keys.sorted() {
            let statements = (coverage[name]?.statements ?? []).sorted {
                ($0.from, $0.range.lowerBound, $0.range.upperBound)
                    < ($1.from, $1.range.lowerBound, $1.range.upperBound)
            }
            for (from, range) in statements {
                try body(
                    .coverage(
                        try Coverage(
                            tenant: id, metric: name.metric, source: name.source,
                            range: Instants.date(range.lowerBound)..<Instants.date(range.upperBound)),
                        from: from))
            }
        }
        for entry in book.invoices.entries.listed() { try body(.invoice(entry.record, from: entry.from)) }
        for entry in book.entries.entries.listed() { try body(.entry(entry.record, from: entry.from)) }
        for kind in RetainedKind.allCases {
            if let date = floors[kind] {
                try body(.floor(RetentionFloor(tenant: id, kind: kind, date: date)))
            }
        }
        for date in plans.keys.sorted() {
            for (from, term) in plans[date]?.values ?? [] { try body(.plan(term, from: from)) }
        }
        for (from, value) in budget?.values ?? [] { try body(.budget(value, from: from)) }
    }
}

extension Array {
    /// Records in order of revision and key.
    fileprivate func listed<Key, Record>() -> Self where Element == Ledger<Key, Record>.Entry {
        sorted { $0.from == $1.from ? $0.key < $1.key : $0.from < $1.from }
    }
}

extension RepositoryState {
    /// The totals of the actions of a tenant, which its actions say too.
    package func totals(of tenant: TenantID) -> [(name: MeasureName, columns: SeriesColumns)] {
        tenants[tenant]?.totals.all ?? []
    }
}
