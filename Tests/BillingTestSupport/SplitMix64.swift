/// The generator of random numbers that all seeded tests use, so that a failure can be repeated from its seed.
///
/// After Guy Steele, Doug Lea and Christine Flood, "Fast Splittable Pseudorandom Number Generators", 2014.
package struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

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
