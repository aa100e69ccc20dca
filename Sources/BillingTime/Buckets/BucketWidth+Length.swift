extension BucketWidth {
    /// How long a bucket is as a rule, in minutes: a month is the twelfth part of a leap year.
    package var usualMinutes: Int {
        switch kind {
        case .minutes(let count): count
        case .hours(let count): count * 60
        case .day: Self.minutesOfDay
        case .week: 7 * Self.minutesOfDay
        case .months(let count, _): count * 61 * Self.minutesOfDay / 2
        case .cycle: 61 * Self.minutesOfDay / 2
        }
    }

    /// How long the longest bucket of all years is in minutes, changes of the clock apart.
    package var longestMinutes: Int {
        switch kind {
        case .minutes, .hours, .day, .week: usualMinutes
        case .months(1, _), .cycle: 31 * Self.minutesOfDay
        case .months(3, _): 92 * Self.minutesOfDay
        case .months(let count, _): max(366 * Self.minutesOfDay, count * 61 * Self.minutesOfDay / 2)
        }
    }

    private static let minutesOfDay = 1_440
}
