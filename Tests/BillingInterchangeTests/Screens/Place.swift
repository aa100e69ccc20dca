import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation

/// A repository whose clock stands still, filled by a test.
func repository(_ fill: (inout ChangeSet) throws -> Void) async throws -> InMemoryRepository {
    let repository = emptyRepository()
    try await repository.commit("first", fill)
    return repository
}

extension ChangeSet {
    mutating func add(
        _ metric: Metric, of tenant: TenantID, labels: Labels = .none, _ values: [(String, Double)]
    ) throws {
        for (time, value) in values {
            let time: SampleTime =
                time.count == 10 ? .date(try LocalDate(time)) : .instant(try instant(time))
            add(
                SampleWrite(key(tenant, metric, labels), at: time, value: value))
        }
    }
}
