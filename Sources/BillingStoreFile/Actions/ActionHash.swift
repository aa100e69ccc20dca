/// The hash of the source and the id of an action, by which runs find its row.
///
/// Other actions may have the same: whoever finds a row compares its texts. Hashes are not negative, so that their order is that of the
/// integers of SQLite.
struct ActionHash {
    private let mask: Int64
    private var bytes: [UInt8] = []

    init(mask: Int64 = .max) { self.mask = mask }

    mutating func of(_ source: String, _ id: String) -> Int64 {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: source.utf8)
        // Neither of the texts has it.
        bytes.append(0)
        bytes.append(contentsOf: id.utf8)
        return hash
    }

    /// The hash of texts as they are stored, which may be damaged.
    mutating func of(source: UnsafeRawBufferPointer, id: UnsafeRawBufferPointer) -> Int64 {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: source)
        bytes.append(0)
        bytes.append(contentsOf: id)
        return hash
    }

    private var hash: Int64 { Int64(bitPattern: Checksum.xxh64(bytes) &>> 1) & mask }
}
