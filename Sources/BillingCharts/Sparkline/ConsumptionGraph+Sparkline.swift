public import BillingModel
public import BillingReports

extension ConsumptionGraph {
    /// How one line of the graph went, as a picture without axes that is as small as a word: an SVG document.
    ///
    /// It goes from the lowest to the highest figure. A gap is a gap, a figure between two gaps a small dot, the last one a dot, and the dot of one
    /// that is not complete is hollow. Its title has the name of the line with its first, last, lowest and highest figure. The same graph gives the same bytes.
    ///
    /// - Parameters:
    ///   - line: The line.
    ///   - width: How wide the picture is, in pixels, from 24 to 4,096.
    ///   - height: How high it is, in pixels, from 16 to 4,096.
    /// - Returns: The document, with light and dark colours by what the reader's system prefers.
    /// - Throws: `BillingError` with code `notFound` if the graph has no such line, `invalidValue` for another width or height.
    /// - Complexity: O(*n*) for *n* points of the graph.
    public func sparkline(
        of line: Series.ID, width: Int = 120, height: Int = 28
    ) throws(BillingError) -> String {
        guard (24...4_096).contains(width), (16...4_096).contains(height) else {
            throw BillingError(
                .invalidValue, rule: "a sparkline is from 24 by 16 to 4,096 by 4,096 pixels large",
                detail: "\(width) by \(height) pixels")
        }
        guard let place = series.firstIndex(where: { $0.id == line }) else {
            throw BillingError(
                .notFound, rule: "a sparkline is of a line of its graph", detail: "metric '\(line.metric)'")
        }
        let columns = GraphColumns(self, zone: nil)
        let points = columns.lines[place].points
        // Nothing is known beyond the last figure, but time goes on.
        let last = columns.count > 0 ? columns.middle(columns.count - 1) : 0
        let first = columns.count > 0 ? columns.middle(0) : 0
        return Sparkline(
            points: points.map { .init(position: $0.position, value: $0.value, isFirst: $0.isFirst) },
            ends: min(first, points.first?.position ?? first)...max(last, points.last?.position ?? last),
            isOpen: points.last?.state.certainty == .unsure, name: GraphPicture.name(of: series[place]),
            size: (Double(width), Double(height))
        ).document
    }
}
