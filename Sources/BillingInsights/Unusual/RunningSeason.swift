/// The season of a series as known so far: how each position of the cycle differs from the mean of the cycle
/// around it.
struct RunningSeason: Sendable {
    let period: Int
    /// The last values, from the oldest.
    private var recent: [Double] = []
    private var next = 0
    private var ratios: [SortedWindow]
    private var differences: [SortedWindow]

    /// Cycles that are remembered.
    private static let cycles = 8
    /// A quieter position than this says nothing of the level.
    private static let leastRatio = 0.05

    init(period: Int) {
        self.period = period
        ratios = Array(repeating: SortedWindow(capacity: Self.cycles), count: period)
        differences = ratios
    }

    /// Whether a position has been seen often enough.
    func isKnown(at position: Int) -> Bool { ratios[position % period].count >= 2 }

    /// What is expected at a position of a series of this level.
    func applied(to level: Double, at position: Int, multiplied: Bool) -> Double {
        guard isKnown(at: position) else { return level }
        let place = position % period
        return multiplied ? level * ratios[place].median : level + differences[place].median
    }

    /// The value without its season; none where the season leaves nothing to see.
    func removed(from value: Double, at position: Int, multiplied: Bool) -> Double? {
        guard isKnown(at: position) else { return value }
        let place = position % period
        guard multiplied else { return value - differences[place].median }
        let ratio = ratios[place].median
        return ratio >= Self.leastRatio ? value / ratio : nil
    }

    /// Learns the value at a position; each is held against the cycle around it half a cycle later.
    mutating func add(_ value: Double, at position: Int) {
        let width = period + 1 - period % 2
        if recent.count < width {
            recent.append(value)
        } else {
            recent[next] = value
            next = next + 1 == width ? 0 : next + 1
        }
        guard recent.count == width else { return }
        var sum = recent.reduce(0, +)
        if period % 2 == 0 { sum -= 0.5 * (recent[next] + value) }
        let mean = sum / Double(period)
        let half = width / 2
        let middle = recent[(next + half) % width]
        let place = (position - half + period) % period
        ratios[place].add(mean > 0 ? min(max(middle / mean, 0), 100) : 1)
        differences[place].add(middle - mean)
    }
}
