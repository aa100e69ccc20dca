import BillingModel
import BillingStore

/// What a operation gave.
enum OperationResult: Sendable {
    case commit(CommitRecord)
    case revision(Revision)
    case rows([ResultRow], Revision)
    /// What was found; nil if nothing was.
    case found(BillingRecord?)
    /// One of our errors.
    case refusal(BillingError)
    /// Any other error.
    case failure(String)

    /// What an operation gives, or the error that it throws.
    init(_ operation: () async throws -> OperationResult) async {
        do {
            self = try await operation()
        } catch let error as BillingError {
            self = .refusal(error)
        } catch {
            self = .failure("\(type(of: error))")
        }
    }

    /// What a reader finds.
    init(_ reader: any BillingReader, _ find: RepositoryOperation.Find) async {
        await self.init {
            switch find {
            case .commit(let id): .found(try await reader.commit(withID: id).map { .commit($0) })
            case .invoice(let number, let tenant, let revision):
                .found(try await reader.invoice(number, of: tenant, at: revision).map { .invoice($0) })
            }
        }
    }

    /// The code of the error, if it is one of ours.
    var code: BillingError.Code? {
        if case .refusal(let error) = self { error.code } else { nil }
    }
}

extension BillingError {
    /// The violations as a caller branches on them: places and codes, without the backend's own words.
    var places: [String] { violations.map { "\($0.kind) \($0.index): \($0.code)" } }
}

extension CommitRecord {
    /// This commit, with the counts of another.
    func counted(as other: CommitRecord) -> CommitRecord {
        CommitRecord(
            id: id, kind: kind, revision: revision, recordedAt: recordedAt, inserted: other.inserted,
            unchanged: other.unchanged, corrected: other.corrected, retracted: other.retracted)
    }
}
