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
        fileprivate let content: Content
        let startIndex = 0
        let endIndex: Int

        subscript(place: Int) -> Cell {
            switch content {
            case .single(let series): Cell(series.values, at: place)
            case .sum(let cells, _, _): cells[place]
            }
        }
    }

    fileprivate enum Content {
        /// A series alone says what it says itself.
        case single(SeriesColumn)
        /// Cells, the levels weighted by time if they were asked for, and the time in which a level of any member is in force.
        case sum([Cell], weighted: [ExactSum], held: IntervalSet)
    }

    private let content: Content

    /// Puts series together.
    ///
    /// - Throws: `BillingError` with code `unsupported` if the figures of several cannot be combined.
    init(_ members: [SeriesColumn], kind: MetricKind) throws(BillingError) {
        var sum = ColumnSum(kind)
        for member in members { try sum.add([member]) }
        self = try sum.combined()
    }

    init(_ series: SeriesColumn) { content = .single(series) }

    init(cells: [Cell], weighted: [ExactSum], held: IntervalSet) {
        content = .sum(cells, weighted: weighted, held: held)
    }

    /// One per bucket.
    var cells: Cells {
        switch content {
        case .single(let series): Cells(content: content, endIndex: series.values.count)
        case .sum(let cells, _, _): Cells(content: content, endIndex: cells.count)
        }
    }

    /// Every figure, and not-a-number where it is missing, which no figure is.
    var figures: [Double] {
        switch content {
        case .single(let series): series.values.figures
        case .sum(let cells, _, _): cells.map { $0.value ?? .nan }
        }
    }

    /// The exact sum of the figures of some buckets, and how many have one.
    func sum(of buckets: Range<Int>) -> (sum: ExactSum, count: Int) {
        switch content {
        case .single(let series): return series.values.sum(of: buckets)
        case .sum(let cells, _, _):
            var (sum, count) = (ExactSum(), 0)
            for cell in cells[buckets] where cell.value != nil {
                sum.merge(cell.exact)
                count += 1
            }
            return (sum, count)
        }
    }

    /// The weakest completeness of some buckets; nil if there are none.
    func completeness(of buckets: Range<Int>) throws(BillingError) -> Completeness? {
        switch content {
        case .single(let series): return try series.values.weakest(of: buckets)
        case .sum(let cells, _, _):
            guard let first = buckets.first else { return nil }
            var weakest = cells[first].completeness
            for cell in cells[buckets].dropFirst() { weakest = try weakest.weaker(cell.completeness) }
            return weakest
        }
    }

    /// The mean of a level in some buckets, weighted by time, over the time in which any member has one; nil if none has.
    ///
    /// It is the exact sum of values times microseconds, over the number of these. Graph, table and comparison have the one rule; for a
    /// single series it is the mean over the time in which that holds.
    func levelMean(of buckets: Range<Int>, on plan: BucketPlan) -> ExactRatio? {
        let bounds = plan.instants
        let asked = bounds[buckets.lowerBound]..<bounds[buckets.upperBound]
        var sum = ExactSum()
        let length: Int64
        switch content {
        case .single(let series):
            length = series.held.coveredLength(in: asked)
            guard length > 0, !series.weighted.isEmpty else { return nil }
            sum = series.weighted.sum(of: buckets)
        case .sum(_, let weighted, let held):
            length = held.coveredLength(in: asked)
            guard length > 0, !weighted.isEmpty else { return nil }
            for part in weighted[buckets] { sum.merge(part) }
        }
        return ExactRatio(sum: sum, count: Int(length))
    }
}

extension CombinedColumn.Cell {
    fileprivate init(_ values: BucketColumn, at bucket: Int) {
        let exact = values.exact(bucket)
        value = values.value(bucket)
        self.exact = exact ?? ExactSum()
        lastKnown = values.lastKnown(bucket)
        reporting = exact == nil ? 0 : 1
        completeness = values.completeness(bucket)
    }
}
