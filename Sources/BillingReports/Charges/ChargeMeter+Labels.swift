import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension ChargeMeter {
    /// The series of a metric that a charge takes in, by its selection and those of the charges before it.
    func members(of charge: Charge, _ columns: MetricColumns) -> [SeriesColumn] {
        guard case .metric(let id, let rule, let labels) = charge.usage, let labels else {
            return columns.whole
        }
        var earlier: [LabelSelection] = []
        for other in plan.charges.prefix(while: { $0.id != charge.id }) {
            if case .metric(id, rule, let labels?) = other.usage { earlier.append(labels) }
        }
        return columns.series.filter { series in
            !series.labels.isEmpty && labels.includes(series.labels)
                && !earlier.contains { $0.includes(series.labels) }
        }
    }

    /// The usage of a charge whose selection takes in no series.
    ///
    /// Where the metric is known by series that have the labels of the selection, there is nothing else, so it is zero.
    /// Where no labels divide the metric it is not known.
    func usageOfNone(
        _ charge: Charge, _ columns: MetricColumns, _ rule: QuantityRule
    ) throws(BillingError) -> ChargeUsage {
        guard case .metric(_, _, let labels?) = charge.usage else {
            return try refused(charge, columns, .missing)
        }
        let others = columns.series.filter { labels.divides($0.labels) }
        guard !others.isEmpty else { return try refused(charge, columns, .missing) }
        let toEnds: [Decimal?] = (0..<period.begun).map { day in
            others.contains { Self.exact($0, day) != nil } ? 0 : nil
        }
        let isOfEnd = rule == .last || rule == .monthEnd
        let isKnown = isOfEnd ? toEnds.last.flatMap(\.self) != nil : toEnds.contains { $0 != nil }
        return try usage(
            of: charge, others, columns.metric, by: rule, isKnown ? 0 : nil, .missing, toEnds)
    }
}
