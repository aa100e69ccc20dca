public import BillingModel
import BillingStore

/// Which tenants of a scope need attention, by what is unusual in their usage: what costs most first.
///
/// The JSON form has the keys `stamp`, `days`, `tenants`, `quiet` and `rows`.
public struct TenantAttention: Hashable, Sendable, Codable {
    /// When and from what the screen was made.
    public let stamp: ScreenStamp
    /// How many of the last days of each tenant are told of.
    public let days: Int
    /// How many tenants were looked at.
    public let tenants: Int
    /// How many of them have nothing that is worth a look.
    public let quiet: Int
    /// The tenants with findings that nobody has said anything of.
    ///
    /// Those with a cost come first: by currency, and within it by the size of the cost. The others follow by the rarity of
    /// their rarest day.
    public let rows: [Row]

    /// One tenant.
    ///
    /// The JSON form has the keys `tenant`, `name`, `findings` and `cost` (left out if nothing has one).
    public struct Row: Hashable, Sendable, Codable, Identifiable {
        /// The tenant.
        public let tenant: TenantID
        /// Its name.
        public let name: String
        /// Its findings: the costliest first, then the rarest.
        public let findings: [Finding]
        /// What the findings cost together, each by its size: what is saved by one does not make good for another.
        public let cost: Money?

        /// The id of the tenant.
        public var id: TenantID { tenant }
    }
}

extension TenantAttention.Row {
    init?(_ tenant: Tenant, _ findings: [Finding]) {
        guard !findings.isEmpty else { return nil }
        self.tenant = tenant.id
        name = tenant.name
        self.findings = findings.sorted { Self.isAhead($0, $1) }
        var cost: Money?
        for one in findings.compactMap(\.cost) {
            let size = Money(
                minorUnits: Int64(clamping: one.minorUnits.magnitude), currency: one.currency)
            // All are in the currency of one plan; a sum that does not fit stays as it is.
            cost = (try? (cost ?? .zero(one.currency)) + size) ?? cost
        }
        self.cost = cost
    }

    private static func isAhead(_ left: Finding, _ right: Finding) -> Bool {
        let (one, other) = (left.cost?.minorUnits.magnitude ?? 0, right.cost?.minorUnits.magnitude ?? 0)
        if one != other { return one > other }
        if left.rarity != right.rarity { return left.rarity < right.rarity }
        return (left.metric, left.labels, left.first) < (right.metric, right.labels, right.first)
    }

    /// Whether this tenant comes before another one.
    func precedes(_ other: Self) -> Bool {
        switch (cost, other.cost) {
        case (let mine?, let theirs?) where mine != theirs:
            guard mine.currency == theirs.currency else { return mine.currency.code < theirs.currency.code }
            return mine.minorUnits > theirs.minorUnits
        case (_?, nil): return true
        case (nil, _?): return false
        default:
            let (one, two) = (findings.map(\.rarity).min() ?? 1, other.findings.map(\.rarity).min() ?? 1)
            return one != two ? one < two : tenant < other.tenant
        }
    }
}

extension Finding {
    /// The probability of the rarest day; that of a silent feed is next to nothing.
    var rarity: Double { peak?.probability ?? 0 }
}
