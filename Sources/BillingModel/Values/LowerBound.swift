extension RandomAccessCollection where Index == Int {
    /// The first place whose element is not before what is sought, as `isBefore` tells; the end if there is none.
    ///
    /// - Complexity: O(log *n*).
    @inlinable
    package func lowerBound(where isBefore: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
