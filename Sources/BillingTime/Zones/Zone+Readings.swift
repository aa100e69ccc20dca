import BillingModel

extension Zone {
    /// How far the wall clock stands after 00:00 of a day at an instant, in microseconds.
    ///
    /// It is negative where the clock has fallen back across midnight and shows the date before.
    package func reading(of instant: Int64, onDay day: Int) -> Int64 {
        clock(at: instant) - Int64(day) * Instants.perDay
    }

    /// The first instant of a day at which the clock stands so far after 00:00; if that reading is skipped, the
    /// one at which the clock jumps over it.
    package func instant(onDay day: Int, reading: Int64) -> Int64 {
        let (start, end) = (startOfDay(day), startOfDay(day + 1))
        let wanted = Int64(day) * Instants.perDay + reading
        // The spans of the day in which one offset is in force.
        var from = start
        var jumped: Int64?
        for end in transitions(in: start + 1..<max(start + 1, end)).map(\.instant) + [end] {
            let reached = wanted - Int64(offset(at: from)) * Instants.perSecond
            if from <= reached, reached < end { return reached }
            if reached < from, jumped == nil { jumped = from }
            from = end
        }
        return jumped ?? end
    }

    /// The days of a range that the clock skips whole, in ascending order.
    package func skippedDays(in days: Range<Int>) -> [Int] {
        guard let first = days.first else { return [] }
        let from = startOfDay(first)
        return transitions(in: from..<startOfDay(days.upperBound) + 1).flatMap { change in
            // Only a clock that is put forward by most of a day jumps over a date.
            guard change.after - change.before > 72_000 else { return 0..<0 }
            let reached = dayNumber(holding: change.instant)
            return (dayNumber(holding: change.instant - 1) + 1)..<reached
        }.filter(days.contains)
    }
}
