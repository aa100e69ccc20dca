public import BillingModel
import BillingTime

/// What a set of changes does to a repository, decided in full before anything is changed.
///
/// Making a plan finds every violation; a backend that applies it asks no further questions.
public struct CommitPlan: Sendable {
    /// The kinds of record in a set, in the order in which violations are listed.
    enum Kind: String, CaseIterable {
        case tenant, metric, sample, inventory, usage, action, activity, coverage, invoice, entry, plan,
            budget
    }

    /// A record of the set.
    struct Origin {
        let kind: Kind
        let index: Int
    }

    /// How many records did what.
    public struct Counts: Sendable {
        /// Records that were new.
        public internal(set) var inserted = 0
        /// Records that said nothing new.
        public internal(set) var unchanged = 0
        /// Records that replaced another value.
        public internal(set) var corrected = 0
        /// Records that took a value back.
        public internal(set) var retracted = 0

        /// Whether the set makes a revision.
        public var hasEffect: Bool { inserted > 0 || corrected > 0 || retracted > 0 }

        static func += (left: inout Counts, right: Counts) {
            left.inserted += right.inserted
            left.unchanged += right.unchanged
            left.corrected += right.corrected
            left.retracted += right.retracted
        }
    }

    /// What is done to one recorded series.
    public struct SeriesChange: Sendable {
        /// The series, which may be new.
        public let key: SeriesKey
        /// Whether samples stand at instants or belong to dates.
        public let timing: MetricSeries.Timing
        /// Each alters what is visible.
        public let changes: SampleChanges
        /// The writes with a version that were not known, in order.
        public let versioned: [VersionedWrite]
    }

    /// What is done to the actions of one tenant, and to the totals that are derived from them.
    public struct ActionChange: Sendable {
        /// New content of an action.
        public struct Addition: Hashable, Sendable {
            /// The content.
            public let action: ActionRecord
            /// Whether it stands from now on; if not, the set itself replaced it or made it void, and no revision sees it.
            public let isCurrent: Bool
            /// The instant of the action in microseconds since 1970.
            package let position: Int64

            package var key: ActionKey { ActionKey(action) }
        }

        /// Whose actions they are.
        public let tenant: TenantID
        /// The actions whose standing content is no more.
        public let ending: [ActionKey]
        /// New contents, those of one action in their order.
        public let adding: [Addition]
        /// What becomes of the totals that are derived from the actions, for a backend that keeps them.
        public let totals: [(name: MeasureName, changes: SampleChanges)]
    }

    /// What is added to the activity of one tenant's subjects of one kind.
    public struct ActivityChange: Sendable {
        /// Whose subjects they are.
        public let tenant: TenantID
        /// What kind of subject.
        public let kind: SubjectKind
        /// The rows that are new, in ascending order.
        public let rows: [ActivityRow]
        /// The subjects that are new among theirs, numbered on from those that are known.
        public let newSubjects: [SubjectID]
    }

    /// What a feed of one metric newly states to be complete.
    public struct CoverageChange: Sendable {
        /// Whose metric it is.
        public let tenant: TenantID
        /// The metric and the feed.
        public let name: CoverageName
        /// The ranges, in microseconds since 1970 and half open; none is covered by what was known.
        package let ranges: [Range<Int64>]

        /// What is stated, in the order of the set.
        public var statements: [Coverage] {
            ranges.compactMap { range in
                try? Coverage(
                    tenant: tenant, metric: name.metric, source: name.source,
                    range: Instants.date(range.lowerBound)..<Instants.date(range.upperBound))
            }
        }
    }

