import BillingModel
import BillingStore

/// What a connection knows of a stored series: its directory, and what the journal adds to its chunks.
final class SeriesContent {
    var row: StoredSeriesRow
    /// What lies after the last chunk, but for what is pending.
    private var settledTail: SeriesColumns
    /// What later commits did behind the last chunk: a writer does not read it before it compacts.
    private var pending: [Pending] = []
    /// What the journal changed inside the chunks.
    var overlay = JournalOverlay()
    /// The last position of which the journal knows anything behind the last chunk.
    private var tailEnd: Int64?
    /// Nil until it is first read.
    private(set) var pages: [IndexPage]?

    private let loaded: LoadedEntries

    init(_ row: StoredSeriesRow, _ loaded: LoadedEntries) {
        self.row = row
        self.loaded = loaded
        settledTail = SeriesColumns(timing: row.stored.timing)
    }

    private struct Pending {
        let changes: SampleChanges
        let versions: [VersionedWrite]
        let revision: Revision
    }

    /// The most commits that are pending: each takes more room than the samples that it holds, if these are few.
    private static let mostPending = 64

    /// What lies after the last chunk.
    var tail: SeriesColumns {
        guard !pending.isEmpty else { return settledTail }
        for commit in pending {
            settledTail.apply(commit.changes, at: commit.revision)
            settledTail.remember(commit.versions)
        }
        pending = []
        return settledTail
    }

    var number: Int64 { row.stored.number }
    var timing: MetricSeries.Timing { row.stored.timing }

    /// Whether the journal holds anything of the stored series.
    var isInJournal: Bool { tailEnd != nil || !overlay.isEmpty }

    /// Whether nothing is known at or after a position.
    func knowsNothing(from position: Int64) -> Bool {
        row.last.map { $0 < position } ?? true && tailEnd.map { $0 < position } ?? true
    }

    /// Takes what a later commit did.
    func absorb(_ changes: SampleChanges, _ versions: [VersionedWrite], at revision: Revision) {
        let split = row.last.map { last in changes.positions.lowerBound { $0 <= last } } ?? 0
        let versionSplit = row.last.map { last in versions.lowerBound { $0.position <= last } } ?? 0
        if split == 0, versionSplit == 0 {
            extend(changes, versions, at: revision)
        } else {
            extend(changes.part(split..<changes.count), Array(versions[versionSplit...]), at: revision)
            overlay.absorb(changes.part(0..<split), versions[..<versionSplit], at: revision)
        }
    }

    /// Takes what lies behind the last chunk.
    private func extend(_ changes: SampleChanges, _ versions: [VersionedWrite], at revision: Revision) {
        pending.append(Pending(changes: changes, versions: versions, revision: revision))
        if pending.count >= Self.mostPending { _ = tail }
        if let end = changes.positions.last { tailEnd = max(tailEnd ?? end, end) }
        if let end = versions.last?.position { tailEnd = max(tailEnd ?? end, end) }
    }

    /// Forgets what the journal held, once the chunks hold it.
    func forgetJournal() {
        settledTail = SeriesColumns(timing: timing)
        pending = []
        tailEnd = nil
        overlay = JournalOverlay()
    }

    /// Keeps the pages of the directory, of which some may be in memory.
    func keep(_ kept: [IndexPage]) {
        loaded.count -= pages?.reduce(0) { $0 + ($1.entries?.count ?? 0) } ?? 0
        pages = kept
        loaded.count += kept.reduce(0) { $0 + ($1.entries?.count ?? 0) }
    }

    /// Keeps the entries of a page.
    func keep(_ entries: [IndexEntry], of page: Int) {
        pages?[page].entries = entries
        loaded.count += entries.count
    }

    /// Damage that was met in the stored series.
    func damage(_ table: String, _ place: Int64?, _ what: String, _ connection: Connection) -> BillingError {
        BillingError(
            .corruptData, rule: "what is kept in columns is whole, and in step with its directory",
            detail: "\(connection.path): table \(table), tenant \(row.tenant), lane \(number)"
                + (place.map { ", at \($0)" } ?? "") + ": \(what)")
    }
}

/// How many index entries of a tenant are in memory.
final class LoadedEntries {
    var count = 0
}

/// A page of the directory of a stored series.
struct IndexPage {
    /// The position at which its first chunk begins.
    let start: Int64
    let checksum: Int64
    /// Nil until they are first read.
    var entries: [IndexEntry]?
}

/// All that a connection knows of the stored series of a tenant.
final class TenantSeries {
    let number: Int64
    var state: TenantState
    private(set) var contents: [Int64: SeriesContent] = [:]
    private var names: [StoredSeriesName: SeriesContent] = [:]
    /// In the order of their numbers.
    private(set) var inOrder: [SeriesContent] = []
    /// The place behind the one that was found last.
    private var next = 0
    /// The greatest number of a stored series.
    private(set) var lastNumber: Int64 = 0
    /// The last revision of which the journal was read.
    var revision = Revision.zero
    /// The transaction in which this was compared with the file.
    var transaction = 0
    private let loaded = LoadedEntries()
    private var sorted:
        (
            samples: [(name: SeriesName, stored: StoredSeries)],
            measures: [(name: MeasureName, stored: StoredSeries)]
        )?

    init(_ number: Int64, _ state: TenantState = TenantState()) {
        self.number = number
        self.state = state
    }

    /// About how many samples this takes the room of.
    var weight: Int { state.entries + 32 * contents.count + 16 * loaded.count }

    func add(_ row: StoredSeriesRow) -> SeriesContent {
        let content = SeriesContent(row, loaded)
        contents[row.stored.number] = content
        names[row.name] = content
        inOrder.append(content)
        lastNumber = max(lastNumber, row.stored.number)
        sorted = nil
        return content
    }

    /// A stored series by its name; nil if there is none.
    ///
    /// Commits name series in the order of their numbers, as the first one did, so that the next one is tried first.
    subscript(name: StoredSeriesName) -> SeriesContent? {
        if next < inOrder.count, inOrder[next].row.name == name {
            next += 1
            return inOrder[next - 1]
        }
        guard let content = names[name] else { return nil }
        next = inOrder.lowerBound { $0.number <= content.number }
        return content
    }

    /// The stored series with values, in order.
    func all() -> (
        samples: [(name: SeriesName, stored: StoredSeries)],
        measures: [(name: MeasureName, stored: StoredSeries)]
    ) {
        if let sorted { return sorted }
        var samples: [(name: SeriesName, stored: StoredSeries)] = []
        var measures: [(name: MeasureName, stored: StoredSeries)] = []
        for content in inOrder {
            switch content.row.name {
            case .sample(let name): samples.append((name, content.row.stored))
            case .measure(let name): measures.append((name, content.row.stored))
            case .activity: break
            }
        }
        samples.sort { $0.name < $1.name }
        measures.sort {
            $0.name.labels == $1.name.labels
                ? $0.name.measure.rawValue < $1.name.measure.rawValue : $0.name.labels < $1.name.labels
        }
        sorted = (samples, measures)
        return (samples, measures)
    }
}
