#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension PriceModel: Codable {
    private enum CodingKeys: String, CodingKey {
        case model, price, tiers, size
    }

    /// Reads a price model from its JSON form, with the rules of its factories.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let form = try container.decode(Form.self, forKey: .model)
        switch form {
        case .graduated, .volume:
            try self.init(form, try container.decode([PriceTier].self, forKey: .tiers))
        case .flat, .unit, .package:
            let price = try container.decode(Decimal.self, forKey: .price)
            let size = form == .package ? try container.decode(Decimal.self, forKey: .size) : 1
            try self.init(form, [PriceTier(upTo: nil, unitPrice: price)], size: size)
        }
    }

    /// Writes the JSON form that the type's documentation shows.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(form, forKey: .model)
        switch form {
        case .graduated, .volume: try container.encode(tiers, forKey: .tiers)
        case .flat, .unit, .package:
            for tier in tiers { try container.encode(tier.unitPrice, forKey: .price) }
            if form == .package { try container.encode(size, forKey: .size) }
        }
    }
}
