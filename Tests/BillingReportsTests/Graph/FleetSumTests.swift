import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The graph of many tenants")
struct FleetSumTests {
    private static let metrics: [Metric] = [
        .assets, .users,
        constant { try Metric(id: MetricID("sent"), unit: "messages", kind: .count, cadence: .daily) },
    ]

    /// Tenants of which most send every date, and some leave dates out, begin later or send fractions.
    private func world(
        tenants: Int, _ metrics: [Metric], _ random: inout SplitMix64
    ) async throws -> World {
        let ids = try (0..<tenants).map { try TenantID("t\($0)") }
        var world = try await World(try ids.map { try makeTenant($0, name: "T", zone: "Europe/Berlin") })
        let first = try day("2024-01-20")
        try await world.commit { changes in
            for id in ids {
                for metric in metrics where Metric.platform(metric.id) == nil { changes.add(metric, for: id) }
                let pattern = random.below(6)
                for metric in metrics {
                    for place in pattern == 1 ? 30..<70 : 0..<70 where pattern != 2 || random.below(9) > 0 {
                        let value =
                            pattern == 3 ? Double(random.below(9_999)) / 100 : Double(random.below(500))
                        changes.add(metric, value, on: [try first.adding(days: place)], of: id)
                    }
                }
            }
        }
        return world
    }

    @Test(
        "says of each bucket what the graphs of its tenants say together",
        arguments: [(1, BucketWidth.day), (2, .week), (3, .month)] as [(UInt64, BucketWidth)])
    func sums(seed: UInt64, width: BucketWidth) async throws {
        var random = SplitMix64(seed: seed)
        let world = try await world(tenants: 130, Self.metrics, &random)
        let now = try instant("2024-03-25T10:00:00Z")
        let range = try instant("2024-01-31T23:00:00Z")..<now
        let fleet = world.repository.fleet
        let whole = try await fleet.consumptionGraph(
            metrics: Self.metrics, range: range, width: width, now: now)
        var parts: [[ConsumptionGraph.Series]] = []
        for number in 0..<130 {
            let scope = world.repository.scope(of: try TenantID("t\(number)"))
            parts.append(
                try await scope.consumptionGraph(
                    metrics: Self.metrics, range: range, width: width, now: now
                ).series)
        }
        for (line, series) in whole.series.enumerated() {
            #expect(series.members == 130)
            for (bucket, point) in series.points.enumerated() {
                let points = parts.map { $0[line].points[bucket] }
                var (sum, last) = (ExactSum(), ExactSum())
                for point in points {
                    if let value = point.value { try sum.add(value) }
                    let level = point.sampled == nil ? point.lastKnown?.value : point.value
                    if let level { try last.add(level) }
                }
                let present = points.filter { $0.value != nil }
                #expect(point.value == (present.isEmpty ? nil : try sum.rounded()))
                #expect(point.reporting == present.count)
                let isPast = points.contains { $0.lastKnown != nil }
                #expect(point.lastKnown?.value == (isPast ? try last.rounded() : nil))
                let weakest = try #require(try Completeness.weakest(of: points.map(\.completeness)))
                #expect(point.completeness.coverage == weakest.coverage)
                #expect(point.completeness.samples == weakest.samples)
                #expect(point.completeness.phase == weakest.phase)
                if points.allSatisfy({ $0.mean != nil && $0.completeness.coverage == 1 }) {
                    let mean = points.reduce(0) { $0 + ($1.mean ?? 0) }
                    #expect(abs((point.mean ?? 0) - mean) < 1e-6)
                }
            }
        }
    }

    @Test("An inventory of them has the levels that each has by itself", arguments: [4, 5] as [UInt64])
    func inventory(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let metrics: [Metric] = [.users, .assets]
        let world = try await world(tenants: 700, metrics, &random)
        let now = try instant("2024-03-25T10:00:00Z")
        let fleet = world.repository.fleet
        let since = try day("2024-03-01")
        let whole = try await fleet.inventory(now: now, since: since, metrics: metrics)
        #expect(whole.rows.map(\.tenant) == whole.rows.map(\.tenant).sorted())
        for number in stride(from: 0, to: 700, by: 7) {
            let tenant = try TenantID("t\(number)")
            let own = try await world.repository.scope(of: tenant)
                .inventory(now: now, since: since, metrics: metrics)
            #expect(whole.row(tenant) == own.row(tenant))
        }
        for (column, total) in whole.totals.enumerated() {
            var sum = ExactSum()
            for row in whole.rows { if let value = row.counts[column].value { try sum.add(value) } }
            #expect(total.value == (try sum.rounded()))
        }
    }
}
