public import BillingModel
public import BillingReports
import BillingTime

extension ConsumptionGraph {
    /// The graph as a picture that stands alone: an SVG document, which a page can hold too.
    ///
    /// Lines of one unit share an axis; of two units a panel has an axis on the left and one on the right, of more each has a panel of
    /// its own, and so have lines that would lie flat beside others, and the ninth line of a unit. A gap is a gap, and the course of a figure to date
    /// ends with its month. A dotted stretch leads to or from what is not complete, a dashed one to what follows from a rule for silence; a
    /// ring is a point that is not complete, a dashed ring the level known last where a line went silent. Of what was added, a forecast
    /// goes on as a dashed line in bands of 80 and 95 %, findings are diamonds, annotations numbered flags, limits lines of dashes and
    /// dots. An earlier graph is drawn in thin lines behind, bucket by bucket: the first of it at the first, and so on as far as
    /// both reach.
    ///
    /// Each point has a title with its exact figure, its bucket on the clock of the tenant, and how complete it is, which a browser
    /// shows on hover. Of long lines the lowest and the highest points of equal cells of time are drawn, all of them real, and fewer of
    /// them have a title, so that a picture of 14 metrics by day over three years stays below 200 kilobytes. What a host wrote is
    /// escaped. The same graph gives the same bytes.
    ///
    /// Buckets below a day are named by the clock of the tenant if the system's time zone rules are those of the graph, else in UTC.
    ///
    /// - Parameters:
    ///   - title: What stands above the picture.
    ///   - width: How wide the picture is, in pixels, from 240 to 4,096; its height follows from what is shown.
    ///   - visible: The lines that are drawn; nil for all.
    ///   - before: What is drawn behind, such as the graph of the month before; nil for nothing. ``/BillingReports/ComparisonMode/ranges(of:in:now:)``
    ///     finds its range.
    /// - Returns: The document, with light and dark colours by what the reader's system prefers.
    /// - Throws: `BillingError` with code `invalidValue` for another width, `unsupported` if the earlier graph has buckets of another
    ///   width.
    /// - Complexity: O(*n*) for *n* points.
    public func svg(
        title: String = "Consumption graph", width: Int = 960, showing visible: Set<Series.ID>? = nil,
        before: ConsumptionGraph? = nil
    ) throws(BillingError) -> String {
        try PictureFrame.check(width)
        if let before, before.width != self.width {
            throw BillingError(
                .unsupported, rule: "a graph is drawn over one whose buckets are as wide",
                detail: "\(self.width) and \(before.width)")
        }
        let inner = Double(width) - 2 * PictureFrame.margin
        return GraphPicture(self, width: inner, visible: visible, before: before).picture(title: title).text
    }
}
