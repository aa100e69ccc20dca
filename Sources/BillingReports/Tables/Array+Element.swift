extension Array {
    /// The element at a place; nil where there is none, as in a screen that a host decoded.
    func element(at place: Int) -> Element? { indices.contains(place) ? self[place] : nil }
}

extension Sequence where Element: Hashable {
    /// The elements in their order, each once.
    var unique: [Element] { uniqued(on: { $0 }) }
}

extension Sequence {
    /// The elements in their order, of those with one key the first.
    func uniqued<Key: Hashable>(on key: (Element) -> Key) -> [Element] {
        var seen: Set<Key> = []
        return filter { seen.insert(key($0)).inserted }
    }
}
