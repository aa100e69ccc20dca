import BillingModel
import BillingTime

/// One gauge of one tenant at the end of a bucket, or at the instant of the report if that is earlier.
struct GaugeLevel {
    /// The sum of the levels in force; nil if there is none.
    let value: ExactSum?
    /// When the levels were true, of several the earliest; also of those that are in force no longer.
    let asOf: SampleTime?
    /// What was known last of the levels that are not in force.
    let lastKnown: LastKnown?
    let members: Int
    let reporting: Int
    let completeness: Completeness

    init(_ columns: MetricColumns, atEndOf bucket: Int) throws(BillingError) {
        let levels = columns.series(inForceAtEndOf: bucket).map { $0.values[bucket] }
        let present = levels.compactMap(\.exact)
        value = present.first.map { first in
            present.dropFirst().reduce(into: first) { sum, part in sum.merge(part) }
        }
        asOf = SampleTime.earliest(of: levels.compactMap { $0.time ?? $0.lastKnown?.time })
        lastKnown = try levels.lastKnown()
        members = levels.count
        reporting = present.count
        guard let weakest = try Completeness.weakest(of: levels.map(\.completeness)) else {
            throw BillingError(.invalidValue, rule: "a gauge is read on a day")
        }
        completeness = weakest.with(
            samples: weakest.samples,
            origin: levels.filter { $0.exact != nil }.map(\.completeness.origin).min() ?? .missing)
    }
}
