import BillingModel
import BillingStore
import Testing

@testable import BillingStoreFile

@Suite("No amount of samples, corrections or commits is too much for a lane")
struct SeriesLimitTests {
    private let name = SeriesWorld.names[0]

    private func append(
        _ positions: some Sequence<Int64>, _ value: Double, _ revision: Int64, versions: Bool = false
    ) -> StoredSeriesChange {
        let changes = positions.map { SeriesColumns.Change(position: $0, value: value, zone: nil) }
        let versioned = changes.map {
            VersionedWrite(position: $0.position, version: revision, value: value, zone: nil)
        }
        return StoredSeriesChange(
            name: name, timing: .instants, changes: SampleChanges(changes),
            versioned: versions ? versioned : [])
    }

    private func read(_ file: SeriesFile, _ revision: Int64) throws -> SampleColumns? {
        try file.read { store in
            guard let stored = try store.stored(name, 1) else { return nil }
            let window = SampleWindow(
                range: .min ..< .max, includesPrevious: false, revision: try Revision(revision), limit: .max)
            return try store.reader.read(window, stored, 1).samples
        }
    }

    @Test("A commit that no journal row could hold goes into chunks at once")
    func largeCommit() throws {
        let file = try SeriesFile(PackingLimits())
        let count = Int64(JournalForm.limit) + 1
        try file.write { try $0.writer.apply([append(0..<count, 2.5, 1)], 1, at: Revision(1)) }
        #expect(try file.count("journal") == 0)
        #expect(try file.count("chunk") == 33)
        let series = try read(try file.opened(), 1)
        #expect(series?.positions == Array(0..<count))
    }

    @Test("A sample that is corrected more often than a row of a history holds is known at every revision")
    func manyCorrections() throws {
        let file = try SeriesFile(.tiny)
        for number in Int64(1)...60 {
            try file.write {
                try $0.writer.apply(
                    [append([100], Double(number), number, versions: true)], 1, at: Revision(number))
            }
        }
        #expect(try file.count("history WHERE kind = 'replaced'") > 2)
        #expect(try file.count("history WHERE kind = 'versions'") > 2)
        for number in Int64(1)...60 { #expect(try read(file, number)?.values == [Double(number)]) }
        let known = try file.opened().read { try $0.reader.columns(name, 1, at: [100]) }
        #expect(known?.versions(at: 100).map(\.version) == Array(1...60))
        #expect(try file.findings() == [])
    }

    @Test("A lane that grows by one sample a commit has few chunks, even if every commit writes one")
    func slowGrowth() throws {
        var bounds = PackingLimits.tiny
        (bounds.chunk, bounds.rows, bounds.page) = (64, 0, 4)
        let file = try SeriesFile(bounds)
        for number in Int64(1)...300 {
            try file.write { try $0.writer.apply([append([number], 1, number)], 1, at: Revision(number)) }
        }
        // Full ones of at least 32, and for each power of two below one or two.
        #expect(try file.count("chunk") <= 300 / 32 + 10)
        #expect(try read(file, 300)?.count == 300)
        #expect(try read(file, 150)?.count == 150)
        #expect(try file.findings() == [])
    }

    @Test("The journal of a tenant is bounded by its entries, which grow with its lanes, and by its rows")
    func boundedJournal() throws {
        let file = try SeriesFile(PackingLimits(entries: 100, entriesOfLane: 0, rows: 30))
        var (rows, chunks): (Int64, Int64) = (0, 0)
        for number in Int64(1)...100 {
            try file.write {
                try $0.writer.apply(
                    [append([number * 2, number * 2 + 1], 1, number)], 1, at: Revision(number))
            }
            rows = max(rows, try file.count("journal"))
            chunks = max(chunks, try file.count("chunk"))
        }
        #expect(rows == 30)
        #expect(chunks > 0)
    }

    @Test(
        "Each commit moves a few lanes, however long the journal is, and what is half moved reads as a whole")
    func spreadMoves() throws {
        let file = try SeriesFile(PackingLimits(entries: 100, entriesOfLane: 5, rows: 50, moved: 1))
        let follower = try file.opened()
        let names = try (0..<40).map { number in
            StoredSeriesName.sample(
                SeriesName(metric: EntityID(constant: "assets"), labels: try Labels(("site", "\(number)"))))
        }
        var (most, halves) = (0, 0)
        var moves: [Int64: Int64] = [:]
        for number in Int64(1)...150 {
            try file.write {
                try $0.writer.apply(
                    names.map {
                        StoredSeriesChange(
                            name: $0, timing: .instants, changes: append([number], 1, number).changes,
                            versioned: [])
                    }, 1, at: Revision(number))
            }
            var moved: [Int64: Int64] = [:]
            try file.connection.each("SELECT number, coalesce(moved, 0) FROM lane") {
                moved[try $0.integer(0)] = try $0.integer(1)
            }
            most = max(most, moved.count { $0.value != moves[$0.key] ?? 0 })
            halves += Set(moved.values).count > 1 ? 1 : 0
            moves = moved
            guard number % 3 == 0 else { continue }
            for reader in [follower, number % 30 == 0 ? try file.opened() : follower] {
                for name in names {
                    let known = try reader.read { try $0.reader.columns(name, 1, at: Array(0...number)) }
                    #expect(known?.positions == Array(1...number), "commit \(number)")
                }
            }
        }
        #expect((1...8).contains(most) && halves > 100)
        #expect(try file.count("journal") < 100)
        #expect(try file.findings() == [])
    }

    @Test("Names and numbers of lanes are those of the table, and an erased lane's number is not used again")
    func names() throws {
        let file = try SeriesFile(PackingLimits())
        let labels = try Labels(("region", "süd"), ("quote", "\"'\\"))
        let other = StoredSeriesName.sample(
            SeriesName(metric: EntityID(constant: "assets"), labels: labels))
        func add(_ revision: Int64) throws -> [StoredSeries?] {
            let changes = [append([1], 1, revision)].flatMap { change in
                [name, other].map {
                    StoredSeriesChange(name: $0, timing: .instants, changes: change.changes, versioned: [])
                }
            }
            return try file.write { store in
                try store.writer.apply(changes, 1, at: Revision(revision))
                return [try store.stored(name, 1), try store.stored(other, 1)]
            }
        }
        #expect(try add(1).map { $0?.number } == [1, 2])
        let reopened = try file.opened()
        #expect(try reopened.read { try $0.stored(other, 1)?.number } == 2)
        #expect(try reopened.read { try $0.hasSamples(of: EntityID(constant: "assets"), 1) })
        #expect(try !reopened.read { try $0.hasSamples(of: EntityID(constant: "asset"), 1) })
        try file.write { try $0.writer.erase(1) }
        for table in ["lane", "lane_state", "journal"] { #expect(try file.count(table) == 0) }
        #expect(try reopened.read { try $0.stored(other, 1) } == nil)
        #expect(try add(2).map { $0?.number } == [3, 4])
    }
}
