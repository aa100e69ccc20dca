/// The best division of a series into stretches with a line each.
enum Segmentation {
    /// Where stretches begin, without the first, so that squared errors in units of `noise` plus `penalty` for each
    /// stretch are least.
    ///
    /// Stretches begin at one of up to 128 places, so that a long series takes no longer; who wants to know more
    /// exactly looks around these.
    ///
    /// - Complexity: O(*m*²) for *m* places.
    /// - SeeAlso: Jackson and others (2005), An algorithm for optimal partitioning of data on an interval.
    static func starts(_ sums: LineSums, noise: Double, penalty: Double, shortest: Int) -> [Int] {
        let step = (sums.count - 1) / mostPlaces + 1
        var nodes = Array(stride(from: 0, to: sums.count, by: step))
        nodes.append(sums.count)
        var costs = Array(repeating: Double.infinity, count: nodes.count)
        var previous = Array(repeating: 0, count: nodes.count)
        costs[0] = 0
        for end in nodes.indices.dropFirst() {
            for start in 0..<end where costs[start] < .infinity {
                guard nodes[end] - nodes[start] >= shortest else { break }
                let cost = costs[start] + sums.lineError(nodes[start]..<nodes[end]) / noise + penalty
                if cost < costs[end] {
                    costs[end] = cost
                    previous[end] = start
                }
            }
        }
        var starts: [Int] = []
        var node = nodes.count - 1
        while previous[node] > 0 {
            node = previous[node]
            starts.append(nodes[node])
        }
        return starts.reversed()
    }

    private static let mostPlaces = 128
}
