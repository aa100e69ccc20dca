/// A hash of texts, one after the other, which differs from process to process.
struct TextHash {
    private(set) var value = Self.seed

    /// Nobody can choose names that all meet in one slot of a table.
    private static let seed = UInt64.random(in: .min ... .max)

    mutating func combine(_ text: String) {
        var state = value
        let isMixed: Void? = text.utf8.withContiguousStorageIfAvailable { bytes in
            let bytes = UnsafeRawBufferPointer(bytes)
            var place = 0
            while place &+ 8 <= bytes.count {
                state = Self.step(state ^ bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
                place &+= 8
            }
            var word = UInt64(truncatingIfNeeded: bytes.count) &<< 56
            while place < bytes.count {
                word = word &<< 8 ^ UInt64(bytes[place])
                place &+= 1
            }
            state = Self.step(state ^ word)
        }
        if isMixed == nil { for byte in text.utf8 { state = Self.step(state ^ UInt64(byte)) } }
        value = state
    }

    /// The two halves of a product with an odd number, folded.
    private static func step(_ word: UInt64) -> UInt64 {
        let (high, low) = (word ^ seed).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return high ^ low
    }
}
