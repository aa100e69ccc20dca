import BillingModel
public import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension BillingScope {
    /// What of a charge to date is not settled, and why: read at the revision of the charge to date, as of its `now`.
    ///
    /// - Parameter charges: What this scope's tenant is charged.
    /// - Returns: One for each charge that is not settled, in the order of the plan; none if all of it is.
    /// - Throws: `BillingError` with code `outOfScope` if the scope does not see the tenant; else what the reader or the
    ///   zone database throws.
    public func unsettled(_ charges: ChargeToDate) async throws -> [UnsettledCharge] {
        guard !charges.isSettled else { return [] }
        let own = try scope(of: charges.tenant).known(at: .revision(charges.stamp.revision))
        let context = try await own.context(now: charges.stamp.now, zone: nil)
        let start = try Instants.microseconds(charges.period.start)
        let range = start..<(try Instants.microseconds(charges.period.end))
        let period = try ChargePeriod(
            range, dates: charges.first...max(charges.first, charges.last), zone: try context.zone(),
            now: context.now)
        _ = try context.tenant()
        let reader = try await MetricReader(context)
        let lines = charges.lines.filter { !$0.completeness.isComplete || $0.rated == nil }
        let columns = try await reader.columns(
            of: lines.compactMap { $0.metric(in: reader.catalogs[0]) }, on: period.days, with: .shares)
        var result: [UnsettledCharge] = []
        for line in lines {
            let metric = line.metric(in: reader.catalogs[0])
            let causes = line.causes(columns.first { $0.metric.id == metric?.id }, over: period)
            result.append(UnsettledCharge(id: line.id, name: line.name, causes: causes))
        }
        return result
    }
}

extension ChargeToDate.Line {
    /// The metric that is charged; nil for the period itself, and if the tenant has no such metric.
    fileprivate func metric(in catalog: TenantCatalog) -> Metric? {
        switch usage {
        case .period: nil
        case .actions: catalog.defined(.actions)
        case .metric(let id, _, _): catalog.metric(id)
        }
    }

    /// Why the charge is not settled.
    fileprivate func causes(_ columns: MetricColumns?, over period: ChargePeriod) -> [UnsettledCharge.Cause] {
        let end = period.range.upperBound
        var causes: [UnsettledCharge.Cause] = []
        if period.now < end { causes.append(.inProgress(until: Instants.date(end))) }
        if let columns {
            let metric = columns.metric
            let (settled, overflows) = end.addingReportingOverflow(metric.lag.wholeMicroseconds)
            if !overflows, settled > end, period.now < settled {
                causes.append(.lag(metric.id, until: Instants.date(min(settled, Instants.end))))
            }
            let gaps = columns.whole.flatMap { $0.coverage.gaps(in: period.past) }
            let ranges = IntervalSet(gaps).ranges.map { InstantRange($0) }
            if !ranges.isEmpty { causes.append(.uncovered(metric.id, ranges)) }
        }
        if let reason { causes.append(.unrated(reason)) }
        return causes.isEmpty ? [.partlyKnown] : causes
    }
}

extension IntervalSet {
    /// What of a range is in none of the intervals.
    fileprivate func gaps(in range: Range<Int64>) -> [Range<Int64>] {
        var gaps: [Range<Int64>] = []
        var start = range.lowerBound
        for interval in ranges where interval.upperBound > start && interval.lowerBound < range.upperBound {
            if start < interval.lowerBound { gaps.append(start..<interval.lowerBound) }
            start = interval.upperBound
        }
        if start < range.upperBound { gaps.append(start..<range.upperBound) }
        return gaps
    }
}
