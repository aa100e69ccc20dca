import BillingModel
import BillingStore
import Foundation

/// Tenants with a value a day of each of some metrics of the platform, as a nightly feed sends them.
struct UsageData: Sendable {
    /// An instant on the day after the last value: 1 March 2026.
    let now = Date(timeIntervalSince1970: 1_772_323_200)
    let tenants: Int
    let days: Int
    let metrics: [Metric]

    private var firstDate: LocalDate {
        get throws { try LocalDate("2026-03-01").adding(days: -days) }
    }

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

    /// A level that walks, one value a date.
    private func add(
        _ metric: Metric, of tenant: TenantID, to changes: inout ChangeSet, _ random: inout SplitMix
    ) throws {
        let first = try firstDate
        var level = 500.0
        var (dates, values): ([LocalDate], [Double]) = ([], [])
        for day in 0..<days {
            level += Double(random.below(21) - 10)
            dates.append(try first.adding(days: day))
            values.append(max(0, level))
        }
        try changes.add(
            series: SeriesKey(tenant: tenant, metric: metric.id), dates: dates, values: values)
    }
}
