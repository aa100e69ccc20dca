import BillingModel
import BillingReports
import BillingStore
import BillingTime
import Foundation

/// The JSON of a graph of a year by day of 14 metrics.
struct R2: Line {
    let name = "R2"
    let peers: [Peer] = []

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let data = UsageData(tenants: 1, days: 370, metrics: R1.metrics)
        let graph = try Blocking.run {
            let repository = InMemoryRepository { Date() }
            try await data.fill(repository)
            let year = data.now.addingTimeInterval(-365 * 86_400)..<data.now
            return try await repository.scope(of: TenantID("tenant-0"))
                .consumptionGraph(range: year, width: .day, now: data.now)
        }
        return [
            Question(name: "JSON of a year by day of \(data.metrics.count) metrics", request: nil, bytes: 0) {
                Answer(columns: [[Double(try graph.json().utf8.count)]])
            }
        ]
    }
}
