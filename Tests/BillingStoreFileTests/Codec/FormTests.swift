import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Testing

@testable import BillingStoreFile

@Suite("The forms of the file")
struct FormTests {
    /// Columns of a chunk of some shape.
    static func chunk(_ random: inout SplitMix64, count: Int) throws -> StoredChunk {
        let shape = random.below(4)
        var position = random.anyNumber() >> 8
        let positions = (0..<count).map { _ -> Int64 in
            defer {
                switch shape {
                case 0: position += 60_000_000
                case 1: position += 59_000_000 + Int64(random.below(2_000_000))
                case 2: position += 1 + Int64(random.below(1 << 38))
                default: position += random.below(5) == 0 ? 1 << 40 : 1
                }
            }
            return position
        }
        let values = (0..<count).map { index in
            switch shape {
            case 0: Double(index % 7) / 10
            case 1: Double(random.below(10_000)) / 100
            case 2: random.finiteDouble()
            default: Double(index) * 3
            }
        }
        var revision: Int64 = 1
        let revisions = (0..<count).map { _ -> Int64 in
            if random.below(3) == 0 { revision = random.anyNumber() & .max }
            return revision
        }
        let names = ["UTC", "Europe/Berlin", "Asia/Kathmandu"]
        let zones = random.below(2) == 0 ? [] : (0..<count).map { _ in names[random.below(3)] }
        return StoredChunk(
            positions: positions, values: random.below(4) == 0 ? [] : values, revisions: revisions,
            zones: zones)
    }

    @Test("give chunks back, whole and in parts")
    func chunks() throws {
        for seed in UInt64(1)...60 {
            var random = SplitMix64(seed: seed)
            let chunk = try Self.chunk(&random, count: seed == 1 ? 4_096 : random.below(80))
            let blob = try chunk.blob(start: random.anyNumber())
            try withBytes(blob.bytes) { bytes throws(BillingError) in
                let view = try ChunkView(bytes, at: blob.place)
                #expect(try StoredChunk(view) == chunk, "seed \(seed)")
                let low = random.below(chunk.positions.count + 1)
                let part = low..<low + random.below(chunk.positions.count - low + 1)
                #expect(try StoredChunk(view, part) == chunk[part], "seed \(seed), \(part)")
            }
        }
    }

    @Test("give history back")
    func history() throws {
        for seed in UInt64(1)...40 {
            var random = SplitMix64(seed: seed)
            let count = random.below(50)
            let zones: [ZoneID?] = [nil, .utc, try ZoneID("Asia/Tokyo")]
            var replaced: [SeriesColumns.Replaced] = []
            for _ in 0..<count {
                let from = random.anyNumber() & (.max >> 1)
                replaced.append(
                    SeriesColumns.Replaced(
                        position: Int64(random.below(9)) << 40, value: random.finiteDouble(),
                        zone: zones[random.below(3)], from: try Revision(from), until: try Revision(from + 1))
                )
            }
            replaced.sort(by: SeriesColumns.Replaced.isInOrder)
            let writes = (0..<count).map { index in
                VersionedWrite(
                    position: Int64(index / 4), version: Int64(index) + (random.anyNumber() & 0),
                    value: random.below(3) == 0 ? nil : random.finiteDouble(), zone: zones[random.below(3)])
            }
            let first = BlobPlace(kind: .replaced, owner: 3, key: random.anyNumber())
            let second = BlobPlace(kind: .versions, owner: 3, key: first.key)
            let blobs = [
                StoredBlob(place: first, bytes: try HistoryForm.bytes(replaced: replaced, at: first)),
                StoredBlob(place: second, bytes: try HistoryForm.bytes(versions: writes, at: second)),
            ]
            #expect(try blobs[0].read() == .replaced(replaced), "seed \(seed)")
            #expect(try blobs[1].read() == .versions(writes), "seed \(seed)")
        }
    }

    @Test("give journal rows back")
    func journal() throws {
        for seed in UInt64(1)...60 {
            var random = SplitMix64(seed: seed)
            let zones: [ZoneID?] = random.below(2) == 0 ? [nil] : [nil, .utc, try ZoneID("Asia/Tokyo")]
            let seriesStore = (0..<random.below(8)).map { _ in
                let positions = Set((0..<random.below(12)).map { _ in random.anyNumber() }).sorted()
                let changes = positions.map {
                    SeriesColumns.Change(
                        position: $0, value: random.below(4) == 0 ? nil : random.finiteDouble(),
                        zone: zones[random.below(zones.count)])
                }
                var writes = changes.map {
                    VersionedWrite(
                        position: $0.position, version: random.anyNumber(), value: $0.value, zone: $0.zone)
                }
                switch random.below(3) {
                case 0: writes = []
                case 1: writes.removeFirst(min(1, writes.count))
                default: break
                }
                return JournalForm.Part(
                    number: random.anyNumber(), changes: SampleChanges(changes), versions: writes)
            }
            let place = BlobPlace(kind: .journal, owner: 1, key: 5)
            let blob = StoredBlob(
                place: place, bytes: try JournalForm.bytes(JournalRow(seriesStore), at: place))
            let inOrder = seriesStore.sorted { $0.number < $1.number }
            #expect(try blob.read() == .journal(inOrder), "seed \(seed)")
        }
    }

