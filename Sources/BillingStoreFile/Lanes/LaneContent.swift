import BillingModel
import BillingStore

/// What a connection knows of a lane: its directory, and what the journal adds to its chunks.
final class LaneContent {
    var row: LaneRow
    /// What lies after the last chunk.
    private(set) var tail: SeriesColumns
    /// What the journal changed inside the chunks.
    var overlay = LaneOverlay()
    /// Nil until it is first read.
    private(set) var pages: [IndexPage]?

    private let loaded: LoadedEntries

    init(_ row: LaneRow, _ loaded: LoadedEntries) {
        self.row = row
        self.loaded = loaded
        tail = SeriesColumns(timing: row.lane.timing)
    }

    var number: Int64 { row.lane.number }
    var timing: MetricSeries.Timing { row.lane.timing }

    /// Whether the journal holds anything of the lane.
    var isInJournal: Bool { !overlay.isEmpty || tail.span != nil }

    /// Takes what a later commit did.
    func absorb(_ changes: [SeriesColumns.Change], _ versions: [VersionedWrite], at revision: Revision) {
        guard let last = row.last else {
            tail.apply(changes, at: revision)
            tail.remember(versions)
            return
        }
        let split = changes.lowerBound { $0.position <= last }
        let versionSplit = versions.lowerBound { $0.position <= last }
        if split == 0, versionSplit == 0 {
            tail.apply(changes, at: revision)
            tail.remember(versions)
        } else {
            tail.apply(Array(changes[split...]), at: revision)
            tail.remember(Array(versions[versionSplit...]))
            overlay.absorb(changes[..<split], versions[..<versionSplit], at: revision)
        }
    }

    /// Forgets what the journal held, once the chunks hold it.
    func forgetJournal() {
        tail = SeriesColumns(timing: timing)
        overlay = LaneOverlay()
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

    /// Damage that was met in the lane.
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

/// A page of the directory of a lane.
struct IndexPage {
    /// The position at which its first chunk begins.
    let start: Int64
    let seal: Int64
    /// Nil until they are first read.
    var entries: [IndexEntry]?
}

/// All that a connection knows of the lanes of a tenant.
final class TenantLanes {
    let number: Int64
    var state: TenantState
    private(set) var contents: [Int64: LaneContent] = [:]
    private(set) var names: [LaneName: LaneContent] = [:]
    /// The greatest number of a lane.
    private(set) var lastLane: Int64 = 0
    /// The last revision of which the journal was read.
    var revision = Revision.zero
    /// The transaction in which this was compared with the file.
    var transaction = 0
    private let loaded = LoadedEntries()
    private var sorted:
        (samples: [(name: SeriesName, lane: Lane)], measures: [(name: MeasureName, lane: Lane)])?

    init(_ number: Int64, _ state: TenantState = TenantState()) {
        self.number = number
        self.state = state
    }

    /// About how many samples this takes the room of.
    var weight: Int { state.entries + 32 * contents.count + 16 * loaded.count }

    func add(_ row: LaneRow) -> LaneContent {
        let content = LaneContent(row, loaded)
        contents[row.lane.number] = content
        names[row.name] = content
        lastLane = max(lastLane, row.lane.number)
        sorted = nil
        return content
    }

    /// The lanes with values, in order.
    func all() -> (samples: [(name: SeriesName, lane: Lane)], measures: [(name: MeasureName, lane: Lane)]) {
        if let sorted { return sorted }
        var samples: [(name: SeriesName, lane: Lane)] = []
        var measures: [(name: MeasureName, lane: Lane)] = []
        for (name, content) in names {
            switch name {
            case .sample(let name): samples.append((name, content.row.lane))
            case .measure(let name): measures.append((name, content.row.lane))
            case .presence: break
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
