public import BillingModel
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
    ) throws(BillingError) -> Commit {
        try erase(
            request, digest: request.digest,
            at: try CommitInstant(clock: instant, acceptsJumps: acceptsClockJumps))
    }

    mutating func erase(
        _ request: ErasureRequest, digest: String, at instant: CommitInstant
    ) throws(BillingError) -> Commit {
        if let made = try commit(request.id, digest: digest) { return made }
        let recorded = try instant.recorded(after: lastRecorded)
        let next = try revision.next()
        var counts = CommitPlan.Counts()
        if try erase(request) { counts.retracted = 1 } else { counts.unchanged = 1 }
        return finish(request.id, .erasure, counts, digest, counts.hasEffect ? next : revision, recorded)
    }

    /// Erases, unless that says nothing new.
    private mutating func erase(_ request: ErasureRequest) throws(BillingError) -> Bool {
        let tenant = request.target.tenant
        guard tenants[tenant] != nil else { throw Self.unknown(tenant) }
        switch request.target {
        case .tenant:
            tenants[tenant] = nil
            tenantIDs.removeAll { $0 == tenant }
        case .subject(let subject, let kind, _):
            let isErased = tenants[tenant]?.activity[kind]?.erase(subject) { number in
                request.tombstone(number)
            }
            guard isErased == true else { throw request.unknownSubject }
        case .records(let kind, let date, _):
            if let floor = tenants[tenant]?.floors[kind], date <= floor { return false }
            tenants[tenant]?.drop(kind, before: date)
        }
        return true
    }
}

extension ErasureRequest {
    /// An id that takes the place of an erased subject's: no other subject has it, and it says nothing of the one that
    /// had.
    package func tombstone(_ number: UInt32) -> SubjectID? {
        guard case .subject(_, let kind, let tenant) = target else { return nil }
        var form = CanonicalBytes()
        form.add("tombstone")
        form.add(id)
        form.add(tenant)
        form.add(kind)
        form.add(Int64(number))
        return try? SubjectID("erased-" + SHA256.hexadecimal(form.bytes))
    }

    package var unknownSubject: BillingError {
        guard case .subject(let subject, let kind, let tenant) = target else {
            return BillingError(.notFound, rule: "a subject that is erased is known")
        }
        return BillingError(
            .notFound, rule: "a subject that is erased is known",
            detail: "\(kind) '\(subject)' of tenant '\(tenant)'")
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
