import BillingModel
import BillingTime

/// One gauge of one tenant at the end of a bucket, or at the instant of the report if that is earlier.
struct GaugeLevel {
    /// The sum of the levels in force, rounded once; nil if there is none.
    let value: Double?
    /// The sum before it was rounded, of several levels; a single one is what it says.
    private let sum: ExactSum?
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
        let sum = present.first.map { first in
            present.dropFirst().reduce(into: first) { sum, part in sum.merge(part) }
        }
        let value = if let sum { try sum.rounded() } else { Double?.none }
        self = GaugeLevel(
            value: value, sum: sum,
            asOf: SampleTime.earliest(of: levels.compactMap { $0.time ?? $0.lastKnown?.time }),
            lastKnown: try levels.lastKnown(), members: levels.count, reporting: present.count,
            completeness: weakest.with(
                samples: weakest.samples,
                origin: levels.filter { $0.exact != nil }.map(\.completeness.origin).min() ?? .missing))
    }

    /// The level of a single series.
    private init(_ values: BucketColumn, atEndOf bucket: Int) {
        let (value, lastKnown) = (values.value(bucket), values.lastKnown(bucket))
        let known = values.completeness(bucket)
        self.init(
            value: value, sum: nil, asOf: values.time(bucket) ?? lastKnown?.time, lastKnown: lastKnown,
            members: 1,
            reporting: value == nil ? 0 : 1,
            completeness: known.with(samples: known.samples, origin: value == nil ? .missing : known.origin))
    }

    private init(
        value: Double?, sum: ExactSum?, asOf: SampleTime?, lastKnown: LastKnown?, members: Int,
        reporting: Int,
        completeness: Completeness
    ) {
        self.value = value
        self.sum = sum
        self.asOf = asOf
        self.lastKnown = lastKnown
        self.members = members
        self.reporting = reporting
        self.completeness = completeness
    }

    /// The sum of the levels in force before it was rounded; nil if there is none.
    var exact: ExactSum? {
        sum
            ?? value.map { value in
                var sum = ExactSum()
                sum.add(finite: value)
                return sum
            }
    }
}
