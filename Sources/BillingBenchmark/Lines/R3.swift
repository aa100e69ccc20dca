import BillingModel
import BillingReports
import BillingStore
import BillingTime
import Foundation

/// A fleet in one page, in memory: 3 metrics of 90 days of 10,000 tenants.
struct R3: Line {
    let name = "R3"
    /// They answer the last question alone, by a plain query of sums by date; the screen tells completeness too.
    let peers = [
        Peer(name: "duckdb_usage", forms: ["idiom"]), Peer(name: "polars_usage", forms: ["idiom"]),
    ]

    private static let metrics: [Metric] = [.assets, .devicesLinked, .users]

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let data = UsageData(tenants: 10_000, days: 90, metrics: Self.metrics)
        let fleet = try Blocking.run {
            let repository = InMemoryRepository { Date() }
            try await data.fill(repository)
            return repository.fleet
        }
        try data.write(in: folder)
        // The last whole day in Sydney, where it is eleven o'clock now.
        let midnight = data.now.addingTimeInterval(-11 * 3_600)
        let days = midnight.addingTimeInterval(-90 * 86_400)..<midnight
        return [
            Question(name: "overview of 10,000 tenants", request: nil, bytes: 0) {
                try Blocking.run {
                    let screen = try await fleet.tenantOverview(
                        TenantOverviewRequest(metrics: Self.metrics), now: data.now)
                    return Answer(columns: [[Double(screen.rows.count)]])
                }
            },
            Question(name: "inventory of 10,000 tenants", request: nil, bytes: 0) {
                try Blocking.run {
                    let screen = try await fleet.inventory(now: data.now, metrics: Self.metrics)
                    return Answer(columns: [[Double(screen.rows.count)]])
                }
            },
            Question(name: "graph of 10,000 tenants by day", request: [:], bytes: 0) {
                try Blocking.run {
                    let screen = try await fleet.consumptionGraph(
                        metrics: Self.metrics, range: days, width: .day, now: data.now)
                    return Answer(columns: screen.series.map { $0.points.map { $0.value ?? -1 } })
                }
            },
        ]
    }
}
