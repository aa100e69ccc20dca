import BillingModel
import BillingStore
import Foundation

/// Tenants with a sample a day of each of some metrics of the platform, as a nightly feed sends them.
struct UsageData: Sendable {
    /// The first instant after the last sample.
    let now = Date(timeIntervalSince1970: 1_772_323_200)  // 2026-03-01
    let tenants: Int
    let days: Int
    let metrics: [Metric]

    /// Writes the tenants in commits of many samples.
    func fill(_ repository: some BillingRepository) async throws {
        var random = SplitMix(seed: 9)
        let tenantsOfCommit = max(1, 200_000 / (days * metrics.count))
        for first in stride(from: 0, to: tenants, by: tenantsOfCommit) {
            var changes = ChangeSet(id: try CommitID("usage-\(first)"))
            for number in first..<min(first + tenantsOfCommit, tenants) {
                let tenant = try Tenant(
                    id: "tenant-\(number)", name: "Tenant \(number)", zone: "Australia/Sydney",
                    currency: Currency("AUD"))
                changes.add(tenant)
                for metric in metrics { try add(metric, of: tenant.id, to: &changes, &random) }
            }
            try await repository.commit(changes)
        }
    }

    /// A level that walks, at 3 o'clock of each day.
    private func add(
        _ metric: Metric, of tenant: TenantID, to changes: inout ChangeSet, _ random: inout SplitMix
    ) throws {
        var level = 500.0
        var (times, values): ([Date], [Double]) = ([], [])
        for day in (0..<days).reversed() {
            level += Double(random.below(21) - 10)
            times.append(now.addingTimeInterval(Double(-day * 86_400 - 75_600)))
            values.append(max(0, level))
        }
        try changes.add(
            series: SeriesKey(tenant: tenant, metric: metric.id), times: times, values: values)
    }
}
