import BillingModel
import BillingTestSupport
import Foundation
import Testing

func tiers(_ text: String) throws -> [PriceTier] {
    try text.split(separator: " ").map { step in
        let parts = step.split(separator: ":")
        return PriceTier(
            upTo: parts[0] == "*" ? nil : try decimal(String(parts[0])),
            unitPrice: try decimal(String(parts[1])))
    }
}

func make(_ price: PriceModel, included: Decimal = 0, usage: Charge.Usage = .period) throws -> Charge {
    try make("charge", price, included: included, usage: usage)
}

func make(
    _ id: String, _ price: PriceModel, included: Decimal = 0, usage: Charge.Usage = .period
) throws -> Charge {
    try Charge(id: EntityID(id), name: "Charge \(id)", usage: usage, included: included, price: price)
}
