/// Finds encodings that are not read, by the zeros with which they fill up ASCII.
enum CSVEncoding {
    /// What is wrong with bytes by the first four of them; nil if they may be UTF-8, or UTF-16 behind its mark.
    static func fault(of bytes: [UInt8]) -> String? {
        let isLong = "UTF-32 is not read: rows are UTF-8, or UTF-16 behind a byte order mark"
        let isUnmarked = "UTF-16 is read behind its byte order mark, which is not there"
        guard bytes.count >= 4 else { return nil }
        switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
        case (0xFF, 0xFE, 0, 0), (0, 0, 0xFE, 0xFF): return isLong
        case (1..., 0, 0, 0), (0, 0, 0, 1...): return isLong
        case (1..., 0, 1..., 0), (0, 1..., 0, 1...): return isUnmarked
        default: return nil
        }
    }
}
