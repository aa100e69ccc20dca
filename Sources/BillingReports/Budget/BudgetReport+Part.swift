public import BillingModel
public import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension BudgetReport {
    /// By what an invoice belongs to a period.
    public enum Attribution: String, CaseIterable, Hashable, Sendable, Codable {
        /// By the period that was served, or rated: the share of it that lies in the budget's period.
        case service
        /// By the instant of issue, because the invoice does not tell what it serves.
        case issue
    }

    /// What one invoice, or one rated billing period, adds to what is spent.
    ///
    /// The JSON form has the keys `attribution`, `amount`, `share`, `fixed` and `provisional`, and those of `invoice`, `plan`,
    /// `issued`, `local`, `period`, `status`, `completeness` and `doubts` that there are.
    public struct Part: Hashable, Sendable {
        /// The number of the invoice; nil for a charge to date.
        public let invoice: InvoiceNumber?
        /// The plan of a charge to date; nil for an invoice.
        public let plan: EntityID<PricePlan>?
        /// The instant of issue of an invoice.
        public let issued: Date?
        /// That instant on the clock of the screen's zone: `2013-08-01T00:00:00-04:00`.
        public let local: String?
        /// By what it belongs to the budget's period.
        public let attribution: Attribution
        /// What was served or rated; nil if unknown.
        public let period: InvoiceList.Period?
        /// The whole amount by the basis of the budget.
        public let amount: Money
        /// What of the amount belongs to the budget's period.
        public let share: Money
        /// What of the share does not grow with usage: all of an invoice, and the fees of a charge.
        public let fixed: Money
        /// Whether the amount is expected to change: a charge that is not settled, or an invoice on the basis of what was
        /// paid that is not paid to the cent.
        public let provisional: Bool
        /// Where the invoice stands.
        public let status: InvoiceStatus?
        /// How far a charge to date can be relied on; nil for an invoice, and for a charge that a host has rated.
        public let completeness: Completeness?
        /// The charges that have no amount, or one that rests on usage that is known in part.
        public let doubts: [BudgetReport.Doubt]
    }
}

extension BudgetReport.Part {
    /// What of an amount that stands for some time belongs to a part of that time.
    ///
    /// It is the amount up to the end of the part, rounded half away from zero, less the amount up to its start. So the
    /// shares of parts that touch add up to the whole, to the minor unit.
    static func share(of amount: Money, for time: Range<Int64>, in part: Range<Int64>) -> Money {
        let part = part.clamped(to: time)
        let units =
            Self.units(of: amount, for: time, to: part.upperBound)
            - Self.units(of: amount, for: time, to: part.lowerBound)
        return Money(minorUnits: units, currency: amount.currency)
    }

    /// 64 bits of money, 59 of time and one for the half fit 128.
    private static func units(of amount: Money, for time: Range<Int64>, to end: Int64) -> Int64 {
        let whole = Int128(time.upperBound) - Int128(time.lowerBound)
        let elapsed = Int128(end) - Int128(time.lowerBound)
        guard whole > 0 else { return amount.minorUnits }
        let units = (2 * Int128(amount.minorUnits.magnitude) * elapsed + whole) / (2 * whole)
        // At most the magnitude that it came from.
        return Int64(clamping: amount.minorUnits < 0 ? -units : units)
    }
}

extension BudgetReport.Part: Codable {
    private enum Key: String, CodingKey {
        case invoice, plan, issued, local, attribution, period, amount, share, fixed, provisional, status,
            completeness, doubts
    }

    /// Reads a part.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        invoice = try values.decodeIfPresent(InvoiceNumber.self, forKey: .invoice)
        plan = try values.decodeIfPresent(EntityID<PricePlan>.self, forKey: .plan)
        issued = try values.decodeIfPresent(Date.self, forKey: .issued)
        local = try values.decodeIfPresent(String.self, forKey: .local)
        attribution = try values.decode(BudgetReport.Attribution.self, forKey: .attribution)
        period = try values.decodeIfPresent(InvoiceList.Period.self, forKey: .period)
        amount = try values.decode(Money.self, forKey: .amount)
        share = try values.decode(Money.self, forKey: .share)
        fixed = try values.decode(Money.self, forKey: .fixed)
        provisional = try values.decode(Bool.self, forKey: .provisional)
        status = try values.decodeIfPresent(InvoiceStatus.self, forKey: .status)
        completeness = try values.decodeIfPresent(Completeness.self, forKey: .completeness)
        doubts = try values.decodeIfPresent([BudgetReport.Doubt].self, forKey: .doubts) ?? []
    }

    /// Writes the part.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encodeIfPresent(invoice, forKey: .invoice)
        try values.encodeIfPresent(plan, forKey: .plan)
        try values.encodeIfPresent(issued, forKey: .issued)
        try values.encodeIfPresent(local, forKey: .local)
        try values.encode(attribution, forKey: .attribution)
        try values.encodeIfPresent(period, forKey: .period)
        try values.encode(amount, forKey: .amount)
        try values.encode(share, forKey: .share)
        try values.encode(fixed, forKey: .fixed)
        try values.encode(provisional, forKey: .provisional)
        try values.encodeIfPresent(status, forKey: .status)
        try values.encodeIfPresent(completeness, forKey: .completeness)
        if !doubts.isEmpty { try values.encode(doubts, forKey: .doubts) }
    }
}
