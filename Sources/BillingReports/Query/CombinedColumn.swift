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

    /// One cell per bucket, made of the members as it is asked for.
    struct Cells: RandomAccessCollection {
        fileprivate enum Content {
            /// A series alone says what it says itself.
            case single([BucketValue])
            case sum([Cell])
        }

        fileprivate let content: Content
        let startIndex = 0
        let endIndex: Int

        fileprivate init(_ content: Content) {
            self.content = content
            endIndex =
                switch content {
                case .single(let values): values.count
                case .sum(let cells): cells.count
                }
        }

        subscript(place: Int) -> Cell {
            switch content {
            case .single(let values): Cell(values[place])
            case .sum(let cells): cells[place]
            }
        }
    }

    /// One per bucket.
    let cells: Cells
    /// The levels of a gauge, weighted by time, one per bucket; none if they were not asked for.
    fileprivate let weighted: Weighted
    /// The time in which a level of any member is in force.
    fileprivate let held: IntervalSet

    fileprivate enum Weighted {
        case single([TimeWeightedState])
        case sum([ExactSum])
    }

    /// Puts series together.
    ///
    /// - Throws: `BillingError` with code `unsupported` if the figures of several cannot be combined.
    init(_ members: [SeriesColumn], kind: MetricKind) throws(BillingError) {
        var sum = ColumnSum(kind)
        for member in members { try sum.add([member]) }
        self = try sum.combined()
    }

    fileprivate init(_ series: SeriesColumn) {
        cells = Cells(.single(series.values))
        weighted = .single(series.weighted)
        held = series.held
    }

    fileprivate init(cells: [Cell], weighted: [ExactSum], held: IntervalSet) {
        self.cells = Cells(.sum(cells))
        self.weighted = .sum(weighted)
        self.held = held
    }

    /// The weakest completeness of some buckets; nil if there are none.
    func completeness(of buckets: Range<Int>) throws(BillingError) -> Completeness? {
        guard let first = buckets.first else { return nil }
        var weakest = completeness(first)
        for bucket in buckets.dropFirst() { weakest = try weakest.weaker(completeness(bucket)) }
        return weakest
    }

    private func completeness(_ bucket: Int) -> Completeness {
        switch cells.content {
        case .single(let values): values[bucket].completeness
        case .sum(let cells): cells[bucket].completeness
        }
    }

    /// The mean of a level in some buckets, weighted by time, over the time in which any member has one; nil if none has.
    ///
    /// It is the exact sum of values times microseconds, over the number of these. Graph, table and comparison have the one rule; for a
    /// single series it is the mean over the time in which that holds.
    func levelMean(of buckets: Range<Int>, on plan: BucketPlan) -> ExactRatio? {
        let bounds = plan.instants
        let length = held.coveredLength(in: bounds[buckets.lowerBound]..<bounds[buckets.upperBound])
        guard length > 0 else { return nil }
        var sum = ExactSum()
        switch weighted {
        case .single(let states):
            guard !states.isEmpty else { return nil }
            for state in states[buckets] { sum.merge(state.weighted) }
        case .sum(let parts):
            guard !parts.isEmpty else { return nil }
            for part in parts[buckets] { sum.merge(part) }
        }
        return ExactRatio(sum: sum, count: Int(length))
    }
}

extension CombinedColumn.Cell {
    fileprivate init(_ value: BucketValue) {
        self.value = value.value
        exact = value.exact ?? ExactSum()
        lastKnown = value.lastKnown
        reporting = value.exact == nil ? 0 : 1
        completeness = value.completeness
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

        init(_ completeness: Completeness) { self.completeness = completeness }

        /// Adds a value, and tells whether there is one.
        mutating func add(_ value: borrowing BucketValue) -> Bool {
            let lastKnown = value.lastKnown
            if lastKnown != nil { isPast = true }
            if let level = value.value ?? lastKnown?.value,
                let time = value.value == nil ? lastKnown?.time : value.time
            {
                last.add(finite: level)
                if time != self.time { self.time = SampleTime.earliest(of: [self.time ?? time, time]) }
            }
            guard let exact = value.exact else { return false }
            self.exact.merge(exact)
            let origin = value.completeness.origin
            self.origin = min(self.origin ?? origin, origin)
            return true
        }
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
                if place == buckets.count {
                    buckets.append(Bucket(value.completeness))
                } else {
                    buckets[place].completeness = try buckets[place].completeness.weaker(value.completeness)
                }
                guard buckets[place].add(value) else { continue }
                if reported.isEmpty || !reported[place] { buckets[place].reporting += 1 }
                if !reported.isEmpty { reported[place] = true }
            }
        }
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
