import BillingModel

/// Finds the boundaries of the whole buckets that meet a range, in one walk along the offsets of the zone.
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

    private static let minute = 60 * Instants.perSecond
    private static let hour = 60 * minute
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
        low = range.lowerBound
        high = range.upperBound
        self.limit = limit
        self.width = width
        // Dates reach out to the bounds of a bucket, at most a year away; less is met otherwise.
        let reach = (width.isDayOrWider ? 370 : 4) * Instants.perDay
        clock = WallClock(zone.rules, from: low - reach, through: high + reach)
        let day = zone.dayNumber(holding: range.lowerBound)
        guard (Self.firstDay..<Self.endDay).contains(day) else { throw outsideCalendar() }
        switch width.kind {
        case .minutes(let count): try addPhases(from: day, step: Int64(count) * Self.minute)
        case .hours(1): try addPhases(from: day, step: Self.hour)
        case .hours(let count): try addReadings(from: day, step: Int64(count) * Self.hour)
        case .day, .week, .months, .cycle: try addDates(from: day)
        }
    }

    private func outsideCalendar() -> BillingError {
        BillingError(
            .invalidValue, rule: "the wall clock of a range lies in the years 1 to 9999",
            detail: "\(width) from \(Instants.text(low)) to \(Instants.text(high))")
    }

    /// Adds a boundary, and says whether the range is covered.
    ///
    /// Boundaries come in ascending order from one at or before the range. Of those only the last is kept, and of
    /// two at the same instant the later date, as a bucket without instants is none.
    private mutating func add(_ start: Int64, day: Int) throws(BillingError) -> Bool {
        let instant = min(max(start, Instants.first), Instants.end)
        if instant <= low {
            instants = [instant]
            days = [Int32(day)]
            cutsStart = instant != start
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
        cutsEnd = instant != start
        return instant >= high
    }

    private mutating func addDates(from day: Int) throws(BillingError) {
        var first = width.firstDay(holding: day)
        let beginsEarlier = first < Self.firstDay
        while true {
            var day = min(max(first, Self.firstDay), Self.endDay)
            let start = clock.start(ofDay: day)
            // A date that is skipped belongs to the day before it, so what would begin with it begins with the next.
            while day < Self.endDay, clock.start(ofDay: day + 1) == start { day += 1 }
            if try add(start, day: day) { break }
            first = max(width.firstDay(after: first), day + 1)
        }
        if beginsEarlier, days[0] == Self.firstDay { cutsStart = true }
        if first > Self.endDay { cutsEnd = true }
    }

    /// The start of each day, and the first instant of the day at which the clock reads a multiple of the step.
    private mutating func addReadings(from day: Int, step: Int64) throws(BillingError) {
        var day = day
        while true {
            for reading in stride(from: 0, to: Instants.perDay, by: Int(step)) {
                if try add(clock.firstReach(Int64(day) * Instants.perDay + reading), day: day) { return }
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
            let changesPhase = (spans[index].offset - offset) % Self.hour != 0
            let isOnStep = (through + spans[index].offset) % step == 0
            if changesPhase || isOnStep, try add(through, day: day) { return true }
            from = through
        }
    }
}
