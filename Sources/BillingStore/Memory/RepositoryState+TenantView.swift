public import BillingModel
import BillingTime

extension RepositoryState {
    /// What a state knows of one tenant at one revision.
    public struct TenantView: TenantSnapshot {
        let current: Tenant
        let records: TenantRecords
        let revision: Revision

        /// Whose records they are.
        public var id: TenantID { current.id }
        /// The tenant itself.
        public func tenant() -> Tenant { current }

        /// The metrics that were committed for the tenant.
        public func metrics() -> [Metric] {
            records.metrics.isEmpty
                ? [] : records.metrics.keys.sorted().compactMap { records.metrics[$0]?.value(at: revision) }
        }

        /// What is stated of coverage.
        public func coverage() throws -> [Coverage] {
            try records.coverage.keys.sorted().flatMap { name in
                try (records.coverage[name]?.intervals(at: revision).intervals ?? []).map { range in
                    try Coverage(tenant: id, metric: name.metric, source: name.source, range: range)
                }
            }
        }

        /// The retention floors of now.
        public func floors() -> [RetentionFloor] {
            RetainedKind.allCases.compactMap { kind in
                records.floors[kind].map { RetentionFloor(tenant: id, kind: kind, date: $0) }
            }
        }

        /// The terms of the plan book.
        public func planTerms() -> [PlanTerm] {
            records.plans.keys.sorted().compactMap { records.plans[$0]?.value(at: revision) }
        }

        /// The budget, if there is one.
        public func budget() -> Budget? { records.budget?.value(at: revision) }

        /// Actions that are not void.
        public func actions(_ window: RecordWindow) -> [ActionRecord] {
            records.actions.records(window, at: revision)
        }

        /// Invoices by the instant of issue.
        public func invoices(_ window: RecordWindow) -> [Invoice] {
            records.invoices.records(window, at: revision)
        }

        /// Entries of invoices.
        public func entries(_ window: RecordWindow) -> [InvoiceEntry] {
            records.entries.records(window, at: revision)
        }

        /// The invoice with a number.
        ///
        /// - Complexity: O(1).
        public func invoice(_ number: InvoiceNumber) -> Invoice? {
            records.invoices.record(number, at: revision)
        }

        /// Every recorded series.
        public func series() -> [ColumnSeries] { records.seriesNames.compactMap(recorded) }

        /// The series of one metric by its source.
        public func series(of metric: Metric) -> [ColumnSeries] {
            switch metric.source {
            case .recorded:
                let start = records.seriesNames.lowerBound { $0.metric < metric.id }
                return records.seriesNames[start...].prefix { $0.metric == metric.id }.compactMap(recorded)
            case .actions(let measure):
                return records.measureLabels.compactMap { labels in
                    records.measures[MeasureName(measure: measure, labels: labels)].map {
                        ColumnSeries(name: SeriesName(metric: metric.id, labels: labels), columns: $0)
                    }
                }
            case .activity: return []
            }
        }

        private func recorded(_ name: SeriesName) -> ColumnSeries? {
            records.series[name].map { ColumnSeries(name: name, columns: $0) }
        }

        /// Who was active when.
        public func activity(_ kind: SubjectKind, _ window: ActivityWindow) -> ActivityRows {
            records.activity[kind]?.read(window, at: revision) ?? ActivityRows()
        }

        /// The subjects of a kind by their numbers.
        public func subjects(_ kind: SubjectKind) -> [SubjectID] {
            records.activity[kind]?.subjects(at: revision) ?? []
        }
    }
}
