#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
public import BillingRating
public import BillingTime

/// What one tenant's usage of a billing period costs so far, charge by charge, with the arithmetic of each.
///
/// It is provisional until it is settled: until the period is over, the lag of every metric has passed, and all of it is
/// covered. A charge whose usage is not known has no amount, and the total is then without it.
///
/// The JSON form has the keys `stamp`, `tenant`, `name`, `plan`, `title`, `width`, `period`, `first`, `last`, `lines`,
/// `total`, `completeness`, `buckets` and, if it has such, their `granularity`.
public struct ChargeToDate: Hashable, Sendable {
    /// When and from what the screen was made.
    public let stamp: ScreenStamp
    /// Whose usage it is.
    public let tenant: TenantID
    /// The tenant's name for people.
    public let name: String
    /// The price plan.
    public let plan: EntityID<PricePlan>
    /// The plan's name for people.
    public let planName: String
    /// The width of the billing period, such as a month.
    public let width: BucketWidth
    /// The billing period.
    public let period: InstantRange
    /// The first date of the period.
    public let first: LocalDate
    /// The last date of the period, included.
    public let last: LocalDate
    /// One line per charge, in the order of the plan.
    public let lines: [Line]
    /// The sum of the lines that have an amount, in the currency of the plan.
    public let total: Money
    /// How far the total can be relied on: the weakest of the lines.
    public let completeness: Completeness
    /// How long the buckets are; nil if none were asked for.
    public let granularity: BucketWidth?
    /// The parts of the period that have begun, such as days or weeks, if they were asked for; else none.
    ///
    /// One that the period cuts is marked so.
    public let buckets: [Bucket]

    /// Whether every charge has an amount; if not, the total is too low.
    public var isWhole: Bool { lines.allSatisfy { $0.rated != nil } }
    /// Whether nothing of it will change by itself: the period is over and settled, all covered, and every charge rated.
    public var isSettled: Bool { completeness.isComplete && isWhole }

    /// The line of a charge; nil if the plan has no such charge.
    public func line(_ charge: EntityID<Charge>) -> Line? { lines.first { $0.id == charge } }
}

extension ChargeToDate {
    /// One charge of the plan.
    ///
    /// The JSON form has the keys `id`, `name`, `unit` (left out if unknown), `usage`, `included`, `rated` or else
    /// `reason`, `completeness`, `unsettled` (left out if it is settled) and `parts`.
    public struct Line: Hashable, Sendable, Identifiable {
        /// The id of the charge.
        public let id: EntityID<Charge>
        /// The name of the charge for people.
        public let name: String
        /// What the quantity counts; nil if unknown, or for a charge of the period itself.
        public let unit: String?
        /// What is measured.
        public let usage: Charge.Usage
        /// How much of the quantity costs nothing.
        public let included: Decimal
        /// What it costs, with its arithmetic; nil if it cannot be told.
        public let rated: RatedCharge?
        /// Why it has no amount; nil if it has one.
        public let reason: UnratedReason?
        /// How far the quantity can be relied on.
        public let completeness: Completeness
        /// Why the quantity may still change or is known in part; nil if it is settled.
        public let unsettled: UnsettledReason?
        /// What each bucket adds, in the order of the screen's buckets; none unless asked for, for a volume price, or
        /// without an amount.
        public let parts: [Part]

        /// Whether the amount does not grow with usage, as that of a fee.
        public var isFixed: Bool { usage == .period || rated?.model == .flat }
    }

    /// What one bucket adds to a charge.
    ///
    /// The JSON form has the keys `quantity` and `amount`, both left out if the bucket's usage is not known, and
    /// `completeness`.
    public struct Part: Hashable, Sendable {
        /// The quantity from the start of the period to the end of the bucket; nil if it is not known.
        public let quantity: Decimal?
        /// What the period costs to the end of the bucket, less what it costs to the last one before that is known.
        public let amount: Money?
        /// How far the usage of the bucket can be relied on.
        public let completeness: Completeness
    }

    /// Rates the usage of each charge.
    init(
        stamp: ScreenStamp, tenant: Tenant, plan: PricePlan, width: BucketWidth, bucket: Bucket,
        usage: [ChargeUsage], granularity: BucketWidth?, buckets: [Bucket]
    ) throws(BillingError) {
        self.stamp = stamp
        self.tenant = tenant.id
        name = tenant.name
        self.plan = plan.id
        planName = plan.name
        self.width = width
        period = InstantRange(bucket.startMicroseconds..<bucket.endMicroseconds)
        first = bucket.firstDate
        last = bucket.lastDate
        var lines: [Line] = []
        for usage in usage { lines.append(try Line(usage, plan)) }
        self.lines = lines
        total = try Money.sum(of: lines.compactMap { $0.rated?.amount }, in: plan.currency)
        completeness = try Self.weakest(lines)
        self.granularity = granularity
        self.buckets = buckets
    }

    /// A plan without charges costs nothing, whatever is used.
    static func weakest(_ lines: [Line]) throws(BillingError) -> Completeness {
        if let weakest = try Completeness.weakest(of: lines.map(\.completeness)) { return weakest }
        return try Completeness(phase: .settled, coverage: 1, samples: 0, origin: .filled)
    }
}

extension ChargeToDate.Line {
    init(_ usage: ChargeUsage, _ plan: PricePlan) throws(BillingError) {
        let charge = usage.charge
        id = charge.id
        name = charge.name
        unit = usage.unit
        self.usage = charge.usage
        included = charge.included
        reason = usage.reason
        completeness = usage.completeness
        unsettled = usage.unsettled
        guard let quantity = usage.quantity else {
            (rated, parts) = (nil, [])
            return
        }
        rated = try charge.rated(quantity, currency: plan.currency, rounding: plan.rounding)
        guard charge.hasParts else {
            parts = []
            return
        }
        let amounts = try charge.amounts(
            toEnds: usage.parts.map(\.quantity), currency: plan.currency, rounding: plan.rounding)
        parts = zip(usage.parts, amounts).map { part, amount in
            ChargeToDate.Part(quantity: part.quantity, amount: amount, completeness: part.completeness)
        }
    }
}

extension ChargeToDate: Codable {
    enum CodingKeys: String, CodingKey {
        case stamp, tenant, name, plan
        case planName = "title"
        case width, period, first, last, lines, total, completeness, granularity, buckets
    }
}

extension ChargeToDate.Line: Codable {
    enum CodingKeys: String, CodingKey {
        case id, name, unit, usage, included, rated, reason, completeness, unsettled, parts
    }
}

extension ChargeToDate.Part: Codable {
    enum CodingKeys: String, CodingKey { case quantity, amount, completeness }
}
