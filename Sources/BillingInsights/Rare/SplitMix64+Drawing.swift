package import BillingModel

extension SplitMix64 {
    mutating func index(below count: Int) -> Int { min(Int(unit() * Double(count)), count - 1) }

    /// The sum of twelve uniform numbers less 6: nearly Gaussian, and without a logarithm.
    package mutating func gaussian() -> Double {
        var sum = -6.0
        for _ in 0..<12 { sum += unit() }
        return sum
    }
}
