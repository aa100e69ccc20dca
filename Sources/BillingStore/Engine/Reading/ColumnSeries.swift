public import BillingModel
import BillingTime

/// A series whose columns are at hand.
public struct ColumnSeries: SeriesSnapshot, Sendable {
    /// The metric, and the labels that split it.
    public let name: SeriesName
    private let entry: SeriesEntry

    private var columns: SeriesColumns { entry.columns }

    /// Makes a series of its columns.
    public init(name: SeriesName, columns: SeriesColumns) {
        self.init(name: name, SeriesEntry(columns))
    }

    init(name: SeriesName, _ entry: SeriesEntry) {
        self.name = name
        self.entry = entry
    }

    /// Whether samples stand at instants or belong to dates.
    public var timing: MetricSeries.Timing { entry.columns.timing }

    /// The samples in a window.
    public func samples(_ window: SampleWindow) -> SamplePage { entry.columns.read(window) }

    /// The states of the samples per bucket: the newest are read where they are.
    ///
    /// - Complexity: O(*n* + *b* log *n*) for *n* samples in *b* buckets.
    public func summary(_ buckets: SummaryBuckets) throws -> SeriesSummary? {
        guard columns.newest <= buckets.revision else {
            let window = SampleWindow(
                range: buckets.range, includesPrevious: true, revision: buckets.revision)
            return try SeriesSummary(columns.read(window).samples, timing, in: buckets)
        }
        return try SeriesSummary(newestOf: columns, in: buckets)
    }

    /// Many samples of many series are divided among threads.
    public static func summaries(
        _ asked: [(series: Self, buckets: SummaryBuckets)], checkCancellation: () throws -> Void
    ) throws -> [SeriesSummary?] {
        let samples = asked.reduce(0) { $0 + $1.series.entry.columns.positions.count }
        // So few cost less than threads do; so many should not wait for all to be cancelled, and series as long are divided
        // on their own.
        guard (20_000...4_000_000).contains(samples) else {
            return try summariesInTurn(asked, checkCancellation)
        }
        let pieces = Pieces.even(asked.count, fewest: asked.count * 10_000 / samples)
        return try Pieces.map(pieces.count) { piece in
            try asked[pieces[piece]].map { try $0.series.summary($0.buckets) }
        }.flatMap { $0 }
    }
}
