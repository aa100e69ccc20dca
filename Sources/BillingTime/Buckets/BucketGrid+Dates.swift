package import BillingModel

extension BucketGrid {
    /// Makes the buckets of a period whose dates are known, and which begins and ends when others said, not when its dates
    /// do on the clock.
    ///
    /// What the range has more than its dates belongs to the first or the last of them; a date that has no instant left
    /// counts to the bucket before it, or to the first.
    package init(
        _ range: Range<Int64>, ofDates dates: ClosedRange<LocalDate>, width: BucketWidth, zone: Zone
    ) throws(BillingError) {
        let (first, end) = (Int(dates.lowerBound.dayNumber), Int(dates.upperBound.dayNumber) + 1)
        let clock = zone.startOfDay(first)..<zone.startOfDay(end)
        guard clock != range, !clock.isEmpty, !range.isEmpty else {
            try self.init(range, width: width, zone: zone)
            return
        }
        let walk = try BoundaryWalk(clock, width: width, zone: zone, limit: Self.defaultLimit)
        let (lastBound, lastDay) = (walk.instants.count - 1, walk.days[walk.days.count - 1])
        // A bucket that the dates cut reaches beyond them as far as on the clock.
        let start =
            walk.days[0] < first ? Swift.min(walk.instants[0], range.lowerBound) : range.lowerBound
        let stop = lastDay > end ? Swift.max(walk.instants[lastBound], range.upperBound) : range.upperBound
        var (boundaries, days) = ([start], [walk.days[0]])
        for place in 1..<lastBound where range.contains(walk.instants[place]) {
            if walk.instants[place] > range.lowerBound {
                boundaries.append(walk.instants[place])
                days.append(walk.days[place])
            }
        }
        self.init(
            range, width: width, zone: zone, boundaries: boundaries + [stop], days: days + [lastDay],
            dates: first..<end, cutsStart: walk.cutsStart, cutsEnd: walk.cutsEnd)
    }
}
