/// The level around each value that most of its neighbours agree on.
struct LocalLevel: Sendable {
    let values: [Double]

    /// The median of each value and its neighbours, `reach` to each side; at both ends the line of Theil and
    /// Sen through the outermost window, since a median of neighbours on one side alone would lag behind a
    /// trend.
    ///
    /// - Complexity: O(*n* *reach*), and O(*reach*²) at the ends.
    init(of values: [Double], reach: Int) {
        var medians = Median.moving(values, reach: reach)
        let width = 2 * reach + 1
        if values.count >= width {
            let head = RobustLine(values[..<width].enumerated().map { (Double($0), $1) })
            let tail = RobustLine(values.suffix(width).enumerated().map { (Double($0), $1) })
            for offset in 0..<reach {
                medians[offset] = head.value(at: Double(offset))
                medians[values.count - 1 - offset] = tail.value(at: Double(width - 1 - offset))
            }
        } else {
            let line = RobustLine(values.enumerated().map { (Double($0), $1) })
            medians = values.indices.map { line.value(at: Double($0)) }
        }
        self.values = medians
    }

    /// The distances of values from their level.
    func distances(of values: [Double]) -> [Double] { zip(values, self.values).map { $0 - $1 } }

    /// The values, none further from its level than so many robust deviations.
    ///
    /// Distances of 0 are left out of the deviation, since most values of a flat series are their own level.
    func bounded(_ values: [Double], deviations: Double) -> [Double] {
        let sizes = distances(of: values).map { abs($0) }.filter { $0 > 0 }
        let bound = deviations * Median.deviationsOfGaussian * Median.of(sizes)
        return zip(values, self.values).map { min(max($0, $1 - bound), $1 + bound) }
    }
}
