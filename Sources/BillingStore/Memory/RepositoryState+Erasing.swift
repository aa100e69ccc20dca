import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension RepositoryState {
    /// Erases, as ``BillingRepository/erase(_:)`` says.
    ///
    /// - Parameters:
    ///   - request: What is erased.
    ///   - instant: When that is recorded; an instant before that of the last commit counts as that.
    ///   - acceptsClockJumps: Whether an instant counts that lies more than ten years after the commit before it, or, for the
    ///     first one, in 2100 or later; it is refused with code `unavailable` otherwise.
    /// - Returns: The commit, or the one that was made before under the same id with the same content.
    /// - Throws: `BillingError`; the state is then unchanged.
    @discardableResult
    public mutating func erase(
        _ request: ErasureRequest, at instant: Date, acceptsClockJumps: Bool = false
    ) throws -> Commit {
        let decision = try decide(request, at: instant, acceptsClockJumps: acceptsClockJumps)
        switch decision {
        case .known(let commit): return commit
        case .unchanged(let commit, let digest):
            record(commit, digest: digest, at: try Instants.microseconds(commit.recordedAt))
            return commit
        case .new(let commit, let digest, let tombstone):
            let recorded = try Instants.microseconds(commit.recordedAt)
            erase(request.target, tombstone)
            record(commit, digest: digest, at: recorded)
            return commit
        }
    }

    private mutating func erase(_ target: ErasureRequest.Target, _ tombstone: SubjectID?) {
        switch target {
        case .tenant(let tenant):
            tenants[tenant] = nil
            tenantIDs.removeAll { $0 == tenant }
        case .subject(let subject, let kind, let tenant):
            if let tombstone { tenants[tenant]?.activity[kind]?.erase(subject, tombstone) }
        case .records(let kind, let date, let tenant):
            tenants[tenant]?.drop(kind, before: date)
        }
    }
}

extension TenantRecords {
    /// Raises a floor, and drops what lies below it.
    fileprivate mutating func drop(_ kind: RetainedKind, before date: LocalDate) {
        floors[kind] = date
        switch kind {
        case .sample:
            for (name, columns) in series {
                series[name]?.drop(before: columns.timing == .dates ? date.floorDay : date.floorInstant)
            }
        case .action:
            actions.drop { $0.position < date.floorInstant }
            for name in measures.keys { measures[name]?.drop(before: date.floorInstant) }
        case .activity:
            for subjects in activity.keys { activity[subjects]?.drop(before: date.floorQuarterHour) }
        case .invoice:
            invoices.drop { $0.position < date.floorInstant }
            let gone = Set(standings.keys).union(entryKeys.values.map(\.invoice)).filter {
                invoices.known($0) == nil
            }
            entries.drop { gone.contains($0.key.invoice) }
            entryKeys = entryKeys.filter { !gone.contains($0.value.invoice) }
            for number in gone { standings[number] = nil }
        }
        for name in coverage.keys where metric(name.metric)?.retainedKind == kind {
            coverage[name]?.drop(before: date.floorInstant)
        }
    }

    private func metric(_ id: MetricID) -> Metric? { metrics[id]?.latest ?? Metric.platform(id) }
}
