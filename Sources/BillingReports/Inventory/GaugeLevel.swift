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
        let series = columns.series(inForceAtEndOf: bucket)
        if series.count == 1, let values = series.first?.values {
            self = GaugeLevel(values, atEndOf: bucket)
            return
        }
        let levels = series.map { $0.values[bucket] }
        let present = levels.compactMap(\.exact)
        guard let weakest = try Completeness.weakest(of: levels.map(\.completeness)) else {
            throw BillingError(.invalidValue, rule: "a gauge is read on a day")
        }
        self = GaugeLevel(
            value: present.first.map { first in
                present.dropFirst().reduce(into: first) { sum, part in sum.merge(part) }
            },
            asOf: SampleTime.earliest(of: levels.compactMap { $0.time ?? $0.lastKnown?.time }),
            lastKnown: try levels.lastKnown(), members: levels.count, reporting: present.count,
            completeness: weakest.with(
                samples: weakest.samples,
                origin: levels.filter { $0.exact != nil }.map(\.completeness.origin).min() ?? .missing))
    }

    /// The level of a single series.
    private init(_ values: BucketColumn, atEndOf bucket: Int) {
        let (value, lastKnown) = (values.exact(bucket), values.lastKnown(bucket))
        let known = values.completeness(bucket)
        self.init(
            value: value, asOf: values.time(bucket) ?? lastKnown?.time, lastKnown: lastKnown, members: 1,
            reporting: value == nil ? 0 : 1,
            completeness: known.with(samples: known.samples, origin: value == nil ? .missing : known.origin))
    }

    private init(
        value: ExactSum?, asOf: SampleTime?, lastKnown: LastKnown?, members: Int, reporting: Int,
        completeness: Completeness
    ) {
        self.value = value
        self.asOf = asOf
        self.lastKnown = lastKnown
        self.members = members
        self.reporting = reporting
        self.completeness = completeness
    }
}
