import BillingModel
import BillingStore
import BillingStoreFile
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
        var random = SplitMix64(seed: 9)
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

    /// A file with the tenants, which stays open.
    func file(in folder: DataFolder) throws -> FileRepository {
        let path = folder.path + "/usage.billing"
        return try Blocking.run {
            let repository = try await FileRepository(at: path) { Date() }
            try await fill(repository)
            return repository
        }
    }

    /// Writes the columns that peers load.
    func write(in folder: DataFolder) throws {
        var random = SplitMix64(seed: 9)
        let first = Int64(try firstDate.dayNumber)
        var (metrics, dates, values): ([Int32], [Int64], [Double]) = ([], [], [])
        for _ in 0..<tenants {
            for metric in self.metrics.indices {
                metrics += Array(repeating: Int32(metric), count: days)
                dates += first..<first + Int64(days)
                values += levels(&random)
            }
        }
        try folder.write(metrics, as: "metric.i32")
        try folder.write(dates, as: "date.i64")
        try folder.write(values, as: "values.f64")
    }

    /// A level that walks, one value a date.
    private func levels(_ random: inout SplitMix64) -> [Double] {
        var level = 500.0
        return (0..<days).map { _ in
            level += Double(random.below(21) - 10)
            return max(0, level)
        }
    }

    private func add(
        _ metric: Metric, of tenant: TenantID, to changes: inout ChangeSet, _ random: inout SplitMix64
    ) throws {
        let first = try firstDate
        try changes.add(
            series: SeriesKey(tenant: tenant, metric: metric.id),
            dates: (0..<days).map { try first.adding(days: $0) }, values: levels(&random))
    }
}
