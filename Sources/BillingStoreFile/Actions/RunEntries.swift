/// Hashes of actions in their order, each with the sequence of its row.
struct RunEntries: Equatable {
    private(set) var hashes: [Int64] = []
    private(set) var sequences: [Int64] = []

    var count: Int { hashes.count }
    var isEmpty: Bool { hashes.isEmpty }

    init() {}

    /// Puts entries in order.
    init(unordered entries: [(hash: Int64, sequence: Int64)]) {
        let sorted = entries.sorted { ($0.hash, $0.sequence) < ($1.hash, $1.sequence) }
        hashes = sorted.map(\.hash)
        sequences = sorted.map(\.sequence)
    }

    mutating func append(_ hash: Int64, _ sequence: Int64) {
        hashes.append(hash)
        sequences.append(sequence)
    }

    mutating func reserve(_ count: Int) {
        hashes.reserveCapacity(count)
        sequences.reserveCapacity(count)
    }

    /// Some of the entries.
    subscript(range: Range<Int>) -> RunEntries {
        var part = RunEntries()
        part.hashes = Array(hashes[range])
        part.sequences = Array(sequences[range])
        return part
    }

    // MARK: Bytes

    /// How many entries there are in four bytes, how many bytes a sequence takes in one, and the least sequence in eight.
    private static let head = 13

    /// The entries as they are stored: after the head the sequences, each as what it is above the least one, and the hashes; all numbers
    /// with their lowest byte first.
    var bytes: [UInt8] {
        let base = sequences.min() ?? 0
        let widest = UInt64(bitPattern: (sequences.max() ?? 0) &- base)
        let width = (64 - widest.leadingZeroBitCount + 7) / 8
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.head + count * (8 + width))
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: count).littleEndian) { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(width))
        withUnsafeBytes(of: base.littleEndian) { bytes.append(contentsOf: $0) }
        for sequence in sequences {
            withUnsafeBytes(of: (sequence &- base).littleEndian) {
                bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: $0[..<width]))
            }
        }
        for hash in hashes {
            withUnsafeBytes(of: hash.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    /// Reads what ``bytes`` gave; nil if the bytes are something else.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= Self.head else { return nil }
        let count = Int(UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)))
        let width = Int(bytes[4])
        let base = Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 5, as: Int64.self))
        guard width <= 8, bytes.count == Self.head + count * (8 + width) else { return nil }
        let mask = width == 8 ? UInt64.max : 1 << UInt64(8 * width) - 1
        let start = Self.head + count * width
        reserve(count)
        for place in 0..<count {
            // The hashes behind them lend the bytes that are too many.
            let offset = bytes.loadUnaligned(fromByteOffset: Self.head + place * width, as: UInt64.self)
            let hash = bytes.loadUnaligned(fromByteOffset: start + 8 * place, as: Int64.self)
            append(
                Int64(littleEndian: hash), base &+ Int64(bitPattern: UInt64(littleEndian: offset) & mask))
        }
        guard zip(hashes, hashes.dropFirst()).allSatisfy({ $0 <= $1 }) else { return nil }
    }
}
