import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation

/// Graphs whose values a test knows.
enum GraphFixture {
    static let now = constant { try instant("2026-06-30T12:00:00Z") }
    /// A metric that a host defines.
    static let engineHours = constant {
        try Metric(
            id: MetricID("engine-hours"), name: "Engine hours", unit: "h", kind: .count, cadence: .daily)
    }

    /// Assets, users and engine hours by the date, from 2026-01-01 on, in UTC; nil where there is none.
    static func graph(
        _ values: [(metric: Metric, values: [Double?])], width: BucketWidth = .day,
        visible: Range<Date>? = nil,
        now: Date = now, annotations: [GraphAnnotation] = []
    ) async throws -> ConsumptionGraph {
        let first = try day("2026-01-01")
        var world = try await World()
        let count = values.map(\.values.count).max() ?? 0
        try await world.commit { changes in
            changes.add(engineHours, for: acme)
            for (metric, values) in values {
                for (offset, value) in values.enumerated() where value != nil {
                    changes.add(metric, value, on: [try first.adding(days: offset)])
                }
            }
        }
        let range =
            try visible
            ?? instant("2026-01-01T00:00:00Z")..<instant("2026-01-01T00:00:00Z") + Double(count * 86_400)
        return try await world.acme.consumptionGraph(
            metrics: values.map(\.metric), range: range, width: width, now: now, annotations: annotations)
    }

    /// Numbers with gaps, of which some are equal.
    static func values(_ count: Int, _ random: inout SplitMix64) -> [Double?] {
        var isGap = false
        return (0..<count).map { _ in
            if random.next() % 7 == 0 { isGap.toggle() }
            return isGap ? nil : Double(random.next() % 40)
        }
    }
}
