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
            figure.element("div", [.init("class", "chart")]) { chart in
                chart.element("div", [.init("class", "panels")]) { panels in
                    for panel in layout.panels {
                        panels.element("div", [.init("class", "panel")]) {
                            $0.add(legend(of: panel, layout, days))
                            $0.element("div", [.init("class", "drawing")]) {
                                $0.add(picture.figure(of: panel))
                            }
                        }
                    }
                }
                chart.add(cursor)
            }
            figure.add(Self.flags(of: picture.drawing))
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
        button("data-all", "", "All", "All", pressed: true)
        markup.close("div")
        markup.open("div", [.init("class", "group")])
        button("data-zoom", "0.5", "Closer", "+")
        button("data-zoom", "2", "Wider", "−")
        markup.close("div")
        markup.open("div", [.init("class", "group")])
        button("data-compare", "", "Compare with the time before", "Compare", pressed: true)
        button("data-csv", "", "CSV of what is shown", "CSV")
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

    /// The lines of a panel; a script makes each a switch.
    private func legend(
        of panel: GraphLayout.Panel, _ layout: GraphLayout, _ graph: ConsumptionGraph
    ) -> Markup {
        var markup = Markup()
        markup.element("ul", [.init("class", "legend"), .init("aria-label", "Lines")]) { list in
            for line in panel.lines {
                let series = graph.series[line]
                list.element("li", [.init("data-line", "\(line)")]) { entry in
                    entry.element("span", [.init("class", "swatch s\(layout.slots[line] ?? 1)")], "")
                    entry.element("bdi", series.title)
                    if panel.right?.lines.contains(line) ?? false { entry.element("small", "right") }
                }
            }
        }
        return markup
    }

    /// What the flags of a picture say, in their order.
    private static func flags(of drawing: GraphDrawing) -> Markup {
        var markup = Markup()
        markup.element("ol", [.init("class", "flags"), .init("aria-label", "What happened")]) { list in
            for note in drawing.notes { list.element("li", note.text) }
        }
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
            cursor.element("span", [.init("class", "mark"), .init("hidden", "hidden")], "")
            cursor.element("span", [.init("class", "selection"), .init("hidden", "hidden")], "")
        }
        // What it says is in the table too.
        markup.element(
            "div", [.init("class", "tip"), .init("aria-hidden", "true"), .init("hidden", "hidden")], "")
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
            "div",
            [
                .init("class", "reading"), .init("data-script", ""), .init("hidden", "hidden"),
                .init("role", "region"), .init("tabindex", "0"), .init("aria-label", "Values at the cursor"),
            ]
        ) { div in
            div.element("table") { table in
                table.element("caption", "")
                table.element("thead") { head in
                    head.element("tr") { row in
                        func heading(_ title: String) { row.element("th", [.init("scope", "col")], title) }
                        heading("Line")
                        row.element("th", [.init("scope", "col"), .init("aria-sort", "none")]) {
                            $0.element(
                                "button", [.init("type", "button"), .init("data-size", "")], "Value")
                        }
                        for title in ["True at", "Completeness", "Lowest shown", "Highest shown"] {
                            heading(title)
                        }
                    }
                }
                table.element("tbody", "")
            }
        }
        return markup
    }
}
