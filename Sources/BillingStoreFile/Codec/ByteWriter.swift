/// Collects the bytes of a blob, from its first byte to its checksum.
struct ByteWriter {
    /// What ends each blob: its checksum.
    static let sealLength = 8

    private let place: BlobPlace
    private var bytes: [UInt8]

    init(at place: BlobPlace) {
        self.place = place
        bytes = [place.kind.rawValue, place.kind.version]
    }

    mutating func byte(_ byte: UInt8) { bytes.append(byte) }

    /// Seven bits a byte, the lowest first; the highest bit of a byte says that another one follows.
    mutating func varint(_ number: UInt64) {
        var rest = number
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest &>>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func count(_ count: Int) { varint(UInt64(UInt(bitPattern: count))) }

    /// A number near 0, whatever its sign: the numbers 0, -1, 1 and -2 become 0, 1, 2 and 3.
    mutating func zigzag(_ number: Int64) { varint(UInt64(bitPattern: number &<< 1 ^ number &>> 63)) }

    mutating func fixed16(_ number: UInt16) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func fixed64(_ number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func raw(_ part: UnsafeRawBufferPointer) { bytes.append(contentsOf: part) }

    /// The length in one byte, then the bytes of a text of at most 255 bytes.
    mutating func text(_ text: String) {
        bytes.append(UInt8(truncatingIfNeeded: text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// The finished blob.
    consuming func sealed() -> [UInt8] {
        fixed64(Checksum.xxh64(bytes, seed: place.seed))
        return bytes
    }
}
