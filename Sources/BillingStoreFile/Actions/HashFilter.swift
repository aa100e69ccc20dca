/// Tells of most hashes that are not in a set that they are not, in 16 to 32 bits for each that is: a Bloom filter.
struct HashFilter {
    private var words: [UInt64]
    private let shift: Int

    /// How many bits a hash sets; with them one in a few hundred of those that are not there seems to be, or less.
    private static let probes = 4
    /// Each probe takes so many bits of a hash at most.
    private static let widest = 15

    init(_ hashes: [Int64]) {
        var width = 6
        while width < Self.widest, 1 << width < 16 * hashes.count { width += 1 }
        shift = width
        words = Array(repeating: 0, count: 1 << (width - 6))
        for hash in hashes {
            var rest = UInt64(bitPattern: hash)
            for _ in 0..<Self.probes {
                let bit = Int(rest & ((1 << UInt64(shift)) - 1))
                words[bit >> 6] |= 1 << UInt64(bit & 63)
                rest &>>= UInt64(Self.widest)
            }
        }
    }

    /// The words that it takes.
    var size: Int { words.count }

    /// Whether a hash may be in the set.
    func mayContain(_ hash: Int64) -> Bool {
        var rest = UInt64(bitPattern: hash)
        for _ in 0..<Self.probes {
            let bit = Int(rest & ((1 << UInt64(shift)) - 1))
            if words[bit >> 6] & (1 << UInt64(bit & 63)) == 0 { return false }
            rest &>>= UInt64(Self.widest)
        }
        return true
    }
}
