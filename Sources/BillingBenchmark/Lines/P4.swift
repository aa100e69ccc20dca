#if PostgreSQL
import BillingModel
import BillingStore
import BillingStoreFile
import BillingStorePostgres
import BillingTime
import Foundation

/// Commits of 14 samples by ever more connections to a PostgreSQL server at once, each with a tenant of its own.
struct P4: Line {
    let name = "P4"
    let peers: [Peer] = []
    private static let commits = 200

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let counts = [1, 2, 4, 8]
        let pair = try ServerPair(name, writers: 8)
        let tenants = try MinuteFeed.tenants(8, "t")
        try pair.commit(pair.feed.definitions("definitions", of: tenants))
        let (address, schema) = (pair.address, pair.schema)
        // As the repository has them: a connection with a thread of its own.
        let tables = tenants.map { tenant in
            WorkQueue(label: "plain \(tenant)") { try PlainTable(address, schema: schema) }
        }
        return counts.map { count in
            question(pair, tables, Array(tenants.prefix(count)))
        }
    }

    private func question(
        _ pair: ServerPair, _ tables: [WorkQueue<PlainTable>], _ tenants: [TenantID]
    ) -> Question {
        let count = tenants.count
        // Each question has minutes of its own, and each round goes on in them.
        let first = count * 1_000_000
        var (own, others) = (first, first)
        return Question(
            name: "\(count) connection\(count == 1 ? "" : "s")", request: nil, bytes: 0,
            unit: Unit(name: "ms between commits", factor: 1e3),
            rivals: [
                Rival(name: P1.plainSQL) {
                    let minutes = others..<others + Self.commits
                    others += Self.commits
                    let figure = try Self.seconds(
                        tenants.indices.map { place in
                            { @Sendable in
                                let tenant = tenants[place]
                                for minute in minutes {
                                    try await tables[place].run { table, _ in
                                        try table.addMinute(minute, of: [tenant])
                                    }
                                }
                            }
                        })
                    return Answer(
                        columns: [[Double(count)]], figure: figure / Double(count * Self.commits))
                }
            ]
        ) {
            let minutes = own..<own + Self.commits
            own += Self.commits
            let sets = try tenants.map { tenant in
                try minutes.map { try pair.feed.minute($0, of: [tenant], as: "\(tenant)-\($0)") }
            }
            let repository = pair.repository
            let figure = try Self.seconds(
                sets.map { own in
                    { @Sendable in for changes in own { try await repository.commit(changes) } }
                })
            return Answer(columns: [[Double(count)]], figure: figure / Double(count * Self.commits))
        }
    }

    /// Seconds from the first of some works, which run at once, to the end of the last.
    private static func seconds(_ works: [@Sendable () async throws -> Void]) throws -> Double {
        try Blocking.run {
            let start = ContinuousClock.now
            try await withThrowingTaskGroup(of: Void.self) { group in
                for work in works { group.addTask { try await work() } }
                try await group.waitForAll()
            }
            return (ContinuousClock.now - start) / .seconds(1)
        }
    }
}
#endif
