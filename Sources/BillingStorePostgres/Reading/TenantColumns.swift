#if PostgreSQL
import BillingModel
import BillingStore
import BillingStoreFile

/// The columns of one tenant, as one transaction sees them: which series there are, and what the journal adds to their chunks.
final class TenantColumns {
    /// A series.
    struct Entry {
        let place: Int64
        let name: StoredSeriesName
        let timing: MetricSeries.Timing
    }

    /// What one commit did to a series.
    struct Change {
        let revision: Revision
        let changes: SampleChanges
        let versions: [VersionedWrite]

        /// What it did at some positions; nil if that is nothing.
        func part(_ range: Range<Int64>) -> Change? {
            let start = changes.positions.lowerBound { $0 < range.lowerBound }
            let end = changes.positions.lowerBound { $0 < range.upperBound }
            let versions = versions.filter { range.contains($0.position) }
            guard start < end || !versions.isEmpty else { return nil }
            return Change(
                revision: revision, changes: start < end ? changes.part(start..<end) : SampleChanges(),
                versions: versions)
        }
    }

    let tenant: TenantID
    private var series: SeriesList
    /// By the place of the series, in the order of the commits; nil until they are read.
    private var journal: [Int64: [Change]]?
    let stored: ColumnRows

    init(_ tenant: TenantID, _ stored: ColumnRows, _ series: SeriesList) {
        self.tenant = tenant
        self.stored = stored
        self.series = series
    }

    var entries: [Entry] { series.entries }
    var nextPlace: Int64 { series.nextPlace }

    subscript(_ name: StoredSeriesName) -> Entry? { series[name] }

    /// Adds a series that is new.
    func add(_ entry: Entry) { series.add(entry) }

    // MARK: Reading

    /// What the journal did to a series at some positions.
    func pending(_ place: Int64, _ range: Range<Int64>) throws -> [Change] {
        if journal == nil { journal = try stored.journal(of: tenant) }
        return (journal?[place] ?? []).compactMap { $0.part(range) }
    }

    /// All that is known of a series from one position to before another, and of what its first chunk holds before that: the columns,
    /// from where on they are whole, and where they end if more chunks than that many would be read.
    func columns(
        _ entry: Entry, _ range: Range<Int64>, most: Int = .max
    ) throws -> (columns: SeriesColumns, from: Int64, end: Int64) {
        let (chunks, end) = try stored.chunks(tenant, entry.place, range, most: most)
        let from = chunks.first.map { min($0.low, range.lowerBound) } ?? .min
        var whole = SeriesColumns(timing: entry.timing)
        for chunk in chunks {
            let part = try StoredColumns.columns(
                chunk.blobs, start: chunk.low, series: entry.place, timing: entry.timing, newest: chunk.newest
            )
            whole = whole.span == nil ? part : whole.followed(by: part)
        }
        let upper = min(end, range.upperBound)
        for change in try pending(entry.place, from..<max(from, upper)) {
            whole.apply(change.changes, at: change.revision)
            whole.remember(change.versions)
        }
        return (whole, from, upper)
    }

    /// The samples of a window.
    func samples(_ entry: Entry, _ window: SampleWindow) throws -> SamplePage {
        var page = SamplePage()
        if window.includesPrevious, window.range.lowerBound > .min {
            try addPrevious(entry, window, to: &page)
            if page.next != nil { return page }
        }
        var lower = window.range.lowerBound
        // Some chunks more than the page may take, of which earlier revisions may see less.
        let most = window.limit == .max ? Int.max : window.limit / 1_024 + 2
        while lower < window.range.upperBound {
            let (columns, _, end) = try columns(entry, lower..<window.range.upperBound, most: most)
            let part = columns.read(
                SampleWindow(
                    range: lower..<end, revision: window.revision,
                    limit: window.limit - page.samples.positions.count))
            page.samples.append(part.samples)
            page.next = part.next
            if page.next != nil || end >= window.range.upperBound { break }
            lower = end
        }
        return page
    }

    /// Adds the last sample before a window, which may stand many chunks before it at an earlier revision.
    private func addPrevious(_ entry: Entry, _ window: SampleWindow, to page: inout SamplePage) throws {
        var bound = window.range.lowerBound
        while true {
            let (columns, from, _) = try columns(entry, bound - 1..<bound)
            let found = columns.read(
                SampleWindow(
                    range: bound..<bound, includesPrevious: true, revision: window.revision, limit: 1))
            if found.samples.positions.isEmpty, found.next == nil, from > .min {
                bound = from
                continue
            }
            if window.limit > 0 {
                page.samples.append(found.samples)
            } else {
                page.next = found.samples.positions.first
            }
            return
        }
    }
}

extension TenantColumns.Entry {
    /// Reads a row of the table of series, whose columns begin at a place.
    init(_ rows: PostgresRows, _ row: Int, from column: Int) throws(BillingError) {
        guard let timing = MetricSeries.Timing(rawValue: rows.text(row, column + 4)) else {
            throw BillingError(
                .corruptData, rule: "a series has instants or dates",
                detail: "series \(rows.text(row, column + 2))")
        }
        self.init(
            place: try rows.integer(row, column),
            name: try StoredSeriesName(
                kind: rows.text(row, column + 1), name: rows.text(row, column + 2),
                labels: rows.text(row, column + 3)),
            timing: timing)
    }
}
#endif
