import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Testing

@testable import BillingStoreFile

/// The contents of the blobs that `Generators/blobs.py` wrote from the description of the format.
enum GoldenBlobs {
    static let noon: Int64 = 1_363_003_200_000_000
    static let minute: Int64 = 60_000_000

    static let names = [
        "regular", "jittered", "halves", "large", "dates", "presence", "extremes", "one", "none", "replaced",
        "replaced dates", "versions", "versions dates", "journal blocks", "journal", "journal of version 1",
        "index", "index of version 1",
        "index of presence",
    ]

    static func blob(_ name: String) throws -> StoredBlob {
        let line = try #require(try Fixtures.rows("blobs.tsv").first { $0[0] == name })
        let digits = Array(line[3])
        let bytes = try stride(from: 0, to: digits.count, by: 2).map {
            try #require(UInt8(String(digits[$0...$0 + 1]), radix: 16))
        }
        let place = BlobPlace(
            kind: try #require(BlobPlace.Kind(rawValue: bytes[0])), owner: try #require(Int64(line[1])),
            key: try #require(Int64(line[2])))
        return StoredBlob(place: place, bytes: bytes)
    }

    static func content(_ name: String) throws -> StoredBlob.Content {
        switch name {
        case "regular":
            .chunk(
                StoredChunk(
                    positions: (0..<10).map { noon + $0 * minute },
                    values: [20.5, 20.6, 20.6, 20.7, 20.9, 21, 21, 20.9, 20.8, 20.5],
                    revisions: [Int64](repeating: 3, count: 10)))
        case "jittered":
            .chunk(
                StoredChunk(
                    positions: [
                        noon + 5, noon + minute - 3, noon + 2 * minute + 11, noon + 3 * minute,
                        noon + 7 * minute + 1,
                    ], values: [0.1, -1.0 / 3, 1e300, .leastNonzeroMagnitude, -0.0],
                    revisions: [9, 9, 4, 11, 11]))
        case "halves":
            .chunk(
                StoredChunk(
                    positions: [-minute, 0, 1], values: [0.5, -1_024.25, 3e6], revisions: [1, 2, 3]))
        case "large":
            .chunk(
                StoredChunk(positions: [1, 2, 3], values: [0x1p80, 0x3p82, 0], revisions: [1, 1, 1]))
        case "dates":
            .chunk(
                StoredChunk(
                    positions: [15_000, 15_001, 15_002, 15_004], values: [120, 121, 121, 119],
                    revisions: [5, 5, 6, 6], zones: ["America/New_York", "America/New_York", "UTC", "UTC"]))
        case "presence":
            .chunk(
                StoredChunk(
                    positions: [1_513_000, 1_513_001, 1_513_004].flatMap { quarter in
                        [1, 4, 5, 900].map { Int64(quarter) << 32 | $0 }
                    }, values: [], revisions: [Int64](repeating: 2, count: 12)))
        case "extremes":
            .chunk(
                StoredChunk(
                    positions: [.min, -1, 0, .max],
                    values: [.greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1, 2],
                    revisions: [0, .max, 1, 1]))
        case "one": .chunk(StoredChunk(positions: [noon], values: [42], revisions: [1]))
        case "none": .chunk(StoredChunk(positions: [], values: [], revisions: []))
        default: try history(name)
        }
    }

    private static func history(_ name: String) throws -> StoredBlob.Content {
        let newYork = try ZoneID("America/New_York")
        func replaced(
            _ position: Int64, _ value: Double, _ from: Int64, _ until: Int64, _ zone: ZoneID? = nil
        ) throws -> SeriesColumns.Replaced {
            SeriesColumns.Replaced(
                position: position, value: value, zone: zone, from: try Revision(from),
                until: try Revision(until))
        }
        func write(
            _ position: Int64, _ version: Int64, _ value: Double?, _ zone: ZoneID? = nil
        ) -> VersionedWrite {
            VersionedWrite(position: position, version: version, value: value, zone: zone)
        }
        func change(_ position: Int64, _ value: Double?, _ zone: ZoneID? = nil) -> SeriesColumns.Change {
            SeriesColumns.Change(position: position, value: value, zone: zone)
        }
        switch name {
        case "replaced":
            return .replaced([
                try replaced(noon, 1.5, 2, 3), try replaced(noon, 2.5, 3, 9),
                try replaced(noon + minute, 7, 1, 9),
            ])
        case "replaced dates":
            return .replaced([
                try replaced(15_000, 118, 1, 5, newYork), try replaced(15_002, 118, 1, 6, .utc),
            ])
        case "versions":
            return .versions([write(noon, -5, 1.5), write(noon, 6, nil), write(noon + 1, 7, 2.25)])
        case "versions dates": return .versions([write(15_000, 1, nil, .utc), write(15_001, 1, 3)])
        case "journal blocks":
            return .journal([
                JournalForm.Part(
                    number: 1,
                    changes: [
                        change(noon, 20.5), change(noon + minute, 20.75), change(noon + 2 * minute, 21),
                    ], versions: []),
                JournalForm.Part(number: 2, changes: [change(noon + 1, 7)], versions: []),
                JournalForm.Part(number: 4, changes: [change(noon, nil)], versions: []),
                JournalForm.Part(
                    number: 9, changes: [change(15_775, 12, newYork), change(15_776, 13, newYork)],
                    versions: []),
            ])
        case "journal", "journal of version 1":
            return .journal([
                JournalForm.Part(
                    number: 4,
                    changes: [
                        change(noon, 21.5), change(noon + minute, nil), change(noon + 2 * minute, 21.7),
                    ], versions: []),
                JournalForm.Part(
                    number: 5, changes: [change(noon, 1), change(noon + 1, 2)],
                    versions: [write(noon, 100, 1), write(noon + 1, 101, 2)]),
                JournalForm.Part(number: 6, changes: [], versions: [write(noon, 99, 0.5)]),
                JournalForm.Part(
                    number: 900, changes: [change(15_775, 12, newYork)],
                    versions: [write(15_774, 3, nil, .utc), write(15_775, 3, 12, newYork)]),
            ])
        case "index": return .index(try pages())
        case "index of version 1":
            // Its sums were those of the doubles, and are not taken for those of decimals.
            return .index(
                try pages().map { entry in
                    var entry = entry
                    entry.state = entry.state?.keeping([])
                    return entry
                })
        default:
            return .index([
                IndexEntry(
                    start: 0, last: 1_513_004 << 32 | 900, count: 12, lowest: try Revision(2),
                    newest: try Revision(2), chunk: 77, replaced: 0, versions: 0)
            ])
        }
    }

    private static func pages() throws -> [IndexEntry] {
        var early = AggregateState()
        try early.add(finite: [0.1, 7, 1, -21], positions: (0..<4).map { noon + $0 * minute }[...])
        var late = AggregateState()
        try late.add(finite: [1e300, 1e-300], positions: [noon + 61 * minute, noon + 62 * minute])
        return [
            IndexEntry(
                start: noon, last: noon + 3 * minute, count: 4, lowest: try Revision(2),
                newest: try Revision(9), chunk: 0x0123_4567_89AB_CDEF, replaced: 0,
                versions: 0xFEDC_BA98_7654_3210, state: early),
            IndexEntry(
                start: noon + 60 * minute, last: noon + 62 * minute, count: 2, lowest: try Revision(3),
                newest: try Revision(3), chunk: 1, replaced: 2, versions: 0, state: late),
        ]
    }

    static func bytes(_ content: StoredBlob.Content, at place: BlobPlace) throws -> [UInt8] {
        switch content {
        case .chunk(let chunk): try chunk.blob(stored: place.owner, start: place.key).bytes
        case .replaced(let replaced): try HistoryForm.bytes(replaced: replaced, at: place)
        case .versions(let versions): try HistoryForm.bytes(versions: versions, at: place)
        case .journal(let parts): try JournalForm.bytes(JournalRow(parts), at: place)
        case .index(let entries): try IndexForm.bytes(entries, at: place)
        }
    }
}

@Suite("The bytes of the format")
struct GoldenBlobTests {
    @Test("are those that another program writes and reads", arguments: GoldenBlobs.names)
    func golden(name: String) throws {
        let blob = try GoldenBlobs.blob(name)
        let content = try GoldenBlobs.content(name)
        #expect(try blob.read() == content)
        guard blob.bytes[1] == blob.place.kind.version else { return }
        #expect(try GoldenBlobs.bytes(content, at: blob.place) == blob.bytes)
    }

