import BillingModel
import BillingStore
import BillingStoreFile
import Foundation

/// Durable ingest of actions with random ids, in commits of 10,000 and of 100, each synced before it is acknowledged.
struct S1a: Line {
    let name = "S1a"
    let peers: [Peer] = []

    private static let start: Int64 = 1_700_000_000

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let actions = try Self.actions(count: max(1, settings.samples / 200_000) * 10_000)
        let few = Array(actions.prefix(max(100, actions.count / 10)))
        return [(actions, 10_000), (few, 100)].map { actions, size in
            Question(
                name: "\(actions.count) actions in commits of \(size)", request: nil,
                bytes: actions.count * 100
            ) {
                let path = folder.path + "/own.billing"
                return try Blocking.run { try await Self.ingest(actions, size, path) }
            }
        }
    }

    private static func actions(count: Int) throws -> [ActionRecord] {
        var random = SplitMix(seed: 6)
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
        let repository = try await S1.emptyRepository(path)
        for first in stride(from: 0, to: actions.count, by: size) {
            var changes = ChangeSet(id: try CommitID("actions-\(first)"))
            for action in actions[first..<min(first + size, actions.count)] { changes.add(action) }
            try await repository.commit(changes)
        }
        let revision = try await repository.revision(.latest)
        await repository.close()
        return Answer(columns: [[Double(revision.number)]])
    }
}
