public import BillingModel
public import BillingTime

/// The account of one tenant or several: every movement, newest first, with what is owed after it.
///
/// An invoice adds what is payable; payments and credit notes take away, a refund adds, and a void takes away what was
/// payable less the credit notes. After each movement stands the sum of what is due of all invoices shown, as
/// ``InvoiceList`` would give it for that instant. Three rules make that hold:
/// - An entry that is dated before the issue of its invoice counts at the issue, and keeps its own instant as `dated`.
/// - What is payable of an invoice that tells only what was paid is what was paid and credited, so that nothing is due:
///   it counts as an invoice and a payment at its issue, and each later entry comes with a ``Movement/Kind/charge``.
/// - If statuses were asked for, only invoices that stand so as of the report are shown, with all of their movements, and
///   what is owed is owed for these.
///
/// Movements at one instant are in order of number and tenant, and then as they take effect; the newest comes first.
/// Amounts are totalled per currency, never across, and so is what is owed. A period is that of the movement's instant in
/// the zone of the screen; one without movements is left out, because it closes as it opens.
///
/// The JSON form has the keys `stamp`, `range` and `statuses` (left out if all were asked for), `width`, `movements`,
/// `totals`, `periods` and `numbering`.
public struct InvoiceStatement: BillingScreen {
    /// When and from what the screen was made.
    public let stamp: ScreenStamp
    /// The instants that were asked for; nil for all.
    public let range: InstantRange?
    /// The statuses that were asked for, in the order of their declaration; nil for all.
    public let statuses: [InvoiceStatus]?
    /// How long a period is.
    public let width: BucketWidth
    /// The movements, newest first.
    public let movements: [Movement]
    /// The totals of all movements, in ascending order of currency, also of those that were moved before the range only.
    public let totals: [Total]
    /// The totals of each period with movements, newest first.
    public let periods: [Period]
    /// What is missing in the numbers of the tenants whose hosts declared a pattern, by tenant.
    public let numbering: [Numbering]

    /// Makes a screen of movements in their order.
    ///
    /// It opens with what was owed before the first movement, once per currency, and is divided into the buckets that hold
    /// the movements.
    ///
    /// - Throws: `BillingError` with code `malformed` if the movements are not in descending order of time, a balance does
    ///   not follow from the one before, or a movement lies in no period; `overflow` if a total does not fit.
    package init(
        stamp: ScreenStamp, range: InstantRange?, statuses: Set<InvoiceStatus>?, width: BucketWidth,
        openings: [Money], movements: [Movement], buckets: [Bucket], numbering: [Numbering]
    ) throws(BillingError) {
        self.stamp = stamp
        self.range = range
        self.statuses = statuses.map { asked in InvoiceStatus.allCases.filter(asked.contains) }
        self.width = width
        self.movements = movements
        self.numbering = numbering
        let oldestFirst = Array(movements.reversed())
        guard zip(oldestFirst, oldestFirst.dropFirst()).allSatisfy({ $0.posted <= $1.posted }) else {
            throw BillingError(.malformed, rule: "the movements of a statement come newest first")
        }
        var owed = Dictionary(openings.map { ($0.currency, $0) }) { first, _ in first }
        guard owed.count == openings.count else {
            throw BillingError(.malformed, rule: "a statement opens once per currency")
        }
        totals = try Self.totals(of: oldestFirst, from: owed)
        var periods: [Period] = []
        var rest = oldestFirst[...]
        for bucket in buckets.sorted(by: { $0.startMicroseconds < $1.startMicroseconds }) {
            let part = rest.prefix {
                $0.posted >= bucket.startMicroseconds && $0.posted < bucket.endMicroseconds
            }
            guard !part.isEmpty else { continue }
            rest = rest.dropFirst(part.count)
            let openings = owed
            for movement in part {
                guard let before = owed[movement.currency], try before + movement.amount == movement.balance
                else {
                    throw BillingError(
                        .malformed, rule: "a balance is the one before and the amount of its movement",
                        detail: "invoice '\(movement.invoice)', \(movement.kind.rawValue)")
                }
                owed[movement.currency] = movement.balance
            }
            let currencies = Set(part.map(\.currency))
            periods.append(
                Period(
                    name: width.name(of: bucket), time: bucket,
                    totals: try Self.totals(
                        of: Array(part), from: openings.filter { currencies.contains($0.key) })))
        }
        guard rest.isEmpty else {
            throw BillingError(.malformed, rule: "each movement of a statement lies in one of its periods")
        }
        self.periods = periods.reversed()
    }

    private static func totals(
        of movements: [Movement], from openings: [Currency: Money]
    ) throws(BillingError) -> [Total] {
        var totals: [Total] = []
        for opening in openings.values.sorted(by: { $0.currency < $1.currency }) {
            totals.append(
                try Total(of: movements.filter { $0.currency == opening.currency }, from: opening))
        }
        return totals
    }
}

extension InvoiceStatement {
    private enum CodingKeys: String, CodingKey {
        case stamp, range, statuses, width, movements, totals, periods, numbering
    }

    /// Reads a screen, and checks that its balances, totals and periods follow from its movements.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let totals = try values.decode([Total].self, forKey: .totals)
        let periods = try values.decode([Period].self, forKey: .periods)
        try self.init(
            stamp: try values.decode(ScreenStamp.self, forKey: .stamp),
            range: try values.decodeIfPresent(InstantRange.self, forKey: .range),
            statuses: try values.decodeIfPresent(Set<InvoiceStatus>.self, forKey: .statuses),
            width: try values.decode(BucketWidth.self, forKey: .width),
            openings: totals.map(\.opening),
            movements: try values.decode([Movement].self, forKey: .movements),
            buckets: periods.map(\.time),
            numbering: try values.decode([Numbering].self, forKey: .numbering))
        guard totals == self.totals, periods == self.periods else {
            throw BillingError(
                .malformed, rule: "the totals and periods of a statement are those of its movements")
        }
    }
}
