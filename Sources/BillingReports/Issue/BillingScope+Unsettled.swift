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
        let engine = try await UsageEngine(context, tenant: try context.tenant())
        let start = try Instants.microseconds(charges.period.start)
        let range = start..<(try Instants.microseconds(charges.period.end))
        let period = try ChargePeriod(
            range, dates: charges.first...max(charges.first, charges.last), zone: try context.zone(),
            now: context.now)
        let past = range.lowerBound..<max(range.lowerBound, min(range.upperBound, context.now))
        var result: [UnsettledCharge] = []
        for line in charges.lines where !line.completeness.isComplete || line.rated == nil {
            var causes: [UnsettledCharge.Cause] = []
            if context.now < range.upperBound { causes.append(.inProgress(until: charges.period.end)) }
            let metric: Metric? =
                switch line.usage {
                case .period: nil
                case .actions: engine.catalog.defined(.actions)
                case .metric(let id, _, _): engine.catalog.metric(id)
                }
            if let metric {
                let (end, overflows) = range.upperBound.addingReportingOverflow(metric.lag.wholeMicroseconds)
                if !overflows, end > range.upperBound, context.now < end {
                    causes.append(.lag(metric.id, until: Instants.date(min(end, Instants.end))))
                }
                let members = try await engine.columns([metric], on: period.days).first?.whole ?? []
                let gaps = members.flatMap { $0.coverage.gaps(in: past) }
                let ranges = IntervalSet(gaps).ranges.map { InstantRange($0) }
                if !ranges.isEmpty { causes.append(.uncovered(metric.id, ranges)) }
            }
            if let reason = line.reason { causes.append(.unrated(reason)) }
            if causes.isEmpty { causes.append(.partlyKnown) }
            result.append(UnsettledCharge(id: line.id, name: line.name, causes: causes))
        }
        return result
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
