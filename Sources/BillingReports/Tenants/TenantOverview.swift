public import BillingModel
public import BillingStore
public import BillingTime

/// Many tenants at a glance, one row each: what a tenant has and how that changed, how many actions it ran in its current
/// period, and what it is charged to date.
///
/// The rows are one page of all tenants in scope, in the order asked for; the totals are of all of them. Every page is
/// read at the revision of the first. A period is that of the tenant's own zone, so tenants in several zones have periods
/// that differ by hours; each row names its own.
///
/// The JSON form has the keys `stamp`, `columns`, `since` and `on` (if asked for), `period`, `order`, `descending`, `tenants`, `rows`,
/// `totals` and `next` (if there is another page).
public struct TenantOverview: BillingScreen {
    /// When and from what the screen was made; in UTC if each tenant keeps its own zone.
    public let stamp: ScreenStamp
    /// What is counted, in the order of the counts of each row.
    public let columns: [TenantInventory.Column]
    /// The date at whose end the counts stood that changes are told from; nil if none are.
    public let since: LocalDate?
    /// The width of the period of actions and charges.
    public let period: BucketWidth
    /// The date whose period it is; nil for the period that holds `now`.
    public let date: LocalDate?
    /// What the rows are sorted by.
    public let order: TenantOrder
    /// Whether the highest comes first.
    public let descending: Bool
    /// How many tenants are in scope, on all pages.
    public let tenants: Int
    /// The rows of this page.
    public let rows: [Row]
    /// The totals of all tenants in scope.
    public let totals: Totals
    /// Where the next page begins; nil if this is the last.
    public let next: PageCursor?

    init(
        stamp: ScreenStamp, columns: [TenantInventory.Column], since: LocalDate?, period: BucketWidth,
        on date: LocalDate?, order: TenantOrder, descending: Bool, tenants: Int, rows: [Row], totals: Totals,
        next: PageCursor?
    ) {
        self.stamp = stamp
        self.columns = columns
        self.since = since
        self.period = period
        self.date = date
        self.order = order
        self.descending = descending
        self.tenants = tenants
        self.rows = rows
        self.totals = totals
        self.next = next
    }

    /// The row of a tenant; nil if this page has none.
    public func row(_ tenant: TenantID) -> Row? { rows.first { $0.id == tenant } }
}

extension TenantOverview {
    /// One tenant.
    ///
    /// The JSON form has the keys `inventory`, `period`, `actions`, `charge` (if the tenant has a plan) and `attention` (if it was added).
    public struct Row: Hashable, Sendable, Codable, Identifiable {
        /// Who it is and what it has.
        public let inventory: TenantInventory.Row
        /// The whole period that holds `now` or the date asked for, in the tenant's zone.
        public let period: InstantRange
        /// What it ran in the period up to now.
        public let actions: Actions
        /// What it is charged for the period up to now; nil without a plan.
        public let charge: Charge?
        /// What is worth a look; nil unless what needs attention was added, and tells it.
        public internal(set) var attention: Attention?

        /// The tenant.
        public var id: TenantID { inventory.tenant }
    }

    /// How many actions ran in a period up to now.
    ///
    /// Counts are nil if nothing is known of the period. The JSON form leaves out what there is none of.
    public struct Actions: Hashable, Sendable, Codable {
        /// Executions, whether they succeeded or failed.
        public let executed: Int?
        /// Executions that failed, which are part of the executed ones.
        public let failed: Int?
        /// Triggered but not executed, which are no part of the executed ones.
        public let suppressed: Int?
        /// How far the counts can be relied on.
        public let completeness: Completeness
    }

    /// What a tenant is charged for a period up to now; provisional until the period is settled.
    ///
    /// The JSON form has the keys `plan`, `amount` (if there is one), `unrated` and `completeness`.
    public struct Charge: Hashable, Sendable, Codable {
        /// The plan.
        public let plan: EntityID<PricePlan>
        /// The sum of the charges that have an amount; nil if none has.
        public let amount: Money?
        /// The charges without an amount, in the order of the plan: their usage is not known, or makes no quantity.
        public let unrated: [EntityID<BillingModel.Charge>]
        /// How far the amount can be relied on: the weakest of the charges.
        public let completeness: Completeness
    }

    /// All tenants in scope together.
    ///
    /// The JSON form has the keys `counts`, `actions` (if there are tenants) and `charges`.
    public struct Totals: Hashable, Sendable, Codable {
        /// The sum of each column of the inventory.
        public let counts: [TenantInventory.Total]
        /// The actions of all tenants, each in its own period; nil if there are no tenants.
        public let actions: Actions?
        /// The charges in each currency, in ascending order of their codes; currencies are never added.
        public let charges: [ChargeTotal]
    }

    /// What all tenants together are charged in one currency.
    ///
    /// The JSON form has the keys `amount`, `tenants`, `unrated` and `completeness`.
    public struct ChargeTotal: Hashable, Sendable, Codable {
        /// The sum of the amounts that are known.
        public let amount: Money
        /// How many tenants have a plan in the currency.
        public let tenants: Int
        /// How many of them have a charge without an amount, so that the sum is too low.
        public let unrated: Int
        /// The weakest of the tenants.
        public let completeness: Completeness
    }
}

extension TenantOverview {
    private enum CodingKeys: String, CodingKey {
        case stamp, columns, since, period
        case date = "on"
        case order, descending, tenants, rows, totals, next
    }

    /// Reads a screen, and checks that each row stands once and has a count for each column.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            stamp: try values.decode(ScreenStamp.self, forKey: .stamp),
            columns: try values.decode([TenantInventory.Column].self, forKey: .columns),
            since: try values.decodeIfPresent(LocalDate.self, forKey: .since),
            period: try values.decode(BucketWidth.self, forKey: .period),
            on: try values.decodeIfPresent(LocalDate.self, forKey: .date),
            order: try values.decode(TenantOrder.self, forKey: .order),
            descending: try values.decode(Bool.self, forKey: .descending),
            tenants: try values.decode(Int.self, forKey: .tenants),
            rows: try values.decode([Row].self, forKey: .rows),
            totals: try values.decode(Totals.self, forKey: .totals),
            next: try values.decodeIfPresent(PageCursor.self, forKey: .next))
        let metrics = columns.map(\.metric)
        guard tenants >= rows.count, Set(rows.map(\.id)).count == rows.count,
            rows.allSatisfy({ $0.inventory.counts.map(\.metric) == metrics }),
            totals.counts.map(\.metric) == metrics,
            Set(totals.charges.map(\.amount.currency)).count == totals.charges.count
        else {
            throw BillingError(
                .malformed, rule: "an overview has a row for each tenant, with a count for each column")
        }
    }
}