    @Test("cover the whole fixture")
    func names() throws {
        #expect(try Fixtures.rows("blobs.tsv").map { $0[0] } == GoldenBlobs.names)
    }
}

@Suite("A damaged blob")
struct DamagedBlobTests {
    @Test("is found by its checksum, whichever bit flips", arguments: GoldenBlobs.names)
    func flips(name: String) throws {
        let blob = try GoldenBlobs.blob(name)
        for bit in 0..<blob.bytes.count * 8 {
            var damaged = blob
            damaged.bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(refusal { try damaged.read() } == .corruptData, "bit \(bit)")
        }
    }

    @Test("is found by its checksum, wherever it is cut off or padded", arguments: GoldenBlobs.names)
    func truncations(name: String) throws {
        let blob = try GoldenBlobs.blob(name)
        for length in 0..<blob.bytes.count {
            let damaged = StoredBlob(place: blob.place, bytes: Array(blob.bytes.prefix(length)))
            #expect(refusal { try damaged.read() } == .corruptData, "length \(length)")
        }
        let padded = StoredBlob(place: blob.place, bytes: blob.bytes + [0])
        #expect(refusal { try padded.read() } == .corruptData)
    }

    /// Reads a blob whose checksum holds: it may have a meaning, or it is damage, and nothing else.
    static func isHandled(_ blob: StoredBlob) -> Bool {
        do {
            _ = try blob.read()
            return true
        } catch {
            return error.code == .corruptData
        }
    }

