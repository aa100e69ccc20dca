import BillingModel
import BillingReports
import BillingStore
import BillingStoreFile
import BillingTime
import Foundation

/// The table screen of one tenant, 25 months of 14 metrics, from a file that is open and was read before.
struct R1: Line {
    let name = "R1"
    let peers: [Peer] = []

    /// The recorded metrics of the platform.
    static let metrics = Metric.platform.filter { $0.source == .recorded }

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let data = UsageData(tenants: 1, days: 770, metrics: Self.metrics)
        let repository = try data.file(in: folder)
        return [
            Question(name: "table of 25 months and \(data.metrics.count) metrics", request: nil, bytes: 0) {
                try Blocking.run {
                    let scope = try repository.scope(of: TenantID("tenant-0"))
                    let table = try await scope.consumptionTable(now: data.now)
                    return Answer(columns: [table.rows.map { $0.windows.last?.average ?? -1 }])
                }
            }
        ]
    }
}
