/// What a running total that begins anew each cycle, such as a month-to-date figure, is expected to be next:
/// the last value times the growth that earlier cycles had at the same place.
///
/// - SeeAlso: Mack (1993), Distribution-free calculation of the standard error of chain ladder reserve
///   estimates.
struct RunningTotal: Sendable {
    /// What is expected next.
    struct Step: Sendable {
        let value: Double
        /// How much it adds.
        let added: Double
        /// How far earlier cycles lie apart, half of the way from the least to the most.
        let spread: Double
    }

    private var current: [Double?] = []
    private var earlier: [[Double?]] = []

    /// Cycles that are remembered.
    private static let cycles = 6
    /// The most growth of a step that is believed, as a share.
    private static let most = 100.0
    /// Cycles that are needed: the spread of two says nothing.
    private static let leastCycles = 3

    /// What is expected next; none where fewer than three earlier cycles tell.
    ///
    /// - Complexity: O(*k*) for *k* places without a value before.
    func expected(startsCycle: Bool) -> Step? {
        let place = startsCycle ? 0 : current.count
        let last = startsCycle ? nil : current.lastIndex { $0 != nil }
        guard let last, let base = current[last] else {
            let cycles = startsCycle ? earlier + [current] : earlier
            return step(from: 0, by: cycles.compactMap { $0.count > place ? $0[place] : nil })
        }
        let growths: [Double] = earlier.compactMap { cycle in
            guard cycle.count > place, let from = cycle[last], let to = cycle[place], from > 0 else {
                return nil
            }
            return base * min(max(to / from - 1, -Self.most), Self.most)
        }
        return step(from: base, by: growths)
    }

    private func step(from base: Double, by added: [Double]) -> Step? {
        guard added.count >= Self.leastCycles, let least = added.min(), let most = added.max() else {
            return nil
        }
        let middle = Median.of(added)
        return Step(value: base + middle, added: middle, spread: 0.5 * (most - least))
    }

    /// Learns a value, or that there is none.
    mutating func add(_ value: Double?, startsCycle: Bool) {
        if startsCycle, !current.isEmpty {
            earlier.append(current)
            if earlier.count > Self.cycles { earlier.removeFirst() }
            current = []
        }
        current.append(value)
    }
}
