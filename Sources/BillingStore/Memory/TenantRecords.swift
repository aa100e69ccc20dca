import BillingModel
import BillingTime

/// All that is kept of one tenant.
struct TenantRecords: Sendable {
    var tenant: History<Tenant>
    var metrics: [MetricID: History<Metric>] = [:]
    var series = SeriesDirectory<SeriesName>()
    /// The totals of actions by instant, for each measure, category and type.
    var totals = SeriesDirectory<MeasureName>()
    var actions = ActionColumns()
    var activity: [SubjectKind: ActivityColumns] = [:]
    var coverage: [CoverageName: CoverageLog] = [:]
    var book = InvoiceBook()
    /// The terms of the plan book by their first dates.
    var plans: [LocalDate: History<PlanTerm>] = [:]
    var budget: History<Budget>?
    /// The first date of each kind of record that is kept.
    var floors: [RetainedKind: LocalDate] = [:]
}

/// The values that something had, each from a revision on.
struct History<Value: Sendable>: Sendable {
    private(set) var values: [(from: Revision, value: Value)]

    init(_ value: Value, from revision: Revision) { values = [(revision, value)] }

    var latest: Value? { values.last?.value }

    func value(at revision: Revision) -> Value? {
        values.last { $0.from <= revision }?.value
    }

    /// Whether there is a value as of a revision.
    func isKnown(at revision: Revision) -> Bool { values.contains { $0.from <= revision } }

    mutating func append(_ value: Value, from revision: Revision) { values.append((revision, value)) }

    /// Adds a value unless a later one stands.
    mutating func append(inOrder value: Value, from revision: Revision) -> Bool {
        guard values.last.map({ $0.from < revision }) ?? true else { return false }
        append(value, from: revision)
        return true
    }
}

/// What a feed stated to be complete.
struct CoverageLog: Sendable {
    private(set) var statements: [(from: Revision, range: Range<Int64>)] = []
    private(set) var latest = IntervalSet()

    mutating func append(_ ranges: [Range<Int64>], from revision: Revision) {
        statements += ranges.map { (revision, $0) }
        latest = latest.union(IntervalSet(ranges))
    }

    /// Cuts off what was stated of the time before an instant.
    mutating func drop(before bound: Int64) {
        statements = statements.compactMap { from, range in
            range.upperBound > bound ? (from, max(range.lowerBound, bound)..<range.upperBound) : nil
        }
        latest = IntervalSet(statements.map(\.range))
    }

    func intervals(at revision: Revision) -> IntervalSet {
        if let last = statements.last, last.from <= revision { return latest }
        return IntervalSet(statements.prefix { $0.from <= revision }.map(\.range))
    }
}
