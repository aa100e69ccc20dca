import BillingModel
import BillingReports
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension GraphExplorer {
    /// How wide the picture is before a script draws it as wide as its place.
    private static let width = 920.0

    /// The graph as a figure of a page: a picture that reads and prints without a script, and what a script needs to move in it; nil
    /// without data.
    ///
    /// - Throws: As the JSON of the data.
    func figure() throws -> Markup? {
        guard let data = try ExplorerData(self), let view = first, let (graph, shown) = graph(of: view),
            let days = graphs.first, !days.series.isEmpty
        else { return nil }
        var markup = Markup()
        let layout = GraphLayout(days)
        let picture = GraphPicture(graph, as: days, shown: shown, zone: navigator.zone, width: Self.width)
        markup.element("figure", [.init("class", "explorer"), .init("id", "graph-explorer")]) { figure in
            figure.add(controls)
            figure.add(legend(layout, of: days))
            figure.element("div", [.init("class", "chart")]) { chart in
                chart.element("div", [.init("class", "panels")]) { $0.add(picture.figures) }
                chart.add(cursor)
            }
            figure.add(strip(of: days))
            figure.add(reading)
        }
        markup.open("script", [.init("type", "application/json"), .init("id", "graph-data")])
        markup.add(raw: try JSONWriter.text(of: data, inScript: true))
        markup.close("script")
        return markup
    }

    private var controls: Markup {
        var markup = Markup()
        func button(
            _ name: StaticString, _ value: String, _ label: String, _ text: String, pressed: Bool = false
        ) {
            markup.element(
                "button",
                [
                    .init("type", "button"), .init(name, value),
                    .init("aria-label", label == text ? nil : label),
                    .init("aria-pressed", pressed ? "false" : nil),
                ], text)
        }
        markup.open("div", [.init("class", "controls"), .init("data-script", ""), .init("hidden", "hidden")])
        markup.open("div", [.init("class", "group")])
        button("data-move", "-1", "Earlier", "‹")
        markup.element("output", [.init("class", "span")], "")
        button("data-move", "1", "Later", "›")
        markup.close("div")
        markup.open(
            "div", [.init("class", "group segments"), .init("role", "group"), .init("aria-label", "Period")])
        for (period, text) in [("day", "Day"), ("week", "Week"), ("month", "Month")] {
            button("data-period", period, text, text, pressed: true)
        }
        button("data-all", "", "All", "All")
        markup.close("div")
        markup.open("div", [.init("class", "group")])
        button("data-zoom", "0.5", "Closer", "+")
        button("data-zoom", "2", "Wider", "−")
        markup.close("div")
        markup.element("label", [.init("class", "date")]) { label in
            label.add("Go to ")
            label.leaf(
                "input",
                [
                    .init("type", "date"), .init("data-date", ""),
                    .init("min", dates.map { "\($0.lowerBound)" }),
                    .init("max", dates.map { "\($0.upperBound)" }),
                ])
        }
        markup.close("div")
        return markup
    }

    /// The dates of the data.
    private var dates: ClosedRange<LocalDate>? {
        guard let low = try? navigator.zone.date(of: navigator.data.lowerBound),
            let end = try? Instants.microseconds(navigator.data.upperBound),
            let high = try? LocalDate(
                dayNumber: Int(floorDivide(navigator.zone.clock(at: end - 1), Instants.perDay))), low <= high
        else { return nil }
        return low...high
    }

    /// The lines under the unit of their axis; a script makes each a switch.
    private func legend(_ layout: GraphLayout, of graph: ConsumptionGraph) -> Markup {
        var markup = Markup()
        markup.open("ul", [.init("class", "legend"), .init("aria-label", "Lines")])
        for panel in layout.panels {
            for line in panel.lines {
                let series = graph.series[line]
                markup.element("li", [.init("data-line", "\(line)")]) { entry in
                    entry.element("span", [.init("class", "swatch s\(layout.slots[line] ?? 1)")], "")
                    entry.element("bdi", series.title)
                    entry.element("small", series.unit)
                }
            }
        }
        markup.close("ul")
        return markup
    }

    /// What a pointer or the arrow keys read values with.
    private var cursor: Markup {
        var markup = Markup()
        markup.element(
            "div",
            [
                .init("class", "cursor"), .init("data-script", ""), .init("hidden", "hidden"),
                .init("role", "slider"),
                .init("tabindex", "0"), .init("aria-label", "Time that values are read at"),
                .init("aria-valuemin", "0"), .init("aria-valuemax", "0"), .init("aria-valuenow", "0"),
            ]
        ) { cursor in
            cursor.element("span", [.init("class", "mark")], "")
            cursor.element("span", [.init("class", "selection"), .init("hidden", "hidden")], "")
        }
        return markup
    }

    /// All of the data small, with a handle at each end of what is shown.
    private func strip(of graph: ConsumptionGraph) -> Markup {
        var markup = Markup()
        markup.open("div", [.init("class", "strip"), .init("data-script", ""), .init("hidden", "hidden")])
        markup.add(Overview.picture(of: graph, over: navigator.data))
        markup.element("div", [.init("class", "window")], "")
        for label in ["Start of what is shown", "End of what is shown"] {
            markup.element(
                "div",
                [
                    .init("class", "handle"), .init("role", "slider"), .init("tabindex", "0"),
                    .init("aria-label", label), .init("aria-valuemin", "0"), .init("aria-valuemax", "100"),
                    .init("aria-valuenow", "0"),
                ], "")
        }
        markup.close("div")
        return markup
    }

    /// The exact values at the cursor, which a script fills.
    private var reading: Markup {
        var markup = Markup()
        markup.element(
            "div", [.init("class", "reading"), .init("data-script", ""), .init("hidden", "hidden")]
        ) { div in
            div.element("table") { table in
                table.element("caption", "")
                table.element("thead") { head in
                    head.element("tr") { row in
                        for title in ["Line", "Value", "True at", "Completeness"] {
                            row.element("th", [.init("scope", "col")], title)
                        }
                    }
                }
                table.element("tbody", "")
            }
        }
        return markup
    }
}
