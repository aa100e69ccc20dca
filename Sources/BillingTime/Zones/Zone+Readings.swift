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

    /// The number of the day that a date belongs to: its own, or that of the day before it if the clock skips it whole.
    package func day(ofDate dayNumber: Int) -> Int {
        let start = startOfDay(dayNumber)
        guard start == startOfDay(dayNumber + 1), start > Instants.first else { return dayNumber }
        return min(dayNumber, self.dayNumber(holding: start - 1))
    }

    /// The number of the first day after one, and after the dates that the clock skips behind it.
    package func day(after dayNumber: Int) -> Int {
        var next = dayNumber + 1
        while next <= Int(LocalDate.max.dayNumber), startOfDay(next) == startOfDay(next + 1) { next += 1 }
        return next
    }

    /// The days of a range that the clock skips whole, in ascending order.
    package func skippedDays(in days: Range<Int>) -> [Int] {
        guard let first = days.first else { return [] }
        let from = startOfDay(first)
        return transitions(in: from..<startOfDay(days.upperBound) + 1).flatMap { change in
            // Only a clock that is put forward by most of a day jumps over a date.
            guard change.after - change.before > 72_000 else { return 0..<0 }
            // One that was put back before may jump within a day.
            let next = dayNumber(holding: change.instant - 1) + 1
            return next..<max(next, dayNumber(holding: change.instant))
        }.filter(days.contains)
    }
}
