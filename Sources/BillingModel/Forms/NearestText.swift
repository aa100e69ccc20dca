/// The text that someone meant who wrote another one.
package enum NearestText {
    /// The nearest of some texts, if one is near enough that it may be meant.
    ///
    /// Case does not count. What is counted are letters that are missing, too many, wrong or swapped with their neighbour:
    /// at most a third of the letters, and one in any case, unless one of the two begins with the other.
    ///
    /// - Returns: The nearest; of equally near ones the first.
    /// - Complexity: O(*n* · *m*) for texts of *n* and *m* bytes, each; of longer ones than 64 bytes none is near.
    package static func of(_ text: String, among others: some Sequence<String>) -> String? {
        let written = folded(text)
        guard (1...64).contains(written.count) else { return nil }
        var nearest: (text: String, distance: Int)?
        for other in others {
            let meant = folded(other)
            guard (1...64).contains(meant.count) else { continue }
            let count = distance(written, meant)
            let least = min(written.count, meant.count)
            let limit =
                least >= 3 && (meant.starts(with: written) || written.starts(with: meant))
                ? count : max(1, max(written.count, meant.count) / 3)
            guard count <= limit, count < nearest?.distance ?? .max else { continue }
            nearest = (other, count)
        }
        return nearest?.text
    }

    private static func folded(_ text: String) -> [UInt8] {
        text.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
    }

    /// The least number of insertions, deletions, replacements and swaps of neighbours, none within another.
    ///
    /// - SeeAlso: The optimal string alignment distance of Damerau and Levenshtein.
    package static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var before: [Int] = []
        var last = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var line = [row + 1]
            for (column, other) in right.enumerated() {
                var least = min(last[column + 1], line[column]) + 1
                least = min(least, last[column] + (byte == other ? 0 : 1))
                if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
                    least = min(least, before[column - 1] + 1)
                }
                line.append(least)
            }
            (before, last) = (last, line)
        }
        return last.last ?? 0
    }
}
