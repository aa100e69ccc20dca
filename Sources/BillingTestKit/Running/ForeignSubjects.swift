import BillingModel
import BillingStore

/// Which subjects were sent, so that ids can be told that a backend put in the place of erased ones.
///
/// Those are its own affair: they are compared by when they were active.
struct ForeignSubjects: Sendable {
    private struct Owner: Hashable {
        let tenant: TenantID
        let kind: SubjectKind
    }

    private var everSent: [TenantID: Set<SubjectID>] = [:]
    private var current: [Owner: Set<SubjectID>] = [:]

    mutating func note(_ changes: ChangeSet) {
        for record in changes.activity {
            everSent[record.tenant, default: []].insert(record.subject)
            current[Owner(tenant: record.tenant, kind: record.kind), default: []].insert(record.subject)
        }
    }

    /// Takes note of an erasure that was made.
    mutating func note(_ target: ErasureRequest.Target) {
        switch target {
        case .tenant(let tenant):
            for owner in current.keys where owner.tenant == tenant { current[owner] = nil }
        case .subject(let subject, let kind, let tenant):
            current[Owner(tenant: tenant, kind: kind)]?.remove(subject)
        case .records: break
        }
    }

    /// Whether a page names subjects of another tenant, or erased ones, in its list of subjects.
    func check(_ page: Page, _ read: RepositoryOperation.Read) -> Deviation? {
        guard case .activity(let request) = read else { return nil }
        for (tenant, subjects) in page.subjects {
            let known = current[Owner(tenant: tenant, kind: request.kind)] ?? []
            for subject in subjects where !known.contains(subject) {
                let isOwn = everSent[tenant]?.contains(subject) ?? false
                let isOthers = everSent.contains { $0.key != tenant && $0.value.contains(subject) }
                guard isOwn || isOthers else { continue }
                return Deviation(
                    guarantee: isOwn ? .subjectErasure : .isolation,
                    expected: "subjects of \(name(tenant)) of kind \(name(request.kind))",
                    actual: "subject \(name(subject)) in the block of \(name(tenant))")
            }
        }
        return nil
    }

    /// The rows in an order and with names that two backends agree on.
    func canonical(_ rows: [ResultRow]) -> [ResultRow] {
        guard case .active = rows.first else { return rows }
        var hours: [TenantID: [SubjectID: [Int32]]] = [:]
        for case .active(let tenant, let quarterHour, let subject) in rows where !isKnown(subject, tenant) {
            hours[tenant, default: [:]][subject, default: []].append(quarterHour)
        }
        var names: [TenantID: [SubjectID: SubjectID]] = [:]
        for (tenant, hours) in hours {
            let sorted = hours.sorted { $0.value.lexicographicallyPrecedes($1.value) }
            for (number, element) in sorted.enumerated() {
                names[tenant, default: [:]][element.key] = try? SubjectID("erased subject \(number + 1)")
            }
        }
        return rows.map { row in
            guard case .active(let tenant, let quarterHour, let subject) = row,
                let name = names[tenant]?[subject]
            else { return row }
            return .active(tenant, quarterHour: quarterHour, subject: name)
        }
        .sorted { left, right in
            guard case .active(let owner, let earlier, let first) = left,
                case .active(let other, let later, let second) = right
            else { return false }
            if owner != other { return owner < other }
            return earlier == later ? first < second : earlier < later
        }
    }

    private func isKnown(_ subject: SubjectID, _ tenant: TenantID) -> Bool {
        everSent[tenant]?.contains(subject) ?? false
    }
}
