import BillingModel
import BillingStore
import BillingTime
import Foundation

/// Actions of eight types over three years, counted by type and day, week or month, from a repository in memory.
struct W5: Line {
    let name = "W5"
    let peers = [
        Peer(name: "duckdb_actions", forms: ["halfhours", "idiom"]),
        Peer(name: "polars_actions", forms: ["halfhours", "idiom"]),
        Peer(name: "clickhouse_actions", forms: ["halfhours", "idiom"]),
        Peer(name: "numpy_actions", forms: ["search"], isByHand: true),
    ]

    private static let types = 8
    private static let commit = 100_000

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let actions = try Actions(count: settings.samples)
        try folder.write(actions.times, as: "times.i64")
        try folder.write(actions.types.map(Int64.init), as: "types.i64")
        let before = try Self.residentBytes()
        let repository = InMemoryRepository { Date() }
        try Blocking.run { try await actions.fill(repository) }
        let bytes = try Self.residentBytes() - before
        print(String(format: "- memory: %.1f bytes an action", Double(bytes) / Double(settings.samples)))
        return try YearsOfSamples.questions.map { zone, width, unit in
            let rules = try ZoneDatabase.system.zone(try ZoneID(zone))
            return Question(
                name: "by type and \(unit) in \(zone)", request: ["zone": zone, "unit": unit],
                bytes: settings.samples * 8
            ) {
                try Blocking.run { try await Self.counts(repository, width, rules) }
            }
        }
    }

    private static func counts(
        _ repository: InMemoryRepository, _ width: BucketWidth, _ zone: Zone
    ) async throws -> Answer {
        let (start, end) = (YearsOfSamples.start, YearsOfSamples.start + YearsOfSamples.length)
        let grid = try BucketGrid(
            covering: Instants.date(start)..<Instants.date(end), width: width, zone: zone)
        let page = try await repository.summaries(
            SummaryRequest(
                of: .one(try TenantID("benchmark")), metrics: [Metric.actions.id],
                in: try SummaryBounds(grid, now: Instants.date(end))))
        var columns = [[Double]](repeating: [], count: 3)
        let starts = try grid.map { Double(try Instants.microseconds($0.start)) }
        for (type, row) in page.rows.enumerated() {
            guard case .states(let states) = row.content else { continue }
            for (start, state) in zip(starts, states) where state.count > 0 {
                columns[0].append(Double(type))
                columns[1].append(start)
                columns[2].append(try state.sum())
            }
        }
        return Answer(columns: columns)
    }

    /// What the process has in memory.
    private static func residentBytes() throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        return (Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0) * Int(getpagesize())
    }

    /// What the peers are given as well; an action also has a random id of 128 bits.
    private struct Actions: Sendable {
        private(set) var times: [Int64] = []
        private(set) var types: [UInt8] = []

        init(count: Int) throws {
            var random = SplitMix64(seed: 5)
            let step = YearsOfSamples.length / Int64(count)
            times.reserveCapacity(count)
            types.reserveCapacity(count)
            for index in 0..<count {
                times.append(
                    YearsOfSamples.start + Int64(index) * step + Int64(random.below(Int(step))))
                types.append(UInt8(random.below(W5.types)))
            }
        }

        func fill(_ repository: InMemoryRepository) async throws {
            let (tenant, source) = (try TenantID("benchmark"), try SourceID("platform"))
            let names = try (0..<W5.types).map { try ActionType("type-\($0)") }
            var setup = ChangeSet(id: try CommitID("setup"))
            setup.add(try Tenant(id: tenant.text, name: "Benchmark", zone: "UTC", currency: .usd))
            try await repository.commit(setup)
            var random = SplitMix64(seed: 6)
            for first in stride(from: 0, to: times.count, by: W5.commit) {
                var changes = ChangeSet(id: try CommitID("actions-\(first)"))
                for place in first..<min(first + W5.commit, times.count) {
                    let id = W5.hexadecimal(random.next()) + W5.hexadecimal(random.next())
                    changes.add(
                        try ActionRecord(
                            tenant: tenant, source: source, id: ActionID(id),
                            at: Instants.date(times[place]), type: names[Int(types[place])],
                            category: .automation))
                }
                try await repository.commit(changes)
            }
        }
    }

    private static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
