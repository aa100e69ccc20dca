import BillingModel
import BillingReports

/// What every picture begins with.
enum PictureFrame {
    static let widths = 240...4_096

    /// - Throws: `BillingError` with code `invalidValue` for a width that no picture has.
    static func check(_ width: Int) throws(BillingError) {
        guard widths.contains(width) else {
            throw BillingError(
                .invalidValue, rule: "a picture is from 240 to 4,096 pixels wide", detail: "\(width) pixels")
        }
    }

    /// How much room a picture that stands alone has around it.
    static let margin = 16.0

    /// The attributes of the root: a picture with a name, as wide as there is room, in its own proportions.
    static func attributes(
        width: Double, height: Double, label: String, margin: Double = 0
    ) -> [Markup.Attribute] {
        let (wide, high) = (GraphDrawing.text(width + 2 * margin), GraphDrawing.text(height + 2 * margin))
        let corner = margin > 0 ? "-" + GraphDrawing.text(margin) : "0"
        return [
            .init("xmlns", "http://www.w3.org/2000/svg"), .init("class", "ib"), .init("role", "img"),
            .init("aria-label", label), .init("viewBox", "\(corner) \(corner) \(wide) \(high)"),
            .init("width", wide), .init("height", high),
        ]
    }

    /// A picture of some height below its heading: with a title it stands alone and brings its colours, without one it is part of a page.
    static func picture(
        title: String?, subtitle: String, summary: String, width: Double, height: Double,
        _ draw: (inout Markup, _ top: Double) -> Void
    ) -> Markup {
        let head = title == nil ? 0 : 48.0
        var markup = Markup()
        markup.element(
            "svg",
            attributes(
                width: width, height: head + height + 8, label: title ?? summary,
                margin: title == nil ? 0 : margin)
        ) { svg in
            if let title { begin(title, subtitle, summary, width, in: &svg) }
            draw(&svg, head)
        }
        return markup
    }

    /// Adds the name, what the picture shows in words, the colours, and the heading.
    private static func begin(
        _ title: String, _ subtitle: String, _ summary: String, _ width: Double, in markup: inout Markup
    ) {
        markup.element("title", title)
        markup.element("desc", summary)
        markup.open("style")
        markup.add(raw: PictureStyle.standalone)
        markup.close("style")
        let columns = Int(width / 8)
        markup.element(
            "text", [.init("class", "h"), .init("x", "0"), .init("y", "16")],
            DisplayText(title).cut(to: columns).text)
        markup.element(
            "text", [.init("x", "0"), .init("y", "34")],
            DisplayText(subtitle).cut(to: columns + columns / 5).text)
    }

    /// What is drawn of a graph, for those who do not see it.
    static func summary(of graph: ConsumptionGraph, showing visible: Set<Int>) -> String {
        let shown = graph.series.indices.filter(visible.contains).map { graph.series[$0] }
        let lines = shown.prefix(20).map { line in
            let name = GraphPicture.name(of: line)
            guard let bounds = line.bounds else { return "\(name): no data" }
            let last =
                line.points.last { $0.value != nil }?.value.map { ", last \(NumberText.number($0))" } ?? ""
            return
                "\(name): \(NumberText.number(bounds.lowerBound)) to \(NumberText.number(bounds.upperBound))\(last)"
        }
        let more =
            shown.count > lines.count ? ["and \(shown.count - lines.count) more lines"] : []
        return (["\(graph.span), per \(graph.width)"] + lines + more).joined(separator: "; ")
    }
}
