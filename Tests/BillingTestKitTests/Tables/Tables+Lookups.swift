import BillingModel
import BillingStore

extension Tables: CommitSnapshot {
    func lastCommit() throws -> CommitRecord? { commits.last?.commit }

    func knownCommit(_ id: CommitID) throws -> KnownCommit? { commits.first { $0.commit.id == id } }

    func series(_ key: SeriesKey, at positions: [Int64]) throws -> SeriesColumns? { series[key] }

    func action(_ key: ActionKey, of tenant: TenantID) throws -> KnownAction? {
        let rows = actions.filter { $0.tenant == tenant && ActionKey($0.content) == key }
        guard !rows.isEmpty else { return nil }
        return KnownAction(
            contents: rows.reversed().map(\.content), isVoid: rows.allSatisfy { $0.until != nil })
    }

    func planTerms(of tenant: TenantID) throws -> [PlanTerm] {
        plans.filter { $0.tenant == tenant }.map(\.content).sorted { $0.from < $1.from }
    }
}