    @Test("with a checksum that holds traps nowhere: each bit, each length", arguments: GoldenBlobs.names)
    func resealed(name: String) throws {
        let blob = try GoldenBlobs.blob(name)
        for bit in Sweep.cases(Array(0..<(blob.bytes.count - 8) * 8), every: 3) {
            var damaged = blob
            damaged.bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(Self.isHandled(damaged.resealed), "bit \(bit)")
        }
        for length in 8..<blob.bytes.count {
            let cut = StoredBlob(place: blob.place, bytes: Array(blob.bytes.prefix(length))).resealed
            #expect(refusal { try cut.read() } == .corruptData, "length \(length)")
        }
        var padded = blob
        padded.bytes.insert(0, at: blob.bytes.count - 8)
        #expect(refusal { try padded.resealed.read() } == .corruptData)
    }

    @Test(
        "with a checksum that holds traps nowhere: random bytes in place of others",
        arguments: GoldenBlobs.names)
    func mutations(name: String) throws {
        let blob = try GoldenBlobs.blob(name)
        let seed = UInt64(blob.bytes.count)
        var random = SplitMix64(seed: seed)
        for round in 0..<Sweep.count(2_500, part: 800) {
            var damaged = blob
            for _ in 0..<1 + random.below(4) {
                let place = 2 + random.below(blob.bytes.count - 10)
                let extremes: [UInt8] = [
                    0, 0xFF, 0x7F, 0x80, 58, 63, UInt8(truncatingIfNeeded: random.next()),
                ]
                switch random.below(4) {
                case 0:
                    damaged.bytes.insert(extremes[random.below(7)], at: min(place, damaged.bytes.count - 8))
                case 1 where damaged.bytes.count > 11:
                    damaged.bytes.remove(at: min(place, damaged.bytes.count - 9))
                default: damaged.bytes[min(place, damaged.bytes.count - 9)] = extremes[random.below(7)]
                }
            }
            #expect(Self.isHandled(damaged.resealed), "\(name), seed \(seed), round \(round)")
        }
    }

    @Test(
        "that asks for more than a limit is refused before anything is made of it",
        arguments: [
            // 4097 and 2^62 samples of a chunk; 65537 entries; 2^17 + 1 changes of a stored series in columns of no bits;
            // two stored series that ask for 2^17 together with the versions of the second; 129 chunks.
            (.chunk, 1, [0, 0x81, 0x20]),
            (.chunk, 1, [0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40]),
            (.replaced, 1, [0, 0x81, 0x80, 0x04, 0, 0]), (.versions, 1, [0, 0x81, 0x80, 0x04, 0, 0]),
            (.journal, 1, [0, 1, 0, 0, 0x81, 0x80, 0x08, 0, 0, 0, 0, 0, 0]),
            (.journal, 1, [0, 1, 0, 2, 0x81, 0x80, 0x04, 0, 0xC1, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
            (.journal, 1, [0, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0, 0, 0]),
            // 2^32 - 1 blocks; a block of 65 series; 2^17 + 1 samples of a series; none; -1; two at one position.
            (.journal, 2, [0, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0, 0, 0]),
            (.journal, 2, [0, 1, 0x41, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            (.journal, 2, [0, 1, 1, 0, 0x82, 0x80, 0x10, 0, 0, 0, 0, 0, 0, 0]),
            (.journal, 2, [0, 1, 1, 0, 0, 0, 0]), (.journal, 2, [0, 1, 1, 0, 1, 0, 0]),
            (.journal, 2, [0, 1, 1, 0, 4, 0, 0, 0, 0, 0, 0]),
            (.index, 2, [0x81, 0x01, 0, 0]),
        ] as [(BlobPlace.Kind, UInt8, [UInt8])])
    func limits(kind: BlobPlace.Kind, version: UInt8, content: [UInt8]) {
        let place = BlobPlace(kind: kind, owner: 1, key: 0)
        let blob = StoredBlob(
            place: place, bytes: [kind.rawValue, version] + content + [UInt8](repeating: 0, count: 8)
        ).resealed
        #expect(refusal { try blob.read() } == .corruptData)
    }
}
