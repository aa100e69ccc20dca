/// The places of elements in a list without twins, found by their bytes.
///
/// A `Dictionary` would hash each name of an element by itself, and all of them again whenever it grows. A set of changes names
/// all that it touches, so that is a large part of a commit.
struct HashedPlaces: Sendable {
    /// The hash of an element in the upper half and its place, counted from 1, in the lower one; 0 where there is none.
    private var slots: [UInt64] = []
    private var count = 0

    /// A search for the place of an element.
    struct Search {
        fileprivate let tag: UInt64
        fileprivate var slot: Int

        init(_ hash: TextHash) {
            tag = hash.value >> 32
            slot = Int(truncatingIfNeeded: tag)
        }
    }

    /// The next place at which the element may stand; nil once it stands at no other.
    ///
    /// Not by a closure that compares, for which what it reads would be copied.
    @inline(__always)
    func next(_ search: inout Search) -> Int? {
        guard !slots.isEmpty else { return nil }
        while true {
            let entry = slots[search.slot & (slots.count - 1)]
            guard entry != 0 else { return nil }
            search.slot &+= 1
            if entry >> 32 == search.tag { return Int(entry & 0xFFFF_FFFF) - 1 }
        }
    }

    /// Takes note of an element that has no place yet; memory ends long before place 2^32.
    mutating func insert(_ place: Int, _ hash: TextHash) {
        if slots.count < 2 * (count + 1) { grow() }
        put((hash.value >> 32) << 32 | UInt64(place + 1))
        count += 1
    }

    private mutating func put(_ entry: UInt64) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: entry >> 32) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = entry
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: 0, count: max(16, 2 * old.count))
        for entry in old where entry != 0 { put(entry) }
    }
}
