import BillingModel
import BillingTime

/// Series of one metric put together bucket by bucket, each filled on its own before.
///
/// Levels, counts and increases are added, exactly, and rounded once. Other figures are those of a single series.
struct CombinedColumn {
    /// One bucket.
    struct Cell {
        /// The sum of the members that have a value; nil if none has.
        let value: Double?
        /// The value before it was rounded.
        let exact: ExactSum
        /// What was known last of the members together, where one that had a level has none; nil elsewhere.
        let lastKnown: LastKnown?
        /// How many members have a value.
        let reporting: Int
        let completeness: Completeness
    }

    /// One per bucket.
    let cells: [Cell]
    /// The levels of a gauge, weighted by time, one sum per bucket; none if they were not asked for.
    fileprivate let weighted: [ExactSum]
    /// The time in which a level of any member is in force.
    fileprivate let held: IntervalSet

    /// Puts series together.
    ///
    /// - Throws: `BillingError` with code `unsupported` if the figures of several cannot be combined.
    init(_ members: [SeriesColumn], kind: MetricKind) throws(BillingError) {
        var sum = ColumnSum(kind)
        for member in members { try sum.add([member]) }
        self = try sum.combined()
    }

    /// A series alone says what it says itself.
    fileprivate init(_ series: SeriesColumn) {
        cells = series.values.map { value in
            Cell(
                value: value.value, exact: value.exact ?? ExactSum(), lastKnown: value.lastKnown,
                reporting: value.exact == nil ? 0 : 1, completeness: value.completeness)
        }
        weighted = series.weighted.map(\.weighted)
        held = series.held
    }

    fileprivate init(cells: [Cell], weighted: [ExactSum], held: IntervalSet) {
        self.cells = cells
        self.weighted = weighted
        self.held = held
    }

    /// The mean of a level in some buckets, weighted by time, over the time in which any member has one; nil if none has.
    ///
    /// It is the exact sum of values times microseconds, over the number of these. Graph, table and comparison have the one rule; for a
    /// single series it is the mean over the time in which that holds.
    func levelMean(of buckets: Range<Int>, on plan: BucketPlan) -> ExactRatio? {
        let bounds = plan.instants
        let length = held.coveredLength(in: bounds[buckets.lowerBound]..<bounds[buckets.upperBound])
        guard length > 0, !weighted.isEmpty else { return nil }
        var sum = ExactSum()
        for part in weighted[buckets] { sum.merge(part) }
        return ExactRatio(sum: sum, count: Int(length))
    }
}

/// Series of one metric as they are put together; what was added is not kept.
struct ColumnSum {
    private struct Bucket {
        var exact = ExactSum()
        var reporting = 0
        var completeness: Completeness
        /// The weakest origin of the series that have a value.
        var origin: Completeness.Origin?
        /// Whether a series that had a level has none, and what all had last, in sum and since when.
        var isPast = false
        var last = ExactSum()
        var time: SampleTime?
    }

    private let kind: MetricKind
    private var buckets: [Bucket] = []
    private var weighted: [ExactSum] = []
    private var held: [Range<Int64>] = []
    private var count = 0
    /// The only series so far, which is not taken apart before another one comes.
    private var single: SeriesColumn?

    init(_ kind: MetricKind) { self.kind = kind }

    /// Adds series that count as one member.
    mutating func add(_ series: [SeriesColumn]) throws(BillingError) {
        if count == 0, series.count == 1 {
            (single, count) = (series[0], 1)
            return
        }
        if let first = single {
            single = nil
            try merge([first])
        }
        count += series.count
        // What cannot be added is refused by the rule of its kind.
        if count > 1, !kind.isSummable { _ = try CombinedValue.combine([], kind: kind, over: .labels) }
        try merge(series)
    }

    private mutating func merge(_ series: [SeriesColumn]) throws(BillingError) {
        // The places of buckets in which a series of this member has a value already.
        var reported = Array(repeating: false, count: series.count > 1 ? series[0].values.count : 0)
        for column in series {
            held += column.held.ranges
            if weighted.isEmpty { weighted = column.weighted.map { _ in ExactSum() } }
            for (place, state) in column.weighted.enumerated() { weighted[place].merge(state.weighted) }
            for (place, value) in column.values.enumerated() {
                let isNew = try add(value, place)
                guard isNew else { continue }
                if reported.isEmpty || !reported[place] { buckets[place].reporting += 1 }
                if !reported.isEmpty { reported[place] = true }
            }
        }
    }

    /// Adds a value to a bucket, and tells whether there is one.
    private mutating func add(_ value: BucketValue, _ place: Int) throws(BillingError) -> Bool {
        if place == buckets.count {
            buckets.append(Bucket(completeness: value.completeness))
        } else {
            buckets[place].completeness = try buckets[place].completeness.weaker(value.completeness)
        }
        let last = value.lastKnown
        if last != nil { buckets[place].isPast = true }
        if let level = value.value ?? last?.value, let time = value.value == nil ? last?.time : value.time {
            buckets[place].last.add(finite: level)
            buckets[place].time = SampleTime.earliest(of: [buckets[place].time ?? time, time])
        }
        guard let exact = value.exact else { return false }
        buckets[place].exact.merge(exact)
        let origin = value.completeness.origin
        buckets[place].origin = min(buckets[place].origin ?? origin, origin)
        return true
    }

    /// What was added; no bucket if that is nothing.
    func combined() throws(BillingError) -> CombinedColumn {
        if let single { return CombinedColumn(single) }
        var cells: [CombinedColumn.Cell] = []
        cells.reserveCapacity(buckets.count)
        for bucket in buckets {
            var lastKnown: LastKnown?
            if bucket.isPast, let time = bucket.time {
                lastKnown = LastKnown(value: try bucket.last.rounded(), time: time)
            }
            cells.append(
                CombinedColumn.Cell(
                    value: bucket.reporting == 0 ? nil : try bucket.exact.rounded(), exact: bucket.exact,
                    lastKnown: lastKnown, reporting: bucket.reporting,
                    completeness: bucket.completeness.with(
                        samples: bucket.completeness.samples, origin: bucket.origin ?? .missing)))
        }
        return CombinedColumn(cells: cells, weighted: weighted, held: IntervalSet(held))
    }
}
