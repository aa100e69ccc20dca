import BillingModel

extension AnomalyScan {
    /// How to judge a series.
    public struct Settings: Hashable, Sendable {
        /// Whether the series is a total that begins anew with each cycle, such as a month-to-date figure.
        ///
        /// Such a value is held against the growth of earlier cycles at the same place; it needs three of them.
        public var isRunningTotal: Bool
        /// The share of ordinary values that may be called unusual, as estimated from errors before; from
        /// 0.000001 to 0.1.
        public var rate: Double
        /// The least difference from the expected value that counts, in the unit of the series; at least 0.
        public var leastImpact: Double
        /// Whether to look for the seasons of the grid.
        public var isSeasonal: Bool

        /// Values as given; the defaults suit days of one metric.
        public init(
            isRunningTotal: Bool = false, rate: Double = 0.001, leastImpact: Double = 0,
            isSeasonal: Bool = true
        ) {
            self.isRunningTotal = isRunningTotal
            self.rate = rate
            self.leastImpact = leastImpact
            self.isSeasonal = isSeasonal
        }

        func check() throws(BillingError) {
            guard (0.000_001...0.1).contains(rate) else {
                throw BillingError(
                    .invalidValue, rule: "a rate of alarms is from 0.000001 to 0.1", detail: "\(rate)")
            }
            guard leastImpact >= 0, leastImpact.isFinite else {
                throw BillingError(
                    .invalidValue, rule: "a least impact is a finite number, at least 0",
                    detail: "\(leastImpact)")
            }
        }
    }
}
