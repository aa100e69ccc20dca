import BillingInsights
import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation

@testable import BillingReports

/// A screen of actions made by hand: the days from 1 March 2026 on in UTC.
struct MadeActions {
    /// The category, the type, and the executions of each day.
    var rows: [(category: String, type: String, executed: [Int?])]
    /// How far each day can be relied on; nil for wholly.
    var completeness: [Completeness?] = []
    var outlook: ConsumptionActions.Outlook?

    static func state(
        _ phase: Completeness.Phase, _ coverage: Double, _ origin: Completeness.Origin = .observed
    ) throws -> Completeness {
        try Completeness(phase: phase, coverage: coverage, samples: 0, origin: origin)
    }

    static func bucket(_ place: Int) throws -> Bucket {
        let date = try LocalDate("2026-03-01").adding(days: place)
        let start = try Instants.microseconds("\(date)T00:00:00Z")
        return Bucket(
            start: start, end: start + Instants.perDay, firstDate: date, lastDate: date, clippedStart: false,
            clippedEnd: false)
    }

    func screen() throws -> ConsumptionActions {
        let count = max(completeness.count, rows.map(\.executed.count).max() ?? 0)
        let whole = try Self.state(.settled, 1)
        let states = (0..<count).map { completeness.indices.contains($0) ? completeness[$0] ?? whole : whole }
        func sum(_ counts: [Int?]) -> Int? {
            let known = counts.compactMap { $0 }
            return known.isEmpty ? nil : known.reduce(0) { Int(clamping: Int128($0) + Int128($1)) }
        }
        let totals = (0..<count).map { place in sum(rows.map { $0.executed[place] }) }
        let total = sum(totals)
        func tally(_ executed: Int?) -> ConsumptionActions.Tally {
            .init(
                executed: executed, failed: executed.map { $0 / 10 }, suppressed: 0,
                share: (total ?? 0) > 0 ? Double(executed ?? 0) / Double(total ?? 1) : nil, change: nil)
        }
        let buckets = try (0..<count).map { place in
            let bucket = try Self.bucket(place)
            return ConsumptionActions.Interval(
                bucket: bucket, local: "\(bucket.firstDate)T00:00:00Z", executed: totals[place],
                completeness: states[place])
        }
        let start = try Self.bucket(0).startMicroseconds
        let end = buckets.last?.bucket.endMicroseconds ?? start
        return ConsumptionActions(
            stamp: ScreenStamp(
                now: Instants.date(end), zone: try ZoneID("UTC"), release: nil, digest: "",
                revision: .zero),
            range: InstantRange(start..<end), before: nil, width: .day, buckets: buckets,
            rows: try rows.map {
                .init(
                    category: try ActionCategory($0.category), type: try ActionType($0.type),
                    executed: $0.executed, total: tally(sum($0.executed)))
            }, categories: [], total: tally(total),
            completeness: try Completeness.weakest(of: states) ?? whole, outlook: outlook)
    }
}
