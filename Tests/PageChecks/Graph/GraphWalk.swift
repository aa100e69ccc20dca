import BillingCharts
import BillingModel
import BillingReports
import BillingTime
import Foundation
import PictureWorlds

/// Walks through the views of a graph in the page and in Swift, and holds against each other where each move leads, what is drawn, and
/// what is said of every line at a cursor.
struct GraphWalk {
    let world: PictureWorld
    let explorer: GraphExplorer
    let forecast: UsageForecast
    let insights: UsageInsights
    let page: BrowserPage

    private struct Step: Decodable {
        /// Where the move leads; nil for nowhere.
        let view: [Double]?
        /// The length and a digest of the picture.
        let picture: [Double]
        /// The name of the bucket, and the figure, time and completeness of each line by its name, with the earlier figure and the change
        /// where the time before is shown.
        let bucket: String
        let lines: [String: [String]]
    }

    /// The script that the steps are asked of.
    private static let prepare = """
        globalThis.walk = (move, width, cursor, compares) => {
          const graph = document.getElementById('graph-explorer').graph;
          globalThis.walked ??= graph.view;
          const view = globalThis.walked;
          const next = move(graph, view);
          const shown = next ?? view;
          globalThis.walked = shown;
          const before = compares ? graph.viewBefore(shown) : null;
          const markup = graph.markup(shown, width, before);
          let digest = 0x811c9dc5;
          for (let i = 0; i < markup.length; i += 1) digest = Math.imul(digest ^ markup.charCodeAt(i), 0x01000193) >>> 0;
          const found = graph.hover(shown, shown.from + Math.floor((shown.to - shown.from) * cursor), before);
          return {
            view: next ? [next.from, next.to, next.anchor] : null, picture: [markup.length, digest], bucket: found.name,
            lines: Object.fromEntries(found.values.map((each) => [each.name, [each.text, each.time ?? '', each.state, each.before ?? '']])),
          };
        };
        """

    /// Takes so many steps from a seed.
    func faults(steps: Int, seed: UInt64) async throws -> [Fault] {
        guard var view = explorer.first else { return [] }
        try page.evaluate(Self.prepare)
        var random = SplitMix64(seed: seed)
        let data = explorer.navigator.data
        let start = try Instants.microseconds(data.lowerBound)
        let length = try Instants.microseconds(data.upperBound) - start
        var faults: [Fault] = []
        for step in 0..<steps {
            let move = ViewMove.any(in: length, &random)
            let width = [360, 768, 920, 1_280][Int(random.next() % 4)]
            let cursor = Double(random.next() % 1_000) / 1_000
            let compares = random.next() % 3 == 0
            let place = "\(world.name), seed \(seed), step \(step), \(move)\(compares ? ", compared" : "")"
            let found = try page.value(
                "walk((graph, view) => \(move.script), \(width), \(cursor), \(compares))", as: Step.self)
            let next = try move.applied(to: view, explorer.navigator)
            let expected = try next.map { view in
                try [view.range.lowerBound, view.range.upperBound, view.anchor].map {
                    Double(try Instants.microseconds($0) - start)
                }
            }
            guard found.view == expected else {
                faults.append(
                    Fault(
                        rule: "graph-view", place: place,
                        text: "leads to \(found.view ?? []), not to \(expected ?? [])"))
                return faults
            }
            view = next ?? view
            faults += try await compare(
                found, view, before: compares ? self.before(view) : nil, width: width, cursor: cursor, place)
        }
        return faults
    }

    /// The view before one, if its figures are of the same width.
    private func before(_ view: GraphViewport) -> GraphViewport? {
        explorer.navigator.view(before: view).flatMap {
            explorer.width(of: $0) == explorer.width(of: view) ? $0 : nil
        }
    }

    /// The graph of a view, read anew for it alone.
    private func graph(of view: GraphViewport) async throws -> ConsumptionGraph {
        let step = explorer.width(of: view)
        return try await world.scope.consumptionGraph(
            metrics: world.metrics.filter { !step.isNarrower(than: $0.cadence) }, range: view.range,
            width: step, now: world.now, annotations: world.annotations
        ).adding(world.limits)
    }

    private func compare(
        _ found: Step, _ view: GraphViewport, before: GraphViewport?, width: Int, cursor: Double,
        _ place: String
    ) async throws -> [Fault] {
        var faults: [Fault] = []
        var graph = try await graph(of: view)
        let earlier: ConsumptionGraph? =
            if let before { try await self.graph(of: before) } else { nil }
        if graph.width == forecast.width { graph = try graph.adding(forecast) }
        if graph.width != .hour { graph = try graph.adding(insights) }
        guard let markup = explorer.panels(of: graph, before: earlier, width: width) else {
            return [Fault(rule: "graph-lines", place: place, text: "shows other lines")]
        }
        var digest: UInt32 = 0x811c_9dc5
        for unit in markup.utf16 { digest = (digest ^ UInt32(unit)) &* 0x0100_0193 }
        if found.picture != [Double(markup.utf16.count), Double(digest)] {
            faults.append(
                Fault(
                    rule: "graph-picture", place: place,
                    text:
                        "differs from that in Swift at \(width) px: \(markup.utf16.count) characters, not \(found.picture[0])"
                        + (try difference(markup, width, compares: before != nil))))
        }
        let (low, high) = (
            try Instants.microseconds(view.range.lowerBound), try Instants.microseconds(view.range.upperBound)
        )
        let instant = Instants.date(low + Int64((Double(high - low) * cursor).rounded(.down)))
        guard let hover = graph.hover(at: instant) else {
            return faults + [
                Fault(rule: "graph-hover", place: place, text: "says something where nothing is")
            ]
        }
        let old = earlier.flatMap { earlier in
            earlier.buckets.indices.contains(hover.index)
                ? earlier.hover(at: earlier.buckets[hover.index].start) : nil
        }
        let lines = GraphExplorer.reading(hover, of: graph, before: old).mapValues { texts in
            // Beyond the end of a shorter time nothing is told of it.
            earlier != nil && old == nil ? texts.dropLast() + [NumberText.missing] : texts
        }
        for (name, expected) in lines where found.lines[name] != expected {
            faults.append(
                Fault(
                    rule: "graph-hover", place: place,
                    text: "\(name) at \(instant): \(found.lines[name] ?? []), not \(expected)"))
        }
        return faults
    }

    /// Where a picture of the page begins to differ.
    private func difference(_ markup: String, _ width: Int, compares: Bool) throws -> String {
        let other = try page.value(
            """
            (({ markup, viewBefore }) => markup(walked, \(width), \(compares) ? viewBefore(walked) : null))
            (document.getElementById('graph-explorer').graph)
            """, as: String.self)
        let same = zip(markup.utf16, other.utf16).prefix { $0 == $1 }.count
        func part(_ text: String) -> String {
            String(decoding: Array(text.utf16.dropFirst(max(0, same - 40)).prefix(120)), as: UTF16.self)
        }
        return "; here \(part(markup)), there \(part(other))"
    }
}
