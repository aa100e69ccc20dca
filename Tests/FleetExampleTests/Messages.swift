#if Hummingbird
import BillingModel
import Foundation
import InauroBilling
import Testing

/// What the tests count: one message a second, from the day before yesterday on.
enum Messages {
    private static let start = Date(
        timeIntervalSince1970: (Date().timeIntervalSince1970 / 86_400).rounded(.down) * 86_400 - 2 * 86_400)

    static func time(_ number: Int) -> Date { start + Double(number) }

    /// The path of a graph of all of them.
    static func graph(_ path: String = "/screens/graph") -> String {
        let times = [start, start + 86_400].map { $0.formatted(.iso8601) }
        return "\(path)?from=\(times[0])&to=\(times[1])&width=day"
    }

    /// How many a graph says there are.
    static func count(in graph: some DataProtocol) throws -> Double {
        let graph = try JSONDecoder().decode(ConsumptionGraph.self, from: Data(graph))
        let metric = try Metric(id: MetricID("messages"), name: "Messages", unit: "messages", kind: .count)
        return graph.series(metric)?.points.compactMap(\.value).reduce(0, +) ?? 0
    }

    static func count(_ event: EventSource.Event?) throws -> Double {
        let event = try #require(event)
        #expect(event.name == "screen")
        return try count(in: Data(event.data.utf8))
    }
}
#endif
