public import BillingModel
public import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension BillingScope {
    /// Each metric over a period, beside an earlier range: growth and change, on equal terms.
    ///
    /// What changed in the records of one period since an earlier state of knowledge is another question, which
    /// `comparison(since:of:)` answers.
    ///
    /// ```swift
    /// let comparison = try await acme.periodComparison(of: .month(of: today), mode: .toDate, now: now)
    /// comparison.row(.actions)?.figure(.sum)?.change?.percent  // of as many days of the month before
    /// ```
    ///
    /// - Parameters:
    ///   - period: What is compared: dates, whole months, or instants.
    ///   - mode: How the earlier range is found.
    ///   - now: The instant of the report; nothing at or after it is read.
    ///   - zone: The zone of the dates; nil for the clock of the tenant.
    ///   - metrics: The metrics shown; nil for all that have any value in either range.
    ///   - breakdown: Which labels count, and how they part a metric.
    /// - Returns: The comparison: a metric as a whole first, then its parts by labels. What the mode or the kind does
    ///   not allow is listed as omitted. To date it has no rows before a first day of the period has ended.
    /// - Throws: `BillingError` with code `unsupported` if the scope has not exactly one tenant; else what
    ///   ``ComparisonMode/ranges(of:in:now:)``, the reader or the zone database throws.
    /// - Complexity: O(*n* + *d*) for *n* samples and *d* days of both ranges.
    public func periodComparison(
        of period: ComparedPeriod, mode: ComparisonMode, now: Date, zone: ZoneID? = nil,
        metrics: [Metric]? = nil, breakdown: LabelBreakdown = .series
    ) async throws -> PeriodComparison {
        let context = try await context(now: now, zone: zone)
        let tenant = try context.tenant()
        let zone = try context.zone()
        let ranges = try mode.ranges(of: period, in: zone, now: now)
        let (new, old) = (try ranges.period.microseconds, try ranges.base.microseconds)
        let reader = try await MetricReader(context)
        let asked = (metrics ?? reader.catalogs[0].metrics).map(reader.catalogs[0].defined)
        var query = MetricQuery(reader.catalogs)
        var recent = try PeriodColumns(asked, in: new, zone, of: reader, &query)
        var base = try PeriodColumns(asked, in: old, zone, of: reader, &query)
        // A base without days is one of which none has begun.
        let last = base.plan.grid.last?.lastDate
        let date = last.flatMap { last in recent.lastDay?.sameDayOfMonth(notAfter: last) }
        var sameDay = try date.map { date in
            let day = zone.startOfDay(Int(date.dayNumber))..<zone.startOfDay(Int(date.dayNumber) + 1)
            let toDate = asked.filter { $0.kind == .distinctToDate }
            return (columns: try PeriodColumns(toDate, in: day, zone, of: reader, &query), date: date)
        }
        let answer = try await reader.columns(query)
        recent.take(answer)
        base.take(answer)
        sameDay?.columns.take(answer)
        var rows = PeriodRows(
            mode, breakdown, keepsEmpty: metrics != nil, period: recent, base: base, sameDay: sameDay)
        for metric in asked where !new.isEmpty {
            guard metrics != nil || rows.period.hasData(of: metric) || rows.base.hasData(of: metric) else {
                continue
            }
            try rows.add(metric)
        }
        return PeriodComparison(
            stamp: context.stamp(
                showing: min(new.lowerBound, old.lowerBound)..<max(new.upperBound, old.upperBound)),
            tenant: tenant.id, name: tenant.name, mode: mode, ranges: ranges, breakdown: breakdown,
            rows: rows.rows, omitted: rows.omitted)
    }
}

extension ComparedRange {
    var microseconds: Range<Int64> {
        get throws(BillingError) {
            try Instants.microseconds(range.start)..<Instants.microseconds(range.end)
        }
    }
}
