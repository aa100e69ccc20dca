import BillingModel
import BillingTestSupport
import Testing

@testable import BillingStoreFile

@Suite("Numbers in bytes")
struct ByteReaderTests {
    static let place = BlobPlace(kind: .chunk, owner: 1, key: 2)

    static func reading<Result>(
        _ content: [UInt8], _ body: (inout ByteReader) throws(BillingError) -> Result
    ) throws(BillingError) -> Result {
        let blob = StoredBlob(
            place: place, bytes: [0x43, 1] + content + [UInt8](repeating: 0, count: 8)
        ).resealed
        return try withBytes(blob.bytes) { bytes throws(BillingError) in
            var reader = try ByteReader(bytes, at: place)
            return try body(&reader)
        }
    }

    static let edges: [Int64] = [
        0, 1, -1, 63, 64, -64, -65, 127, 128, 8191, 8192, 1 << 31, -1 << 31, .max, .min, .max - 1, .min + 1,
    ]

    @Test("come back from their shortest form")
    func roundTrips() throws {
        var writer = ByteWriter(at: Self.place)
        for number in Self.edges {
            writer.zigzag(number)
            writer.varint(UInt64(bitPattern: number))
            writer.fixed64(UInt64(bitPattern: number))
        }
        let blob = writer.sealed()
        try withBytes(blob) { bytes throws(BillingError) in
            var reader = try ByteReader(bytes, at: Self.place)
            for number in Self.edges {
                #expect(try reader.zigzag() == number)
                #expect(try reader.varint() == UInt64(bitPattern: number))
                #expect(try reader.fixed64() == UInt64(bitPattern: number))
            }
            try reader.finish()
        }
    }

    @Test(
        "of 7 bits a byte are the documented bytes",
        arguments: [
            ([0x00], 0), ([0x7F], 127), ([0x80, 0x01], 128), ([0xAC, 0x02], 300),
            ([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], .max),
        ] as [([UInt8], UInt64)])
    func documented(bytes: [UInt8], number: UInt64) throws {
        #expect(try Self.reading(bytes) { reader throws(BillingError) in try reader.varint() } == number)
    }

    @Test(
        "that are too long, cut off or padded are damage",
        arguments: [
            [], [0x80], [0x80, 0x00], [0xFF, 0x00], [UInt8](repeating: 0xFF, count: 9),
            [UInt8](repeating: 0xFF, count: 9) + [0x02], [UInt8](repeating: 0xFF, count: 10) + [0x01],
            [UInt8](repeating: 0x80, count: 40) + [0x01],
        ] as [[UInt8]])
    func damaged(bytes: [UInt8]) {
        #expect(
            refusal {
                try Self.reading(bytes) { reader throws(BillingError) in try reader.varint() }
            } == .corruptData)
    }

    @Test("beyond the limit of a count are damage, and nothing is allocated for them")
    func counts() {
        let hostile: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]
        #expect(
            refusal {
                try Self.reading(hostile) { reader throws(BillingError) in try reader.count(limit: 4_096) }
            } == .corruptData)
        #expect(
            refusal {
                try Self.reading([5, 1, 2]) { reader throws(BillingError) in try reader.text() }
            } == .corruptData)
        #expect(
            refusal {
                try Self.reading([2, 0xC3, 0x28]) { reader throws(BillingError) in try reader.text() }
            } == .corruptData)
        #expect(
            refusal {
                try Self.reading([1, 2, 3]) { reader throws(BillingError) in try reader.skip(-1) }
            } == .corruptData)
    }

    @Test("stand in a blob that says where it is damaged")
    func place() throws {
        let error = #expect(throws: BillingError.self) {
            try Self.reading([1]) { reader throws(BillingError) in
                _ = try reader.byte()
                _ = try reader.byte()
            }
        }
        #expect(error?.detail == "the chunk of lane 1 at 2, byte 3: the bytes end early")
    }

    @Test("of a blob in another row, of another kind, or of another version are damage")
    func rows() throws {
        var writer = ByteWriter(at: Self.place)
        writer.byte(7)
        let sound = writer.sealed()
        let others: [BlobPlace] = [
            BlobPlace(kind: .chunk, owner: 2, key: 1), BlobPlace(kind: .chunk, owner: 1, key: 3),
            BlobPlace(kind: .replaced, owner: 1, key: 2),
        ]
        for place in others {
            #expect(
                refusal {
                    try withBytes(sound) { bytes throws(BillingError) in _ = try ByteReader(bytes, at: place)
                    }
                } == .corruptData)
        }
        for (place, change) in [(0, 0x4A), (1, 2)] as [(Int, UInt8)] {
            var bytes = sound
            bytes[place] = change
            let blob = StoredBlob(place: Self.place, bytes: bytes).resealed
            #expect(
                refusal {
                    try withBytes(blob.bytes) { bytes throws(BillingError) in
                        _ = try ByteReader(bytes, at: Self.place)
                    }
                } == .corruptData)
        }
    }
}
