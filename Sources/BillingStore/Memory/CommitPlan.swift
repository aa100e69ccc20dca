import BillingModel
import BillingTime

/// What a set of changes does to a state, decided in full before anything is changed.
///
/// Making a plan finds every violation; applying it cannot fail.
struct CommitPlan {
    /// The kinds of record in a set, in the order in which violations are listed.
    enum Kind: String, CaseIterable {
        case tenant, metric, sample, inventory, usage, action, activity, coverage, invoice, entry
    }

    /// A record of the set.
    struct Origin {
        let kind: Kind
        let index: Int
    }

    /// How many records did what.
    struct Counts {
        var inserted = 0
        var unchanged = 0
        var corrected = 0
        var retracted = 0

        var hasEffect: Bool { inserted > 0 || corrected > 0 || retracted > 0 }

        static func += (left: inout Counts, right: Counts) {
            left.inserted += right.inserted
            left.unchanged += right.unchanged
            left.corrected += right.corrected
            left.retracted += right.retracted
        }
    }

    /// What is done to one recorded series.
    struct SeriesChange {
        let key: SeriesKey
        let timing: MetricSeries.Timing
        let changes: [SeriesColumns.Change]
        let versioned: [VersionedWrite]
    }

    /// What is done to the actions of one tenant, and to the totals that are derived from them.
    struct ActionChange {
        let tenant: TenantID
        let ending: [ActionKey]
        let adding: [Ledger<ActionKey, ActionRecord>.Addition]
        let totals: [(name: TenantRecords.MeasureName, changes: [SeriesColumns.Change])]
    }

    /// What is added to the activity of one tenant's subjects of one kind.
    struct ActivityChange {
        let tenant: TenantID
        let kind: SubjectKind
        let rows: [ActivityColumns.Row]
        let newSubjects: [SubjectID]
    }

    var counts = Counts()
    var tenants: [TenantID: Tenant] = [:]
    var metrics: [TenantID: [MetricID: Metric]] = [:]
    var series: [SeriesChange] = []
    var actions: [ActionChange] = []
    var activity: [ActivityChange] = []
    var coverage: [(tenant: TenantID, name: TenantRecords.CoverageName, range: Range<Int64>)] = []
    var invoices: [Invoice] = []
    var entries: [InvoiceEntry] = []
    private var violations: [BillingError.Violation] = []

    /// Decides what a set does.
    ///
    /// - Throws: `BillingError` with code `refused` and all violations, or `unavailable` if zones are needed and there is
    ///   no database of them.
    init(_ changes: ChangeSet, on state: MemoryState, zones: ZoneDatabase) throws(BillingError) {
        planTenants(changes, state)
        planMetrics(changes, state)
        try planSamples(changes, state, zones)
        planActions(changes, state)
        planActivity(changes, state)
        planCoverage(changes, state)
        planInvoices(changes, state)
        planEntries(changes, state)
        guard violations.isEmpty else {
            let order = Dictionary(
                uniqueKeysWithValues: Kind.allCases.enumerated().map { ($1.rawValue, $0) })
            violations.sort { (order[$0.kind] ?? 0, $0.index) < (order[$1.kind] ?? 0, $1.index) }
            throw BillingError(
                .refused, rule: "a set of changes is applied whole or not at all",
                detail: "commit '\(changes.id)'", violations: violations)
        }
    }

    mutating func refuse(
        _ origin: Origin, _ record: @autoclosure () -> String, _ code: BillingError.Code, _ rule: String
    ) {
        violations.append(
            BillingError.Violation(
                index: origin.index, kind: origin.kind.rawValue, record: record(), code: code, rule: rule))
    }

    /// Refuses a record of an unknown tenant.
    mutating func refuse(_ origin: Origin, unknown tenant: TenantID) {
        refuse(origin, "tenant '\(tenant)'", .notFound, "a record belongs to a known tenant")
    }

    /// A tenant as the set leaves it; nil if it is unknown.
    func tenant(_ id: TenantID, _ state: MemoryState) -> Tenant? {
        tenants[id] ?? state.tenants[id]?.tenant.latest
    }

    /// A metric as the set leaves it; nil if it is unknown.
    func metric(_ id: MetricID, of tenant: TenantID, _ state: MemoryState) -> Metric? {
        metrics[tenant]?[id] ?? state.tenants[tenant]?.metrics[id]?.latest ?? Metric.platform(id)
    }
}

extension CommitPlan {
    private mutating func planTenants(_ changes: ChangeSet, _ state: MemoryState) {
        var named: [TenantID: Tenant] = [:]
        for (index, tenant) in changes.tenants.enumerated() {
            let origin = Origin(kind: .tenant, index: index)
            if let twin = named[tenant.id] {
                if tenant.hasSameContent(as: twin) {
                    counts.unchanged += 1
                } else {
                    refuse(origin, "\(tenant.id)", .conflict, "a set says one thing of a tenant")
                }
                continue
            }
            named[tenant.id] = tenant
            if let known = state.tenants[tenant.id]?.tenant.latest {
                if tenant.hasSameContent(as: known) {
                    counts.unchanged += 1
                    continue
                }
                counts.corrected += 1
            } else {
                counts.inserted += 1
            }
            tenants[tenant.id] = tenant
        }
    }

    private mutating func planMetrics(_ changes: ChangeSet, _ state: MemoryState) {
        var named: [TenantID: [MetricID: Metric]] = [:]
        for (index, definition) in changes.metrics.enumerated() {
            let origin = Origin(kind: .metric, index: index)
            let (owner, metric) = (definition.tenant, definition.metric)
            guard tenant(owner, state) != nil else {
                refuse(origin, unknown: owner)
                continue
            }
            if let twin = named[owner]?[metric.id] {
                if metric.hasSameContent(as: twin) {
                    counts.unchanged += 1
                } else {
                    refuse(origin, "\(owner)/\(metric.id)", .conflict, "a set says one thing of a metric")
                }
                continue
            }
            named[owner, default: [:]][metric.id] = metric
            if let rule = Self.brokenRule(metric, state.tenants[owner]) {
                refuse(origin, "\(owner)/\(metric.id)", .conflict, rule)
                continue
            }
            if let known = state.tenants[owner]?.metrics[metric.id]?.latest {
                if metric.hasSameContent(as: known) {
                    counts.unchanged += 1
                    continue
                }
                counts.corrected += 1
            } else {
                counts.inserted += 1
            }
            metrics[owner, default: [:]][metric.id] = metric
        }
    }

    /// The rule that a definition breaks beside what is known, if any.
    private static func brokenRule(_ metric: Metric, _ records: TenantRecords?) -> String? {
        func isSame(_ known: Metric) -> Bool {
            metric.kind == known.kind && metric.source == known.source && metric.cadence == known.cadence
                && metric.identity == known.identity
        }
        if let known = records?.metrics[metric.id]?.latest {
            return isSame(known) ? nil : "a known metric keeps its kind, source, cadence and identity scope"
        }
        guard let platform = Metric.platform(metric.id), !isSame(platform) else { return nil }
        guard metric.kind == platform.kind, platform.source == .recorded else {
            return "a metric of the platform keeps its kind, and its source if that is actions"
        }
        let hasSamples = records?.seriesNames.contains { $0.metric == metric.id } ?? false
        return hasSamples
            ? "a metric of the platform keeps its source, cadence and identity scope after its first sample"
            : nil
    }
}
