#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import BillingModel
import BillingRating
import BillingTime

extension ChargeToDate {
    /// Reads a screen, and checks that its lines add up to its total, and the parts of each line to its amount.
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
        total = try values.decode(Money.self, forKey: .total)
        completeness = try values.decode(Completeness.self, forKey: .completeness)
        granularity = try values.decodeIfPresent(BucketWidth.self, forKey: .granularity)
        buckets = try values.decode([Bucket].self, forKey: .buckets)
        guard granularity != nil || buckets.isEmpty else {
            throw BillingError(.malformed, rule: "the buckets of a charge to date have a width")
        }
        let sum = try Money.sum(of: lines.compactMap { $0.rated?.amount }, in: total.currency)
        guard sum == total else {
            throw BillingError(.malformed, rule: "the lines of a charge to date add up to its total")
        }
        guard completeness == (try Self.weakest(lines)) else {
            throw BillingError(.malformed, rule: "a charge to date is as complete as its weakest line")
        }
        for line in lines where !line.parts.isEmpty {
            let parts = try Money.sum(of: line.parts.compactMap(\.amount), in: total.currency)
            guard line.parts.count == buckets.count, parts == line.rated?.amount,
                line.parts.last(where: { $0.quantity != nil })?.quantity == line.rated?.quantity,
                line.parts.allSatisfy({ ($0.quantity == nil) == ($0.amount == nil) })
            else {
                throw BillingError(
                    .malformed, rule: "the buckets of a charge add up to its amount",
                    detail: "charge '\(line.id)'")
            }
        }
    }
}

extension ChargeToDate.Line {
    /// Reads a line, and checks that it has an amount or a reason.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(EntityID<Charge>.self, forKey: .id)
        name = try values.decode(String.self, forKey: .name)
        unit = try values.decodeIfPresent(String.self, forKey: .unit)
        usage = try values.decode(Charge.Usage.self, forKey: .usage)
        included = try values.decode(Decimal.self, forKey: .included)
        rated = try values.decodeIfPresent(RatedCharge.self, forKey: .rated)
        reason = try values.decodeIfPresent(UnratedReason.self, forKey: .reason)
        completeness = try values.decode(Completeness.self, forKey: .completeness)
        unsettled = try values.decodeIfPresent(UnsettledReason.self, forKey: .unsettled)
        parts = try values.decode([ChargeToDate.Part].self, forKey: .parts)
        guard (rated == nil) != (reason == nil), (unsettled == nil) == completeness.isComplete,
            rated.map({ $0.id == id && $0.included == included }) ?? true
        else {
            throw BillingError(
                .malformed, rule: "a line of a charge to date has an amount of its charge, or a reason",
                detail: "charge '\(id)'")
        }
    }
}

extension ChargeToDate.Part {
    /// Reads a part.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        quantity = try values.decodeIfPresent(Decimal.self, forKey: .quantity)
        amount = try values.decodeIfPresent(Money.self, forKey: .amount)
        completeness = try values.decode(Completeness.self, forKey: .completeness)
    }
}
