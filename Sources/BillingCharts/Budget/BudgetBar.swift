import BillingModel
import BillingReports
import BillingStore

/// A budget as one bar from zero: what is spent, what is ahead, the limit, the time, and what is expected.
struct BudgetBar {
    /// A stretch of the bar.
    struct Piece {
        let style: String
        let name: String
        let units: Int128
        let from: Double
        let to: Double
    }

    static let height = 118.0
    private static let bar = (top: 28.0, height: 26.0)
    /// Where the whisker of what is expected lies, below the upper edge.
    private static let whisker = 70.0
    private static let axis = 84.0

    let amounts: BudgetAmounts
    let width: Double
    let pieces: [Piece]
    let scale: ValueScale

    private var report: BudgetReport { amounts.report }

    init(_ report: BudgetReport, width: Double) {
        let amounts = BudgetAmounts(report: report)
        self.amounts = amounts
        self.width = width
        // What was given back lies left of zero.
        var (low, high) = (0.0, 0.0)
        pieces = [
            ("s1 y", "fixed", amounts.fixed), ("s3 y", "usage", amounts.usage),
            ("s1 y v zb", "fees ahead", amounts.ahead),
        ].filter { $0.2 != 0 }.map { style, name, units in
            let length = amounts.length(units)
            defer { if length > 0 { high += length } else { low += length } }
            let from = length > 0 ? high : low
            return Piece(style: style, name: name, units: units, from: from, to: from + length)
        }
        let forecast = report.forecast?.amount.map {
            [$0.value, $0.interval80.lower, $0.interval80.upper].map { amounts.length($0.minorUnits) }
        }
        let ends = (forecast ?? []) + [low, high, amounts.limit]
        scale = ValueScale(
            lowest: ends.min() ?? 0, highest: ends.max() ?? 1, fromZero: true, isWhole: false,
            most: max(2, Int(width / 90)))
    }

    private func x(_ value: Double) -> Double {
        let margin = 10.0
        return margin + min(max(scale.share(of: value), 0), 1) * (width - 2 * margin)
    }

    private static func text(_ length: Double) -> String { GraphDrawing.text(length) }

    /// Draws the bar with its upper edge at a height.
    func draw(at top: Double, in markup: inout Markup) {
        drawAxis(at: top, in: &markup)
        let (upper, lower) = (top + Self.bar.top, top + Self.bar.top + Self.bar.height)
        func box(_ from: Double, _ to: Double) -> String {
            let (left, right) = (Self.text(x(min(from, to))), Self.text(x(max(from, to))))
            return "M\(left) \(Self.text(upper))H\(right)V\(Self.text(lower))H\(left)z"
        }
        markup.leaf("path", [.init("class", "zk"), .init("d", box(0, amounts.limit))])
        for piece in pieces {
            markup.element("g", [.init("class", String(piece.style.prefix(2)))]) { group in
                group.element(
                    "path",
                    [.init("class", String(piece.style.dropFirst(3))), .init("d", box(piece.from, piece.to))]
                ) { $0.element("title", "\(piece.name): \(amounts.full(piece.units))") }
            }
        }
        drawOver(upper, lower, in: &markup)
        drawTime(upper, lower, in: &markup)
        drawLimit(top, lower, in: &markup)
        drawForecast(at: top + Self.whisker, in: &markup)
    }

    private func drawAxis(at top: Double, in markup: inout Markup) {
        let y = top + Self.axis
        markup.leaf(
            "path",
            [
                .init("class", "x"),
                .init("d", "M\(Self.text(x(scale.lower))) \(Self.text(y))H\(Self.text(x(scale.upper)))"),
            ])
        for (place, tick) in scale.ticks.enumerated() {
            let anchor = place == 0 ? "start" : place + 1 == scale.ticks.count ? "end" : "middle"
            let at = x(tick.value)
            markup.leaf(
                "path", [.init("class", "x"), .init("d", "M\(Self.text(at)) \(Self.text(y))v4")])
            markup.element(
                "text",
                [
                    .init("x", Self.text(at + (anchor == "start" ? -4 : anchor == "end" ? 4 : 0))),
                    .init("y", Self.text(y + 17)), .init("text-anchor", anchor),
                ], tick.text)
        }
    }

