public import BillingInsights
public import BillingModel

/// What changed in the alerts of a tenant, and how they stand.
///
/// The JSON form has the keys `stamp`, `tenant`, `name`, `told`, `rows` and `states`. The digest leaves the states out, which change
/// whenever they are evaluated.
public struct AlertReport: Hashable, Sendable {
    /// When and from what the screen was made.
    public let stamp: ScreenStamp
    /// Whose alerts they are.
    public let tenant: TenantID
    /// The name of the tenant.
    public let name: String
    /// What is to be told now, in the order of the watches; nothing that was told before.
    public let told: [Told]
    /// How the alerts of each subject stand, in the order of the watches.
    ///
    /// Invoices have a row if they are overdue, or if anything was told of them.
    public let rows: [Row]
    /// What a host keeps in place of the states that it gave.
    ///
    /// Those of watches that are gone are handed back as they were. An invoice of which nothing was told has none.
    public let states: [AlertState]

    /// A transition, and what it is about.
    ///
    /// The JSON form has the keys `name`, `title`, `statement` and `transition`.
    public struct Told: Hashable, Sendable, Codable {
        /// The name of the rule.
        public let name: String
        /// What it is about: `Orders`, `Invoice INV-7`.
        public let title: String
        /// The transition as a sentence behind the title, with dates on the clock of the screen.
        public let statement: String
        /// The transition itself; by its id a host knows one that it has told.
        public let transition: AlertTransition
    }

    /// How the alerts of one rule and one subject stand.
    ///
    /// The JSON form has the keys `rule`, `name`, `kind`, `subject`, `title` and `alerts`, and those of `measure` and `refusal` that
    /// there are.
    public struct Row: Hashable, Sendable, Codable {
        /// The rule.
        public let rule: AlertRuleID
        /// The name of the rule.
        public let name: String
        /// The kind of its condition.
        public let kind: AlertCondition.Kind
        /// What is observed.
        public let subject: AlertSubjectID
        /// What that is, for people.
        public let title: String
        /// The alerts, by ascending threshold.
        public let alerts: [AlertState.Alert]
        /// What was measured last, in this period; nil if nothing was.
        public let measure: AlertMeasure?
        /// Why nothing can be said now: `a forecast needs 14 days with a value: there are 5`.
        public let refusal: String?

        /// Whether people are to know of something.
        public var isFiring: Bool { alerts.contains { $0.phase == .firing } }
    }
}

extension AlertReport: Codable {
    private enum CodingKeys: String, CodingKey { case stamp, tenant, name, told, rows, states }

    /// Writes the screen; for ``BillingScreen/digest()`` without the states.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(stamp, forKey: .stamp)
        try values.encode(tenant, forKey: .tenant)
        try values.encode(name, forKey: .name)
        try values.encode(told, forKey: .told)
        try values.encode(rows, forKey: .rows)
        if !encoder.omitsTime { try values.encode(states, forKey: .states) }
    }
}
