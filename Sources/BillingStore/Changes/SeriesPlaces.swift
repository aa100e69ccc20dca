import BillingModel

/// The places of series in a list without twins, found by their bytes.
///
/// A `Dictionary` would hash each name of a series by itself, and all of them again whenever it grows. A set names every
/// series that it touches, so that is a large part of a commit.
struct SeriesPlaces: Sendable {
    /// The hash of a series in the upper half and its place, counted from 1, in the lower one; 0 where there is none.
    private var slots: [UInt64] = []
    private var count = 0

    /// Differs from process to process, so that nobody can choose names that all meet in one slot.
    private static let seed = UInt64.random(in: .min ... .max)

    /// The place of a series in a list; it is added to the list if it is not there.
    mutating func place(of key: SeriesKey, _ list: inout [SeriesKey]) -> Int {
        if slots.count < 2 * (count + 1) { grow() }
        let hash = Self.hash(key)
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash >> 32) & mask
        while slots[slot] != 0 {
            let place = Int(slots[slot] & 0xFFFF_FFFF) - 1
            if slots[slot] >> 32 == hash >> 32, list[place] == key { return place }
            slot = (slot + 1) & mask
        }
        list.append(key)
        slots[slot] = (hash >> 32) << 32 | UInt64(list.count)
        count += 1
        return list.count - 1
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: 0, count: max(16, 2 * old.count))
        let mask = slots.count - 1
        for entry in old where entry != 0 {
            var slot = Int(truncatingIfNeeded: entry >> 32) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = entry
        }
    }

    private static func hash(_ key: SeriesKey) -> UInt64 {
        var hash = seed
        mix(key.metric.text, into: &hash)
        mix(key.tenant.text, into: &hash)
        for pair in key.labels.pairs {
            mix(pair.name.text, into: &hash)
            mix(pair.value.text, into: &hash)
        }
        return hash
    }

    private static func mix(_ text: String, into hash: inout UInt64) {
        var state = hash
        let isMixed: Void? = text.utf8.withContiguousStorageIfAvailable { bytes in
            let bytes = UnsafeRawBufferPointer(bytes)
            var place = 0
            while place &+ 8 <= bytes.count {
                state = step(state ^ bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
                place &+= 8
            }
            var word = UInt64(truncatingIfNeeded: bytes.count) &<< 56
            while place < bytes.count {
                word = word &<< 8 ^ UInt64(bytes[place])
                place &+= 1
            }
            state = step(state ^ word)
        }
        if isMixed == nil { for byte in text.utf8 { state = step(state ^ UInt64(byte)) } }
        hash = state
    }

    /// The two halves of a product with an odd number, folded.
    private static func step(_ word: UInt64) -> UInt64 {
        let (high, low) = (word ^ seed).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return high ^ low
    }
}
