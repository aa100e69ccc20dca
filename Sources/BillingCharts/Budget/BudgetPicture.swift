import BillingModel
import BillingReports
import BillingStore
import BillingTime

/// A report on a budget and its bar.
struct BudgetPicture {
    let report: BudgetReport
    let bar: BudgetBar

    init(_ report: BudgetReport, width: Double) {
        self.report = report
        bar = BudgetBar(report, width: width)
    }

    private var amounts: BudgetAmounts { bar.amounts }

    /// The picture with its legend and notes; with a title it stands alone.
    func picture(title: String?) -> Markup {
        let width = bar.width
        let legend = PictureLegend(entries, width: width)
        let notes = PictureNotes(amounts.sentences, width: width)
        let headlines = PictureLegend(
            [
                .init(.words("u"), amounts.headline.spent),
                .init(.words(amounts.over == nil ? "u" : "u zr"), amounts.headline.rest),
            ], width: width)
        return PictureFrame.picture(
            title: title, subtitle: "\(period), in \(report.budget.amount.currency)", summary: summary,
            width: width, height: headlines.height + legend.height + 6 + BudgetBar.height + notes.height
        ) { svg, head in
            var top = head
            headlines.draw(at: top, in: &svg)
            top += headlines.height
            legend.draw(at: top, in: &svg)
            top += legend.height + 6
            bar.draw(at: top, in: &svg)
            notes.draw(at: top + BudgetBar.height, in: &svg)
        }
    }

    private var period: String { ScreenText.dates(report.time.firstDate, report.time.lastDate) }

    private typealias Legend = [PictureLegend.Text]

    /// What the pieces and marks are.
    private var entries: Legend {
        var entries: Legend = bar.pieces.map {
            .init(.box($0.style), $0.name, amounts.text($0.units))
        }
        if report.elapsed > 0, report.elapsed < 1 { entries.append(.init(.mark("l-4 -7h8z"), amounts.time)) }
        if let expected = amounts.expected { entries.append(.init(.mark("l5 -5l-5 -5l-5 5z"), expected)) }
        if let interval = amounts.interval { entries.append(.init(.line("zw"), interval)) }
        if let chance = amounts.chance { entries.append(.init(.words("k"), chance)) }
        return entries
    }

    /// The picture in words, for those who do not see it.
    var summary: String {
        let (spent, rest) = amounts.headline
        let pieces = bar.pieces.map { "\($0.name) \(amounts.text($0.units))" }
        return
            ([period, spent, rest, amounts.time] + pieces
            + [amounts.expected, amounts.interval, amounts.chance].compactMap { $0 } + amounts.sentences)
            .joined(separator: "; ")
    }
}
