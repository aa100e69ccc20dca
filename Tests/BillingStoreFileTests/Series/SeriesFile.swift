import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime

@testable import BillingStoreFile

/// A file with the tables of a repository, and a store of stored series on a connection to it.
struct SeriesFile {
    let folder: TemporaryFolder
    let connection: Connection
    let store: SeriesStore
    private let bounds: PackingLimits

    init(_ bounds: PackingLimits) throws {
        let folder = try TemporaryFolder()
        try self.init(folder, bounds)
        try connection.write {
            try Schema.prepare(connection)
            let digests = DigestChanges()
            for number in SeriesWorld.tenants {
                try Tables.tenant.insert(
                    [.integer(number), .text("t\(number)"), .integer(1)], connection, digests)
            }
            try digests.write(connection)
        }
    }

    private init(_ folder: TemporaryFolder, _ bounds: PackingLimits) throws {
        self.folder = folder
        self.bounds = bounds
        var options = ConnectionOptions(applicationID: Schema.applicationID)
        options.access = .create
        options.synchronous = .normal
        connection = try Connection.open(folder.file("lanes.sqlite"), options)
        store = SeriesStore(connection, bounds)
    }

    /// The same file on another connection.
    func opened() throws -> SeriesFile { try SeriesFile(folder, bounds) }

    func write<Result>(_ body: (SeriesStore) throws -> Result) throws -> Result {
        try connection.write {
            store.begin(nil)
            return try body(store)
        }
    }

    func read<Result>(_ body: (SeriesStore) throws -> Result) throws -> Result {
        try connection.read {
            store.begin(nil)
            return try body(store)
        }
    }

    func count(_ table: String) throws -> Int64 {
        try connection.first("SELECT count(*) FROM \(table)") { try $0.integer(0) } ?? 0
    }

    /// What verification finds.
    func findings() throws -> [String] {
        try read { store in
            var findings: [String] = []
            for tenant in SeriesWorld.tenants {
                try store.verifier.verify(tenant) { findings.append("\($0): \($1)") }
            }
            try store.verifier.verifyStrays { findings.append("\($0): \($1)") }
            return findings
        }
    }
}

extension PackingLimits {
    /// So small that a few samples meet every one of them.
    static let tiny = PackingLimits(
        chunk: 8, history: 12, historyRow: 5, page: 3, entries: 40, entriesOfLane: 5, mostEntries: 60,
        rows: 6, moved: 1, cached: 100)
    static let small = PackingLimits(
        chunk: 100, history: 150, historyRow: 70, page: 5, entries: 400, entriesOfLane: 150,
        mostEntries: 1_000, rows: 20, moved: 50, cached: 2_000)
}

extension SeriesColumns {
    /// What a summary says, by the obvious way: from the raw samples.
    func summary(_ buckets: SummaryBuckets) throws -> SeriesSummary? {
        func samples(_ range: Range<Int64>) -> SampleColumns {
            read(SampleWindow(range: range, revision: buckets.revision)).samples
        }
        guard !samples(.min..<buckets.range.upperBound).isEmpty else { return nil }
        let before = samples(.min..<buckets.range.lowerBound)
        let inside = samples(buckets.range)
        let states = try Aggregation.states(
            positions: inside.positions, values: inside.values, boundaries: buckets.boundaries,
            previous: before.values.last, measures: buckets.measures, resets: buckets.resets)
        guard let position = before.positions.last, let value = before.values.last,
            let revision = before.revisions.last
        else { return SeriesSummary(states: states, previous: nil) }
        let previous = MetricSample(
            time: MetricSeries.time(position, timing), value: value, revision: revision)
        return SeriesSummary(states: states, previous: previous)
    }
}
