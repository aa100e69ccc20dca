import BillingModel
import BillingStore

/// What a connection knows of a stored series: its directory, and what the journal adds to its chunks.
final class SeriesContent {
    var row: StoredSeriesRow
    /// The name of a recorded series.
    private let sampleName: SeriesName?
    /// What lies after the last chunk, but for what is pending.
    private var settledTail: SeriesColumns
    /// What later commits did behind the last chunk: a writer does not read it before it compacts.
    private var pending: [Pending] = []
    /// What the journal changed inside the chunks.
    var overlay = JournalOverlay()
    /// The last position of which the journal knows anything behind the last chunk.
    private var tailEnd: Int64?
    /// How many entries of the journal are not in chunks.
    private(set) var entries = 0
    /// Nil until it is first read.
    private(set) var pages: [IndexPage]?

    private let loaded: LoadedEntries

    init(_ row: StoredSeriesRow, _ loaded: LoadedEntries) {
        self.row = row
        self.loaded = loaded
        settledTail = SeriesColumns(timing: row.stored.timing)
        if case .sample(let name) = row.name { sampleName = name } else { sampleName = nil }
    }

    /// What one commit did, where it was read or made.
    private enum Pending {
        /// A place in a block.
        case block(JournalBlock, Int, Revision)
        case part(Part)

        final class Part {
            let changes: SampleChanges
            let versions: [VersionedWrite]
            let revision: Revision

            init(_ changes: SampleChanges, _ versions: [VersionedWrite], _ revision: Revision) {
                self.changes = changes
                self.versions = versions
                self.revision = revision
            }
        }
    }

    /// What lies after the last chunk.
    var tail: SeriesColumns {
        guard !pending.isEmpty else { return settledTail }
        if let appended { return settle(appended) }
        var tail = settledTail
        settledTail = SeriesColumns(timing: timing)
        for commit in pending {
            switch commit {
            case .block(let block, let place, let revision):
                let samples = block.samples(of: place)
                tail.apply(
                    block.positions[samples], block.values[samples], zone: block.zone(of: place), at: revision
                )
            case .part(let part):
                tail.apply(part.changes, at: part.revision)
                tail.remember(part.versions)
            }
        }
        return settle(tail)
    }

    private func settle(_ tail: SeriesColumns) -> SeriesColumns {
        pending = []
        settledTail = tail
        return tail
    }

    /// What is pending, if nothing was settled and each commit appended; nil otherwise.
    private var appended: SeriesColumns? {
        guard settledTail.span == nil else { return nil }
        var (positions, values): ([Int64], [Double]) = ([], [])
        var (revisions, zones) = (RunLengths<Revision>(), RunLengths<ZoneID>())
        var newest = Revision.zero
        positions.reserveCapacity(entries)
        values.reserveCapacity(entries)
        for commit in pending {
            guard case .block(let block, let place, let revision) = commit else { return nil }
            let samples = block.samples(of: place)
            if let last = positions.last, last >= block.positions[samples.lowerBound] { return nil }
            positions += block.positions[samples]
            values += block.values[samples]
            revisions.append(revision, count: samples.count)
            if let zone = block.zone(of: place) { zones.append(zone, count: samples.count) }
            newest = revision
        }
        return SeriesColumns(
            timing: timing, positions: positions, values: values, revisions: revisions, zones: zones,
            replaced: [], versioned: [], newest: newest)
    }

    var number: Int64 { row.stored.number }
    var timing: MetricSeries.Timing { row.stored.timing }

    /// Whether the journal holds anything of the stored series.
    var isInJournal: Bool { entries > 0 }

    /// Whether it is the recorded series of a metric and labels.
    func isSample(_ metric: MetricID, _ labels: Labels) -> Bool {
        sampleName?.metric == metric && sampleName?.labels == labels
    }

    /// Whether nothing is known at or after a position.
    func knowsNothing(from position: Int64) -> Bool {
        row.last.map { $0 < position } ?? true && tailEnd.map { $0 < position } ?? true
    }

    /// Takes what a later commit did, as it stands in a block.
    func absorb(_ block: JournalBlock, _ place: Int, at revision: Revision) {
        let samples = block.samples(of: place)
        guard row.last.map({ $0 < block.positions[samples.lowerBound] }) ?? true else {
            return absorb(block.changes(of: place), [], at: revision)
        }
        pending.append(.block(block, place, revision))
        let end = block.positions[samples.upperBound - 1]
        tailEnd = max(tailEnd ?? end, end)
        entries += samples.count
    }

    /// Takes what a later commit did.
    func absorb(_ changes: SampleChanges, _ versions: [VersionedWrite], at revision: Revision) {
        entries += changes.count + versions.count
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
        pending.append(.part(Pending.Part(changes, versions, revision)))
        if let end = changes.positions.last { tailEnd = max(tailEnd ?? end, end) }
        if let end = versions.last?.position { tailEnd = max(tailEnd ?? end, end) }
    }

