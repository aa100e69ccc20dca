import BillingInsights
import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Seeded fleets: all screens agree with each other, with themselves later, and with what was known")
struct InsightFleetTests {
    private static let now = constant { try instant("2024-03-13T16:00:00Z") }
    private static let ids = constant { try ["acme", "bolt", "calm"].map { try TenantID($0) } }

    /// Three tenants around the world that define one metric each in another way, with gaps, odd days, and two labels.
    private func fleet(_ seed: UInt64) async throws -> World {
        let zones = ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"]
        var world = try await World(zip(Self.ids, zones).map { try makeTenant($0, name: $0.text, zone: $1) })
        let kinds: [MetricKind] = [.count, .gauge, .count]
        var random = SplitMix64(seed: seed)
        for (place, id) in Self.ids.enumerated() {
            let metric = try Metric(
                id: MetricID("shared"), unit: "units", kind: kinds[place], cadence: .daily,
                lag: .seconds(place == 2 ? 2 * 86_400 : 0))
            try await world.commit { changes in
                changes.add(metric, for: id)
                for region in ["north", "south"] {
                    let labels = try Labels(("region", region))
                    changes.add(metric, on: try days("2023-10-01", "2024-03-12"), labels: labels, of: id) {
                        date in
                        let odd = random.next() % 60 == 0 ? Double(random.next() % 500) : 0
                        let noise = Double(random.next() % 21) + Double(random.next() % 21)
                        return random.next() % 25 == 0 ? nil : weekly(date) + noise + odd
                    }
                }
            }
        }
        return world
    }

    @Test(
        "A finding that was told is told again, and the same on both screens", arguments: [3] as [UInt64])
    func replay(_ seed: UInt64) async throws {
        let world = try await fleet(seed)
        let since = try day("2024-02-01")
        var count = 0
        for id in Self.ids {
            let scope = world.repository.scope(of: id)
            let early = try await scope.insights(since: since, now: Self.now.addingTimeInterval(-10 * 86_400))
            let late = try await scope.insights(since: since, now: Self.now)
            for finding in early.findings where finding.kind != .silence {
                // It may have grown by days that are near.
                count += 1
                let isTold = late.findings.contains {
                    $0.metric == finding.metric && $0.first <= finding.first && $0.last >= finding.last
                        && (finding.labels == $0.labels || $0.labels.isEmpty)
                }
                #expect(isTold, "seed \(seed), \(id): \(finding.statement)")
                let isOver = try finding.last.adding(days: 8) < day("2024-03-01")
                #expect(
                    !isOver || late.findings.contains(finding), "seed \(seed), \(id): \(finding.statement)")
            }
        }
        #expect(count > 0, "seed \(seed)")
        // The last 31 dates, on the clock of each tenant.
        let attention = try await world.repository.fleet.attention(days: 31, now: Self.now)
        #expect(attention.tenants == 3 && attention.quiet == 3 - attention.rows.count)
        for id in Self.ids {
            let own = try await world.repository.scope(of: id).insights(now: Self.now)
            let row = attention.rows.first { $0.tenant == id }
            #expect(Set(row?.findings ?? []) == Set(own.open), "seed \(seed), \(id)")
            expectWhole(own.findings, "seed \(seed), \(id)", #_sourceLocation)
        }
        try expectStableForms(attention)
    }

    @Test("What was known is told as it was, whatever was corrected or retracted since")
    func known() async throws {
        var world = try await fleet(5)
        let scope = world.repository.scope(of: Self.ids[0])
        let shared = try Metric(id: MetricID("shared"), unit: "units", kind: .count, cadence: .daily)
        let limit = try MetricLimit(name: "Limit", metric: shared.id, quantity: 3_000, period: .month)
        let before = (
            try await scope.forecast(now: Self.now), try await scope.insights(now: Self.now),
            try await scope.limits([limit], now: Self.now)
        )
        try await world.commit { changes in
            let labels = try Labels(("region", "north"))
            changes.add(shared, 900, on: try days("2024-03-04", "2024-03-05"), labels: labels)
            changes.add(shared, nil, on: try days("2024-03-06", "2024-03-12"), labels: labels)
        }
        let past = scope.known(at: .revision(before.0.stamp.revision))
        #expect(try await past.forecast(now: Self.now) == before.0)
        #expect(try await past.insights(now: Self.now) == before.1)
        #expect(try await past.limits([limit], now: Self.now) == before.2)
        let after = try await scope.forecast(now: Self.now)
        #expect(after.rows != before.0.rows)
        // What was retracted is known no more; the part is forecast from the day after the last one that is.
        let part = try #require(after.row(shared, labels: Labels(("region", "north"))))
        #expect(try part.steps.first?.bucket.firstDate == day("2024-03-06"))
    }

    @Test("The end of a total is what is known and what the rest brings, by the day and by the month")
    func ends() async throws {
        let scope = try await fleet(13).repository.scope(of: Self.ids[0])
        let forecast = try await scope.forecast(now: Self.now)
        for row in forecast.rows {
            let end = try #require(row.end)
            #expect(end.known + end.missing + end.ahead == 31 && row.steps.count == end.ahead)
            // Whole numbers are rounded one by one, so that a sum is off by a half for each step and for itself at most.
            let rest = row.steps.reduce(0) { $0 + $1.estimate.value }
            let error = abs((end.soFar ?? 0) + rest - end.estimate.value)
            #expect(error <= 0.5 * Double(end.ahead + 1), "\(row.labels): \(error)")
        }
        // The horizon changes what is told, and not the end.
        let further = try await scope.forecast(horizon: 60, now: Self.now)
        #expect(further.rows.map(\.steps.count) == forecast.rows.map { _ in 60 })
        for (one, other) in zip(forecast.rows, further.rows) {
            #expect(one.end?.soFar == other.end?.soFar && one.end?.ahead == other.end?.ahead)
        }
    }
}
