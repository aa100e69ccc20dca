import BillingModel
import BillingStore
import BillingStoreFile
import BillingTime
import Foundation

/// A year of readings of a fleet, one a day at a random time of day: what the lines W2, W2p, S3 and S4 ask about.
struct FleetYear: Sendable {
    static let zone = "Australia/Sydney"
    static let metricCount = 13
    static let days = 365
    private static let start: Int64 = 1_735_689_600_000_000
    private static let day: Int64 = 86_400_000_000

    let tenants: Int
    private(set) var times: [Int64] = []
    private(set) var values: [Double] = []

    /// As many tenants as have the samples, 10,000 at most.
    init(samples: Int) {
        tenants = min(max(1, samples / (Self.metricCount * Self.days)), 10_000)
        let count = tenants * Self.metricCount * Self.days
        var random = SplitMix64(seed: 2)
        times.reserveCapacity(count)
        values.reserveCapacity(count)
        for _ in 0..<tenants * Self.metricCount {
            let base = 8 + random.below(3_992)
            for day in 0..<Self.days {
                times.append(Self.start + Int64(day) * Self.day + Int64(random.below(Int(Self.day))))
                values.append(Double(base + random.below(64)) / 8)
            }
        }
    }

    static let metrics: [MetricID] = (0..<metricCount).compactMap {
        try? MetricID($0 < 10 ? "metric-0\($0)" : "metric-\($0)")
    }

    /// Ids that sort as their numbers.
    static func tenant(_ number: Int) throws -> TenantID {
        let digits = String(number)
        return try TenantID("tenant-" + String(repeating: "0", count: 5 - digits.count) + digits)
    }

    /// Writes the columns that peers load.
    func write(in folder: DataFolder) throws {
        let series = 0..<tenants * Self.metricCount
        func column(_ number: (Int) -> Int) -> [Int32] {
            series.flatMap { Array(repeating: Int32(number($0)), count: Self.days) }
        }
        try folder.write(column { $0 / Self.metricCount }, as: "tenant.i32")
        try folder.write(column { $0 % Self.metricCount }, as: "metric.i32")
        try folder.write(times, as: "times.i64")
        try folder.write(values, as: "values.f64")
    }

    static let peers = [
        Peer(name: "duckdb_fleet", forms: ["halfhours", "idiom"]),
        Peer(name: "polars_fleet", forms: ["halfhours", "idiom"]),
        Peer(name: "clickhouse_fleet", forms: ["halfhours", "idiom"]),
    ]

    /// Rows in order of their key, where one tenant is asked about.
    static let rows = Peer(name: "sqlite_fleet", forms: ["rows"])

    /// Writes the columns that peers load, and fills a repository in memory.
    func inMemory(in folder: DataFolder) throws -> InMemoryRepository {
        try write(in: folder)
        let repository = InMemoryRepository { Date() }
        try Blocking.run { try await fill(repository) }
        return repository
    }

    /// Writes the columns that peers load, and a file; gives its path.
    func inFile(in folder: DataFolder) throws -> String {
        try write(in: folder)
        let path = folder.path + "/fleet.billing"
        try Blocking.run {
            let repository = try await FileRepository(at: path) { Date() }
            try await fill(repository)
            await repository.close()
        }
        return path
    }

    /// Which samples come: all, or first those that are not late, some with a wrong value, and then the others and the right
    /// values.
    enum Delivery: String {
        case all, first, second
    }

    /// Writes the tenants, some of them in each commit.
    func fill(_ repository: some BillingRepository, _ delivery: Delivery = .all) async throws {
        for first in stride(from: 0, to: tenants, by: 100) {
            var changes = ChangeSet(id: try CommitID("tenants-\(delivery)-\(first)"))
            for number in first..<min(first + 100, tenants) { try add(number, delivery, to: &changes) }
            try await repository.commit(changes)
        }
    }

    private func add(_ number: Int, _ delivery: Delivery, to changes: inout ChangeSet) throws {
        let tenant = try Tenant(
            id: Self.tenant(number).text, name: "Tenant \(number)", zone: Self.zone, currency: .usd)
        changes.add(tenant)
        for (place, metric) in Self.metrics.enumerated() {
            changes.add(try Metric(id: metric, unit: "units", kind: .gauge), for: tenant.id)
            let first = (number * Self.metricCount + place) * Self.days
            let samples = Self.samples(first..<first + Self.days, delivery)
            try changes.add(
                series: SeriesKey(tenant: tenant.id, metric: metric),
                times: samples.map { Instants.date(times[$0]) },
                values: samples.map { values[$0] + (delivery == .first && Self.isCorrected($0) ? 1 : 0) })
        }
    }

    private static func samples(_ range: Range<Int>, _ delivery: Delivery) -> [Int] {
        switch delivery {
        case .all: Array(range)
        case .first: range.filter { !isLate($0) }
        case .second: range.filter { isLate($0) || isCorrected($0) }
        }
    }

    /// A number below 100 that looks random.
    private static func draw(_ sample: Int) -> Int {
        var random = SplitMix64(seed: UInt64(sample))
        return random.below(100)
    }

    private static func isLate(_ sample: Int) -> Bool { draw(sample) < 5 }
    private static func isCorrected(_ sample: Int) -> Bool { draw(sample) == 5 }

    /// The last value, the mean and the greatest of each month of each series, by summaries.
    static func months(
        of tenants: TenantSelection, in repository: some BillingReader, knownAt: KnownAt = .latest
    ) async throws -> Answer {
        let zone = try ZoneDatabase.system.zone(ZoneID(zone))
        let range = Instants.date(start)..<Instants.date(start + Int64(days) * day)
        let grid = try BucketGrid(covering: range, width: .month, zone: zone)
        let starts = try grid.map { Double(try Instants.microseconds($0.start)) }
        var columns = [[Double]](repeating: [], count: 6)
        var request = SummaryRequest(
            of: tenants, metrics: metrics, in: try SummaryBounds(grid, now: range.upperBound),
            measures: .sum, knownAt: knownAt)
        repeat {
            let page = try await repository.summaries(request)
            for row in page.rows {
                guard case .states(let states) = row.content else { throw Failure("a row has no states") }
                guard let tenant = Int(row.key.tenant.text.suffix(5)),
                    let metric = Int(row.key.metric.text.suffix(2))
                else { throw Failure("a series has another name") }
                for (place, start) in starts.enumerated() {
                    guard let last = states[place].last, let greatest = states[place].maximum,
                        let mean = try states[place].mean()
                    else { continue }
                    columns[0].append(Double(tenant))
                    columns[1].append(Double(metric))
                    columns[2].append(start)
                    columns[3].append(last)
                    columns[4].append(mean)
                    columns[5].append(greatest)
                }
            }
            request.cursor = page.next
        } while request.cursor != nil
        return Answer(columns: columns)
    }
}
