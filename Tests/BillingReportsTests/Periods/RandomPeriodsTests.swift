import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Figures of both ranges are those of their samples, whatever the period and the zone")
struct RandomPeriodsTests {
    private static let zones = [
        "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Asia/Beirut",
        "Africa/Cairo", "Europe/Dublin", "UTC",
    ]
    private static let first = constant { try instant("2011-10-01T00:00:00Z") }

    private struct Sample {
        let at: Date
        let amount: Double
        let device: String
    }

    @Test("Sums, peaks and distinct subjects agree with a plain loop over what was sent", arguments: 0..<8)
    func figures(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let zone = try ZoneDatabase.system.zone(ZoneID(Self.zones[Int(seed)]))
        var world = try await World(zone: zone.id.name)
        let devices = try Metric.dailyActiveDevices.derived(from: .activity(of: .device))
        let level = try Metric(id: MetricID("level"), unit: "l", kind: .gauge)
        let from = Self.first
        // Half a year around the date that Apia skipped, by the quarter hour.
        let samples = Set((0..<400).map { _ in Int.random(in: 0..<180 * 96, using: &random) }).sorted().map {
            Sample(
                at: from.addingTimeInterval(Double($0) * 900),
                amount: Double(Int.random(in: -1_000...1_000, using: &random)) / 8,
                device: "d\(Int.random(in: 0..<25, using: &random))")
        }
        try await world.commit { changes in
            for metric in [messages, level, devices] {
                changes.add(metric, for: acme)
                try changes.cover(metric, "2010-01-01T00:00:00Z", "2013-01-01T00:00:00Z")
            }
            for sample in samples {
                for metric in [messages, level] {
                    changes.add(
                        SampleWrite(
                            SeriesKey(tenant: acme, metric: metric.id), at: .instant(sample.at),
                            value: sample.amount))
                }
                changes.add(
                    try ActivityRecord(
                        tenant: acme, kind: .device, subject: SubjectID(sample.device),
                        quarter: QuarterHour(holding: sample.at)))
            }
        }
        for turn in 0..<12 {
            let day = try zone.date(of: from).adding(days: Int.random(in: 40..<150, using: &random))
            let length = [0, 0, 4, 6, 9, 30][Int.random(in: 0..<6, using: &random)]
            var period = ComparedPeriod.dates(day...(try day.adding(days: length)))
            if turn % 4 == 1 { period = .month(of: day) }
            if turn % 4 == 2 {
                let start = zone.start(of: day).addingTimeInterval(
                    900 * Double.random(in: 1...90, using: &random).rounded())
                period = .instants(
                    start..<start.addingTimeInterval(900 * Double(Int.random(in: 1...900, using: &random))))
            }
            let now = from.addingTimeInterval(
                900 * Double(Int.random(in: 120 * 96..<200 * 96, using: &random)))
            for mode in ComparisonMode.all {
                guard let ranges = try? mode.ranges(of: period, in: zone, now: now), ranges.elapsed != 0
                else {
                    continue
                }
                let comparison = try await world.acme.periodComparison(
                    of: period, mode: mode, now: now, metrics: [messages, level, devices])
                for (side, range) in [
                    (\PeriodComparison.Pair.period, ranges.period.range), (\.base, ranges.base.range),
                ] {
                    let about = "seed \(seed), turn \(turn), \(mode), \(range.start)"
                    let inside = samples.filter { range.range.contains($0.at) && $0.at < now }
                    let hasBegun = range.start < now
                    if mode != .perDay {
                        let sum = comparison.row(messages)?.figure(.sum)?[keyPath: side]
                        #expect(
                            sum?.value == (hasBegun ? inside.map(\.amount).reduce(0, +) : nil), "\(about)")
                        let isSettled = range.end <= now
                        #expect(sum?.completeness.isComplete == isSettled, "\(about)")
                        let last = samples.last { $0.at < min(range.end, now) }
                        let held = comparison.row(level)?.figure(.last)?[keyPath: side].value
                        #expect(held == (hasBegun ? last?.amount : nil), "\(about)")
                        let active = comparison.row(devices)?.figure(.distinct)?[keyPath: side].value
                        let subjects = Double(Set(inside.map(\.device)).count)
                        #expect(active == (hasBegun ? subjects : nil), "\(about)")
                    } else if hasBegun, range.end <= now, let dates = ranges.period.dates, side == \.period {
                        // Days that are on the clock, each counted as one.
                        let count = try days("\(dates.lowerBound)", "\(dates.upperBound)")
                            .count { !zone.isSkipped($0) }
                        let mean = comparison.row(messages)?.figure(.perDay)?[keyPath: side].value
                        #expect(mean == inside.map(\.amount).reduce(0, +) / Double(count), "\(about)")
                    }
                }
            }
        }
    }
}
