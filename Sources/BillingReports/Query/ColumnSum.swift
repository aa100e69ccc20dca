import BillingModel
import BillingTime

/// Series of one metric as they are put together; what was added is not kept.
///
/// Those of the same times are added up sample by sample, and only then bucket by bucket.
struct ColumnSum: Sendable {
    private let kind: MetricKind
    private var totals: [LevelTotals] = []
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
        try takeSingleApart()
        count += series.count
        try checkCount()
        try merge(series)
    }

    /// Adds what was added to another sum.
    mutating func add(_ other: ColumnSum) throws(BillingError) {
        guard count > 0 else {
            self = other
            return
        }
        if let series = other.single { return try add([series]) }
        try takeSingleApart()
        count += other.count
        try checkCount()
        for part in other.totals {
            if !totals.indices.contains(where: { totals[$0].add(part) }) { totals.append(part) }
        }
        held += other.held
        add(weighted: other.weighted)
        for (place, bucket) in other.buckets.enumerated() {
            if place < buckets.count { try buckets[place].add(bucket) } else { buckets.append(bucket) }
        }
    }

    private mutating func takeSingleApart() throws(BillingError) {
        guard let series = single else { return }
        single = nil
        try merge([series])
    }

    /// Refuses what cannot be added, by the rule of its kind.
    private func checkCount() throws(BillingError) {
        if count > 1, !kind.isSummable { _ = try CombinedValue.combine([], kind: kind, over: .labels) }
    }

    private mutating func merge(_ series: [SeriesColumn]) throws(BillingError) {
        if series.count == 1, addToTotals(series[0]) { return }
        // The places of buckets in which a series of this member has a value already.
        var reported = Array(repeating: false, count: series.count > 1 ? series[0].values.count : 0)
        for column in series {
            held += column.held.ranges
            add(weighted: column.weighted.states.map(\.weighted))
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

    /// Adds a series to those of the same times, or begins with it; false if its figures do not follow from single samples.
    private mutating func addToTotals(_ series: SeriesColumn) -> Bool {
        for place in totals.indices.reversed()
        where totals[place].add(series.values, series.weighted) { return true }
        guard let new = LevelTotals(series.values, series.weighted) else { return false }
        totals.append(new)
        held += series.held.ranges
        return true
    }

    private mutating func add(weighted sums: [ExactSum]) {
        if weighted.isEmpty {
            weighted = sums
        } else {
            for (place, sum) in sums.enumerated() { weighted[place].merge(sum) }
        }
    }

    /// What was added; no bucket if that is nothing.
    func combined() throws(BillingError) -> CombinedColumn {
        if let single { return CombinedColumn(single) }
        var whole = self
        for part in totals {
            whole.add(weighted: part.weighted())
            for (place, bucket) in try part.buckets().enumerated() {
                let bucket = Bucket(bucket, count: part.count)
                if place < whole.buckets.count {
                    try whole.buckets[place].add(bucket)
                } else {
                    whole.buckets.append(bucket)
                }
            }
        }
        var cells: [CombinedColumn.Cell] = []
        cells.reserveCapacity(whole.buckets.count)
        for bucket in whole.buckets { cells.append(try bucket.cell()) }
        return CombinedColumn(cells: cells, weighted: whole.weighted, held: IntervalSet(held))
    }
}

extension ColumnSum {
    private struct Bucket: Sendable {
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

        /// Takes what so many series of the same times say.
        init(_ bucket: LevelTotals.Bucket, count: Int) {
            completeness = bucket.completeness
            (isPast, time) = (bucket.isPast, bucket.time)
            if let last = bucket.last { self.last = last }
            guard let exact = bucket.exact else { return }
            (self.exact, reporting, origin) = (exact, count, completeness.origin)
        }

        /// Adds a value, and tells whether there is one.
        mutating func add(_ value: borrowing BucketValue) -> Bool {
            let lastKnown = value.lastKnown
            if lastKnown != nil { isPast = true }
            if let level = value.value ?? lastKnown?.value,
                let time = value.value == nil ? lastKnown?.time : value.time
            {
                last.add(finite: level)
                add(time)
            }
            guard let exact = value.exact else { return false }
            self.exact.merge(exact)
            let origin = value.completeness.origin
            self.origin = min(self.origin ?? origin, origin)
            return true
        }

        /// Adds what other series say.
        mutating func add(_ other: Bucket) throws(BillingError) {
            completeness = try completeness.weaker(other.completeness)
            exact.merge(other.exact)
            reporting += other.reporting
            if let origin = other.origin { self.origin = min(self.origin ?? origin, origin) }
            isPast = isPast || other.isPast
            last.merge(other.last)
            if let time = other.time { add(time) }
        }

        private mutating func add(_ time: SampleTime) {
            guard time != self.time else { return }
            self.time = self.time.map { SampleTime.earlier($0, time) } ?? time
        }

        func cell() throws(BillingError) -> CombinedColumn.Cell {
            var lastKnown: LastKnown?
            if isPast, let time { lastKnown = LastKnown(value: try last.rounded(), time: time) }
            return CombinedColumn.Cell(
                value: reporting == 0 ? nil : try exact.rounded(), exact: exact, lastKnown: lastKnown,
                reporting: reporting,
                completeness: completeness.with(
                    samples: completeness.samples, origin: origin ?? .missing))
        }
    }
}
