/// The level of a series as the median of its last values without season, and what follows from it.
struct RunningLevel: Sendable {
    private var season: RunningSeason?
    private var recent: [Double] = []
    private var position = 0
    private var isNonnegative = true

    /// How many values make the level.
    private static let reach = 15

    init(period: Int) { season = period > 1 ? RunningSeason(period: period) : nil }

    /// What is expected next; none before there is a value.
    var expected: Double? {
        guard !recent.isEmpty else { return nil }
        let level = Median.of(recent)
        return season?.applied(to: level, at: position, multiplied: isNonnegative) ?? level
    }

    /// Learns the next value.
    mutating func add(_ value: Double) {
        if value < 0 { isNonnegative = false }
        let bare =
            season.map { $0.removed(from: value, at: position, multiplied: isNonnegative) } ?? value
        if let bare {
            recent.append(bare)
            if recent.count > Self.reach { recent.removeFirst() }
        }
        season?.add(value, at: position)
        position += 1
    }

    /// Lets a step pass without a value that counts.
    mutating func skip() {
        if let expected { season?.add(expected, at: position) }
        position += 1
    }

    /// Begins anew after a shift of level: only the last value makes it.
    mutating func restart() { recent.removeFirst(max(recent.count - 1, 0)) }
}
