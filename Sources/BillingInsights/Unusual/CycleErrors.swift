/// How far the readings of late lie from those at the same place of earlier cycles.
struct CycleErrors: Sendable {
    private let period: Int
    /// The readings of the last cycles, the oldest at `next` once full.
    private var readings: [Double?] = []
    private var next = 0
    /// The last errors, the oldest at `oldest` once full.
    private var errors: [Double] = []
    private var oldest = 0

    /// Cycles that are remembered, and how many have to be known.
    private static let cycles = 7
    private static let leastCycles = 2
    /// The errors that make a mean are those of a sixth of a cycle.
    private static let part = 6

    init(period: Int) { self.period = period }

    /// Learns a reading, and says the mean of the last errors; none where there is no reading, or too few errors.
    mutating func add(_ reading: Double?) -> Double? {
        let earlier: [Double] = stride(from: period, through: readings.count, by: period).compactMap {
            readings[(next + readings.count - $0) % readings.count]
        }
        if readings.count < Self.cycles * period {
            readings.append(reading)
        } else {
            readings[next] = reading
            next = next + 1 == readings.count ? 0 : next + 1
        }
        guard let reading, earlier.count >= Self.leastCycles else { return nil }
        let reach = max(period / Self.part, 1)
        if errors.count < reach {
            errors.append(reading - Median.of(earlier))
        } else {
            errors[oldest] = reading - Median.of(earlier)
            oldest = oldest + 1 == reach ? 0 : oldest + 1
        }
        return errors.count == reach ? errors.reduce(0, +) / Double(reach) : nil
    }
}