    /// Draws a frame around what lies beyond the limit.
    private func drawOver(_ upper: Double, _ lower: Double, in markup: inout Markup) {
        guard let over = amounts.over else { return }
        let spent = amounts.length(report.spent.minorUnits)
        let (left, right) = (Self.text(x(amounts.limit)), Self.text(x(spent)))
        markup.element(
            "path",
            [
                .init("class", "zx"),
                .init("d", "M\(left) \(Self.text(upper))H\(right)V\(Self.text(lower))H\(left)z"),
            ]
        ) { $0.element("title", "over by \(amounts.full(over))") }
    }

    /// Draws a line at the share of the budget that the time that has passed is of the period.
    private func drawTime(_ upper: Double, _ lower: Double, in markup: inout Markup) {
        guard report.elapsed > 0, report.elapsed < 1 else { return }
        let x = Self.text(x(report.elapsed * amounts.limit))
        markup.element("g") { group in
            group.element("title", amounts.time)
            group.leaf(
                "path",
                [
                    .init("class", "zs"),
                    .init("d", "M\(x) \(Self.text(upper - 4))V\(Self.text(lower + 4))"),
                ])
            group.leaf(
                "path",
                [
                    .init("class", "zw"),
                    .init("d", "M\(x) \(Self.text(upper - 4))V\(Self.text(lower + 4))"),
                ])
            group.leaf(
                "path",
                [.init("class", "zf"), .init("d", "M\(x) \(Self.text(upper - 1))l-4 -7h8z")])
        }
    }

    /// Draws the budget as a line with its name.
    private func drawLimit(_ top: Double, _ lower: Double, in markup: inout Markup) {
        let at = x(amounts.limit)
        markup.leaf(
            "path",
            [
                .init("class", amounts.over == nil ? "zl" : "zl zlb"),
                .init("d", "M\(Self.text(at)) \(Self.text(top + 16))V\(Self.text(lower + 6))"),
            ])
        let label = "budget \(amounts.text(report.budget.amount))"
        let half = Double(DisplayText(label).columns) * 3.5
        let anchor = at + half > width ? "end" : at - half < 0 ? "start" : "middle"
        markup.element(
            "text",
            [
                .init("class", "k"),
                .init("x", Self.text(anchor == "end" ? width : anchor == "start" ? 0 : at)),
                .init("y", Self.text(top + 11)), .init("text-anchor", anchor),
            ], label)
    }

    /// Draws what is expected as a diamond on a line where it will lie in four of five cases.
    private func drawForecast(at y: Double, in markup: inout Markup) {
        guard let amount = report.forecast?.amount else { return }
        let (low, high, middle) = (
            x(amounts.length(amount.interval80.lower.minorUnits)),
            x(amounts.length(amount.interval80.upper.minorUnits)),
            x(amounts.length(amount.value.minorUnits))
        )
        let ends = [low, high].map { "M\(Self.text($0)) \(Self.text(y - 5))v10" }
        markup.element("g") { group in
            let texts = [amounts.expected, amounts.interval].compactMap { $0 }
            group.element("title", texts.joined(separator: ", "))
            group.leaf(
                "path",
                [
                    .init("class", "zw"),
                    .init("d", "M\(Self.text(low)) \(Self.text(y))H\(Self.text(high))" + ends.joined()),
                ])
            group.leaf(
                "path",
                [
                    .init("class", "zf"),
                    .init("d", "M\(Self.text(middle)) \(Self.text(y - 5))l5 5l-5 5l-5 -5z"),
                ])
        }
    }
}
