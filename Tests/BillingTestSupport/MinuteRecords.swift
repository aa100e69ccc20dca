package import BillingModel
package import BillingStore
import BillingTime
package import Foundation

// Records whose instants are minutes of 1 March 2026.

/// The position of a minute, in microseconds.
package func position(_ minutes: Int) -> Int64 { 1_772_323_200_000_000 + Int64(minutes) * 60_000_000 }

package func minute(_ minutes: Int) -> Date { Instants.date(position(minutes)) }

package func key(_ tenant: TenantID, _ metric: Metric, _ labels: Labels = .none) -> SeriesKey {
    SeriesKey(tenant: tenant, metric: metric.id, labels: labels)
}

package func write(
    _ tenant: TenantID, _ metric: Metric, at minutes: Int, _ value: Double?, version: Int64? = nil,
    labels: Labels = .none
) -> SampleWrite {
    SampleWrite(key(tenant, metric, labels), at: .instant(minute(minutes)), value: value, version: version)
}

package func action(
    _ tenant: TenantID, _ id: String, at minutes: Int, type: ActionType = .sendEmail,
    category: ActionCategory = .alert, succeeded: Int = 1, failed: Int = 0, suppressed: Int = 0
) throws -> ActionRecord {
    try ActionRecord(
        tenant: tenant, source: feed, id: ActionID(id), at: minute(minutes), type: type, category: category,
        succeeded: succeeded, failed: failed, suppressed: suppressed)
}

package func activity(
    _ tenant: TenantID, _ subject: String, at minutes: Int, kind: SubjectKind = .device
) throws -> ActivityRecord {
    try ActivityRecord(
        tenant: tenant, kind: kind, subject: SubjectID(subject),
        quarter: QuarterHour(holding: minute(minutes)))
}

extension BillingReader {
    /// The samples of a series as pairs of position and value.
    package func samples(_ key: SeriesKey, knownAt: KnownAt = .latest) async throws -> [Int64: Double] {
        let series = try await allSeries(
            SeriesRequest(of: .one(key.tenant), metrics: [key.metric], knownAt: knownAt))
        guard let found = series.first(where: { $0.key == key }) else { return [:] }
        return Dictionary(uniqueKeysWithValues: zip(found.positions, found.values))
    }
}

extension CommitRecord {
    /// Inserted, unchanged, corrected and retracted records.
    package var tally: [Int] { [inserted, unchanged, corrected, retracted] }
}
