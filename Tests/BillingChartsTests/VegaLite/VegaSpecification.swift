import BillingReports
import BillingTime
import Foundation
import PictureWorlds
import Testing

@testable import BillingCharts

/// A specification as a test reads it: rows that refer to others are joined to them.
struct VegaSpecification {
    let text: String
    let json: JSONValue

    init(_ text: String) throws {
        self.text = text
        json = try JSONValue(text)
    }

    /// The rows of a data set; none without it.
    func rows(_ name: String) -> [JSONValue] { json["datasets"]?[name]?.list ?? [] }

    /// The rows of all data sets whose names begin with a kind.
    func all(_ kind: String) -> [JSONValue] {
        (json["datasets"]?.object ?? [:]).filter { $0.key.hasPrefix(kind) }.sorted { $0.key < $1.key }
            .flatMap { $0.value.list ?? [] }
    }

    /// Every view that draws: no layers, but a mark.
    var units: [JSONValue] { Self.units(in: json) }

    private static func units(in view: JSONValue) -> [JSONValue] {
        if view["mark"] != nil { return [view] }
        return ["layer", "vconcat"].flatMap { view[$0]?.list ?? [] }.flatMap(units)
    }

    /// The specification with a few rows of each data set, for a check of its form.
    var short: JSONValue {
        guard let sets = json["datasets"]?.object else { return json }
        return json.setting(
            ["datasets"], to: .object(sets.mapValues { .list(Array(($0.list ?? []).prefix(3))) }))
    }
}

extension PictureWorld {
    /// The graphs of every state, made once for all tests: of two with what is to come and what is unusual, which takes its time.
    static let graphs = Task {
        var graphs: [(name: String, graph: ConsumptionGraph)] = []
        for world in try await all() {
            let isJoined = ["year", "hostile"].contains(world.name)
            graphs.append((world.name, try await world.graph(joined: isJoined)))
        }
        return graphs
    }

    /// The graph of a state.
    static func graph(of name: String) async throws -> ConsumptionGraph {
        try #require(try await graphs.value.first { $0.name == name }).graph
    }

    /// The graph over all that there is, with what is to come and what is unusual as far as that can be said.
    func graph(width: BucketWidth = .day, joined: Bool = true) async throws -> ConsumptionGraph {
        let end = now.addingTimeInterval(joined ? 20 * 86_400 : 0)
        let graph = try await scope.consumptionGraph(
            range: start..<max(end, start + 86_400), width: width, now: now, annotations: annotations)
        guard joined else { return graph }
        return try graph.adding(await scope.forecast(horizon: 30, now: now)).adding(
            await scope.insights(now: now)
        ).adding(limits)
    }
}
