#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import BillingModel
import BillingTime

extension ChargeForecast {
    /// Reads a screen, and checks that its lines add up to what is expected and to what is known so far.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        stamp = try values.decode(ScreenStamp.self, forKey: .stamp)
        tenant = try values.decode(TenantID.self, forKey: .tenant)
        name = try values.decode(String.self, forKey: .name)
        plan = try values.decode(EntityID<PricePlan>.self, forKey: .plan)
        planName = try values.decode(String.self, forKey: .planName)
        width = try values.decode(BucketWidth.self, forKey: .width)
        period = try values.decode(InstantRange.self, forKey: .period)
        first = try values.decode(LocalDate.self, forKey: .first)
        last = try values.decode(LocalDate.self, forKey: .last)
        lines = try values.decode([Line].self, forKey: .lines)
        toDate = try values.decode(Money.self, forKey: .toDate)
        total = try values.decodeIfPresent(ForecastFigure<Money>.self, forKey: .total)
        let currency = toDate.currency
        guard try Money.sum(of: lines.compactMap(\.amount), in: currency) == toDate,
            lines.allSatisfy({ $0.expected?.amount.isSound(in: currency) ?? true })
        else {
            throw BillingError(
                .malformed, rule: "the lines of a forecast of charges add up to what is known so far")
        }
        guard let total else { return }
        guard total.isSound(in: currency), lines.allSatisfy({ $0.expected != nil }),
            try Money.sum(of: lines.compactMap(\.expected?.amount.value), in: currency) == total.value
        else {
            throw BillingError(
                .malformed, rule: "the lines of a forecast of charges add up to what is expected")
        }
    }
}

extension ChargeForecast.Line {
    /// Reads a line, and checks that it has a forecast or a reason.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(EntityID<Charge>.self, forKey: .id)
        name = try values.decode(String.self, forKey: .name)
        unit = try values.decodeIfPresent(String.self, forKey: .unit)
        usage = try values.decode(Charge.Usage.self, forKey: .usage)
        quantity = try values.decodeIfPresent(Decimal.self, forKey: .quantity)
        amount = try values.decodeIfPresent(Money.self, forKey: .amount)
        completeness = try values.decode(Completeness.self, forKey: .completeness)
        expected = try values.decodeIfPresent(ChargeForecast.Expected.self, forKey: .expected)
        reason = try values.decodeIfPresent(UnforecastReason.self, forKey: .reason)
        history = try values.decode(Int.self, forKey: .history)
        ahead = try values.decode(Int.self, forKey: .ahead)
        missing = try values.decode(Int.self, forKey: .missing)
        guard (expected == nil) != (reason == nil), (quantity == nil) == (amount == nil), history >= 0,
            ahead >= 0, missing >= 0, expected?.quantity?.isSound ?? true
        else {
            throw BillingError(
                .malformed, rule: "a line of a forecast of charges is expected or has a reason",
                detail: "charge '\(id)'")
        }
    }
}
