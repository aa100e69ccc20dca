public import BillingModel
public import BillingStore
public import BillingTime

/// What an overview of many tenants shows, in which order, and which page of it.
public struct TenantOverviewRequest: Hashable, Sendable {
    /// What is counted; each a recorded gauge.
    public var metrics: [Metric]
    /// A date from whose end changes are told; nil for none.
    public var since: LocalDate?
    /// The width of the period of actions and charges, a day or longer.
    public var period: BucketWidth
    /// A date at whose start the period goes on, such as the last date of a month that is over; nil for the period that
    /// holds `now`.
    public var date: LocalDate?
    /// The plan of each tenant that has one, in the tenant's currency; whoever has none is not charged.
    ///
    /// If none is given, that of the tenant's plan book for the period, if its billing periods are of this width.
    public var plans: [TenantID: PricePlan]
    /// What the rows are sorted by.
    public var order: TenantOrder
    /// Whether the highest comes first.
    public var descending: Bool
    /// The zone of all dates; nil for the clock of each tenant.
    public var zone: ZoneID?
    /// The most rows of a page, at least 1.
    public var limit: Int
    /// Where the page begins; nil for the first.
    public var cursor: PageCursor?

    /// Makes a request.
    public init(
        metrics: [Metric] = Metric.inventory, since: LocalDate? = nil, period: BucketWidth = .month,
        on date: LocalDate? = nil, plans: [TenantID: PricePlan] = [:], order: TenantOrder = .tenant,
        descending: Bool = false,
        zone: ZoneID? = nil, limit: Int = 10_000, cursor: PageCursor? = nil
    ) {
        self.metrics = metrics
        self.since = since
        self.period = period
        self.date = date
        self.plans = plans
        self.order = order
        self.descending = descending
        self.zone = zone
        self.limit = limit
        self.cursor = cursor
    }
}
