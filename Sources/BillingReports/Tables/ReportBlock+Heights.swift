extension ReportBlock.Course {
    /// The course in a room of some columns: how high each figure stands in the scale, from 0 to 1, and nil in a gap.
    ///
    /// - Parameter columns: How many columns there are; with more figures, each column shows the highest of its share, and a gap
    ///   only if all of them are missing.
    /// - Returns: At most as many heights as there are columns, and as figures; of a scale without extent each is a half, and the
    ///   course is level.
    func heights(columns: Int) -> (heights: [Double?], isLevel: Bool) {
        let count = min(figures.count, max(0, columns))
        let shown = (0..<count).map { column -> Double? in
            let share = figures.count * column / count..<figures.count * (column + 1) / count
            return figures[share].lazy.compactMap(\.self).filter(\.isFinite).max()
        }
        let known = figures.lazy.compactMap(\.self).filter(\.isFinite)
        guard let least = known.min(), let greatest = known.max() else { return (shown, true) }
        let (lowest, highest) =
            scale.map { (min($0.lowerBound, least), max($0.upperBound, greatest)) } ?? (least, greatest)
        // Halves, because the whole span of two figures may be too large for a Double.
        let span = highest / 2 - lowest / 2
        guard span > 0 else { return (shown.map { $0.map { _ in 0.5 } }, true) }
        return (shown.map { $0.map { ($0 / 2 - lowest / 2) / span } }, false)
    }
}
