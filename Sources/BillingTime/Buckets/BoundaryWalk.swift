import BillingModel

/// Finds the boundaries of the whole buckets that meet a range, in one walk along the offsets of the zone.
///
/// Instants are in seconds here: neither offsets nor rules have fractions, so no boundary has.
struct BoundaryWalk {
    /// The start of each bucket, and the end of the last, in microseconds.
    private(set) var instants: [Int64] = []
    /// The first day of each bucket, and that after the last; for widths below a day, the day of each boundary.
    private(set) var days: [Int32] = []
    /// Whether the first bucket begins before the calendar, and was cut.
    private(set) var cutsStart = false
    /// Whether the last bucket ends after the calendar, and was cut.
    private(set) var cutsEnd = false

    private let low: Int64
    private let high: Int64
    private let limit: Int
    private let width: BucketWidth
    private var clock: WallClock

    private static let firstSecond = Instants.first / Instants.perSecond
    private static let endSecond = Instants.end / Instants.perSecond
    private static let firstDay = Int(LocalDate.min.dayNumber)
    private static let endDay = Int(LocalDate.max.dayNumber) + 1

    /// Walks over a range.
    ///
    /// - Parameters:
    ///   - range: Instants in microseconds from year 1 to the end of year 9999, not empty.
    ///   - width: The width of the buckets.
    ///   - zone: The zone whose clock they follow.
    ///   - limit: The most buckets to find.
    /// - Throws: `BillingError` with code `limitExceeded`, or `invalidValue` if the wall clock leaves the years 1 to
    ///   9999 within the range.
    init(_ range: Range<Int64>, width: BucketWidth, zone: Zone, limit: Int) throws(BillingError) {
        low = floorDivide(range.lowerBound, Instants.perSecond)
        high = floorDivide(range.upperBound - 1, Instants.perSecond) + 1
        self.limit = limit
        self.width = width
        // Dates reach out to the bounds of a bucket, at most a year away; less is met otherwise.
        let reach: Int64 = (width.isDayOrWider ? 370 : 4) * 86_400
        clock = WallClock(zone.rules, from: low - reach, through: high + reach)
        let day = zone.dayNumber(holding: range.lowerBound)
        guard (Self.firstDay..<Self.endDay).contains(day) else { throw outsideCalendar() }
        switch width.kind {
        case .minutes(let count): try addPhases(from: day, step: Int64(count) * 60)
        case .hours(1): try addPhases(from: day, step: 3_600)
        case .hours(let count): try addReadings(from: day, step: count * 3_600)
        case .day, .week, .months, .cycle: try addDates(from: day)
        }
    }

    private func outsideCalendar() -> BillingError {
        BillingError(
            .invalidValue, rule: "the wall clock of a range lies in the years 1 to 9999",
            detail: "\(width) from \(Instants.text(low * Instants.perSecond))"
                + " to \(Instants.text(high * Instants.perSecond))")
    }

    /// Adds a boundary, and says whether the range is covered.
    ///
    /// Boundaries come in ascending order from one at or before the range. Of those only the last is kept, and of
    /// two at the same instant the later date, as a bucket without instants is none.
    private mutating func add(_ second: Int64, day: Int) throws(BillingError) -> Bool {
        let inside = min(max(second, Self.firstSecond), Self.endSecond)
        let instant = inside * Instants.perSecond
        if inside <= low {
            instants = [instant]
            days = [Int32(day)]
            cutsStart = inside != second
            return false
        }
        if let last = days.last, last >= Int32(Self.endDay) { throw outsideCalendar() }
        if instant == instants.last {
            days[days.count - 1] = Int32(day)
            return false
        }
        guard instants.count <= limit else {
            throw BillingError(
                .limitExceeded, rule: "a grid has no more buckets than its limit",
                detail: "more than \(limit) of \(width)")
        }
        instants.append(instant)
        days.append(Int32(day))
        cutsEnd = inside != second
        return inside >= high
    }

    private mutating func addDates(from day: Int) throws(BillingError) {
        var first = width.firstDay(holding: day)
        let beginsEarlier = first < Self.firstDay
        var start: Int64
        while true {
            let day = min(max(first, Self.firstDay), Self.endDay)
            start = clock.start(ofDay: day)
            if try add(start, day: day) { break }
            first = width.firstDay(after: first)
        }
        if beginsEarlier, days[0] == Self.firstDay { cutsStart = true }
        if first > Self.endDay { cutsEnd = true }
        // A date that is skipped after the last bucket counts to it, as to any other.
        var next = width.firstDay(after: first)
        while next <= Self.endDay, clock.start(ofDay: next) == start {
            days[days.count - 1] = Int32(next)
            next = width.firstDay(after: next)
        }
    }

    /// The start of each day, and the first instant of the day at which the clock reads a multiple of the step.
    private mutating func addReadings(from day: Int, step: Int) throws(BillingError) {
        var day = day
        while true {
            for reading in stride(from: 0, to: 86_400, by: step) {
                if try add(clock.firstReach(Int64(day) * 86_400 + Int64(reading)), day: day) { return }
            }
            day += 1
        }
    }

    /// The start of each day, each change of the hour's phase, and where the clock reads a multiple of the step.
    private mutating func addPhases(from day: Int, step: Int64) throws(BillingError) {
        var day = day
        var index = 0
        var start = clock.start(ofDay: day)
        while true {
            let end = clock.start(ofDay: day + 1)
            if try addPhases(of: day, start: start, end: end, step: step, &index) { return }
            start = end
            day += 1
        }
    }

    private mutating func addPhases(
        of day: Int, start: Int64, end: Int64, step: Int64, _ index: inout Int
    ) throws(BillingError) -> Bool {
        guard start < end else { return false }
        if try add(start, day: day) { return true }
        let spans = clock.spans
        while index + 1 < spans.count, spans[index + 1].at <= start { index += 1 }
        var from = start
        while true {
            let offset = spans[index].offset
            let isLast = index + 1 == spans.count || spans[index + 1].at >= end
            let through = isLast ? end : spans[index + 1].at
            var reading = (floorDivide(from + offset, step) + 1) * step
            while reading - offset < through {
                if try add(reading - offset, day: day) { return true }
                reading += step
            }
            if isLast { return false }
            index += 1
            let changesPhase = (spans[index].offset - offset) % 3_600 != 0
            let isOnStep = (through + spans[index].offset) % step == 0
            if changesPhase || isOnStep, try add(through, day: day) { return true }
            from = through
        }
    }
}
