#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import BillingModel
import BillingRating
import BillingTime

extension InvoiceVerification {
    /// Reads a screen, and checks that its differences follow from its amounts, and its totals from its lines.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            stamp: try values.decode(ScreenStamp.self, forKey: .stamp),
            tenant: try values.decode(TenantID.self, forKey: .tenant),
            number: try values.decode(InvoiceNumber.self, forKey: .number),
            issued: try values.decode(InstantText.self, forKey: .issued).wrappedValue,
            local: try values.decode(String.self, forKey: .local),
            period: try values.decodeIfPresent(InvoiceList.Period.self, forKey: .period),
            plan: try values.decodeIfPresent(EntityID<PricePlan>.self, forKey: .plan),
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
}

extension InvoiceVerification.Comparison {
    /// Reads a comparison, and checks that its differences follow from its amounts.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
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
}

extension InvoiceVerification.Line {
    /// Reads a line, and checks that its amounts are those of its charges.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(String.self, forKey: .id)
        name = try values.decode(String.self, forKey: .name)
        quantity = try values.decodeIfPresent(Decimal.self, forKey: .quantity)
        rated = try values.decodeIfPresent(RatedCharge.self, forKey: .rated)
        current = try values.decodeIfPresent(RatedCharge.self, forKey: .current)
        comparison = try values.decode(InvoiceVerification.Comparison.self, forKey: .comparison)
        guard rated?.amount == comparison.rated, current?.amount == comparison.current else {
            throw BillingError(
                .malformed, rule: "the amounts of a verified line are those of its charge",
                detail: "line '\(id)'")
        }
    }
}
