import BillingModel
import BillingTime

extension TenantDirectory {
    /// Erases a target that is known.
    mutating func erase(_ target: ErasureRequest.Target, _ tombstone: SubjectID?) {
        switch target {
        case .tenant(let tenant): remove(tenant)
        case .subject(let subject, let kind, let tenant):
            guard let tombstone else { return }
            change(tenant) { $0.activity[kind]?.erase(subject, tombstone) }
        case .records(let kind, let date, let tenant):
            change(tenant) { $0.drop(kind, before: date) }
        }
    }
}

extension TenantRecords {
    /// Raises a floor, and drops what lies below it.
    fileprivate mutating func drop(_ kind: RetainedKind, before date: LocalDate) {
        floors[kind] = date
        switch kind {
        case .sample:
            series.drop { $0 == .dates ? date.floorDay : date.floorInstant }
        case .action:
            actions.drop(before: date.floorInstant)
            totals.drop { _ in date.floorInstant }
        case .activity:
            for subjects in activity.keys { activity[subjects]?.drop(before: date.floorQuarterHour) }
        case .invoice:
            book.drop(before: date.floorInstant)
        }
        for name in coverage.keys where metric(name.metric)?.retainedKind == kind {
            coverage[name]?.drop(before: date.floorInstant)
        }
    }

    private func metric(_ id: MetricID) -> Metric? { metrics[id]?.latest ?? Metric.platform(id) }
}
