import BillingModel
import BillingStore
import BillingStoreFile
import BillingTime
import Foundation

/// The same question to stores that grow a hundredfold: what it costs follows the answer, not the store.
///
/// The months of one tenant of a fleet of ever more tenants, and the hours of the last day of a series of ever more years.
struct G1: Line {
    let name = "G1"
    let peers: [Peer] = []

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        try [100, 10, 1].flatMap { share in
            try questions(samples: max(1, settings.samples / share), folder.path + "/\(share)")
        }
    }

    private func questions(samples: Int, _ path: String) throws -> [Question] {
        let fleet = FleetYear(samples: samples)
        let tenant = try FleetYear.tenant(fleet.tenants / 2)
        let history = History(samples: samples)
        return try ["in memory", "from a file"].flatMap { place in
            let isFile = place == "from a file"
            let tenants = try Blocking.run {
                let repository = try await Self.empty(isFile ? path + "-fleet.billing" : nil)
                try await fleet.fill(repository)
                return repository
            }
            let series = try Blocking.run {
                let repository = try await Self.empty(isFile ? path + "-history.billing" : nil)
                try await history.fill(repository)
                return repository
            }
            return [
                Question(name: "one of \(fleet.tenants) tenants by month, \(place)", request: nil, bytes: 0) {
                    try Blocking.run { try await FleetYear.months(of: .one(tenant), in: tenants) }
                },
                Question(name: "last day of \(samples) samples by hour, \(place)", request: nil, bytes: 0) {
                    try Blocking.run { try await history.lastDay(in: series) }
                },
            ]
        }
    }

    private static func empty(_ path: String?) async throws -> any BillingRepository {
        guard let path else { return InMemoryRepository { Date() } }
        return try await FileRepository(at: path) { Date() }
    }

    /// A reading every ten seconds up to one instant.
    private struct History: Sendable {
        let samples: Int
        private static let end: Int64 = 1_772_323_200_000_000
        private static let step: Int64 = 10_000_000

        init(samples: Int) { self.samples = samples }

        func fill(_ repository: some BillingRepository) async throws {
            let tenant = try Tenant(id: "benchmark", name: "Benchmark", zone: "UTC", currency: .usd)
            let metric = try Metric(id: MetricID("readings"), unit: "units", kind: .gauge)
            var random = SplitMix64(seed: 8)
            for first in stride(from: 0, to: samples, by: 100_000) {
                var changes = ChangeSet(id: try CommitID("samples-\(first)"))
                if first == 0 {
                    changes.add(tenant)
                    changes.add(metric, for: tenant.id)
                }
                let part = first..<min(first + 100_000, samples)
                try changes.add(
                    series: SeriesKey(tenant: tenant.id, metric: metric.id),
                    times: part.map { Instants.date(Self.end - Int64(samples - $0) * Self.step) },
                    values: part.map { _ in Double(random.below(65_536)) / 8 })
                try await repository.commit(changes)
            }
        }

        func lastDay(in repository: some BillingReader) async throws -> Answer {
            let range = Instants.date(Self.end - 86_400_000_000)..<Instants.date(Self.end)
            let grid = try BucketGrid(covering: range, width: .hour, zone: .utc)
            let request = SummaryRequest(
                of: .one(try TenantID("benchmark")), metrics: [try MetricID("readings")],
                in: try SummaryBounds(grid, now: range.upperBound), measures: .sum)
            guard case .states(let states)? = try await repository.summaries(request).rows.first?.content
            else { throw Failure("the series has no row") }
            return Answer(columns: [states.map { Double($0.count) }, try states.map { try $0.sum() }])
        }
    }
}
