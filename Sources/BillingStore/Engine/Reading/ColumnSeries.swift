public import BillingModel

/// A series whose columns are at hand.
public struct ColumnSeries: SeriesSnapshot {
    /// The metric, and the labels that split it.
    public let name: SeriesName
    private let columns: SeriesColumns

    /// Makes a series of its columns.
    public init(name: SeriesName, columns: SeriesColumns) {
        self.name = name
        self.columns = columns
    }

    /// Whether samples stand at instants or belong to dates.
    public var timing: MetricSeries.Timing { columns.timing }

    /// The samples in a window.
    public func samples(_ window: SampleWindow) -> SamplePage { columns.read(window) }
}
