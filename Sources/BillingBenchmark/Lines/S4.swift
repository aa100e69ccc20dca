import BillingModel
import BillingStore
import BillingStoreFile
import Foundation

/// The months of one tenant of the fleet of W2, and of all, from a file that is open and was read before.
struct S4: Line {
    let name = "S4"
    let peers = FleetYear.peers + [FleetYear.rows]

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let fleet = FleetYear(samples: settings.samples)
        let path = try fleet.inFile(in: folder)
        let repository = try Blocking.run { try await FileRepository(at: path) { Date() } }
        let tenant = fleet.tenants / 2
        let id = try FleetYear.tenant(tenant)
        return [
            Question(
                name: "one of \(fleet.tenants) tenants by month", request: ["which": "\(tenant)"], bytes: 0
            ) { try Blocking.run { try await FleetYear.months(of: .one(id), in: repository) } },
            Question(name: "\(fleet.tenants) tenants by month", request: ["which": "all"], bytes: 0) {
                try Blocking.run { try await FleetYear.months(of: .all, in: repository) }
            },
        ]
    }
}
