import BillingModel
import BillingTime

/// What was kept of a tenant is taken back record by record, and checked.
extension TenantRecords {
    private func broken(_ what: String) -> BillingError {
        RepositoryState.broken("tenant '\(tenant.latest.map { "\($0.id)" } ?? "")': \(what)")
    }

    mutating func restore(_ value: Tenant, from: Revision) throws(BillingError) {
        guard value.id == tenant.latest?.id, tenant.append(inOrder: value, from: from) else {
            throw broken("its contents are in disorder")
        }
    }

    mutating func restore(_ metric: Metric, from: Revision) throws(BillingError) {
        if metrics[metric.id] == nil {
            metrics[metric.id] = History(metric, from: from)
        } else if metrics[metric.id]?.append(inOrder: metric, from: from) == false {
            throw broken("the definitions of metric '\(metric.id)' are in disorder")
        }
    }

    mutating func restore(_ name: SeriesName, _ columns: SeriesColumns) throws(BillingError) {
        guard series.append(name, columns) else { throw broken("its series do not ascend") }
    }

    mutating func restore(
        _ action: ActionRecord, from: Revision, until: Revision?
    ) throws(BillingError) {
        guard action.tenant == tenant.latest?.id,
            try actions.restore(action, from: from, until: until)
        else { throw broken("action '\(action.source)/\(action.id)' is in disorder") }
    }

    mutating func restore(
        _ subjects: [StateRecord.NumberedSubject], of kind: SubjectKind
    ) throws(BillingError) {
        guard subjects.count <= UInt32.max, activity[kind] == nil else {
            throw broken("its subjects stand twice")
        }
        var columns = ActivityColumns()
        for subject in subjects {
            guard columns.restore(subject.id, from: subject.from, isErased: subject.isErased) else {
                throw broken("two subjects have one id, or are in disorder")
            }
        }
        activity[kind] = columns
    }

    mutating func restore(
        _ rows: [ActivityRow], _ revisions: RunLengths<Revision>, of kind: SubjectKind
    ) throws(BillingError) {
        guard revisions.count == rows.count, activity[kind]?.numbers.isEmpty == true,
            var columns = activity.removeValue(forKey: kind)
        else { throw broken("the activity of '\(kind)' comes without its subjects, or disagrees") }
        for run in revisions.runs {
            for row in rows[run.range] {
                _ = try QuarterHour(number: row.quarterHour)
                guard columns.restore(row, from: run.value) else {
                    throw broken("the activity of '\(kind)' is in disorder")
                }
            }
        }
        activity[kind] = columns
    }

    mutating func restore(_ statement: Coverage, from: Revision) throws(BillingError) {
        let name = CoverageName(metric: statement.metric, source: statement.source)
        guard statement.tenant == tenant.latest?.id,
            coverage[name]?.statements.last.map({ $0.from <= from }) ?? true
        else { throw broken("the coverage of '\(name.metric)' is in disorder") }
        coverage[name, default: CoverageLog()].append(
            [
                try Instants.microseconds(
                    statement.range.lowerBound)..<Instants.microseconds(statement.range.upperBound)
            ], from: from)
    }

    mutating func restore(_ invoice: Invoice, from: Revision) throws(BillingError) {
        guard invoice.tenant == tenant.latest?.id, book.restore(invoice, from: from) else {
            throw broken("invoice '\(invoice.number)' stands twice")
        }
    }

    mutating func restore(_ entry: InvoiceEntry, from: Revision) throws(BillingError) {
        guard entry.tenant == tenant.latest?.id, book.restore(entry, from: from) else {
            throw broken("entry '\(entry.id)' does not belong")
        }
    }

    mutating func restore(_ term: PlanTerm, from: Revision) throws(BillingError) {
        guard term.tenant == tenant.latest?.id else { throw broken("a term of its plan book is another's") }
        if plans[term.from] == nil {
            plans[term.from] = History(term, from: from)
        } else if plans[term.from]?.append(inOrder: term, from: from) == false {
            throw broken("the terms from \(term.from) are in disorder")
        }
    }

    mutating func restore(_ budget: Budget, from: Revision) throws(BillingError) {
        guard budget.tenant == tenant.latest?.id else { throw broken("its budget is another's") }
        if self.budget == nil {
            self.budget = History(budget, from: from)
        } else if self.budget?.append(inOrder: budget, from: from) == false {
            throw broken("its budgets are in disorder")
        }
    }

    /// Puts in order what was taken back, and checks that it fits together.
    mutating func finishRestoring(upTo revision: Revision) throws(BillingError) {
        actions.sort()
        book.sort()
        guard newest <= revision else { throw broken("it is ahead of the last revision") }
        guard let first = tenant.values.first?.from, first > .zero, oldest >= first else {
            throw broken("something of it is older than the tenant")
        }
        for (name, columns) in series.all {
            let metric = metrics[name.metric]?.latest ?? Metric.platform(name.metric)
            guard let metric, metric.source == .recorded,
                metric.isDaily == (columns.timing == .dates)
            else { throw broken("a series is not of a recorded metric of its cadence") }
        }
        guard holdsNothingBelowFloors else { throw broken("something of it lies before a retention floor") }
    }

    /// The oldest revision that anything here was written by.
    private var oldest: Revision {
        var all = metrics.values.compactMap(\.values.first?.from)
        for columns in series.all.map(\.columns) + totals.all.map(\.columns) {
            all += columns.revisions.columns.values + columns.replaced.map(\.from)
        }
        all += [actions.revisionRange?.lowerBound].compactMap(\.self)
        all += coverage.values.compactMap(\.statements.first?.from)
        all += activity.values.flatMap(\.rowRevisions.columns.values)
        all += activity.values.flatMap { columns in
            columns.subjects.indices.map { columns.standing(of: $0).from }
        }
        all += book.invoices.entries.map(\.from) + book.entries.entries.map(\.from)
        all += plans.values.compactMap(\.values.first?.from)
        all += [budget?.values.first?.from].compactMap(\.self)
        return all.min() ?? newest
    }

    private var holdsNothingBelowFloors: Bool {
        for (kind, date) in floors {
            let isKept =
                switch kind {
                case .sample:
                    series.all.map(\.columns).allSatisfy { columns in
                        let bound = columns.timing == .dates ? date.floorDay : date.floorInstant
                        return columns.span.map { $0.lowerBound >= bound } ?? true
                    }
                case .action: actions.positions.allSatisfy { $0 >= date.floorInstant }
                case .activity:
                    activity.values.allSatisfy { $0.quarterHours.first ?? .max >= date.floorQuarterHour }
                case .invoice: book.invoices.entries.allSatisfy { $0.position >= date.floorInstant }
                }
            guard isKept else { return false }
        }
        return true
    }

    // MARK: Totals

    /// Makes the totals of actions anew: what the commits have added up.
    mutating func deriveTotals() throws(BillingError) {
        var totals = ActionTotals()
        guard let id = tenant.latest?.id else { return }
        for place in 0..<actions.count {
            try totals.add(
                try actions.record(place, of: id), at: actions.positions[place], from: actions.from(place),
                until: actions.until(place))
        }
        self.totals = SeriesDirectory(try totals.columns())
    }
}
