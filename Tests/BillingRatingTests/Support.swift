import BillingModel
import Foundation
import Testing

func decimal(_ text: String) throws -> Decimal { try #require(Decimal(string: text)) }

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
    try Charge(id: Identifier(id), name: "Charge \(id)", usage: usage, included: included, price: price)
}

/// The error that an expression throws, if it is one of ours.
func failure<Value>(_ expression: () throws -> Value) -> BillingError? {
    do {
        _ = try expression()
        return nil
    } catch {
        return error as? BillingError
    }
}

/// A small generator of pseudo-random numbers, so that a failure can be repeated from its seed.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
