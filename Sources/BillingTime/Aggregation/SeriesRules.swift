package import BillingModel

/// What a series is, as far as its gaps depend on it.
package struct SeriesRules: Hashable, Sendable {
    package let kind: MetricKind
    /// How long after its sample a gauge is carried, in the unit of positions; nil for ever.
    package let staleness: Int64?
    /// What one sample stands for, in the unit of positions: 0 for an instant, 1 for a daily value at its day number.
    package let extent: Int64
    /// Which drops of a cumulative reading are resets.
    package let resets: ResetRule

    package init(
        kind: MetricKind, staleness: Int64? = nil, extent: Int64 = 0, resets: ResetRule = .anyDrop
    ) {
        self.kind = kind
        self.staleness = staleness
        self.extent = extent
        self.resets = resets
    }

    /// Where a value that was sampled at a position ceases to hold; the sum stays within 64 bits.
    func endOfHold(from position: Int64) -> Int64 {
        guard let staleness else { return .max }
        let (length, first) = max(0, staleness).addingReportingOverflow(max(0, extent))
        let (end, second) = position.addingReportingOverflow(length)
        return first || second ? .max : end
    }
}
