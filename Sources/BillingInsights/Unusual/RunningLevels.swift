/// Levels without and with each season that the grid may have; the one whose expectations were nearest leads.
struct RunningLevels: Sendable {
    private struct Candidate: Sendable {
        var level: RunningLevel
        /// The sum of the absolute errors so far, of which older ones fade.
        var error = 0.0
    }

    private var candidates: [Candidate]

    private static let fading = 0.98
    /// A season has to be this much better than none.
    private static let advantage = 0.9

    init(periods: [Int]) {
        candidates = ([1] + periods).map { Candidate(level: RunningLevel(period: $0)) }
    }

    /// What is expected next; none before there is a value.
    var expected: Double? {
        guard var best = candidates.first else { return nil }
        best.error *= Self.advantage
        for candidate in candidates.dropFirst() where candidate.error < best.error { best = candidate }
        return best.level.expected
    }

    /// Learns the next value.
    mutating func add(_ value: Double) {
        for index in candidates.indices {
            if let expected = candidates[index].level.expected {
                candidates[index].error = Self.fading * candidates[index].error + abs(value - expected)
            }
            candidates[index].level.add(value)
        }
    }

    /// Lets a step pass without a value that counts.
    mutating func skip() { for index in candidates.indices { candidates[index].level.skip() } }

    /// Begins anew after a shift of level.
    mutating func restart() { for index in candidates.indices { candidates[index].level.restart() } }
}
