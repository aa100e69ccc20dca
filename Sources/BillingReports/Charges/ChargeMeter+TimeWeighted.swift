import BillingModel
import BillingRating
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension ChargeMeter {
    /// The mean of what the series of a level add up to, weighted by time, over the time in which any of them is known.
    ///
    /// The sum of values times microseconds is exact; it is divided and rounded once.
    func meanOverTime(
        of charge: Charge, _ members: [SeriesColumn], _ metric: Metric
    ) throws(BillingError) -> ChargeUsage {
        let held = members.reduce(IntervalSet()) { $0.union($1.held) }
        var sum = ExactSum()
        var toEnds: [Decimal?] = []
        for day in 0..<period.begun {
            for member in members where day < member.weighted.count {
                sum.merge(member.weighted.sum(of: day..<day + 1))
            }
            let bounds = period.days.instants
            let end = min(bounds[day + 1], period.now)
            let length = held.coveredLength(in: bounds[0]..<max(bounds[0], end))
            let isKnown = held.coveredLength(in: bounds[day]..<max(bounds[day], end)) > 0
            toEnds.append(isKnown ? try sum.quantity(dividedBy: Int(length)) : nil)
        }
        let quantity = toEnds.last { $0 != nil }.flatMap(\.self)
        return try usage(
            of: charge, members, metric, by: .timeWeightedMean, quantity, .missing, toEnds)
    }
}
