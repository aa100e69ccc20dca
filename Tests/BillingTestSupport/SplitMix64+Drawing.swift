package import BillingModel

// All seeded tests draw from one generator, so that a failure can be repeated from its seed.

extension SplitMix64 {
    package mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    /// A whole number, each length as likely as any other.
    package mutating func anyNumber() -> Int64 { Int64(bitPattern: next()) >> Int64(below(64)) }

    /// Any finite double, each exponent as likely as any other.
    package mutating func finiteDouble() -> Double {
        while true {
            let value = Double(bitPattern: next())
            if value.isFinite { return value }
        }
    }

    /// A number with two decimals below 1,000, as a meter would send it.
    package mutating func ordinaryDouble() -> Double {
        Double(Int.random(in: -100_000...100_000, using: &self)) / 100
    }
}
