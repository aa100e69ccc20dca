/// Texts as the bytes of their UTF-8, as a database or a file system sees them.
///
/// `String` compares and hashes by Unicode's canonical equivalence instead. These compare eight bytes a step where the
/// text is contiguous, which every checked text is.
extension String {
    /// Whether the other text has the same bytes.
    @usableFromInline
    package func hasSameBytes(as other: String) -> Bool {
        // Texts of one origin are the same in memory as a rule, and short ones are their bytes.
        withUnsafeBytes(of: self) { left in withUnsafeBytes(of: other) { Self.areSame(left, $0) } }
            || withBytes(of: other) { left, right in
                left.count == right.count && Self.firstDifference(left, right) == nil
            } ?? utf8.elementsEqual(other.utf8)
    }

    /// Whether the bytes of this text come before those of the other one.
    @usableFromInline
    package func precedesByBytes(_ other: String) -> Bool {
        withBytes(of: other) { left, right in
            guard let place = Self.firstDifference(left, right) else { return left.count < right.count }
            return left[place] < right[place]
        } ?? utf8.lexicographicallyPrecedes(other.utf8)
    }

    /// Feeds the bytes to the hasher, and an end that no UTF-8 contains.
    @usableFromInline
    package func hashBytes(into hasher: inout Hasher) {
        let end: UInt8 = 0xFF
        let fed: Void? = utf8.withContiguousStorageIfAvailable {
            hasher.combine(bytes: UnsafeRawBufferPointer($0))
        }
        if fed == nil {
            Array(utf8).withUnsafeBytes { hasher.combine(bytes: $0) }
        }
        hasher.combine(end)
    }

    /// Whether the memory of two texts is the same, where it is two words.
    private static func areSame(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        guard left.count == 16, right.count == 16 else { return false }
        return left.loadUnaligned(as: UInt64.self) == right.loadUnaligned(as: UInt64.self)
            && left.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
                == right.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    }

    private func withBytes(
        of other: String, _ compare: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Bool
    ) -> Bool? {
        utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right in
                compare(UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right))
            }
        } ?? nil
    }

    /// The first place at which the bytes differ; nil if they agree as far as both go.
    private static func firstDifference(
        _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer
    ) -> Int? {
        let count = Swift.min(left.count, right.count)
        var place = 0
        while place + 8 <= count {
            let word = left.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            guard word == right.loadUnaligned(fromByteOffset: place, as: UInt64.self) else { break }
            place += 8
        }
        while place < count {
            guard left[place] == right[place] else { return place }
            place += 1
        }
        return nil
    }
}
