extension Array {
    /// The element at a place; nil where there is none, as in a screen that a host decoded.
    func element(at place: Int) -> Element? { indices.contains(place) ? self[place] : nil }
}

extension Sequence where Element: Hashable {
    /// The elements in their order, each once.
    var unique: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
