import BillingModel
import BillingTime

/// All that is kept of one tenant.
struct TenantRecords: Sendable {
    /// Names a recorded series within its tenant.
    struct SeriesName: Hashable, Comparable, Sendable {
        let metric: MetricID
        let labels: Labels

        static func < (left: Self, right: Self) -> Bool {
            left.metric == right.metric ? left.labels < right.labels : left.metric < right.metric
        }
    }

    /// Names a series that is derived from actions.
    struct MeasureName: Hashable, Sendable {
        let measure: Metric.ActionMeasure
        let labels: Labels
    }

    /// Names what a feed states coverage of.
    struct CoverageName: Hashable, Comparable, Sendable {
        let metric: MetricID
        let source: SourceID

        static func < (left: Self, right: Self) -> Bool {
            left.metric == right.metric ? left.source < right.source : left.metric < right.metric
        }
    }

    var tenant: History<Tenant>
    var metrics: [MetricID: History<Metric>] = [:]
    var series: [SeriesName: SeriesColumns] = [:]
    /// The names of the series in order.
    var seriesNames: [SeriesName] = []
    /// The totals of actions by instant, for each measure, category and type.
    var measures: [MeasureName: SeriesColumns] = [:]
    /// The labels of the measures in order.
    var measureLabels: [Labels] = []
    var actions = Ledger<ActionKey, ActionRecord>()
    var activity: [SubjectKind: ActivityColumns] = [:]
    var coverage: [CoverageName: CoverageLog] = [:]
    var invoices = Ledger<InvoiceNumber, Invoice>()
    var entries = Ledger<EntryKey, InvoiceEntry>()
    /// The entries by the id that identifies them.
    var entryKeys: [Identifier<InvoiceEntry>: EntryKey] = [:]
    var standings: [InvoiceNumber: InvoiceStanding] = [:]

    /// The metric as a revision knows it: committed for the tenant, or else of the platform.
    func metric(_ id: MetricID, at revision: Revision) -> Metric? {
        metrics[id]?.value(at: revision) ?? Metric.platform(id)
    }
}

/// The values that something had, each from a revision on.
struct History<Value: Sendable>: Sendable {
    private var values: [(from: Revision, value: Value)]

    init(_ value: Value, from revision: Revision) { values = [(revision, value)] }

    var latest: Value? { values.last?.value }

    func value(at revision: Revision) -> Value? {
        values.last { $0.from <= revision }?.value
    }

    mutating func append(_ value: Value, from revision: Revision) { values.append((revision, value)) }
}

/// What a feed stated to be complete.
struct CoverageLog: Sendable {
    private var statements: [(from: Revision, range: Range<Int64>)] = []
    private(set) var latest = IntervalSet()

    mutating func append(_ range: Range<Int64>, from revision: Revision) {
        statements.append((revision, range))
        latest = latest.union(IntervalSet([range]))
    }

    func intervals(at revision: Revision) -> IntervalSet {
        if let last = statements.last, last.from <= revision { return latest }
        return IntervalSet(statements.prefix { $0.from <= revision }.map(\.range))
    }
}

/// What decides whether an invoice takes another entry.
struct InvoiceStanding: Sendable {
    /// The instant of the void; nil if there is none.
    var void: Int64?
    /// The instant of the last payment or credit note.
    var lastCharge: Int64?
}
