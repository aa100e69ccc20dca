import BillingModel
import BillingStore
import BillingTime
import Foundation

/// The data and the questions that the lines W1, W1u and W1r share: samples of three years, by day, week and month.
struct YearsOfSamples {
    static let start: Int64 = 1_672_531_200_000_000
    static let length: Int64 = 3 * 365 * 86_400_000_000

    /// Those that keep what they are asked about.
    static let engines = [
        Peer(name: "duckdb", forms: ["halfhours", "idiom"]),
        Peer(name: "polars", forms: ["halfhours", "idiom"]),
        Peer(name: "clickhouse", forms: ["halfhours", "idiom"]),
    ]
    static let peers = engines + [Peer(name: "numpy", forms: ["search"], isByHand: true)]

    var times: [Int64] = []
    var values: [Double] = []

    /// Strictly ascending times with a random part, each with a value.
    init(count: Int, value: (inout SplitMix64) -> Double) {
        var random = SplitMix64(seed: 1)
        let step = Self.length / Int64(count)
        times.reserveCapacity(count)
        values.reserveCapacity(count)
        for index in 0..<count {
            times.append(Self.start + Int64(index) * step + Int64(random.below(Int(step))))
            values.append(value(&random))
        }
    }

    /// A multiple of 1/8 below 8192, so that peers that add doubles do so exactly.
    static func eighths(_ random: inout SplitMix64) -> Double { Double(random.below(65_536)) / 8 }

    /// Fisher and Yates.
    mutating func shuffle() {
        var random = SplitMix64(seed: 2)
        for index in stride(from: times.count - 1, to: 0, by: -1) {
            let other = random.below(index + 1)
            times.swapAt(index, other)
            values.swapAt(index, other)
        }
    }

    func write(in folder: DataFolder) throws {
        try folder.write(times, as: "times.i64")
        try folder.write(values, as: "values.f64")
    }

    static let questions: [(zone: String, width: BucketWidth, unit: String)] = [
        ("Australia/Sydney", .day, "day"), ("Australia/Sydney", .week(startingOn: .monday), "week"),
        ("Australia/Sydney", .month, "month"), ("UTC", .day, "day"), ("UTC", .month, "month"),
    ]

    /// One question for each zone and width.
    static func questions(
        samples: Int, bytesPerSample: Int, tolerance: Double = 0, of name: String = "",
        states: @escaping (BucketGrid) throws -> [AggregateState]
    ) throws -> [Question] {
        try questions.map { zone, width, unit in
            let rules = try ZoneDatabase.system.zone(try ZoneID(zone))
            return Question(
                name: name + "by \(unit) in \(zone)", request: ["zone": zone, "unit": unit],
                tolerance: tolerance,
                bytes: samples * bytesPerSample
            ) {
                let grid = try BucketGrid(
                    covering: Instants.date(start)..<Instants.date(start + length), width: width, zone: rules)
                return try answer(try states(grid), grid)
            }
        }
    }

    private static func answer(_ states: [AggregateState], _ grid: BucketGrid) throws -> Answer {
        var columns = [[Double]](repeating: [], count: 6)
        for (bucket, state) in zip(grid, states) where state.count > 0 {
            columns[0].append(Double(try Instants.microseconds(bucket.start)))
            columns[1].append(Double(state.count))
            columns[2].append(try state.sum())
            columns[3].append(state.minimum ?? .nan)
            columns[4].append(state.maximum ?? .nan)
            columns[5].append(state.last ?? .nan)
        }
        return Answer(columns: columns)
    }

    /// Writes the samples, which are in order, to the tenant and the metric of a benchmark of ingest.
    func fill(_ repository: some BillingRepository) async throws {
        for first in stride(from: 0, to: times.count, by: 100_000) {
            var changes = ChangeSet(id: try CommitID("samples-\(first)"))
            let part = first..<min(first + 100_000, times.count)
            try changes.add(
                series: Self.key(), times: times[part].map(Instants.date), values: Array(values[part]))
            try await repository.commit(changes)
        }
    }

    static func key() throws -> SeriesKey {
        SeriesKey(tenant: try TenantID("benchmark"), metric: try MetricID("readings"))
    }

    /// The samples, which are in order, as a series.
    func series() throws -> MetricSeries {
        try MetricSeries(key: Self.key(), microseconds: times, values: values)
    }
}
