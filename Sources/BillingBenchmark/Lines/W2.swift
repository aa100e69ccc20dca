import BillingModel
import BillingStore
import Foundation

/// A fleet by month: the last value, the mean and the greatest of 13 metrics of a year of up to 10,000 tenants, through
/// the summaries of a repository in memory.
struct W2: Line {
    let name = "W2"
    let peers = FleetYear.peers

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let fleet = FleetYear(samples: settings.samples)
        let repository = try fleet.inMemory(in: folder)
        return [
            Question(
                name: "\(fleet.tenants) tenants by month", request: ["which": "all"],
                bytes: fleet.times.count * 16
            ) { try Blocking.run { try await FleetYear.months(of: .all, in: repository) } }
        ]
    }
}
