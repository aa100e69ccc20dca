import BillingModel
import BillingStore
import BillingTime

/// The instants at which the buckets of any of several plans touch, and the way back to those of one.
struct SummaryInstants {
    /// Ascending, each once.
    let instants: [Int64]
    let resets: [Int64]

    /// The most states that a page of a backend holds, which bounds the memory of a reading.
    private static let statesOfPage = 2_000_000

    init(_ instants: [Int64], resets: [Int64]) {
        self.instants = instants
        self.resets = resets
    }

    /// Takes the plans of states, no two of the same instants.
    init(of plans: [BucketPlan]) {
        // The buckets of one plan may be empty, and then touch twice at an instant.
        instants = plans.count == 1 ? plans[0].instants : Set(plans.flatMap(\.instants)).sorted()
        resets = plans.first?.resets ?? []
    }

    /// The most rows of a page, so that its states are not too many.
    var rowsOfPage: Int { max(1_000, Self.statesOfPage / max(1, instants.count)) }

    /// A row on the buckets of one plan: its states are those of the parts of each bucket.
    ///
    /// - Returns: The row; nil if it has no sample before the end of the plan.
    func row(_ row: SummaryRow, on plan: BucketPlan) throws(BillingError) -> SummaryRow? {
        guard case .states(let states) = row.content, plan.instants != instants else { return row }
        let places = plan.instants.map { bound in instants.lowerBound { $0 < bound } }
        let end = min(states.count, places.last ?? 0)
        guard row.previous != nil || states[..<end].contains(where: { $0.count > 0 }) else { return nil }
        var merged: [AggregateState] = []
        for (start, end) in zip(places, places.dropFirst()) {
            var state = AggregateState()
            for place in start..<max(start, end) where states.indices.contains(place) {
                try state.merge(states[place])
            }
            merged.append(state)
        }
        return SummaryRow(key: row.key, content: .states(merged), previous: row.previous)
    }
}
