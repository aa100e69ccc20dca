public import BillingModel
public import BillingReports

extension ConsumptionActions {
    /// The actions as a picture that stands alone, an SVG document: a bar per bucket, stacked by category and type.
    ///
    /// The eight categories and types that ran most have a colour each, types of one category beside each other, and all others are one
    /// more piece. A bar that may still change, or of which some is not known, is paler in a dashed outline; a bucket of which nothing is
    /// known is a dotted box at the base, since that is no zero; one that has not begun is empty. If the outlook that was added is that of
    /// a bucket of the picture, what is expected stands on it with its interval of 80 %. Failed and suppressed actions are told in words.
    ///
    /// Each piece has a title with its category, type and exact count, its bucket on the clock of the tenant, and how complete it is, which
    /// a browser shows on hover; of more than a thousand pieces, each bar has one title with all of its counts. If there are more buckets
    /// than pixels, each bar is the highest of its pixel's buckets, as it is, and a line below says so. What a host wrote is escaped. The
    /// same screen gives the same bytes.
    ///
    /// - Parameters:
    ///   - title: What stands above the picture.
    ///   - width: How wide the picture is, in pixels, from 240 to 4,096; its height follows from what is shown.
    /// - Returns: The document, with light and dark colours by what the reader's system prefers.
    /// - Throws: `BillingError` with code `invalidValue` for another width.
    /// - Complexity: O(*b* · *r*) for *b* buckets and *r* rows.
    public func svg(
        title: String = "Consumption actions", width: Int = 960
    ) throws(BillingError) -> String {
        try PictureFrame.check(width)
        let inner = Double(width) - 2 * PictureFrame.margin
        return ActionPicture(self, width: inner).picture(title: title).text
    }
}
