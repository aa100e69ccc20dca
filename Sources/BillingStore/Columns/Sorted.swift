import BillingModel

extension Array {
    /// Merges sorted elements into this sorted array.
    ///
    /// - Complexity: O(*k* + *t*) for *k* new elements and *t* old ones after the first of them.
    package mutating func merge(sorted new: [Element], by areInOrder: (Element, Element) -> Bool) {
        guard let first = new.first else { return }
        let start = lowerBound { !areInOrder(first, $0) }
        guard start < count else {
            append(contentsOf: new)
            return
        }
        let tail = Array(self[start...])
        removeSubrange(start...)
        reserveCapacity(start + tail.count + new.count)
        var (old, fresh) = (0, 0)
        while old < tail.count, fresh < new.count {
            if areInOrder(new[fresh], tail[old]) {
                append(new[fresh])
                fresh += 1
            } else {
                append(tail[old])
                old += 1
            }
        }
        append(contentsOf: tail[old...])
        append(contentsOf: new[fresh...])
    }
}
