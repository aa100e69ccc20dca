package import BillingModel

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// The buckets of a grid in the forms that reading and filling need, cut at the range asked for.
///
/// It is an object, so that what is read on a plan hands it on at the cost of one reference.
package final class BucketPlan: Sendable {
    package let grid: BucketGrid
    /// The instant of the report, at or after which nothing is read; the greatest number if all is past and settled.
    package let now: Int64
    /// The instants at which buckets touch; the outer two are those of the range asked for.
    package let instants: [Int64]
    /// The first day number of each bucket and that after the last, cut like the instants; nil below a day.
    package let days: [Int64]?
    /// The day after the last one that has begun before `now`, and after the dates that are skipped behind it: no date from
    /// here on is read.
    package let endDay: Int64
    /// The starts of the periods up to the end, at which figures to date begin anew.
    package let resets: [Int64]
    /// The first day numbers of the same periods.
    package let resetDays: [Int64]
    /// The dates that the clock skips whole, in the range asked for and in a year before it.
    private let skipped: [Int64]

    /// Cuts a grid for a report of an instant; without one, all is past and settled.
    package convenience init(
        _ grid: BucketGrid, now: Date?, resettingEvery period: BucketWidth = .month
    ) throws(BillingError) {
        var instant = Int64.max
        if let now { instant = try Instants.microseconds(now) }
        try self.init(grid, now: instant, resettingEvery: period)
    }

    package init(
        _ grid: BucketGrid, now: Int64, resettingEvery period: BucketWidth = .month
    ) throws(BillingError) {
        guard period.isDayOrWider else {
            throw BillingError(
                .unsupported, rule: "a figure to date begins anew on a date", detail: "every \(period)")
        }
        self.grid = grid
        self.now = now
        let (range, zone) = (grid.rangeMicroseconds, grid.zone)
        endDay = Int64(try Self.dayAfterLastBegun(before: now, in: zone))
        instants = grid.boundaries.map { min(max($0, range.lowerBound), range.upperBound) }
        guard !grid.isEmpty else {
            (days, resets, resetDays, skipped) = (grid.width.isDayOrWider ? [] : nil, [], [], [])
            return
        }
        let firstDay = grid.dates?.lowerBound ?? zone.dayNumber(holding: range.lowerBound)
        // A date that is skipped at the end of the range belongs to the day before it.
        let end =
            grid.dates?.upperBound
            ?? max(
                zone.dayNumber(holding: range.upperBound - 1) + 1, zone.dayNumber(holding: range.upperBound))
        days = grid.dateBoundaries.map { days in days.map { Int64(min(max(Int($0), firstDay), end)) } }
        // What is told of dates begins anew with its dates, whenever these begin.
        let asked =
            grid.dates.map { zone.startOfDay($0.lowerBound)..<zone.startOfDay($0.upperBound) } ?? range
        let first = try zone.bucket(holding: asked.lowerBound, width: period)
        let periods = try BucketGrid(
            first.startMicroseconds..<asked.upperBound, width: period, zone: zone, limit: .max - 1)
        resets = periods.boundaries.dropLast().map { reset in
            guard grid.dates != nil else { return reset }
            if reset < asked.lowerBound { return min(reset, range.lowerBound) }
            return reset == asked.lowerBound
                ? range.lowerBound : min(max(reset, range.lowerBound), range.upperBound)
        }
        resetDays = (periods.dateBoundaries ?? []).dropLast().map(Int64.init)
        skipped = zone.skippedDays(in: firstDay - 366..<end + 1).map(Int64.init)
    }

    /// The day number after the last day that has begun before an instant, and after the dates that are skipped behind it.
    package static func dayAfterLastBegun(before now: Int64, in zone: Zone) throws(BillingError) -> Int {
        guard now > Instants.first else {
            throw BillingError(
                .invalidValue, rule: "a report is made after the start of year 1", detail: Instants.text(now))
        }
        return zone.day(after: zone.dayNumber(holding: min(now, Instants.end) - 1))
    }

    /// The first instant of a day that is near the range.
    func start(ofDay day: Int64) -> Int64 {
        if let dates = grid.dates, day == dates.upperBound { return grid.rangeMicroseconds.upperBound }
        // Looking up a boundary is cheaper than asking the rules of the zone.
        if let start = grid.start(ofDay: day) { return start }
        let last = Int64(LocalDate.max.dayNumber) + 1
        return grid.zone.startOfDay(Int(min(max(day, Int64(LocalDate.min.dayNumber)), last)))
    }

    /// The time that a value of a date covers: its day, or the day before if the clock skips the date whole.
    func time(ofDate date: Int64) -> Range<Int64> {
        var start = start(ofDay: date)
        if skipped.contains(date) { start = grid.zone.startOfDay(grid.zone.day(ofDate: Int(date))) }
        return start..<max(start, self.start(ofDay: date + 1))
    }

    /// When the value of each date begins to hold: with its day.
    ///
    /// One of a date that is skipped holds from the start of the day before if that has no value of its own, else from its
    /// end.
    func starts(ofDates dates: [Int64]) -> [Int64] {
        var starts = dates.map(start(ofDay:))
        guard !skipped.isEmpty else { return starts }
        for (place, date) in dates.enumerated() where skipped.contains(date) {
            let start = time(ofDate: date).lowerBound
            if place == 0 || starts[place - 1] < start { starts[place] = start }
        }
        return starts
    }

    /// The end of so many days, of which the first is that of a date.
    func end(ofDays count: Int64, from date: Int64) -> Int64 {
        var end = date + count
        for day in skipped where date < day && day < end { end += 1 }
        return start(ofDay: end)
    }

    /// What is known of each bucket beforehand: clipping and phase of the whole bucket, coverage of the part asked for.
    ///
    /// Of a gauge, `coverage` is the time in which its level holds.
    package func completeness(
        _ coverage: IntervalSet, of metric: Metric
    ) -> [Completeness] {
        let lag = metric.lag.wholeMicroseconds
        var result: [Completeness] = []
        result.reserveCapacity(grid.count)
        for place in grid.indices {
            let (start, end) = (instants[place], instants[place + 1])
            let covered = start < now ? Aggregation.share(of: start..<min(end, now), coverage) : 0
            result.append(
                Completeness(
                    cut: grid.cuts(at: place),
                    phase: Completeness.Phase(
                        start: grid.boundaries[place], end: grid.boundaries[place + 1], now: now, lag: lag),
                    share: covered))
        }
        return result
    }

    /// What is known of each piece of a bucket beforehand, in its own time: clipped where the bucket is, at its end of it.
    ///
    /// - Parameters:
    ///   - coverage: The covered time.
    ///   - metric: A figure to date.
    ///   - pieces: The buckets, divided at the resets.
    ///   - instants: Where the pieces touch: one more than there are.
    ///   - sinceReset: Whether a figure needs all the time since its reset, as one that is counted from activity does.
    /// - Returns: One per piece.
    /// - Throws: `BillingError` with code `invalidValue` if the instants descend.
    package func completeness(
        _ coverage: IntervalSet, of metric: Metric, pieces: ResetPieces, instants: [Int64], sinceReset: Bool
    ) throws(BillingError) -> [Completeness] {
        let parts = try Aggregation.completeness(
            boundaries: instants, coverage: coverage, now: now, resets: sinceReset ? resets : [])
        let lag = metric.lag.wholeMicroseconds
        var result: [Completeness] = []
        result.reserveCapacity(parts.count)
        for (place, part) in parts.enumerated() where place < pieces.buckets.count {
            let bucket = grid[pieces.buckets[place]]
            let isFirst = place == 0 || pieces.buckets[place - 1] != pieces.buckets[place]
            let isLast =
                place + 1 == pieces.buckets.count || pieces.buckets[place + 1] != pieces.buckets[place]
            result.append(
                try Completeness(
                    clippedStart: isFirst && bucket.clippedStart, clippedEnd: isLast && bucket.clippedEnd,
                    phase: Completeness.Phase(
                        start: isFirst ? bucket.startMicroseconds : instants[place],
                        end: isLast ? bucket.endMicroseconds : instants[place + 1], now: now, lag: lag),
                    coverage: part.coverage, samples: 0, origin: .missing))
        }
        return result
    }

    /// Refuses a metric that comes less often than there are buckets.
    package func check(_ metric: Metric) throws(BillingError) {
        guard grid.width.isNarrower(than: metric.cadence) else { return }
        throw BillingError(
            .unsupported, rule: "no bucket is narrower than the cadence of its metric",
            detail: "metric '\(metric.id)' comes \(metric.cadence), asked for by the \(grid.width)")
    }
}

extension Duration {
    /// The duration in microseconds, at most 2^63 - 1; what is below a microsecond is dropped.
    package var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: Instants.perSecond)
        let (sum, second) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        return overflow || second ? .max : sum
    }
}
