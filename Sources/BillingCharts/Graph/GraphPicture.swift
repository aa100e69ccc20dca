import BillingModel
import BillingReports
import BillingTime

/// A graph and what is drawn of it.
struct GraphPicture {
    let graph: ConsumptionGraph
    let drawing: GraphDrawing

    /// The picture of a graph, over an earlier one of buckets of the same width.
    init(
        _ graph: ConsumptionGraph, width: Double, visible: Set<ConsumptionGraph.Series.ID>? = nil,
        before: ConsumptionGraph? = nil
    ) {
        let columns = GraphColumns(graph, zone: Self.zone(of: graph))
        self.graph = graph
        let lines = graph.series.indices.filter { visible?.contains(graph.series[$0].id) ?? true }
        drawing = GraphDrawing(
            columns: columns, layout: GraphLayout(graph), names: graph.series.map { Self.name(of: $0) },
            shown: 0..<columns.count, visible: Set(lines),
            earlier: before.map { Self.earlier($0, Self.zone(of: $0), graph.series.map(\.id)) }, width: width)
    }

    private static func earlier(
        _ graph: ConsumptionGraph, _ zone: Zone?, _ lines: [ConsumptionGraph.Series.ID]
    ) -> GraphDrawing.Earlier {
        .init(columns: GraphColumns(graph, zone: zone, lines: lines), places: graph.buckets.indices)
    }

    /// A picture of some buckets of a graph, laid out as another one of the same tenant; lines that the graph lacks are not drawn.
    init(
        _ graph: ConsumptionGraph, as days: ConsumptionGraph, shown: Range<Int>? = nil,
        before: ConsumptionGraph? = nil, zone: Zone, width: Double
    ) {
        self.graph = graph
        let columns = GraphColumns(graph, zone: zone, lines: days.series.map(\.id))
        let own = Set(graph.series.map(\.id))
        drawing = GraphDrawing(
            columns: columns, layout: GraphLayout(days), names: days.series.map { Self.name(of: $0) },
            shown: shown ?? 0..<columns.count,
            visible: Set(days.series.indices.filter { own.contains(days.series[$0].id) }),
            earlier: before.map { Self.earlier($0, zone, days.series.map(\.id)) }, width: width)
    }

    /// What a line is called in a picture: at most 40 columns, so that no name hides the rest.
    static func name(of line: ConsumptionGraph.Series) -> String { DisplayText(line.title).cut(to: 40).text }

    /// The clock of buckets below a day; nil if the system does not have the rules that the graph was made by.
    static func zone(of graph: ConsumptionGraph) -> Zone? {
        guard !graph.width.isDayOrWider, let zone = try? ZoneDatabase.system.zone(graph.stamp.zones),
            zone.digest == graph.stamp.digest
        else { return nil }
        return zone
    }

    /// What is inside each panel of a page, which has a legend of its own.
    var panels: [Markup] {
        guard !drawing.shown.isEmpty else { return [] }
        let ticks = drawing.ticks
        return drawing.panels.map { panel in
            var markup = Markup()
            drawing.draw(panel, ticks, at: 0, in: &markup)
            return markup
        }
    }

    /// A picture of a panel, so that a sheet of paper can end between two; nothing without a line that is drawn.
    func figure(of panel: GraphLayout.Panel) -> Markup {
        var markup = Markup()
        guard let inner = zip(drawing.panels, panels).first(where: { $0.0 == panel })?.1 else {
            return markup
        }
        let names = panel.lines.filter(drawing.visible.contains).map { drawing.names[$0] }
        markup.element(
            "svg",
            PictureFrame.attributes(
                width: drawing.width, height: drawing.panelHeight,
                label: "\(names.joined(separator: ", ")); \(graph.span)")
        ) { $0.add(inner) }
        return markup
    }

    /// The picture with its legends and notes; with a title it stands alone.
    func picture(title: String?) -> Markup {
        let legends =
            drawing.shown.isEmpty ? [] : drawing.panels.map { PictureLegend($0, of: graph, drawing) }
        let notes = PictureNotes(graph, width: drawing.width)
        let body = legends.reduce(0) { $0 + $1.height + drawing.panelHeight }
        return PictureFrame.picture(
            title: title, subtitle: "\(graph.span), per \(graph.width)",
            summary: PictureFrame.summary(of: graph, showing: drawing.visible), width: drawing.width,
            height: (legends.isEmpty ? 80 : body) + notes.height
        ) { svg, head in
            guard !legends.isEmpty else {
                svg.element(
                    "text",
                    [
                        .init("x", GraphDrawing.text(drawing.width / 2)),
                        .init("y", GraphDrawing.text(head + 44)),
                        .init("text-anchor", "middle"),
                    ], graph.series.isEmpty ? "No data yet" : "Nothing to show")
                return
            }
            var top = head
            let ticks = drawing.ticks
            for (panel, legend) in zip(drawing.panels, legends) {
                legend.draw(at: top, in: &svg)
                top += legend.height
                drawing.draw(panel, ticks, at: top, in: &svg)
                top += drawing.panelHeight
            }
            notes.draw(at: top, in: &svg)
        }
    }
}
