import BillingModel
import BillingTime

extension BucketGrid {
    /// The window that the range of this grid is compared with.
    ///
    /// If both ends of the range lie on bucket boundaries, it has as many buckets; else, if they lie on those of days, as many
    /// days; else it is as long in elapsed time.
    ///
    /// - Returns: The window that ends where the range begins; nil if it would begin before year 1.
    func windowBefore() throws(BillingError) -> Range<Int64>? {
        let (low, high) = (rangeMicroseconds.lowerBound, rangeMicroseconds.upperBound)
        guard let first, let last else { return low..<low }
        // West of UTC the calendar begins later, on the clock of the zone.
        let floor = Swift.max(Instants.first, zone.startOfDay(Int(LocalDate.min.dayNumber)))
        if first.isClipped || last.isClipped {
            if width != .day {
                let days = try BucketGrid(low..<high, width: .day, zone: zone, limit: .max - 1)
                if days.first?.isClipped == false, days.last?.isClipped == false {
                    return try days.windowBefore()
                }
            }
            let start = low - (high - low)
            return start >= floor ? start..<low : nil
        }
        // Buckets differ in length, so as many may lie further back than the range is long.
        var reach = high - low
        while true {
            reach += reach / 4 + 2 * Instants.perDay
            let earliest = Swift.max(low - reach, floor)
            guard earliest < low else { return nil }
            let earlier = try BucketGrid(earliest..<low, width: width, zone: zone, limit: .max - 1)
            let place = earlier.count - count
            if place >= 0, !earlier[place].clippedStart || earliest > floor {
                return earlier.boundaries[place]..<low
            }
            if earliest == floor { return nil }
        }
    }
}
