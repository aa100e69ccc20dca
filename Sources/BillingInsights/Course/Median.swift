/// Order statistics.
enum Median {
    /// The standard deviation of Gaussian errors, in their median absolute deviations.
    static let deviationsOfGaussian = 1.4826

    /// The median, the mean of the middle two where they are two; 0 for none.
    ///
    /// - Complexity: O(*n*) on average.
    static func of(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        var values = values
        let middle = values.count / 2
        let upper = select(middle, of: &values)
        guard values.count % 2 == 0 else { return upper }
        return 0.5 * (values[..<middle].reduce(-.infinity, max) + upper)
    }

    /// The value that stands at `rank` in ascending order; smaller ones are moved before it.
    ///
    /// - SeeAlso: Hoare (1961), Algorithm 65: Find. The pivot is the middle value, so that ordered input is
    ///   no bad case.
    private static func select(_ rank: Int, of values: inout [Double]) -> Double {
        var low = 0
        var high = values.count - 1
        while low < high {
            let pivot = values[(low + high) / 2]
            var left = low
            var right = high
            while left <= right {
                while values[left] < pivot { left += 1 }
                while values[right] > pivot { right -= 1 }
                guard left <= right else { break }
                values.swapAt(left, right)
                left += 1
                right -= 1
            }
            if rank <= right {
                high = right
            } else if rank >= left {
                low = left
            } else {
                break
            }
        }
        return values[rank]
    }

    /// The value below which `share` of ascending values lie, by the line between neighbours; 0 for none.
    ///
    /// - SeeAlso: Hyndman and Fan (1996), Sample quantiles in statistical packages, definition 7.
    static func quantile(_ share: Double, ofSorted sorted: [Double]) -> Double {
        guard let last = sorted.last else { return 0 }
        let position = share * Double(sorted.count - 1)
        let index = Int(position)
        guard index + 1 < sorted.count else { return last }
        return sorted[index] + (position - Double(index)) * (sorted[index + 1] - sorted[index])
    }

    /// The median of each value and its neighbours, `reach` to each side; windows at the ends are shifted
    /// inwards.
    ///
    /// - Complexity: O(*n* *reach*).
    static func moving(_ values: [Double], reach: Int) -> [Double] {
        let width = 2 * reach + 1
        guard values.count >= width else { return values }
        var window = SortedWindow(capacity: width)
        for value in values[..<width] { window.add(value) }
        var medians = Array(repeating: window.median, count: values.count)
        for end in width..<max(values.count, width) {
            window.add(values[end])
            medians[end - reach] = window.median
        }
        for index in values.count - reach..<values.count { medians[index] = window.median }
        return medians
    }
}
