import BillingModel
import BillingReports
import BillingTime

/// What a specification shows of actions, as rows that refer to each other by short keys.
struct VegaActionData {
    /// How many actions of a kind `r` ran in the bucket `b`; none that is zero.
    struct Count: VegaRow {
        let b: Int
        let r: Int
        let v: Int

        func write(to row: inout VegaText) {
            row.member("b", b)
            row.member("r", r)
            row.member("v", v)
        }
    }

    /// A bucket that has begun, of which nothing is known.
    struct Gap: VegaRow {
        let b: Int

        func write(to row: inout VegaText) {
            row.member("b", b)
        }
    }

    /// What is expected of a bucket, with where that will lie in four of five cases; it stands on the `lower` actions that are known, and
    /// its interval in the `middle` of the bucket on the time axis.
    struct Estimate: VegaRow {
        let b: Int
        let high80: Double
        let low80: Double
        let lower: Int
        let middle: Int64
        let v: Double

        func write(to row: inout VegaText) throws {
            row.member("b", b)
            try row.member("high80", high80)
            try row.member("low80", low80)
            row.member("lower", lower)
            row.member("middle", middle)
            try row.member("v", v)
        }
    }

    /// A category and a type.
    struct Kind: VegaRow {
        let category: String
        /// Both in one name, as no other kind has it.
        let name: String
        let r: Int
        let type: String

        func write(to row: inout VegaText) {
            row.member("category", category)
            row.member("kind", name)
            row.member("r", r)
            row.member("type", type)
        }
    }

    private(set) var times: VegaTimes
    let counts: [Count]
    let gaps: [Gap]
    /// Of the bucket of which something is expected, if there is one.
    let estimates: [Estimate]
    let kinds: [Kind]

    init(_ screen: ConsumptionActions) throws(BillingError) {
        let buckets = screen.buckets
        times = try VegaTimes(buckets.map(\.bucket), width: screen.width, zones: screen.stamp.zones)
        for (place, interval) in buckets.enumerated() {
            // Where a type had no action, another may have had some.
            let part = interval.completeness
            let known = try Completeness(
                clippedStart: part.clippedStart, clippedEnd: part.clippedEnd, phase: part.phase,
                coverage: part.coverage, samples: part.samples, origin: .observed)
            times.set(PointState(known, isWhole: true), of: place)
        }
        counts = screen.rows.enumerated().flatMap { number, row in
            zip(buckets.indices, row.executed).compactMap { place, count in
                count.flatMap { $0 == 0 ? nil : Count(b: place, r: number, v: $0) }
            }
        }
        gaps = buckets.indices.filter {
            buckets[$0].executed == nil && buckets[$0].completeness.phase != .future
        }.map(Gap.init)
        let places = times.rows
        let expected = ActionOutlook(screen).map { outlook in
            let (bucket, place) = (buckets[outlook.place], places[outlook.place])
            return Estimate(
                b: outlook.place, high80: outlook.high, low80: outlook.low, lower: bucket.executed ?? 0,
                middle: place.time + (place.end - place.time) / 2, v: outlook.value)
        }
        estimates = expected.map { [$0] } ?? []
        let names = UniqueNames.of(
            screen.rows.map { row in
                ("\(row.category.text) \(row.type.text)", "\(row.category.text), \(row.type.text)")
            })
        kinds = zip(screen.rows.indices, screen.rows).map { number, row in
            Kind(category: row.category.text, name: names[number], r: number, type: row.type.text)
        }
    }

    /// The rows by the names of their sets; estimates only if there are any.
    var datasets: [String: VegaValue] {
        var sets: [String: VegaValue] = [
            "counts": .rows(counts), "frame": times.frameRows, "gaps": .rows(gaps), "kinds": .rows(kinds),
            "places": .rows(times.rows),
        ]
        if !estimates.isEmpty { sets["estimates"] = .rows(estimates) }
        return sets
    }
}
