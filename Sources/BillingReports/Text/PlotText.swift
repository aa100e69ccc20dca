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
        let course = ReportBlock.Course(figures, scale: scale).heights(columns: columns)
        return String(
            course.heights.map { height in
                guard let height else { return gap }
                guard !course.isLevel else { return level }
                return blocks[min(blocks.count - 1, max(0, Int(height * Double(blocks.count))))]
            })
    }
}
