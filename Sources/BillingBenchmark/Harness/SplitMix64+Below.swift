import BillingModel

extension SplitMix64 {
    /// A number from 0 on below a bound, uniform enough for a benchmark.
    mutating func below(_ bound: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
    }
}
