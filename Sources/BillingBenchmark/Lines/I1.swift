import BillingInsights
import BillingModel
import BillingReports
import BillingStore
import Foundation

/// Insights over a fleet in memory: a year of 13 metrics of as many tenants as have the samples, 10,000 at most.
struct I1: Line {
    let name = "I1"
    let peers: [Peer] = []

    private static let metrics = Array(R1.metrics.prefix(13))
    private static let days = 365

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let tenants = min(max(1, settings.samples / (Self.metrics.count * Self.days)), 10_000)
        let data = UsageData(tenants: tenants, days: Self.days, metrics: Self.metrics)
        let repository = InMemoryRepository { Date() }
        try Blocking.run { try await data.fill(repository) }
        let ids = try (0..<tenants).map { try TenantID("tenant-\($0)") }
        return [
            Question(name: "where the month of \(tenants) tenants will end", request: nil, bytes: 0) {
                try Blocking.run { try await Self.ends(of: ids, in: repository, now: data.now) }
            },
            Question(name: "which of \(tenants) tenants need attention", request: nil, bytes: 0) {
                try Blocking.run {
                    let screen = try await repository.fleet.attention(now: data.now)
                    return Answer(columns: [screen.rows.map { Double($0.findings.count) }])
                }
            },
        ]
    }

    /// The end of the month of each metric of each tenant, by as many tasks at a time as there are cores.
    private static func ends(
        of tenants: [TenantID], in repository: InMemoryRepository, now: Date
    ) async throws -> Answer {
        let workers = ProcessInfo.processInfo.activeProcessorCount
        let ends = try await withThrowingTaskGroup(of: [(Int, [Double])].self) { group in
            for worker in 0..<workers {
                group.addTask {
                    var ends: [(Int, [Double])] = []
                    for place in stride(from: worker, to: tenants.count, by: workers) {
                        let forecast = try await repository.scope(of: tenants[place]).forecast(now: now)
                        ends.append((place, forecast.rows.map { $0.end?.estimate.value ?? -1 }))
                    }
                    return ends
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        return Answer(columns: [ends.sorted { $0.0 < $1.0 }.flatMap(\.1)])
    }
}
