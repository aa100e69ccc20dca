import BillingModel
import BillingTime
import Foundation

/// Runs one kernel once over so many samples, to have its instructions counted: `KernelCounts NAME SAMPLES`.
///
/// With a number below 0 it makes the same data and runs nothing, so that the difference is the kernel's own.
@main
enum KernelCounts {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count == 2, let name = arguments.first,
            let kernel = Kernel.all.first(where: { $0.name == name }),
            let count = arguments.last.flatMap({ Int($0) })
        else {
            for kernel in Kernel.all { print(kernel.name) }
            return
        }
        let data = try KernelData(count: abs(count), kernel)
        guard count > 0 else { return }
        print(try kernel.run(data))
    }
}

/// A kernel by its name, with what it is run on.
struct Kernel: Sendable {
    let name: String
    let value: @Sendable (inout SplitMix64) -> Double
    var isSorted = true
    let run: @Sendable (KernelData) throws -> Int

    static let all = [
        Kernel(name: "sums of eighths", value: eighths, run: { try $0.counted($0.states(.sum)) }),
        Kernel(name: "sums of hundredths", value: hundredths, run: { try $0.counted($0.states(.sum)) }),
        Kernel(name: "sums of random mantissas", value: mantissas, run: { try $0.counted($0.states(.sum)) }),
        Kernel(
            name: "sums in disorder", value: eighths, isSorted: false,
            run: { try $0.counted($0.states(.sum)) }),
        Kernel(name: "extremes", value: eighths) { try $0.counted($0.states([])) },
        Kernel(name: "squares", value: eighths) { try $0.counted($0.states([.sum, .squares])) },
        Kernel(name: "increases", value: eighths) { try $0.counted($0.states(.increase)) },
        Kernel(name: "time-weighted means", value: eighths) { data in
            try data.series.timeWeightedMeans(of: data.metric, in: data.grid).count { $0 != nil }
        },
        Kernel(name: "distinct subjects", value: eighths) { data in
            try data.activity.distinct(in: data.grid).reduce(0) { $0 + $1.count }
        },
    ]

    @Sendable private static func mantissas(_ random: inout SplitMix64) -> Double { random.unit() }
    @Sendable private static func eighths(_ random: inout SplitMix64) -> Double {
        Double(random.below(65_536)) / 8
    }
    @Sendable private static func hundredths(_ random: inout SplitMix64) -> Double {
        Double(random.below(1_000_000)) / 100
    }
}

/// Samples of a year, a day of which is a bucket.
struct KernelData {
    let times: [Int64]
    let values: [Double]
    let series: MetricSeries
    let activity: DistinctActivity
    let grid: BucketGrid
    let metric: Metric

    init(count: Int, _ kernel: Kernel) throws {
        let (start, length): (Int64, Int64) = (1_735_689_600_000_000, 365 * 86_400_000_000)
        var random = SplitMix64(seed: 1)
        let step = length / Int64(count)
        var times = (0..<count).map { start + Int64($0) * step + Int64(random.below(Int(step))) }
        values = (0..<count).map { _ in kernel.value(&random) }
        if !kernel.isSorted {
            for index in stride(from: count - 1, to: 0, by: -1) {
                times.swapAt(index, random.below(index + 1))
            }
        }
        self.times = times
        metric = try Metric(id: MetricID("level"), unit: "units", kind: .gauge)
        let key = SeriesKey(tenant: try TenantID("tenant"), metric: metric.id)
        series = try MetricSeries(
            key: key, microseconds: kernel.isSorted ? times : [], values: kernel.isSorted ? values : [])
        activity = try DistinctActivity(
            quarterHours: times.sorted().map { Int32($0 / 900_000_000) },
            subjects: (0..<count).map { UInt32($0 * 7_919 % 10_007) })
        grid = try BucketGrid(
            covering: Instants.date(start)..<Instants.date(start + length), width: .day,
            zone: ZoneDatabase.system.zone(ZoneID("Australia/Sydney")))
    }

    func states(_ measures: AggregateState.Measures) throws -> [AggregateState] {
        try grid.states(microseconds: times, values: values, measures: measures)
    }

    func counted(_ states: [AggregateState]) -> Int { states.reduce(0) { $0 + $1.count } }
}

extension SplitMix64 {
    mutating func below(_ bound: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
    }
}