    /// How many records did what.
    public internal(set) var counts = Counts()
    /// Tenants that are new, or known by other content from now on.
    public internal(set) var tenants: [TenantID: Tenant] = [:]
    /// Metrics that are new, or known by other content from now on.
    public internal(set) var metrics: [TenantID: [MetricID: Metric]] = [:]
    /// One change for each series that is touched.
    public internal(set) var series: [SeriesChange] = []
    /// One change for each tenant whose actions are touched.
    public internal(set) var actions: [ActionChange] = []
    /// One change for each tenant and kind of subject.
    public internal(set) var activity: [ActivityChange] = []
    /// One change for each feed of a metric.
    public internal(set) var coverage: [CoverageChange] = []
    /// Invoices that are new.
    public internal(set) var invoices: [Invoice] = []
    /// Entries that are new.
    public internal(set) var entries: [InvoiceEntry] = []
    /// Terms that are new or replace one of the same date.
    public internal(set) var plans: [PlanTerm] = []
    /// Budgets that are new or replace the one before.
    public internal(set) var budgets: [Budget] = []
    /// The places in the set of the invoices and the entries.
    var invoicePlaces: [Int] = []
    var entryPlaces: [Int] = []
    private var violations: [BillingError.Violation] = []
    private var floors: [TenantID: [RetainedKind: LocalDate?]] = [:]

    /// Decides what a set does.
    ///
    /// - Throws: `BillingError` with code `refused` and all violations, or `unavailable` if zones are needed and there is
    ///   no database of them; what the basis throws.
    init(
        _ changes: ChangeSet, on basis: some CommitSnapshot, zones: ZoneDatabase
    ) throws {
        try planTenants(changes, basis)
        try planMetrics(changes, basis)
        try planSamples(changes, basis, zones)
        try planActions(changes, basis)
        try planActivity(changes, basis)
        try planCoverage(changes, basis)
        try planInvoices(changes, basis)
        try planEntries(changes, basis)
        try planPlans(changes, basis, zones)
        try planBudgets(changes, basis)
        try planAccounts(basis)
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
    func tenant(_ id: TenantID, _ basis: some CommitSnapshot) throws -> Tenant? {
        if let tenant = tenants[id] { return tenant }
        return try basis.tenant(id)
    }

    /// A metric as the set leaves it; nil if it is unknown.
    func metric(
        _ id: MetricID, of tenant: TenantID, _ basis: some CommitSnapshot
    ) throws -> Metric? {
        if let metric = metrics[tenant]?[id] { return metric }
        return try basis.committedMetric(id, of: tenant) ?? Metric.platform(id)
    }

    static let belowFloor = "a record lies at or after the retention floor of its kind"

    /// The first date of a kind of record that is kept of a tenant; nil if all are.
    mutating func floor(
        of kind: RetainedKind, _ tenant: TenantID, _ basis: some CommitSnapshot
    ) throws -> LocalDate? {
        if let known = floors[tenant]?[kind] { return known }
        let floor = try basis.floor(of: kind, tenant: tenant)
        floors[tenant, default: [:]][kind] = .some(floor)
        return floor
    }
}

extension CommitPlan {
    private mutating func planTenants(
        _ changes: ChangeSet, _ basis: some CommitSnapshot
    ) throws {
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
            if let known = try basis.tenant(tenant.id) {
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

    private mutating func planMetrics(
        _ changes: ChangeSet, _ basis: some CommitSnapshot
    ) throws {
        var named: [TenantID: [MetricID: Metric]] = [:]
        for (index, definition) in changes.metrics.enumerated() {
            let origin = Origin(kind: .metric, index: index)
            let (owner, metric) = (definition.tenant, definition.metric)
            guard try tenant(owner, basis) != nil else {
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
            let known = try basis.committedMetric(metric.id, of: owner)
            if let rule = try Self.brokenRule(metric, owner, known, basis) {
                refuse(origin, "\(owner)/\(metric.id)", .conflict, rule)
                continue
            }
            if let known {
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
    private static func brokenRule(
        _ metric: Metric, _ owner: TenantID, _ known: Metric?, _ basis: some CommitSnapshot
    ) throws -> String? {
        func isSame(_ known: Metric) -> Bool {
            metric.kind == known.kind && metric.source == known.source && metric.cadence == known.cadence
                && metric.identity == known.identity
        }
        if let known {
            return isSame(known) ? nil : "a known metric keeps its kind, source, cadence and identity scope"
        }
        guard let platform = Metric.platform(metric.id), !isSame(platform) else { return nil }
        guard metric.kind == platform.kind, platform.source == .recorded else {
            return "a metric of the platform keeps its kind, and its source if that is actions"
        }
        return try basis.hasSamples(of: metric.id, tenant: owner)
            ? "a metric of the platform keeps its source, cadence and identity scope after its first sample"
            : nil
    }
}
