#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// One step of a tiered price.
///
/// A tier runs from above the bound of the tier before it up to its own bound, included.
public struct PriceTier: Hashable, Sendable {
    /// The last quantity of the tier, included; nil for the last tier, which is open.
    public let upTo: Decimal?
    /// The price of a unit in this tier.
    public let unitPrice: Decimal

    /// Makes a tier; ``PriceModel`` checks it among its neighbours.
    public init(upTo: Decimal?, unitPrice: Decimal) {
        self.upTo = upTo
        self.unitPrice = unitPrice
    }
}

extension PriceTier: Codable {
    private enum CodingKeys: String, CodingKey {
        case upto, price
    }

    /// Reads a tier; its price model checks it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            upTo: try container.decodeIfPresent(Decimal.self, forKey: .upto),
            unitPrice: try container.decode(Decimal.self, forKey: .price))
    }

    /// Writes the bound, unless the tier is open, and the price.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(upTo, forKey: .upto)
        try container.encode(unitPrice, forKey: .price)
    }
}
