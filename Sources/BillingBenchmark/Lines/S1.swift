import BillingModel
import BillingStore
import BillingStoreFile
import BillingTime
import Foundation

/// Durable ingest: rows of 1,000 interleaved series in commits of 10,000, each synced before it is acknowledged.
///
/// Timed is all from the rows to the closed file, in which the log is moved into the database. The answer is read from the
/// file afterwards, as that of a peer is.
struct S1: Line {
    let name = "S1"
    let peers = [
        Peer(name: "duckdb_ingest", forms: ["arrow"]), Peer(name: "sqlite_ingest", forms: ["rows"]),
    ]

    private static let series = 1_000
    static let commit = 10_000
    private static let start: Int64 = 1_700_000_000_000_000

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let rows = Rows(count: max(1, settings.samples / Self.commit) * Self.commit)
        try folder.write(rows.series.map(Int64.init), as: "series.i64")
        try folder.write(rows.times, as: "times.i64")
        try folder.write(rows.values, as: "values.f64")
        let path = folder.path + "/own.billing"
        return [
            Question(
                name: "\(rows.times.count) samples of \(Self.series) series in commits of \(Self.commit)",
                request: [:],
                bytes: rows.times.count * 20
            ) { try Blocking.run { try await Self.ingest(rows, path) } }
        ]
    }

    /// Readings of whole numbers that walk, every ten seconds with up to a second of delay.
    struct Rows: Sendable {
        var series: [Int32] = []
        var times: [Int64] = []
        var instants: [Date] = []
        var values: [Double] = []

        init(count: Int) {
            var random = SplitMix64(seed: 4)
            var levels = Array(repeating: 5_000.0, count: S1.series)
            for row in 0..<count {
                let series = row % S1.series
                levels[series] += Double(random.below(5) - 2)
                self.series.append(Int32(series))
                times.append(
                    S1.start + Int64(row / S1.series) * 10_000_000 + Int64(random.below(1_000)) * 1_000)
                instants.append(Date(timeIntervalSince1970: Double(times[row]) / 1e6))
                values.append(levels[series])
            }
        }
    }

    /// A new file with one tenant and its metric.
    static func emptyRepository(_ path: String) async throws -> FileRepository {
        for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
        let repository = try await FileRepository(at: path) { Date() }
        let tenant = try Tenant(id: "benchmark", name: "Benchmark", zone: "UTC", currency: .usd)
        var setup = ChangeSet(id: try CommitID("setup"))
        setup.add(tenant)
        setup.add(try Metric(id: MetricID("readings"), unit: "units", kind: .gauge), for: tenant.id)
        try await repository.commit(setup)
        return repository
    }

    private static func ingest(_ rows: Rows, _ path: String) async throws -> Answer {
        let clock = ContinuousClock()
        let first = clock.now
        let repository = try await emptyRepository(path)
        let (tenant, metric) = (try TenantID("benchmark"), try MetricID("readings"))
        let keys = try (0..<series).map {
            SeriesKey(tenant: tenant, metric: metric, labels: try Labels(("sensor", "sensor-\($0)")))
        }
        var times: [Duration] = []
        for start in stride(from: 0, to: rows.times.count, by: commit) {
            let begin = clock.now
            try await add(rows, from: start, keys, to: repository)
            times.append(clock.now - begin)
        }
        await repository.close()
        let seconds = (clock.now - first) / .seconds(1)
        report(times, path)
        let reader = try await FileRepository(at: path, access: .readOnly) { Date() }
        var answer = try await read(reader, keys)
        await reader.close()
        answer.figure = seconds
        return answer
    }

    /// A file with the rows, the series of which belong to some tenants in turn.
    static func fill(_ path: String, _ rows: Rows, tenants count: Int) async throws -> FileRepository {
        let repository = try await FileRepository(at: path) { Date() }
        let metric = try Metric(id: MetricID("readings"), unit: "units", kind: .gauge)
        let tenants = try (0..<count).map {
            try Tenant(id: "tenant-\($0)", name: "Tenant \($0)", zone: "UTC", currency: .usd)
        }
        var setup = ChangeSet(id: try CommitID("setup"))
        for tenant in tenants {
            setup.add(tenant)
            setup.add(metric, for: tenant.id)
        }
        try await repository.commit(setup)
        let keys = try (0..<series).map {
            SeriesKey(
                tenant: tenants[$0 % count].id, metric: metric.id,
                labels: try Labels(("sensor", "sensor-\($0)")))
        }
        for start in stride(from: 0, to: rows.times.count, by: commit) {
            try await add(rows, from: start, keys, to: repository)
        }
        return repository
    }

    /// One commit of the rows from a place on.
    private static func add(
        _ rows: Rows, from start: Int, _ keys: [SeriesKey], to repository: FileRepository
    ) async throws {
        var changes = ChangeSet(id: try CommitID("rows-\(start)"))
        try add(rows, start..<(start + commit), keys, to: &changes)
        try await repository.commit(changes)
    }

    /// Adds rows by series, in the order in which they come.
    private static func add(
        _ rows: Rows, _ range: Range<Int>, _ keys: [SeriesKey], to changes: inout ChangeSet
    ) throws {
        var ends = Array(repeating: 0, count: keys.count + 1)
        for row in range { ends[Int(rows.series[row]) + 1] += 1 }
        for key in keys.indices { ends[key + 1] += ends[key] }
        var places = Array(repeating: 0, count: range.count)
        for row in range {
            places[ends[Int(rows.series[row])]] = row
            ends[Int(rows.series[row])] += 1
        }
        var start = 0
        for (key, end) in zip(keys, ends) where start < end {
            try changes.add(
                series: key,
                times: places[start..<end].map { rows.instants[$0] },
                values: places[start..<end].map { rows.values[$0] })
            start = end
        }
    }

    private static func report(_ times: [Duration], _ path: String) {
        let sorted = times.map { $0 / .milliseconds(1) }.sorted()
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        guard let slowest = sorted.last, let size else { return }
        print(
            String(format: "- commits: median %.1f ms, slowest %.1f ms", sorted[sorted.count / 2], slowest)
                + String(format: "; %.2f bytes a sample", Double(size) / Double(times.count * commit)))
    }

    /// Of each series, how many samples there are and their sum.
    private static func read(_ repository: FileRepository, _ keys: [SeriesKey]) async throws -> Answer {
        let bounds = SummaryBounds(
            instants: [0, start + 1_000_000_000_000_000], dayNumbers: nil, resets: [],
            now: start + 1_000_000_000_000_000)
        let page = try await repository.summaries(
            SummaryRequest(of: .one(keys[0].tenant), metrics: [keys[0].metric], in: bounds))
        let contents = Dictionary(uniqueKeysWithValues: page.rows.map { ($0.key, $0.content) })
        var columns = [[Double]](repeating: [], count: 3)
        for (number, key) in keys.enumerated() {
            guard case .states(let states)? = contents[key], let state = states.first else { continue }
            columns[0].append(Double(number))
            columns[1].append(Double(state.count))
            columns[2].append(try state.sum())
        }
        return Answer(columns: columns)
    }
}
