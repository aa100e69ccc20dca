public import BillingModel
public import BillingTime

/// What the tenants of a scope have, at a glance: the level of each gauge in force at `now`, and its change since a date.
///
/// In force is a daily value of the date that holds the last instant before `now`, or a level that is carried there from an earlier
/// sample: at most for the metric's staleness limit, and where the time is covered. Else the value is missing, and what was known
/// last stands beside it. The completeness is that of the local day that holds the last instant before `now`.
///
/// The JSON form has the keys `stamp`, `columns`, `since` (if asked for), `rows` and `totals`.
public struct TenantInventory: Hashable, Sendable, Codable {
    /// When and from what the inventory was made; in UTC if each tenant keeps its own zone.
    public let stamp: ScreenStamp
    /// What is counted, in the order of the counts of each row.
    public let columns: [Column]
    /// The date at whose end the values stood that changes are told from; nil if none are.
    public let since: LocalDate?
    /// A row for each tenant, in the order asked for.
    public let rows: [Row]
    /// The sum over the tenants of each column.
    public let totals: [Total]

    /// The row of a tenant; nil if there is none.
    public func row(_ tenant: TenantID) -> Row? { rows.first { $0.tenant == tenant } }

    /// What a tenant has, as a record of the model: the counts that are known and whole.
    ///
    /// - Parameter tenant: A tenant of the screen.
    /// - Returns: The inventory at `now`; nil if there is no such row.
    /// - Throws: `BillingError` with code `invalidValue` if a count is negative or beyond 2^53.
    public func inventory(of tenant: TenantID) throws(BillingError) -> Inventory? {
        guard let row = row(tenant) else { return nil }
        let counts = row.counts.compactMap { count in
            count.value.flatMap(Int.init(exactly:)).map { Inventory.Count(metric: count.metric, count: $0) }
        }
        return try Inventory(tenant: tenant, at: stamp.now, counts: counts)
    }
}

extension TenantInventory {
    /// One gauge that is counted.
    ///
    /// The JSON form has the keys `metric`, `name` and `unit`.
    public struct Column: Hashable, Sendable, Codable, Identifiable {
        /// What is counted.
        public let metric: MetricID
        /// The metric's name for people.
        public let name: String
        /// The unit of one.
        public let unit: String

        /// What is counted.
        public var id: MetricID { metric }
    }

    /// What one tenant has.
    ///
    /// The JSON form has the keys `tenant`, `name`, `zone`, `clock` (left out if one zone holds throughout), `digest` and
    /// `counts`.
    public struct Row: Hashable, Sendable, Codable, Identifiable {
        /// Whose row it is.
        public let tenant: TenantID
        /// The tenant's name for people.
        public let name: String
        /// The zone whose dates decide what lies before `now` and at the end of `since`; of a tenant that moves the one in
        /// force at `now`.
        public let zone: ZoneID
        /// The zones whose dates these are, if the tenant moves; nil if ``zone`` holds throughout.
        public let clock: ZoneHistory?
        /// The SHA-256 digest of the rules of that zone, or of the clock if the tenant moves.
        public let digest: String
        /// A count for each column.
        public let counts: [Count]

        /// The tenant.
        public var id: TenantID { tenant }
    }

    /// How many there are of one thing.
    ///
    /// The JSON form has the keys `metric`, `members`, `reporting`, `completeness`, and `value`, `asof`, `known` and `change`
    /// if there are any.
    public struct Count: Hashable, Sendable, Codable, Identifiable {
        /// What is counted.
        public let metric: MetricID
        /// The level in force, the sum of those of the series that labels split the metric into; nil if missing.
        public let value: Double?
        /// When the level was true, of several the earliest; also of one that is in force no longer.
        public let asof: SampleTime?
        /// What was known last of the levels that are not in force; nil if each is, or never was there.
        public let lastKnown: LastKnown?
        /// How many series the metric has.
        public let members: Int
        /// How many of them have a value.
        public let reporting: Int
        /// The value less that at the end of `since`; nil unless both are known.
        public let change: FigureChange?
        /// How far the value can be relied on.
        public let completeness: Completeness

        /// What is counted.
        public var id: MetricID { metric }

        private enum CodingKeys: String, CodingKey {
            case metric, value, asof
            case lastKnown = "known"
            case members, reporting, change, completeness
        }
    }

    /// The sum of one column over the tenants.
    ///
    /// The JSON form has the keys `metric`, `members`, `reporting`, `shared`, and `value`, `known`, `change` and `completeness` if
    /// there are any.
    public struct Total: Hashable, Sendable, Codable, Identifiable {
        /// What is counted.
        public let metric: MetricID
        /// The exact sum, rounded once; nil if no tenant has a value.
        public let value: Double?
        /// What was known last of all tenants together, where a level is not in force; nil if each is.
        public let lastKnown: LastKnown?
        /// How many tenants were asked.
        public let members: Int
        /// How many of them have a value.
        public let reporting: Int
        /// Whether an object that two tenants share may be counted twice.
        public let shared: Bool
        /// The sum of the changes; nil unless every tenant that has a value has one.
        public let change: FigureChange?
        /// The weakest of the tenants; nil if there are none.
        public let completeness: Completeness?

        /// What is counted.
        public var id: MetricID { metric }

        private enum CodingKeys: String, CodingKey {
            case metric, value
            case lastKnown = "known"
            case members, reporting, shared, change, completeness
        }
    }
}
