/// Turns UTF-16, whose byte order mark was read, into UTF-8, whatever pieces the bytes come in.
struct UTF16Reader {
    private let isLittleEndian: Bool
    /// The first byte of a unit whose second is not there yet.
    private var half: UInt8?
    /// The first half of a pair whose second is not there yet.
    private var lead: UInt16?
    /// Whether the data ended within a unit or a pair.
    private(set) var isCut = false

    /// What stands for a unit that has no partner: a byte that no UTF-8 holds, so that the record is refused.
    private static let broken: UInt8 = 0xFF

    /// For bytes that begin with a mark of UTF-16; nil if they do not.
    init?(mark bytes: [UInt8]) {
        if bytes.starts(with: [0xFF, 0xFE]) {
            isLittleEndian = true
        } else if bytes.starts(with: [0xFE, 0xFF]) {
            isLittleEndian = false
        } else {
            return nil
        }
    }

    /// Reads a piece.
    mutating func read(_ bytes: some Sequence<UInt8>, into buffer: inout [UInt8]) {
        for byte in bytes {
            guard let first = half else {
                half = byte
                continue
            }
            half = nil
            let (low, high) = isLittleEndian ? (first, byte) : (byte, first)
            take(UInt16(high) << 8 | UInt16(low), into: &buffer)
        }
    }

    /// Says that no piece follows.
    mutating func finish(into buffer: inout [UInt8]) {
        isCut = half != nil || lead != nil
        if isCut { buffer.append(Self.broken) }
        (half, lead) = (nil, nil)
    }

    private mutating func take(_ unit: UInt16, into buffer: inout [UInt8]) {
        if let first = lead {
            lead = nil
            if UTF16.isTrailSurrogate(unit) {
                let value = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(unit) - 0xDC00)
                append(value, to: &buffer)
                return
            }
            buffer.append(Self.broken)
        }
        if UTF16.isLeadSurrogate(unit) {
            lead = unit
        } else if UTF16.isTrailSurrogate(unit) {
            buffer.append(Self.broken)
        } else {
            append(UInt32(unit), to: &buffer)
        }
    }

    private func append(_ value: UInt32, to buffer: inout [UInt8]) {
        guard let scalar = Unicode.Scalar(value) else { return buffer.append(Self.broken) }
        buffer.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
}
