import BillingModel
import BillingTime

/// What was known last of the buckets whose level is missing.
///
/// The JSON form has the keys `time`, in the form of ``SampledColumn``, and `value`, in that of ``FigureColumn``.
struct KnownColumn: Hashable, Codable {
    private let time: SampledColumn
    private let value: FigureColumn

    /// Takes what was known beside the figures of the buckets; nil if there is nothing.
    init?(
        _ known: [LastKnown?], beside figures: [Double?], on axis: BucketAxis
    ) throws(BillingError) {
        guard let time = try SampledColumn(known.map { $0?.time }, on: axis),
            let value = FigureColumn(known.lazy.map { $0?.value }, beside: figures)
        else { return nil }
        self.time = time
        self.value = value
    }

    /// What was known, one for each bucket.
    func known(beside figures: [Double?], on axis: BucketAxis) throws(BillingError) -> [LastKnown?] {
        let (times, values) = (try time.times(on: axis), try value.figures(beside: figures))
        var known: [LastKnown?] = []
        known.reserveCapacity(values.count)
        for (time, value) in zip(times, values) {
            guard (time == nil) == (value == nil) else {
                throw BillingError(.malformed, rule: "what was known last has a value and a time")
            }
            known.append(
                time.flatMap { time in value.map { LastKnown(value: $0, time: time) } })
        }
        return known
    }
}
