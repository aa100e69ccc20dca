/// The id of a metric, unique within a tenant.
public typealias MetricID = EntityID<Metric>

/// What a number means: its unit, its kind, where it comes from, and how often and how late it comes.
///
/// The set of metrics is open. Constants such as ``assets`` and ``dailyActiveUsers`` stand for what the platform
/// has; a host commits its own once per tenant. Two metrics are equal if all their properties are.
public struct Metric: Hashable, Sendable, Identifiable {
    /// The identity of the metric within a tenant.
    public let id: MetricID
    private let nameText: FreeText
    private let unitText: FreeText
    /// What the numbers are, which decides what may be done with them.
    public let kind: MetricKind
    /// Whether the host sends samples or the package derives them.
    public let source: Source
    /// How often a value comes; no narrower bucket is offered.
    public let cadence: Cadence
    /// How long after its end a bucket may still change; it is settling until then.
    public let lag: Duration
    /// How long a gauge may be carried forward after its last sample; nil if without limit.
    public let staleness: Duration?
    /// Where the identities of counted subjects mean the same.
    public let identity: IdentityScope
    /// When a cumulative reading that falls has begun anew; any drop for other kinds, which have no resets.
    public let resets: ResetRule

    /// Makes a metric.
    ///
    /// - Parameters:
    ///   - id: The identity within a tenant.
    ///   - name: The name for people, 1 to 4,096 bytes of UTF-8 without NUL; the id if nil.
    ///   - unit: The unit of one, 1 to 4,096 bytes of UTF-8 without NUL.
    ///   - kind: What the numbers are.
    ///   - source: Whether samples are sent or derived.
    ///   - cadence: How often a value comes. Values of a daily metric belong to a date, others to an instant. A
    ///     derived metric takes the cadence of its source: quarter hours for activity, any instant for actions.
    ///   - lag: How long after its end a bucket may still change: whole microseconds, from zero to 36,500 days.
    ///   - staleness: How long a gauge may be carried forward: whole microseconds, more than zero and at most
    ///     36,500 days; nil for no limit.
    ///   - identity: Where the identities of counted subjects mean the same.
    ///   - resets: When a cumulative reading that falls has begun anew.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if a text or a duration breaks its
    ///   rule, if the source cannot give this kind, or if another kind than cumulative states a reset rule.
    public init(
        id: MetricID, name: String? = nil, unit: String, kind: MetricKind, source: Source = .recorded,
        cadence: Cadence = .irregular, lag: Duration = .zero, staleness: Duration? = nil,
        identity: IdentityScope = .tenant, resets: ResetRule = .anyDrop
    ) throws(BillingError) {
        guard lag >= .zero, lag <= Self.longest, lag.isWholeMicroseconds else {
            throw BillingError(
                .invalidValue, rule: "the lag of a metric is whole microseconds, from zero to 36,500 days",
                detail: "metric '\(id)'")
        }
        if let staleness {
            guard staleness > .zero, staleness <= Self.longest, staleness.isWholeMicroseconds else {
                throw BillingError(
                    .invalidValue,
                    rule: "a staleness limit is whole microseconds, more than zero and at most 36,500 days",
                    detail: "metric '\(id)'")
            }
        }
        guard source.canGive(kind) else {
            throw BillingError(
                .invalidValue,
                rule: "activity gives distinct counts, actions give counts, and all else is recorded",
                detail: "metric '\(id)' of kind \(kind.rawValue) from \(source)")
        }
        guard kind == .cumulative || resets == .anyDrop else {
            throw BillingError(
                .invalidValue, rule: "only a cumulative reading has a reset rule",
                detail: "metric '\(id)' of kind \(kind.rawValue)")
        }
        self.init(
            checked: id, name: try FreeText(name ?? id.text), unit: try FreeText(unit), kind: kind,
            source: source, cadence: source.cadence ?? cadence, lag: lag, staleness: staleness,
            identity: identity, resets: resets)
    }

    /// For values that obey the rules.
    init(
        checked id: MetricID, name: FreeText, unit: FreeText, kind: MetricKind, source: Source,
        cadence: Cadence, lag: Duration, staleness: Duration?, identity: IdentityScope,
        resets: ResetRule = .anyDrop
    ) {
        self.id = id
        nameText = name
        unitText = unit
        self.kind = kind
        self.source = source
        self.cadence = cadence
        self.lag = lag
        self.staleness = staleness
        self.identity = identity
        self.resets = resets
    }

    /// The longest duration that a metric states.
    private static let longest = Duration.seconds(36_500 * 86_400)

    /// This metric, taken from another source.
    ///
    /// ```swift
    /// // A tenant whose active devices are counted from activity instead of being sent as numbers.
    /// let metric = try Metric.dailyActiveDevices.derived(from: .activity(of: .device))
    /// ```
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if the source cannot give this kind.
    public func derived(from source: Source) throws(BillingError) -> Metric {
        try Metric(
            id: id, name: name, unit: unit, kind: kind, source: source, cadence: cadence, lag: lag,
            staleness: staleness, identity: identity, resets: resets)
    }

    /// The name for people, compared byte by byte.
    public var name: String { nameText.text }

    /// The unit of one, such as `devices` or `km`; series with one unit can share an axis.
    public var unit: String { unitText.text }

    /// Whether the host sends one value a date, rather than values at instants.
    public var isDaily: Bool { cadence == .daily }
}

extension Metric {
    /// Where the values of a metric come from.
    ///
    /// One metric of one tenant has one source.
    public enum Source: Hashable, Sendable {
        /// The host sends samples.
        case recorded
        /// Distinct counts of subjects of one kind, from their activity.
        case activity(of: SubjectKind)
        /// Counts from the actions that ran.
        case actions(ActionMeasure)

        func canGive(_ kind: MetricKind) -> Bool {
            switch self {
            case .recorded: true
            case .activity: kind == .distinct || kind == .distinctToDate
            case .actions: kind == .count
            }
        }

        /// The cadence that the source dictates: activity is kept by the quarter hour.
        var cadence: Cadence? {
            switch self {
            case .recorded: nil
            case .activity: .quarterHourly
            case .actions: .irregular
            }
        }
    }

    /// Which number of an action counts.
    public enum ActionMeasure: String, Hashable, Sendable, Codable {
        /// Executions: those that succeeded and those that failed.
        case executed
        /// Executions that failed.
        case failed
        /// Runs that were triggered but suppressed, which are no executions.
        case suppressed
    }

    /// Where the identities of counted subjects mean the same.
    public enum IdentityScope: String, Hashable, Sendable, Codable {
        /// The same id in two tenants stands for two subjects.
        case tenant
        /// The same id in two tenants stands for one subject, so that unions over tenants can be counted.
        case shared
    }
}

extension Metric.Source: CustomStringConvertible {
    /// The source as a text, which is also its JSON form: `recorded`, `activity:device`, `actions:executed`.
    public var description: String {
        switch self {
        case .recorded: "recorded"
        case .activity(let kind): "activity:\(kind)"
        case .actions(let measure): "actions:\(measure.rawValue)"
        }
    }
}
