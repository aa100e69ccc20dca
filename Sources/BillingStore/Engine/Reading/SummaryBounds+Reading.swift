import BillingModel
import BillingTime

extension SummaryBounds {
    /// What is read of a metric whose values are samples, at a revision; nil if that is nothing.
    ///
    /// A date is not read if its bucket begins at or after `now`.
    ///
    /// - Throws: `BillingError` with code `unsupported` if buckets without days are asked for of a metric whose
    ///   values belong to dates.
    func buckets(
        of metric: Metric, _ measures: AggregateState.Measures, at revision: Revision
    ) throws(BillingError) -> SummaryBuckets? {
        guard let first = instants.first, let last = instants.last else { return nil }
        guard metric.isDaily else {
            let start = min(first, now)
            return SummaryBuckets(
                range: start..<max(start, min(last, now)), boundaries: instants, revision: revision,
                measures: measures, resets: metric.resets)
        }
        guard let dayNumbers, let firstDay = dayNumbers.first else {
            throw BillingError(
                .unsupported, rule: "no bucket is narrower than the cadence of its metric",
                detail: "metric '\(metric.id)'")
        }
        // Which dates before the first bucket lie before now, an earlier instant, cannot be told without a day.
        guard endDay != nil || first < now else { return nil }
        // The buckets that begin before now; those that begin later end the days that are read where they begin.
        let begun = instants.lowerBound { $0 < now }
        var end = dayNumbers[min(begun, dayNumbers.count - 1)]
        if let endDay { end = min(end, endDay) }
        return SummaryBuckets(
            range: min(firstDay, end)..<end, boundaries: dayNumbers, revision: revision,
            measures: measures, resets: metric.resets)
    }

    /// The instants whose activity counts in a metric that is derived from it; nil if there are none.
    func activity(of metric: Metric) -> Range<Int64>? {
        guard let first = instants.first, let last = instants.last else { return nil }
        let start = min(first, now)
        let end = max(start, min(last, now))
        guard metric.kind == .distinctToDate else { return start..<end }
        // A reset at the end of a bucket belongs to the next one, also if the bucket is empty and begins there too.
        let isEmpty = instants.count > 1 && instants[1] == start
        return (resets.last { isEmpty ? $0 < start : $0 <= start } ?? start)..<end
    }

    /// Distinct subjects per bucket, or to the end of each since the last reset.
    ///
    /// - Parameters:
    ///   - metric: A metric that is derived from activity.
    ///   - range: The instants that count in it, as ``activity(of:)`` tells them.
    ///   - read: Reads at most so many rows of a range.
    /// - Returns: The counts; nil if there was no activity before the end of the range.
    /// - Throws: What `read` throws.
    func distinct(
        of metric: Metric, in range: Range<Int64>, _ read: (Range<Int64>, Int) throws -> ActivityRows
    ) throws -> SummaryRow.Content? {
        let rows = try read(range, .max)
        if rows.numbers.isEmpty {
            let earliest = Int64(QuarterHour.earliest.number) * QuarterHour.length
            guard earliest < range.upperBound,
                try !read(earliest..<range.upperBound, 1).numbers.isEmpty
            else { return nil }
        }
        return try counts(
            DistinctActivity(quarterHours: rows.quarterHours, subjects: rows.numbers), of: metric)
    }

    /// The counts of a metric that is derived from activity.
    func counts(_ activity: DistinctActivity, of metric: Metric) throws -> SummaryRow.Content {
        guard metric.kind == .distinctToDate else {
            return .distinct(try activity.distinct(boundaries: instants).map(\.count))
        }
        return .distinctToDate(
            try activity.distinctToDate(boundaries: instants, resets: resets).map { $0?.count })
    }

    /// Checks the rules of bounds.
    func check() throws(BillingError) {
        let isInRange = [instants.first, instants.last, now].allSatisfy {
            $0.map { (Instants.first...Instants.end).contains($0) } ?? true
        }
        let days = Int64(LocalDate.min.dayNumber)...(Int64(LocalDate.max.dayNumber) + 1)
        let areDays = [dayNumbers?.first, dayNumbers?.last, endDay].allSatisfy {
            $0.map(days.contains) ?? true
        }
        guard areDays, instants.isAscending, resets.isAscending, dayNumbers?.isAscending ?? true, isInRange,
            dayNumbers?.count ?? instants.count == instants.count
        else {
            throw BillingError(
                .invalidValue,
                rule: "the bounds of a summary ascend within the years 1 to 9999, a day for each instant")
        }
    }
}
