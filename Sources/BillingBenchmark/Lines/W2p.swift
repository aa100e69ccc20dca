import BillingModel
import BillingStore
import Foundation

/// One tenant of the fleet of W2, which is in memory.
struct W2p: Line {
    let name = "W2p"
    let peers = FleetYear.peers + [FleetYear.rows]

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let fleet = FleetYear(samples: settings.samples)
        let repository = try fleet.inMemory(in: folder)
        let tenant = fleet.tenants / 2
        let id = try FleetYear.tenant(tenant)
        return [
            Question(
                name: "one of \(fleet.tenants) tenants by month", request: ["which": "\(tenant)"], bytes: 0
            ) { try Blocking.run { try await FleetYear.months(of: .one(id), in: repository) } }
        ]
    }
}
