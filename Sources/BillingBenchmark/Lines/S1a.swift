import BillingModel
import BillingStore
import BillingStoreFile
import BillingTime
import Foundation

/// Durable ingest of actions with random ids, in commits of 10,000 and of 100, each synced before it is acknowledged.
///
/// The peer knows an id by a primary key, as this library refuses or recognises an action that it has. Timed is all from the
/// records to the closed file; the answer is read from the file afterwards.
struct S1a: Line {
    let name = "S1a"
    let peers = [
        Peer(name: "duckdb_actions_ingest", forms: ["primary_key"]),
        Peer(name: "sqlite_ingest", forms: ["primary_key"]),
    ]

    private static let start: Int64 = 1_700_000_000

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let actions = try Self.actions(count: max(1, settings.samples / 200_000) * 10_000)
        let few = Array(actions.prefix(max(100, actions.count / 10)))
        try folder.write(actions.map { try Instants.microseconds($0.at) }, as: "times.i64")
        try folder.write(actions.map { Int64($0.type.text.suffix(1)) ?? 0 }, as: "types.i64")
        try Data(actions.map(\.id.text).joined(separator: "\n").utf8)
            .write(to: URL(fileURLWithPath: folder.path + "/ids.txt"))
        return [(actions, 10_000), (few, 100)].map { actions, size in
            Question(
                name: "\(actions.count) actions in commits of \(size)",
                request: ["rows": "\(actions.count)", "commit": "\(size)"], bytes: actions.count * 100
            ) {
                let path = folder.path + "/own.billing"
                return try Blocking.run { try await Self.ingest(actions, size, path) }
            }
        }
    }

    private static func actions(count: Int) throws -> [ActionRecord] {
        var random = SplitMix64(seed: 6)
        let (tenant, source) = (try TenantID("benchmark"), try SourceID("platform"))
        let types = try (0..<8).map { try ActionType("type-\($0)") }
        return try (0..<count).map { number in
            let id = String(random.next(), radix: 16) + String(random.next(), radix: 16)
            return try ActionRecord(
                tenant: tenant, source: source, id: ActionID(id),
                at: Date(timeIntervalSince1970: Double(start) + Double(number / 10)),
                type: types[random.below(8)], category: .automation)
        }
    }

    private static func ingest(_ actions: [ActionRecord], _ size: Int, _ path: String) async throws -> Answer
    {
        let clock = ContinuousClock()
        let begin = clock.now
        var slowest = Duration.zero
        let repository = try await S1.emptyRepository(path)
        for first in stride(from: 0, to: actions.count, by: size) {
            var changes = ChangeSet(id: try CommitID("actions-\(first)"))
            for action in actions[first..<min(first + size, actions.count)] { changes.add(action) }
            let commitBegin = clock.now
            try await repository.commit(changes)
            slowest = max(slowest, clock.now - commitBegin)
        }
        await repository.close()
        let seconds = (clock.now - begin) / .seconds(1)
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        print(
            String(
                format: "- %.2f µs and %.1f bytes an action, the slowest commit %.1f ms",
                seconds * 1e6 / Double(actions.count), Double(size) / Double(actions.count),
                slowest / .milliseconds(1)))
        let reader = try await FileRepository(at: path, access: .readOnly) { Date() }
        var answer = try await read(reader)
        await reader.close()
        answer.figure = seconds
        return answer
    }

    /// How many actions there are of each type.
    private static func read(_ repository: FileRepository) async throws -> Answer {
        let end = start * 1_000_000 + 1_000_000_000_000_000
        let bounds = SummaryBounds(instants: [0, end], dayNumbers: nil, resets: [], now: end)
        let page = try await repository.summaries(
            SummaryRequest(of: .one(try TenantID("benchmark")), metrics: [Metric.actions.id], in: bounds))
        var columns = [[Double]](repeating: [], count: 2)
        for (type, row) in page.rows.enumerated() {
            guard case .states(let states) = row.content, let state = states.first else { continue }
            columns[0].append(Double(type))
            columns[1].append(try state.sum())
        }
        return Answer(columns: columns)
    }
}
