/// Finds bytes that are not UTF-8.
enum UTF8Check {
    /// The offset of the first sequence that is not well-formed by the table of the Unicode standard (section 3.9);
    /// nil if all are.
    static func firstFault(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var place = 0
        while place < bytes.count {
            let lead = bytes[place]
            if lead < 0x80 {
                place += 1
                continue
            }
            // The number of continuation bytes, and the range of the first of them.
            let (more, low, high): (Int, UInt8, UInt8)
            switch lead {
            case 0xC2...0xDF: (more, low, high) = (1, 0x80, 0xBF)
            case 0xE0: (more, low, high) = (2, 0xA0, 0xBF)
            case 0xED: (more, low, high) = (2, 0x80, 0x9F)
            case 0xE1...0xEF: (more, low, high) = (2, 0x80, 0xBF)
            case 0xF0: (more, low, high) = (3, 0x90, 0xBF)
            case 0xF1...0xF3: (more, low, high) = (3, 0x80, 0xBF)
            case 0xF4: (more, low, high) = (3, 0x80, 0x8F)
            default: return place
            }
            guard place + more < bytes.count, (low...high).contains(bytes[place + 1]) else { return place }
            for next in 2..<max(2, more + 1) where bytes[place + next] & 0xC0 != 0x80 { return place }
            place += more + 1
        }
        return nil
    }
}
