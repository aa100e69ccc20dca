/// A line of figures as a row of blocks, one column each: `▁▂▄·█`.
enum PlotText {
    private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    private static let gap: Character = "·"
    /// What a line without ups and downs shows.
    private static let level: Character = "▄"

    /// Draws figures from the lowest to the highest of their scale.
    ///
    /// - Parameters:
    ///   - figures: One for each bucket; a gap where it is nil or not finite.
    ///   - columns: How many columns there are; with more figures, each column shows the highest of its share, and a gap
    ///     only if all of them are missing.
    ///   - scale: The bounds of the lines that share a scale; nil for those of the figures.
    /// - Returns: At most as many characters as there are columns, and as figures.
    static func line(_ figures: [Double?], columns: Int, scale: ClosedRange<Double>? = nil) -> String {
        let count = min(figures.count, max(0, columns))
        let shown = (0..<count).map { column -> Double? in
            let share = figures.count * column / count..<figures.count * (column + 1) / count
            return figures[share].lazy.compactMap(\.self).filter(\.isFinite).max()
        }
        let known = figures.lazy.compactMap(\.self).filter(\.isFinite)
        guard let least = known.min(), let greatest = known.max() else {
            return String(repeating: gap, count: count)
        }
        let (lowest, highest) =
            scale.map { (min($0.lowerBound, least), max($0.upperBound, greatest)) } ?? (least, greatest)
        // Halves, because the whole span of two figures may be too large for a Double.
        let span = highest / 2 - lowest / 2
        return String(
            shown.map { figure in
                guard let figure else { return gap }
                guard span > 0 else { return level }
                let step = (figure / 2 - lowest / 2) / span * Double(blocks.count)
                return blocks[min(blocks.count - 1, max(0, Int(step)))]
            })
    }
}