    @Test("give journal rows of many series that are alike back, whatever stands between them")
    func journalBlocks() throws {
        for seed in UInt64(1)...40 {
            var random = SplitMix64(seed: seed)
            let zones: [ZoneID?] = random.below(2) == 0 ? [nil] : [nil, .utc, try ZoneID("Asia/Tokyo")]
            let parts = (0..<random.below(300)).map { number in
                let isLong = random.below(100) == 0
                var position = random.below(20) == 0 ? random.anyNumber() / 2 : 1_700_000_000_000_000
                let changes = (0...random.below(isLong ? 6_000 : 12)).map { _ in
                    position += 1 + Int64(random.below(10_000_000))
                    return SeriesColumns.Change(
                        position: position, value: Double(random.below(9_000)) / 4, zone: nil)
                }
                let zone = zones[random.below(zones.count)]
                let zoned = changes.map {
                    SeriesColumns.Change(
                        position: $0.position, value: random.below(900) == 0 ? nil : $0.value, zone: zone)
                }
                return JournalForm.Part(
                    number: Int64(number) * 3, changes: SampleChanges(zoned), versions: [])
            }
            let place = BlobPlace(kind: .journal, owner: 1, key: 5)
            let row = JournalRow(parts) { $0 % 31 == 0 }
            #expect(row.entries == parts.reduce(0) { $0 + $1.changes.count })
            let blob = StoredBlob(place: place, bytes: try JournalForm.bytes(row, at: place))
            #expect(try blob.read() == .journal(parts), "seed \(seed)")
        }
    }

    @Test("give index pages back, and equal pages have equal bytes", arguments: [0, 1, 2, 128])
    func index(count: Int) throws {
        var random = SplitMix64(seed: UInt64(count))
        let entries = try (0..<count).map { index in
            let start = Int64(index) << 40
            var state = AggregateState()
            let values = (0..<random.below(5)).map { _ in
                random.below(2) == 0 ? random.finiteDouble() : Double(random.below(900)) / 10
            }
            try state.add(finite: values[...], positions: values.indices.map { start + 3 + Int64($0) }[...])
            return IndexEntry(
                start: start, last: start + Int64(values.count), count: values.count,
                lowest: try Revision(Int64(index)), newest: try Revision(random.anyNumber() & .max),
                chunk: random.next(), replaced: random.below(9) == 0 ? random.next() : 0, versions: 0,
                state: index % 5 == 4 ? nil : state)
        }
        let place = BlobPlace(kind: .index, owner: 1, key: 0)
        let bytes = try IndexForm.bytes(entries, at: place)
        #expect(try StoredBlob(place: place, bytes: bytes).read() == .index(entries))
        // States that were merged from parts hold their sums otherwise, and say the same.
        let merged = try entries.map { entry in
            var copy = entry
            if let state = entry.state {
                var rebuilt = AggregateState()
                try rebuilt.merge(state)
                copy.state = rebuilt
            }
            return copy
        }
        #expect(try IndexForm.bytes(merged, at: place) == bytes)
    }

    @Test("refuse columns that are too long or do not match")
    func refusals() throws {
        let place = BlobPlace(kind: .chunk, owner: 1, key: 0)
        let positions = (0..<4_097).map(Int64.init)
        let revisions = RunLengths(repeating: Revision.zero, count: 4_097)
        #expect(
            refusal {
                try ChunkForm.bytes(
                    positions: positions, values: [], revisions: revisions, zones: RunLengths(), at: place)
            } == .limitExceeded)
        #expect(
            refusal {
                try ChunkForm.bytes(
                    positions: [1, 2], values: [1], revisions: revisions.slice(0..<2), zones: RunLengths(),
                    at: place)
            } == .invalidValue)
        #expect(
            refusal {
                try ChunkForm.bytes(
                    positions: [1, 2], values: [1, 2], revisions: revisions, zones: RunLengths(), at: place)
            } == .invalidValue)
        let entry = IndexEntry(
            start: 0, last: 0, count: 0, lowest: .zero, newest: .zero, chunk: 0, replaced: 0, versions: 0)
        #expect(
            refusal {
                try IndexForm.bytes(Array(repeating: entry, count: 129), at: place)
            } == .limitExceeded)
        let write = VersionedWrite(position: 0, version: 0, value: 0, zone: nil)
        #expect(
            refusal {
                try HistoryForm.bytes(versions: Array(repeating: write, count: 65_537), at: place)
            } == .limitExceeded)
        let stored = JournalForm.Part(
            number: 1, changes: [], versions: Array(repeating: write, count: (1 << 17) + 1))
        #expect(refusal { try JournalForm.bytes(JournalRow([stored]), at: place) } == .limitExceeded)
    }
}
