/// Which row of the file a blob belongs to.
///
/// It is the seed of the blob's checksum, so that a sound blob in the wrong row is damage as well, and it names the
/// place in an error.
struct BlobPlace: Hashable, Sendable {
    /// What a blob holds; the raw value is its first byte.
    enum Kind: UInt8, Sendable {
        case chunk = 0x43
        case index = 0x49
        case journal = 0x4A
        case replaced = 0x52
        case versions = 0x56

        /// The version of the form that this release writes; it reads all before as well.
        var version: UInt8 { self == .index || self == .journal ? 2 : 1 }
    }

    let kind: Kind
    /// The number of the stored series; of the tenant for a journal row.
    let owner: Int64
    /// The position at which a chunk or a page begins; the revision of a journal row.
    let key: Int64

    /// The seed of the checksum.
    var seed: UInt64 {
        withUnsafeBytes(of: (owner.littleEndian, key.littleEndian)) {
            Checksum.xxh64($0, seed: UInt64(kind.rawValue))
        }
    }
}

extension BlobPlace: CustomStringConvertible {
    var description: String {
        switch kind {
        case .chunk: "the chunk of lane \(owner) at \(key)"
        case .index: "the index of lane \(owner) at \(key)"
        case .journal: "the journal of tenant \(owner) at revision \(key)"
        case .replaced: "the replaced samples of lane \(owner) at \(key)"
        case .versions: "the versions of lane \(owner) at \(key)"
        }
    }
}
