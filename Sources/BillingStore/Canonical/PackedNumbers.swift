extension [UInt8] {
    /// Seven bits a byte, the lowest first; the highest bit of a byte says that another one follows.
    mutating func appendVarint(_ number: Int) {
        var rest = UInt(bitPattern: number)
        while rest > 0x7F {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest &>>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    /// A text of at most 255 bytes, after their count.
    mutating func append(short text: String) {
        append(UInt8(truncatingIfNeeded: text.utf8.count))
        append(contentsOf: text.utf8)
    }

    /// Numbers in blocks of 64, each in as many bytes as the greatest of its block needs.
    @inline(__always)
    mutating func append(packed count: Int, _ number: (Int) -> UInt64) {
        withUnsafeTemporaryAllocation(byteCount: 64 * 8 + 8, alignment: 8) { block in
            for start in stride(from: 0, to: count, by: 64) {
                let end = Swift.min(start + 64, count)
                var all: UInt64 = 0
                for index in start..<end { all |= number(index) }
                let width = 8 - all.leadingZeroBitCount / 8
                append(UInt8(truncatingIfNeeded: width))
                var place = 0
                for index in start..<end {
                    // The bytes beyond its width are those of the next number.
                    block.storeBytes(of: number(index).littleEndian, toByteOffset: place, as: UInt64.self)
                    place += width
                }
                append(contentsOf: block[..<place])
            }
        }
    }

    /// The distance of each number to the one before, near to 0 for either sign.
    @inline(__always)
    mutating func append(distances count: Int, _ number: (Int) -> Int64) {
        append(packed: count) { index in
            let distance = number(index) &- (index == 0 ? 0 : number(index &- 1))
            return UInt64(bitPattern: distance &<< 1 ^ distance &>> 63)
        }
    }
}
