#if PostgreSQL
import BillingModel
import BillingStore
import BillingStorePostgres
import Foundation

/// Durable ingest on a PostgreSQL server, a commit at a time: much of one tenant, little of one, and little of each of 1,000.
struct P1: Line {
    let name = "P1"
    let peers: [Peer] = []
    static let plainSQL = "plain SQL"

    /// Where the two are in the feed: each goes on by itself.
    private final class Progress {
        var (own, plain) = (0, 0)
    }

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let pair = try ServerPair(name)
        let few = try MinuteFeed.tenants(2, "t")
        let many = try MinuteFeed.tenants(1_000, "b")
        for (place, part) in [few, many].enumerated() {
            try pair.commit(pair.feed.definitions("definitions-\(place)", of: part))
        }
        return [
            days(pair, few[0]),
            minutes("14 samples a commit", pair, [few[1]], commits: 100),
            minutes("14 samples of each of 1,000 tenants a commit", pair, many, commits: 3),
            newcomer(pair, many),
        ]
    }

    private func days(_ pair: ServerPair, _ tenant: TenantID) -> Question {
        let progress = Progress()
        return Question(
            name: "14 metrics by the minute, a day a commit", request: nil, bytes: 0,
            rivals: [
                Rival(name: Self.plainSQL) {
                    let figure = try ServerPair.seconds { try pair.plain.addDay(progress.plain, of: tenant) }
                    progress.plain += 1
                    return Answer(columns: [[Double(progress.plain)]], figure: figure)
                }
            ]
        ) {
            let changes = try pair.feed.day(progress.own, of: tenant)
            progress.own += 1
            let figure = try ServerPair.median([changes], in: pair.repository)
            return Answer(columns: [[Double(progress.own)]], figure: figure)
        }
    }

    /// A minute of tenants a commit, and the median of so many commits.
    private func minutes(_ name: String, _ pair: ServerPair, _ tenants: [TenantID], commits: Int) -> Question
    {
        let progress = Progress()
        return Question(
            name: name, request: nil, bytes: 0,
            rivals: [
                Rival(name: Self.plainSQL) {
                    let figures = try (0..<commits).map { _ in
                        progress.plain += 1
                        return try ServerPair.seconds {
                            try pair.plain.addMinute(progress.plain, of: tenants)
                        }
                    }
                    return Answer(
                        columns: [[Double(progress.plain)]], figure: ServerPair.median(figures))
                }
            ]
        ) {
            let sets = try (0..<commits).map { _ in
                progress.own += 1
                return try pair.feed.minute(
                    progress.own, of: tenants, as: "\(tenants.count)-\(progress.own)")
            }
            let figure = try ServerPair.median(sets, in: pair.repository)
            return Answer(columns: [[Double(progress.own)]], figure: figure)
        }
    }

    /// The same by a node that has never met the tenants: what is defined of them has to be read.
    private func newcomer(_ pair: ServerPair, _ tenants: [TenantID]) -> Question {
        let progress = Progress()
        let first = 100_000
        let (address, schema) = (pair.address, pair.schema)
        return Question(
            name: "the same by a node that meets the tenants for the first time", request: nil, bytes: 0,
            rivals: [
                Rival(name: Self.plainSQL) {
                    let table = try PlainTable(address, schema: schema)
                    progress.plain += 1
                    let figure = try ServerPair.seconds {
                        try table.addMinute(first + progress.plain, of: tenants)
                    }
                    return Answer(columns: [[Double(progress.plain)]], figure: figure)
                }
            ]
        ) {
            progress.own += 1
            let changes = try pair.feed.minute(
                first + progress.own, of: tenants, as: "new-\(progress.own)")
            let node = try Blocking.run { try await ServerPair.opened(address, schema, writers: 1) }
            let figure = try ServerPair.median([changes], in: node)
            try Blocking.run { await node.close() }
            return Answer(columns: [[Double(progress.own)]], figure: figure)
        }
    }
}
#endif
