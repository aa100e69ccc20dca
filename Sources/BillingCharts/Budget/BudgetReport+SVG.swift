public import BillingModel
public import BillingReports

extension BudgetReport {
    /// The budget as a picture that stands alone, an SVG document: a bar of what is spent up to the limit, or beyond it.
    ///
    /// What is fixed, what usage costs, and the fees ahead follow each other from zero; what was given back lies left of zero. A line stands
    /// where the budget ends, another one at the share of the time that has passed, and below the bar a diamond on its interval of 80 %
    /// where a forecast expects the end of the period. What lies beyond the limit is framed, and told in words. Amounts in other currencies,
    /// charges without an amount or a forecast, and what is projected without a forecast are told in words too.
    ///
    /// Each piece has a title with its exact amount, which a browser shows on hover. What a host wrote is escaped. The same screen gives
    /// the same bytes.
    ///
    /// - Parameters:
    ///   - title: What stands above the picture; nil for the title of the screen.
    ///   - width: How wide the picture is, in pixels, from 240 to 4,096; its height follows from what is said.
    /// - Returns: The document, with light and dark colours by what the reader's system prefers.
    /// - Throws: `BillingError` with code `invalidValue` for another width.
    /// - Complexity: O(*n*) for *n* parts.
    public func svg(title: String? = nil, width: Int = 960) throws(BillingError) -> String {
        try PictureFrame.check(width)
        let inner = Double(width) - 2 * PictureFrame.margin
        return BudgetPicture(self, width: inner).picture(title: title ?? self.title).text
    }
}