    /// Forgets what the journal held, once the chunks hold it.
    func forgetJournal() {
        settledTail = SeriesColumns(timing: timing)
        pending = []
        tailEnd = nil
        entries = 0
        overlay = JournalOverlay()
    }

    /// Takes the row of the stored series as another connection left it, which moved all that was known of the journal.
    func follow(_ moved: StoredSeriesRow) {
        forgetJournal()
        if moved.pages != row.pages { keep(nil) }
        row = moved
    }

    /// Keeps the pages of the directory, of which some may be in memory.
    func keep(_ kept: [IndexPage]?) {
        loaded.count -= pages?.reduce(0) { $0 + ($1.entries?.count ?? 0) } ?? 0
        pages = kept
        loaded.count += kept?.reduce(0) { $0 + ($1.entries?.count ?? 0) } ?? 0
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
    /// The rows of the journal, from the first one on.
    private(set) var rows: [(checksum: Int64, numbers: [Int64])] = []
    /// The place in the first row up to which all stored series were moved.
    private var movedInFirst = 0
    /// How many stored series the journal holds anything of.
    private(set) var touched = 0
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

    // MARK: Journal

    /// Takes a commit as its journal row holds it, but for what is in chunks already, and returns the number of a stored
    /// series that is not there, if there is one.
    func absorb(_ row: JournalRow, number: Int64, at revision: Revision) -> Int64? {
        func content(_ series: Int64) -> SeriesContent? {
            // A row names series in the order of their numbers.
            if next < inOrder.count, inOrder[next].number == series {
                next += 1
                return inOrder[next - 1]
            }
            next = inOrder.lowerBound { $0.number <= series }
            return contents[series]
        }
        for block in row.blocks {
            for place in block.numbers.indices {
                guard let content = content(block.numbers[place]) else { return block.numbers[place] }
                guard content.row.moved <= number else { continue }
                count(content) { $0.absorb(block, place, at: revision) }
            }
        }
        for part in row.parts {
            guard let content = content(part.number) else { return part.number }
            guard content.row.moved <= number else { continue }
            count(content) { $0.absorb(part.changes, part.versions, at: revision) }
        }
        self.revision = revision
        return nil
    }

    /// Takes note of a row of the journal, behind the others.
    func append(_ checksum: Int64, _ numbers: [Int64]) {
        rows.append((checksum, numbers))
        state.journal.toggle(checksum, count: 1)
    }

    /// Changes what a stored series has in the journal.
    func count(_ content: SeriesContent, _ change: (SeriesContent) -> Void) {
        let before = content.entries
        change(content)
        state.entries += content.entries - before
        touched += (content.entries > 0 ? 1 : 0) - (before > 0 ? 1 : 0)
    }

    /// Forgets the first rows of the journal.
    func dropRows(_ count: Int) {
        for row in rows.prefix(count) { state.journal.toggle(row.checksum, count: -1) }
        rows.removeFirst(min(count, rows.count))
        movedInFirst = 0
        state.first &+= Int64(count)
    }

    /// How many of the first rows hold nothing that is not in chunks.
    func movedRows() -> Int {
        var count = 0
        while count < rows.count {
            let numbers = rows[count].numbers
            let number = state.first &+ Int64(count)
            if count > 0 { movedInFirst = 0 }
            while movedInFirst < numbers.count, (contents[numbers[movedInFirst]]?.row.moved ?? 0) > number {
                movedInFirst += 1
            }
            guard movedInFirst == numbers.count else { break }
            count += 1
        }
        return count
    }

    /// The stored series that the first rows hold anything of that is not in chunks, the oldest first.
    ///
    /// It stops where it is told to, after each of them, and before each row with the number of rows that are without them by then.
    func oldest(until isEnough: (_ rows: Int, _ content: SeriesContent?) -> Bool) -> [SeriesContent] {
        var found: [SeriesContent] = []
        var known: Set<Int64> = []
        for (count, row) in rows.enumerated() {
            if isEnough(count, nil) { return found }
            let start = count == 0 ? movedInFirst : 0
            for series in row.numbers[start...] where !known.contains(series) {
                guard let content = contents[series], content.row.moved <= state.first &+ Int64(count) else {
                    continue
                }
                known.insert(series)
                found.append(content)
                if isEnough(count, content) { return found }
            }
        }
        return found
    }

    // MARK: Names

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

    /// A recorded series by its metric and labels; nil if there is none.
    subscript(metric: MetricID, labels: Labels) -> SeriesContent? {
        if next < inOrder.count, inOrder[next].isSample(metric, labels) {
            next += 1
            return inOrder[next - 1]
        }
        return self[.sample(SeriesName(metric: metric, labels: labels))]
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
