/// Finds the places of actions by the hashes of their keys: a table of slots, each with a few bits of the hash.
///
/// What a slot holds is compared with the key itself by the caller, so that equal hashes do no harm but to speed.
struct ActionPlaces: Sendable {
    /// 0 for a free slot.
    private var tags: [UInt8] = []
    private var places: [UInt32] = []
    private(set) var count = 0

    /// Makes a table with room for so many keys.
    init(capacity: Int = 0) {
        guard capacity > 0 else { return }
        tags = Array(repeating: 0, count: capacity * 3 / 2 + 1)
        places = Array(repeating: 0, count: tags.count)
    }

    /// What a hash says of its slot.
    private func home(_ hash: UInt64) -> Int { Int(hash.multipliedFullWidth(by: UInt64(tags.count)).high) }
    private func tag(_ hash: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: hash) | 1 }

    /// The place that a key has.
    func find(_ hash: UInt64, _ isKey: (Int) -> Bool) -> Int? { slot(hash, isKey).map { Int(places[$0]) } }

    private func slot(_ hash: UInt64, _ isKey: (Int) -> Bool) -> Int? {
        guard !tags.isEmpty else { return nil }
        let tag = tag(hash)
        var slot = home(hash)
        while tags[slot] != 0 {
            if tags[slot] == tag, isKey(Int(places[slot])) { return slot }
            slot = slot + 1 == tags.count ? 0 : slot + 1
        }
        return nil
    }

    /// Puts a place under a key, in the stead of the one that it had.
    ///
    /// - Parameters:
    ///   - place: Below 2^32.
    ///   - hash: The hash of the key.
    ///   - isKey: Whether the key is that of a place.
    ///   - hashOf: The hash of the key of a place.
    /// - Returns: The place that the key had.
    mutating func set(
        _ place: Int, _ hash: UInt64, _ isKey: (Int) -> Bool, hashOf: (Int) -> UInt64
    ) -> Int? {
        if let slot = slot(hash, isKey) {
            defer { places[slot] = UInt32(truncatingIfNeeded: place) }
            return Int(places[slot])
        }
        add(place, hash, hashOf: hashOf)
        return nil
    }

    /// Adds a place under a key that has none.
    mutating func add(_ place: Int, _ hash: UInt64, hashOf: (Int) -> UInt64) {
        // Five slots of six are taken at most, and three fifths after the table grew.
        if (count + 1) * 6 > tags.count * 5 { grow(hashOf) }
        insert(place, hash)
    }

    private mutating func insert(_ place: Int, _ hash: UInt64) {
        var slot = home(hash)
        while tags[slot] != 0 { slot = slot + 1 == tags.count ? 0 : slot + 1 }
        tags[slot] = tag(hash)
        places[slot] = UInt32(truncatingIfNeeded: place)
        count += 1
    }

    private mutating func grow(_ hashOf: (Int) -> UInt64) {
        let (oldTags, oldPlaces) = (tags, places)
        let capacity = max(16, tags.count * 7 / 5)
        tags = Array(repeating: 0, count: capacity)
        places = Array(repeating: 0, count: capacity)
        count = 0
        for (tag, place) in zip(oldTags, oldPlaces) where tag != 0 { insert(Int(place), hashOf(Int(place))) }
    }
}
