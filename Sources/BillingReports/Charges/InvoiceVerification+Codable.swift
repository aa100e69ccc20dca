#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import BillingModel
import BillingRating
import BillingTime

extension InvoiceVerification: Codable {
    private enum Key: String, CodingKey {
        case stamp, tenant, number, issued, local, period, plan, revision, basis, lines, total, source
    }

    /// Reads a screen, and checks that its differences follow from its amounts, and its totals from its lines.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            stamp: try values.decode(ScreenStamp.self, forKey: .stamp),
            tenant: try values.decode(TenantID.self, forKey: .tenant),
            number: try values.decode(InvoiceNumber.self, forKey: .number),
            issued: try values.decode(InstantText.self, forKey: .issued).wrappedValue,
            local: try values.decode(String.self, forKey: .local),
            period: try values.decodeIfPresent(InvoiceList.Period.self, forKey: .period),
            plan: try values.decodeIfPresent(Identifier<PricePlan>.self, forKey: .plan),
            revision: try values.decodeIfPresent(Revision.self, forKey: .revision),
            basis: try values.decode(Basis.self, forKey: .basis),
            lines: try values.decode([Line].self, forKey: .lines),
            total: try values.decode(Comparison.self, forKey: .total),
            source: try values.decode(Source.self, forKey: .source))
        for (total, amounts) in [
            (total.rated, lines.map(\.comparison.rated)), (total.current, lines.map(\.comparison.current)),
        ] {
            guard let total else { continue }
            guard try Money.sum(of: amounts.compactMap(\.self), in: total.currency) == total else {
                throw BillingError(.malformed, rule: "the rated lines of a verification add up to its total")
            }
        }
    }

    /// Writes the JSON form that the type's documentation shows.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(stamp, forKey: .stamp)
        try values.encode(tenant, forKey: .tenant)
        try values.encode(number, forKey: .number)
        try values.encode(InstantText(wrappedValue: issued), forKey: .issued)
        try values.encode(local, forKey: .local)
        try values.encodeIfPresent(period, forKey: .period)
        try values.encodeIfPresent(plan, forKey: .plan)
        try values.encodeIfPresent(revision, forKey: .revision)
        try values.encode(basis, forKey: .basis)
        try values.encode(lines, forKey: .lines)
        try values.encode(total, forKey: .total)
        try values.encode(source, forKey: .source)
    }
}

extension InvoiceVerification.Comparison: Codable {
    private enum Key: String, CodingKey {
        case invoiced, rated, current, difference, drift, completeness, cause
    }

    /// Reads a comparison, and checks that its differences follow from its amounts.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        invoiced = try values.decodeIfPresent(Money.self, forKey: .invoiced)
        rated = try values.decodeIfPresent(Money.self, forKey: .rated)
        current = try values.decodeIfPresent(Money.self, forKey: .current)
        difference = try values.decodeIfPresent(Money.self, forKey: .difference)
        drift = try values.decodeIfPresent(Money.self, forKey: .drift)
        completeness = try values.decodeIfPresent(Completeness.self, forKey: .completeness)
        cause = try values.decode(InvoiceVerification.Cause.self, forKey: .cause)
        var holds = true
        if let difference, let rated {
            holds = try (invoiced ?? .zero(rated.currency)) - rated == difference
        } else {
            holds = difference == nil && (invoiced == nil || rated == nil)
        }
        if let drift, let rated, let current {
            holds = try holds && current - rated == drift
        } else {
            holds = holds && drift == nil && (rated == nil || current == nil)
        }
        switch cause {
        case .equal: holds = holds && difference?.minorUnits == 0 && drift?.minorUnits == 0
        case .arithmetic, .omitted: holds = holds && difference.map { $0.minorUnits != 0 } ?? false
        case .usage: holds = holds && difference?.minorUnits == 0 && drift?.minorUnits != 0
        case .unverifiable, .unlisted, .uncharged, .unknown: break
        }
        guard holds else {
            throw BillingError(
                .malformed, rule: "the differences and the cause of a comparison follow from its amounts")
        }
    }

    /// Writes the JSON form that the type's documentation shows.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encodeIfPresent(invoiced, forKey: .invoiced)
        try values.encodeIfPresent(rated, forKey: .rated)
        try values.encodeIfPresent(current, forKey: .current)
        try values.encodeIfPresent(difference, forKey: .difference)
        try values.encodeIfPresent(drift, forKey: .drift)
        try values.encodeIfPresent(completeness, forKey: .completeness)
        try values.encode(cause, forKey: .cause)
    }
}

extension InvoiceVerification.Line: Codable {
    private enum Key: String, CodingKey { case id, name, quantity, rated, current, comparison }

    /// Reads a line, and checks that its amounts are those of its charges.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        id = try values.decode(String.self, forKey: .id)
        name = try values.decode(String.self, forKey: .name)
        quantity = try values.decodeDecimalIfPresent(forKey: .quantity)
        rated = try values.decodeIfPresent(RatedCharge.self, forKey: .rated)
        current = try values.decodeIfPresent(RatedCharge.self, forKey: .current)
        comparison = try values.decode(InvoiceVerification.Comparison.self, forKey: .comparison)
        guard rated?.amount == comparison.rated, current?.amount == comparison.current else {
            throw BillingError(
                .malformed, rule: "the amounts of a verified line are those of its charge",
                detail: "line '\(id)'")
        }
    }

    /// Writes the JSON form that the type's documentation shows.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(id, forKey: .id)
        try values.encode(name, forKey: .name)
        if let quantity { try values.encode(decimal: quantity, forKey: .quantity) }
        try values.encodeIfPresent(rated, forKey: .rated)
        try values.encodeIfPresent(current, forKey: .current)
        try values.encode(comparison, forKey: .comparison)
    }
}
