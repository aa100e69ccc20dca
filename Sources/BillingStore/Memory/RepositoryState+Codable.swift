import BillingModel
import BillingTime

/// The JSON form holds everything, for a backend that keeps a snapshot beside its log. What was erased is not in it.
///
/// It has the keys `format` (1, or 2 if a tenant has a plan book or a budget), `commits` and `tenants`; what stands below them may change with a release of
/// another format, and is checked when it is read.
extension RepositoryState: Codable {
    private enum Key: String, CodingKey { case format, commits, tenants }

    private static let formats = 1...2

    private struct MadeForm: Codable {
        let commit: CommitRecord
        let digest: String
    }

    /// Reads a state, and checks that it holds together.
    ///
    /// - Throws: `BillingError` with code `newerFormat` if a later release wrote it, or `malformed` if it does not hold
    ///   together; what the decoder throws.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let format = try values.decode(Int.self, forKey: .format)
        guard Self.formats.contains(format) else {
            throw BillingError(
                .newerFormat, rule: "a release reads its own format of a state and those before it",
                detail: "format \(format)")
        }
        var history = CommitHistory()
        for made in try values.decode([MadeForm].self, forKey: .commits) {
            try history.restore(made.commit, digest: made.digest)
        }
        var tenants = TenantDirectory()
        for var records in try values.decode([TenantRecords].self, forKey: .tenants) {
            try records.finishRestoring(upTo: history.revision)
            guard let id = records.tenant.latest?.id, tenants.append(id, records) else {
                throw Self.broken("tenants do not ascend")
            }
        }
        self.init(history, tenants)
    }

    /// Writes the state.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(holdsPlans ? 2 : 1, forKey: .format)
        try values.encode(
            history.all.map { MadeForm(commit: $0.commit, digest: $0.digest) }, forKey: .commits)
        try values.encode(tenants.ids.compactMap { tenants[$0] }, forKey: .tenants)
    }

    static func broken(_ detail: String) -> BillingError {
        BillingError(.malformed, rule: "a stored state holds together", detail: detail)
    }
}
