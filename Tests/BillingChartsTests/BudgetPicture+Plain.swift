import Testing

@testable import BillingCharts

extension BudgetPicture {
    /// The bar without legend and notes.
    var plainBar: String {
        var markup = Markup()
        markup.element(
            "svg", PictureFrame.attributes(width: bar.width, height: BudgetBar.height, label: summary)
        ) { bar.draw(at: 0, in: &$0) }
        return markup.text
    }
}
