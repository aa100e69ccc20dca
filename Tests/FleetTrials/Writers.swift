#if PostgreSQL
import BillingModel
import BillingStore
import BillingStorePostgres
import Foundation

/// Nodes that commit one set after the other, and send each again until it is acknowledged.
struct Writers {
    let repository: PostgresRepository
    let ledger: Ledger

    /// Commits so many sets of a tenant, from a number on, or until the task is cancelled.
    func run(_ tenant: TenantID, from first: Int = 0, count: Int = .max) async throws {
        try await acknowledged(try Ledger.tenant(tenant))
        var number = first
        while number < first + min(count, Int.max - first), !Task.isCancelled {
            try await acknowledged(try Ledger.commit(number, of: tenant))
            ledger.note(number, of: tenant)
            number += 1
        }
    }

    /// Sends a set until the answer is known; a commit that is cut short has happened or not.
    private func acknowledged(_ changes: ChangeSet) async throws {
        while true {
            do {
                try await repository.commit(changes)
                return
            } catch let error as BillingError
                where [.unavailable, .busy, .storageFailed, .noSpace].contains(error.code)
                && !Task.isCancelled
            {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }
}
#endif
