import BillingModel
import BillingStore

/// Names a lane, which is one series of columns, within its tenant.
enum LaneName: Hashable, Sendable {
    /// A recorded series.
    case sample(SeriesName)
    /// The totals of actions by instant.
    case measure(MeasureName)
    /// Who was active when: the positions are those of ``ActivityRow``, and there are no values.
    case presence(SubjectKind)
}

/// What a commit does to one lane.
struct LaneChange {
    let lane: LaneName
    let timing: MetricSeries.Timing
    /// In strictly ascending order of position; each alters what is visible.
    let changes: [SeriesColumns.Change]
    /// The writes with a version that were not known, in order.
    let versioned: [VersionedWrite]
}
