import BillingModel

/// Tells when a wall clock first reaches a reading, for readings in ascending order.
///
/// A reading that the clock jumps over is reached at the jump, also if the clock is put back and shows it later; one
/// that comes twice is reached the first time. So a later reading is never reached earlier, and intervals between
/// readings tile the time line.
struct WallClock {
    let spans: [OffsetTransition]
    private var index = 0

    /// The most by which a clock differs from UTC: less than 26 hours, also one that changes from zone to zone.
    static let mostDifference = 26 * 3_600 * Instants.perSecond

    /// A clock for readings that are reached between two instants.
    init(_ rules: ClockRules, from low: Int64, through high: Int64) {
        // A reading is reached by the time that is as far from it as the clock can be, whatever the clock did before.
        spans = rules.spans(from: low - 2 * Self.mostDifference, through: high + 2 * Self.mostDifference)
    }

    /// The first instant at which the clock reads `reading` or later, in microseconds of that clock.
    mutating func firstReach(_ reading: Int64) -> Int64 {
        while index + 1 < spans.count, spans[index + 1].at + spans[index].offset <= reading { index += 1 }
        return max(spans[index].at, reading - spans[index].offset)
    }

    /// The first instant of the day of this number.
    mutating func start(ofDay dayNumber: Int) -> Int64 {
        firstReach(Int64(dayNumber) * Instants.perDay)
    }
}
