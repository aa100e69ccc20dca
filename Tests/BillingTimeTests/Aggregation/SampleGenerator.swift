/// A small seeded generator (SplitMix64), so that a failure can be repeated from its seed.
struct SampleGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// Any finite double, each exponent as likely as any other.
    mutating func finiteDouble() -> Double {
        while true {
            let value = Double(bitPattern: next())
            if value.isFinite { return value }
        }
    }

    /// A number with two decimals below 1,000, as a meter would send it.
    mutating func ordinaryDouble() -> Double {
        Double(Int.random(in: -100_000...100_000, using: &self)) / 100
    }
}
