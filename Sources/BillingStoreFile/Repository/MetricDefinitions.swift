import BillingModel
import BillingStore

/// The metrics that the definitions in rows stand for: tenants share most of them, and to read one as JSON costs as much as
/// to summarise a series.
final class MetricDefinitions {
    private var known: [Definition: Metric] = [:]
    private static let limit = 4_096

    /// The metric of a row that agrees with its checksum.
    func metric(_ values: [SQLValue], _ connection: Connection) throws -> Metric {
        guard case .text(let text)? = values.last else { return try Tables.metric(values, connection) }
        let definition = Definition(text: text)
        if let metric = known[definition] { return metric }
        let metric = try Tables.metric(values, connection)
        if known.count == Self.limit { known.removeAll() }
        known[definition] = metric
        return metric
    }

    /// A text by its bytes: names that Swift's `String` takes for one are two.
    private struct Definition: Hashable {
        let text: String

        static func == (left: Self, right: Self) -> Bool { left.text.hasSameBytes(as: right.text) }
        func hash(into hasher: inout Hasher) { text.hashBytes(into: &hasher) }
    }
}
