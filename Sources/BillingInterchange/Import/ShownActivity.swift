import BillingModel
import BillingStore

/// Finds activity that changes no screen: that of tenants none of whose metrics is derived from it.
struct ShownActivity {
    private struct Subjects: Hashable {
        let tenant: TenantID
        let kind: SubjectKind
    }

    /// The first line of the activity of each tenant and kind, in the order of the source.
    private var lines: [(subjects: Subjects, line: Int)] = []
    private var known: Set<Subjects> = []

    mutating func add(_ records: [ImportRecord], line: Int) {
        for case .activity(let record) in records {
            let subjects = Subjects(tenant: record.tenant, kind: record.kind)
            if known.insert(subjects).inserted { lines.append((subjects, line)) }
        }
    }

    /// What is told of the activity, as tenants and metrics are at the end of the import.
    func notices(_ reader: any BillingReader) async throws -> [ImportNotice] {
        guard !lines.isEmpty else { return [] }
        let revision = try await reader.revision(.latest)
        var derived: [TenantID: Set<Metric.Source>] = [:]
        var notices: [ImportNotice] = []
        for (subjects, line) in lines {
            if derived[subjects.tenant] == nil {
                do {
                    derived[subjects.tenant] = Set(
                        try await reader.metrics(of: subjects.tenant, at: revision).map(\.source))
                } catch let error as BillingError where error.code == .notFound {
                    // Nothing was taken for the tenant.
                    continue
                }
            }
            guard derived[subjects.tenant]?.contains(.activity(of: subjects.kind)) != true else { continue }
            notices.append(
                ImportNotice(
                    .activityNotShown, line: line,
                    rule:
                        "activity is shown where a metric of the tenant is derived from it; here they are recorded",
                    detail: "tenant '\(subjects.tenant)', subjects of kind '\(subjects.kind)'"))
        }
        return notices
    }
}
