package import BillingModel
package import BillingStore

/// Names a stored series, which is one series of columns, within its tenant.
package enum StoredSeriesName: Hashable, Sendable {
    /// A recorded series.
    case sample(SeriesName)
    /// The totals of actions by instant.
    case measure(MeasureName)
    /// Who was active when: the positions are those of ``ActivityRow``, and there are no values.
    case activity(SubjectKind)
}

/// What a commit does to one stored series.
struct StoredSeriesChange {
    let name: StoredSeriesName
    let timing: MetricSeries.Timing
    /// Each alters what is visible.
    let changes: SampleChanges
    /// The writes with a version that were not known, in order.
    let versioned: [VersionedWrite]
}
