import BillingModel
import BillingTestSupport
import Testing

@testable import BillingStoreFile

@Suite("Runs find the rows of hashes as a dictionary does")
struct ActionRunsTests {
    /// Runs in a file in memory, and beside them what they should say.
    private struct World {
        let connection: Connection
        let limits: PackingLimits
        var runs: ActionRuns
        var obvious: [Int64: [Int64: [Int64]]] = [:]
        var random: SplitMix64
        var sequence: Int64 = 0
        private let reach: Int64

        init(seed: UInt64, reach: Int64 = .max) throws {
            connection = try Connection(inMemory: "test")
            try Schema.prepare(connection)
            var limits = PackingLimits()
            (limits.runPage, limits.runFactor, limits.merged) = (5, 3, 4)
            self.limits = limits
            self.reach = reach
            runs = ActionRuns(connection, limits)
            random = SplitMix64(seed: seed)
        }

        mutating func hash() -> Int64 { Int64.random(in: 0...reach, using: &random) }

        mutating func add(_ count: Int, to tenant: Int64) throws {
            var entries: [(hash: Int64, sequence: Int64)] = []
            for _ in 0..<count {
                sequence += Int64(1 + random.below(3))
                entries.append((hash(), sequence))
            }
            try add(entries, to: tenant)
        }

        mutating func add(_ entries: [(hash: Int64, sequence: Int64)], to tenant: Int64) throws {
            for entry in entries {
                obvious[tenant, default: [:]][entry.hash, default: []].append(entry.sequence)
            }
            try change { try $0.add(RunEntries(unordered: entries), of: tenant, $1) }
        }

        mutating func dropSome(of tenant: Int64) throws {
            let all = (obvious[tenant] ?? [:]).values.joined().sorted()
            let gone = Set(all.filter { _ in random.below(3) == 0 })
            obvious[tenant] = obvious[tenant]?.mapValues { $0.filter { !gone.contains($0) } }
            try change { try $0.drop(gone, of: tenant, $1) }
        }

        func change(_ body: (ActionRuns, DigestChanges) throws -> Void) throws {
            try connection.write {
                runs.begin()
                let digests = DigestChanges()
                try body(runs, digests)
                try digests.write(connection)
            }
        }

        func find(_ hashes: [Int64], of tenant: Int64, in runs: ActionRuns) throws -> [[Int64]] {
            var found = [[Int64]](repeating: [], count: hashes.count)
            try runs.find(hashes, of: tenant) { found[$0].append($1) }
            return found.map { $0.sorted() }
        }

        /// All hashes that are there, and others.
        mutating func expectFound(of tenant: Int64) throws {
            var hashes = Array((obvious[tenant] ?? [:]).keys)
            for _ in 0..<20 { hashes.append(hash()) }
            hashes += [0, .max]
            hashes.sort()
            let expected = hashes.map { (obvious[tenant]?[$0] ?? []).sorted() }
            runs.begin()
            #expect(try find(hashes, of: tenant, in: runs) == expected)
            #expect(try find(hashes, of: tenant, in: ActionRuns(connection, limits)) == expected)
        }

        /// No level has more runs than a merge leaves it, and each run ends where the next begins.
        func expectShape(of tenant: Int64) throws {
            try runs.withDirectory(of: tenant) { directory in
                let levels = Dictionary(grouping: directory.runs, by: \.level)
                for (level, runs) in levels {
                    #expect(runs.count <= 2 * limits.runFactor, "level \(level)")
                    #expect(runs.count { !$0.isWhole && $0.start == 0 } <= 1)
                }
                for run in directory.runs {
                    for (page, next) in zip(run.pages, run.pages.dropFirst()) {
                        #expect(page.last + 1 == next.first)
                    }
                }
            }
        }
    }

    @Test("Entries have the bytes that the format says, and are read from them alone")
    func bytes() throws {
        let entries = RunEntries(unordered: [(0x0203, 7), (0x0102, 0x108)])
        let bytes: [UInt8] =
            [2, 0, 0, 0, 2, 7, 0, 0, 0, 0, 0, 0, 0] + [1, 1, 0, 0] + [2, 1, 0, 0, 0, 0, 0, 0]
            + [3, 2, 0, 0, 0, 0, 0, 0]
        #expect(entries.bytes == bytes)
        #expect(bytes.withUnsafeBytes { RunEntries($0) } == entries)
        for length in bytes.indices {
            #expect(bytes[..<length].withUnsafeBytes { RunEntries($0) } == nil)
        }
        #expect((bytes + [0]).withUnsafeBytes { RunEntries($0) } == nil)
        var random = SplitMix64(seed: 1)
        for count in [0, 1, 2, 9, 300] {
            for width in 0..<63 {
                let some = (0..<count).map { _ in
                    (
                        hash: Int64(random.next() >> 1),
                        sequence: 5 + Int64(random.next() & (1 << UInt64(width) - 1))
                    )
                }
                let entries = RunEntries(unordered: some)
                #expect(entries.bytes.withUnsafeBytes { RunEntries($0) } == entries)
            }
        }
    }

