import BillingModel

/// Walks through the bytes of a blob whose checksum holds, and traps at nothing that it meets there.
///
/// It points into memory of the caller, and is used only while that lives. A checksum says that the bytes are those
/// that were written, not that they make sense: each length is checked against what is left, and nothing is allocated
/// for a count before a limit was set to it.
struct ByteReader {
    let place: BlobPlace
    /// The version of the form, from 1 to that which this release writes.
    let version: UInt8
    /// What lies between the version and the checksum, and both; eight bytes more can be read behind its end.
    private let bytes: UnsafeRawBufferPointer
    private var offset = 2

    /// Opens a blob.
    ///
    /// - Parameters:
    ///   - blob: All its bytes.
    ///   - place: The row in which they stood.
    ///   - isVerified: Whether the checksum was compared before, and the bytes have not left memory since.
    /// - Throws: `corruptData` if the checksum differs, or the blob is of another kind or version.
    init(_ blob: UnsafeRawBufferPointer, at place: BlobPlace, isVerified: Bool = false) throws(BillingError) {
        self.place = place
        guard let checksum = Self.checksum(of: blob) else {
            throw BillingError(.corruptData, rule: Self.checksumRule, detail: "\(place): \(blob.count) bytes")
        }
        bytes = UnsafeRawBufferPointer(rebasing: blob.dropLast(ByteWriter.sealLength))
        guard isVerified || Checksum.xxh64(bytes, seed: place.seed) == checksum else {
            throw BillingError(.corruptData, rule: Self.checksumRule, detail: "\(place)")
        }
        version = bytes[1]
        guard bytes[0] == place.kind.rawValue, version >= 1, version <= place.kind.version else {
            throw BillingError(
                .corruptData, rule: "a stored blob has the kind of its row and a version that is known",
                detail: "\(place): kind \(bytes[0]), version \(bytes[1])")
        }
    }

    private static let checksumRule = "stored bytes agree with their checksum"

    /// The checksum that ends a blob; nil if it is too short to be one.
    static func checksum(of blob: UnsafeRawBufferPointer) -> UInt64? {
        guard blob.count >= 2 + ByteWriter.sealLength else { return nil }
        let start = blob.count - ByteWriter.sealLength
        return UInt64(littleEndian: blob.loadUnaligned(fromByteOffset: start, as: UInt64.self))
    }

    /// How many bytes are left before the checksum.
    var remaining: Int { bytes.count - offset }

    mutating func byte() throws(BillingError) -> UInt8 {
        guard remaining > 0 else { throw damage("the bytes end early") }
        defer { offset += 1 }
        return bytes[offset]
    }

    mutating func varint() throws(BillingError) -> UInt64 {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try byte()
            let part = UInt64(byte & 0x7F)
            guard shift < 63 || part <= 1 else { throw damage("a number is too long") }
            number |= part &<< shift
            if byte < 0x80 {
                guard byte > 0 || shift == 0 else { throw damage("a number is not in its shortest form") }
                return number
            }
            shift += 7
            guard shift <= 63 else { throw damage("a number is too long") }
        }
    }

    mutating func zigzag() throws(BillingError) -> Int64 {
        let number = try varint()
        return Int64(bitPattern: number &>> 1 ^ (0 &- (number & 1)))
    }

    mutating func count(limit: Int) throws(BillingError) -> Int {
        let number = try varint()
        guard let count = Int(exactly: number), count <= limit else { throw damage("there are too many") }
        return count
    }

    mutating func fixed16() throws(BillingError) -> UInt16 {
        UInt16(littleEndian: try skip(2).loadUnaligned(as: UInt16.self))
    }

    mutating func fixed64() throws(BillingError) -> UInt64 {
        UInt64(littleEndian: try skip(8).loadUnaligned(as: UInt64.self))
    }

    /// Steps over bytes, and returns where they begin; at least eight bytes more can be read behind them.
    mutating func skip(_ length: Int) throws(BillingError) -> UnsafeRawPointer {
        guard length >= 0, length <= remaining, let base = bytes.baseAddress else {
            throw damage("the bytes end early")
        }
        defer { offset += length }
        return base + offset
    }

    mutating func text() throws(BillingError) -> String {
        let length = Int(try byte())
        let start = try skip(length)
        let text = String(validating: UnsafeRawBufferPointer(start: start, count: length), as: UTF8.self)
        guard let text else { throw damage("a text is not UTF-8") }
        return text
    }

    /// Checks that nothing is left.
    func finish() throws(BillingError) {
        guard remaining == 0 else { throw damage("\(remaining) bytes are left over") }
    }

    /// Where the reader stands.
    var spot: Spot { Spot(place: place, offset: offset) }

    func damage(_ what: String) -> BillingError { spot.damage(what) }

    /// A byte of a blob, to name in an error later.
    struct Spot {
        let place: BlobPlace
        let offset: Int

        func damage(_ what: String) -> BillingError {
            BillingError(
                .corruptData, rule: "stored bytes follow the format of the file",
                detail: "\(place), byte \(offset): \(what)")
        }
    }
}
