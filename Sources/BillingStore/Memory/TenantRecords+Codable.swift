import BillingModel
import BillingTime

/// The parts of a stored state that stand for the records of one tenant.
extension TenantRecords: Codable {
    private enum Key: String, CodingKey {
        case tenant, metrics, series, totals, actions, activity, coverage, invoices, entries, floors, plans,
            budget
    }

    private struct Stated<Value: Codable>: Codable {
        let from: Revision
        var until: Revision?
        let value: Value
    }

    private struct SeriesForm: Codable {
        let metric: MetricID
        let labels: Labels
        let columns: SeriesColumns
    }

    private struct TotalsForm: Codable {
        let measure: Metric.ActionMeasure
        let labels: Labels
        let columns: SeriesColumns
    }

    private struct ActivityForm: Codable {
        let kind: SubjectKind
        let columns: ActivityColumns
    }

    /// The newest revision that anything here was written by.
    var newest: Revision {
        var newest = tenant.values.last?.from ?? .zero
        func meet(_ revision: Revision?) { newest = max(newest, revision ?? .zero) }
        for history in metrics.values { meet(history.values.last?.from) }
        for (_, columns) in series.all { meet(columns.newest) }
        for (_, columns) in totals.all { meet(columns.newest) }
        meet(actions.revisionRange?.upperBound)
        for columns in activity.values { meet(columns.newest) }
        for log in coverage.values { meet(log.statements.map(\.from).max()) }
        for entry in book.invoices.entries { meet(entry.from) }
        for entry in book.entries.entries { meet(entry.from) }
        for history in plans.values { meet(history.values.last?.from) }
        meet(budget?.values.last?.from)
        return newest
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let contents = try values.decode([Stated<Tenant>].self, forKey: .tenant)
        guard let first = contents.first else { throw RepositoryState.broken("a tenant has no content") }
        tenant = History(first.value, from: first.from)
        for stated in contents.dropFirst() { try restore(stated.value, from: stated.from) }
        for stated in try values.decode([Stated<Metric>].self, forKey: .metrics) {
            try restore(stated.value, from: stated.from)
        }
        for form in try values.decode([SeriesForm].self, forKey: .series) {
            try restore(SeriesName(metric: form.metric, labels: form.labels), form.columns)
        }
        var known: [MeasureName: SeriesColumns] = [:]
        for form in try values.decode([TotalsForm].self, forKey: .totals) {
            let name = MeasureName(measure: form.measure, labels: form.labels)
            guard known.updateValue(form.columns, forKey: name) == nil else {
                throw RepositoryState.broken("tenant '\(first.value.id)': totals stand twice")
            }
        }
        totals = SeriesDirectory(known)
        for stated in try values.decode([Stated<ActionRecord>].self, forKey: .actions) {
            try restore(stated.value, from: stated.from, until: stated.until)
        }
        for form in try values.decode([ActivityForm].self, forKey: .activity) {
            activity[form.kind] = form.columns
        }
        for stated in try values.decode([Stated<Coverage>].self, forKey: .coverage) {
            try restore(stated.value, from: stated.from)
        }
        for stated in try values.decode([Stated<Invoice>].self, forKey: .invoices) {
            try restore(stated.value, from: stated.from)
        }
        for stated in try values.decode([Stated<InvoiceEntry>].self, forKey: .entries) {
            try restore(stated.value, from: stated.from)
        }
        for floor in try values.decode([RetentionFloor].self, forKey: .floors) {
            floors[floor.kind] = floor.date
        }
        for stated in try values.decodeIfPresent([Stated<PlanTerm>].self, forKey: .plans) ?? [] {
            try restore(stated.value, from: stated.from)
        }
        for stated in try values.decodeIfPresent([Stated<Budget>].self, forKey: .budget) ?? [] {
            try restore(stated.value, from: stated.from)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(tenant.values.map { Stated(from: $0.from, value: $0.value) }, forKey: .tenant)
        try values.encode(
            metrics.keys.sorted().flatMap { metrics[$0]?.values ?? [] }.map {
                Stated(from: $0.from, value: $0.value)
            },
            forKey: .metrics)
        try values.encode(
            series.all.map {
                SeriesForm(metric: $0.name.metric, labels: $0.name.labels, columns: $0.columns)
            },
            forKey: .series)
        try values.encode(
            totals.all.map {
                TotalsForm(measure: $0.name.measure, labels: $0.name.labels, columns: $0.columns)
            },
            forKey: .totals)
        try values.encode(try actionForm(), forKey: .actions)
        try values.encode(
            activity.keys.sorted().compactMap { kind in
                activity[kind].map { ActivityForm(kind: kind, columns: $0) }
            }, forKey: .activity)
        try values.encode(try coverageForm(), forKey: .coverage)
        try values.encode(
            book.invoices.entries.map { Stated(from: $0.from, value: $0.record) }, forKey: .invoices)
        try values.encode(
            book.entries.entries.map { Stated(from: $0.from, value: $0.record) }, forKey: .entries)
        let id = tenant.latest?.id
        try values.encode(
            RetainedKind.allCases.compactMap { kind in
                floors[kind].flatMap { date in id.map { RetentionFloor(tenant: $0, kind: kind, date: date) } }
            }, forKey: .floors)
        if !plans.isEmpty {
            try values.encode(
                plans.keys.sorted().flatMap { plans[$0]?.values ?? [] }.map {
                    Stated(from: $0.from, value: $0.value)
                }, forKey: .plans)
        }
        if let budget {
            try values.encode(budget.values.map { Stated(from: $0.from, value: $0.value) }, forKey: .budget)
        }
    }

    private func actionForm() throws -> [Stated<ActionRecord>] {
        guard let id = tenant.latest?.id else { return [] }
        return try (0..<actions.count).map { place in
            Stated(
                from: actions.from(place), until: actions.until(place),
                value: try actions.record(place, of: id))
        }
    }

    private func coverageForm() throws -> [Stated<Coverage>] {
        guard let id = tenant.latest?.id else { return [] }
        return try coverage.keys.sorted().flatMap { name in
            try (coverage[name]?.statements ?? []).map { from, range in
                Stated(
                    from: from,
                    value: try Coverage(
                        tenant: id, metric: name.metric, source: name.source,
                        range: Instants.date(range.lowerBound)..<Instants.date(range.upperBound)))
            }
        }
    }
}