    @Test("A filter misses nothing, and takes few others for its own")
    func filter() throws {
        var random = SplitMix64(seed: 2)
        for count in [0, 1, 40, 1_340, 3_000] {
            let hashes = (0..<count).map { _ in Int64(random.next() >> 1) }
            let filter = HashFilter(hashes)
            #expect(hashes.allSatisfy(filter.mayContain))
            let others = (0..<10_000).count { _ in filter.mayContain(Int64(random.next() >> 1)) }
            #expect(others < (count > 1_400 ? 2_000 : 200), "\(count): \(others)")
        }
    }

    @Test(
        "After many commits of all sizes, in several tenants, also where many hashes are equal",
        arguments: [Int64.max, 40, 1_000_000])
    func randomCommits(_ reach: Int64) throws {
        for seed in 1...Sweep.count(12, part: 3) {
            var world = try World(seed: UInt64(seed), reach: reach)
            for step in 0..<120 {
                let tenant = Int64(1 + world.random.below(2))
                switch world.random.below(12) {
                case 0: try world.add(world.random.below(200), to: tenant)
                case 1: try world.add([(.max, world.sequence + 9), (0, world.sequence + 8)], to: tenant)
                case 2 where step > 60: try world.dropSome(of: tenant)
                default: try world.add(1 + world.random.below(12), to: tenant)
                }
                world.sequence += 10
                try world.expectFound(of: tenant)
                try world.expectShape(of: tenant)
            }
        }
    }

    @Test("A transaction that was undone, and one of another connection, leave nothing behind")
    func undone() throws {
        var world = try World(seed: 4)
        for _ in 0..<10 { try world.add(7, to: 1) }
        struct Undo: Error {}
        #expect(throws: Undo.self) {
            try world.change { runs, digests in
                try runs.add(RunEntries(unordered: [(5, 1_000)]), of: 1, digests)
                try digests.write(world.connection)
                throw Undo()
            }
        }
        try world.expectFound(of: 1)
        // Another connection has runs of its own.
        let mine = world.runs
        world.runs = ActionRuns(world.connection, world.limits)
        for _ in 0..<10 { try world.add(7, to: 1) }
        world.runs = mine
        try world.expectFound(of: 1)
    }

    @Test("A page that is damaged, gone or put in twice is told, and no hash is unknown for it")
    func damage() throws {
        var world = try World(seed: 5)
        for _ in 0..<7 { try world.add(7, to: 1) }
        let hashes = (world.obvious[1] ?? [:]).keys.sorted()
        var pages: [(page: Int64, body: [UInt8])] = []
        try world.connection.each("SELECT page, body FROM action_run") {
            pages.append((try $0.integer(0), try $0.bytes(1)))
        }
        func expectTold(_ sql: String, _ values: [SQLValue] = []) throws {
            try world.connection.run("SAVEPOINT damage")
            try world.connection.run(sql, values)
            #expect(world.connection.changes > 0)
            let code = refusal {
                try world.find(hashes, of: 1, in: ActionRuns(world.connection, world.limits))
            }
            #expect(code == .corruptData, "\(sql)")
            try world.connection.run("ROLLBACK TO damage")
            try world.connection.run("RELEASE damage")
        }
        for (page, body) in pages {
            let place: [SQLValue] = [.integer(page)]
            for offset in Sweep.cases(Array(body.indices), every: 2) {
                var damaged = body
                damaged[offset] ^= 1 << UInt8(offset % 8)
                try expectTold("UPDATE action_run SET body = ? WHERE page = ?", [.bytes(damaged)] + place)
            }
            try expectTold(
                "UPDATE action_run SET body = ? WHERE page = ?", [.bytes(Array(body.dropLast()))] + place)
            for column in ["tenant", "level", "run", "first", "last", "content", "seal"] {
                try expectTold("UPDATE action_run SET \(column) = ~\(column) WHERE page = ?", place)
            }
            try expectTold("DELETE FROM action_run WHERE page = ?", place)
            try expectTold(
                """
                INSERT INTO action_run (tenant, level, run, first, last, content, seal, body)
                SELECT tenant, level, run, first, last, content, seal, body FROM action_run WHERE page = ?
                """, place)
        }
    }
}

extension SQLValue {
    fileprivate static func + (left: [SQLValue], right: SQLValue) -> [SQLValue] { left + [right] }
}
