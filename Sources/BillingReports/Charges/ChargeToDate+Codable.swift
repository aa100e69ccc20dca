#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import BillingModel
import BillingRating
import BillingTime

extension ChargeToDate: Codable {
    private enum Key: String, CodingKey {
        case stamp, tenant, name, plan, title, width, period, first, last, lines, total, completeness,
            granularity, buckets
    }

    /// Reads a screen, and checks that its lines add up to its total, and the parts of each line to its amount.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        stamp = try values.decode(ScreenStamp.self, forKey: .stamp)
        tenant = try values.decode(TenantID.self, forKey: .tenant)
        name = try values.decode(String.self, forKey: .name)
        plan = try values.decode(Identifier<PricePlan>.self, forKey: .plan)
        planName = try values.decode(String.self, forKey: .title)
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

    /// Writes the JSON form that the type's documentation shows.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(stamp, forKey: .stamp)
        try values.encode(tenant, forKey: .tenant)
        try values.encode(name, forKey: .name)
        try values.encode(plan, forKey: .plan)
        try values.encode(planName, forKey: .title)
        try values.encode(width, forKey: .width)
        try values.encode(period, forKey: .period)
        try values.encode(first, forKey: .first)
        try values.encode(last, forKey: .last)
        try values.encode(lines, forKey: .lines)
        try values.encode(total, forKey: .total)
        try values.encode(completeness, forKey: .completeness)
        try values.encodeIfPresent(granularity, forKey: .granularity)
        try values.encode(buckets, forKey: .buckets)
    }
}

extension ChargeToDate.Line: Codable {
    private enum Key: String, CodingKey {
        case id, name, unit, usage, included, rated, reason, completeness, unsettled, parts
    }

    /// Reads a line, and checks that it has an amount or a reason.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        id = try values.decode(Identifier<Charge>.self, forKey: .id)
        name = try values.decode(String.self, forKey: .name)
        unit = try values.decodeIfPresent(String.self, forKey: .unit)
        usage = try values.decode(Charge.Usage.self, forKey: .usage)
        included = try values.decodeDecimal(forKey: .included)
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

    /// Writes the JSON form that the type's documentation shows.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(id, forKey: .id)
        try values.encode(name, forKey: .name)
        try values.encodeIfPresent(unit, forKey: .unit)
        try values.encode(usage, forKey: .usage)
        try values.encode(decimal: included, forKey: .included)
        try values.encodeIfPresent(rated, forKey: .rated)
        try values.encodeIfPresent(reason, forKey: .reason)
        try values.encode(completeness, forKey: .completeness)
        try values.encodeIfPresent(unsettled, forKey: .unsettled)
        try values.encode(parts, forKey: .parts)
    }
}

extension ChargeToDate.Part: Codable {
    private enum Key: String, CodingKey { case quantity, amount, completeness }

    /// Reads a part.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        quantity = try values.decodeDecimalIfPresent(forKey: .quantity)
        amount = try values.decodeIfPresent(Money.self, forKey: .amount)
        completeness = try values.decode(Completeness.self, forKey: .completeness)
    }

    /// Writes the quantity and the amount, if they are known.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        if let quantity { try values.encode(decimal: quantity, forKey: .quantity) }
        try values.encodeIfPresent(amount, forKey: .amount)
        try values.encode(completeness, forKey: .completeness)
    }
}
