import BillingModel
import BillingReports
import BillingTime

/// What a specification shows of actions, as rows that refer to each other by short keys.
struct VegaActionData {
    /// How many actions of a kind `r` ran in the bucket `b`; none that is zero.
    struct Count: Encodable {
        let b: Int
        let r: Int
        let v: Int
    }

    /// A bucket that has begun, of which nothing is known.
    struct Gap: Encodable {
        let b: Int
    }

    /// A category and a type.
    struct Kind: Encodable {
        let category: String
        /// Both in one name, as no other kind has it.
        let name: String
        let r: Int
        let type: String

        private enum CodingKeys: String, CodingKey {
            case category
            case name = "kind"
            case r, type
        }
    }

    private(set) var times: VegaTimes
    let counts: [Count]
    let gaps: [Gap]
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
        let names = UniqueNames.of(
            screen.rows.map { row in
                ("\(row.category.text) \(row.type.text)", "\(row.category.text), \(row.type.text)")
            })
        kinds = zip(screen.rows.indices, screen.rows).map { number, row in
            Kind(category: row.category.text, name: names[number], r: number, type: row.type.text)
        }
    }
}
