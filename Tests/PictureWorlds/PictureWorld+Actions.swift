import BillingModel
package import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation

extension PictureWorld {
    /// Every state that bars of actions are drawn in, by its name, made anew.
    package static func actionScreens() async throws -> [(name: String, screen: ConsumptionActions)] {
        let year = try await actionYear()
        let many = try await manyActions()
        let hostile = try await hostileActions()
        let none = try await PictureWorld("none", from: "2026-03-01", through: "2026-03-18") { _, _, _, _ in }
        func range(_ first: String, _ last: String) throws -> Range<Date> {
            try instant("\(first):00:00Z")..<instant("\(last):00:00Z")
        }
        let march = try range("2026-03-01T05", "2026-04-01T04")
        let outlook = try await year.scope.forecast(metrics: [.actions], now: year.now)
        func screen(
            _ world: PictureWorld, _ range: Range<Date>, _ width: BucketWidth
        ) async throws -> ConsumptionActions {
            try await world.scope.actions(range: range, width: width, now: world.now)
        }
        return [
            ("actions-march", try await screen(year, march, .day)),
            (
                "actions-months",
                try await screen(year, range("2025-09-01T04", "2026-04-01T04"), .month).adding(outlook)
            ),
            ("actions-year", try await screen(year, year.start..<year.now, .day)),
            ("actions-hours", try await screen(year, range("2026-03-16T04", "2026-03-20T04"), .hour)),
            ("actions-minutes", try await screen(year, range("2026-03-10T04", "2026-03-18T04"), .minutes(5))),
            ("actions-one", try await screen(year, march, .month).adding(outlook)),
            ("actions-many", try await screen(many, many.start..<many.now, .week)),
            ("actions-hostile", try await screen(hostile, march, .day)),
            ("actions-none", try await screen(none, march, .day)),
        ]
    }

    /// Seven months of actions of seven types, whose feed covered all of it but some days, until noon of the last one.
    private static func actionYear() async throws -> PictureWorld {
        try await PictureWorld("actions", through: "2026-03-18", hours: -12) { changes, tenant, _, dates in
            try addActions(
                &changes, tenant, dates,
                [
                    ("alert", "send-email", 60), ("alert", "send-sms", 25), ("alert", "send-whatsapp", 8),
                    ("automation", "update-asset", 40), ("automation", "share-asset", 5),
                    ("integration", "call-integration", 30), ("notification", "send-email", 18),
                ])
            try addCoverage(&changes, tenant, "2025-09-01T04:00:00Z", "2026-01-08T05:00:00Z")
            try addCoverage(&changes, tenant, "2026-01-14T05:00:00Z", "2026-03-08T20:00:00Z")
            try addCoverage(&changes, tenant, "2026-03-11T04:00:00Z", "2026-03-18T16:00:00Z")
        }
    }

    /// Twelve types, more than there are colours.
    private static func manyActions() async throws -> PictureWorld {
        try await PictureWorld("many-actions", from: "2025-12-01", through: "2026-03-18") {
            changes, tenant, _, dates in
            try addActions(
                &changes, tenant, dates,
                (1...12).map { (["alert", "automation", "custom"][$0 % 3], "type-\($0)", 200 / $0) })
            try addCoverage(&changes, tenant, "2025-12-01T05:00:00Z", "2026-03-19T04:00:00Z")
        }
    }

    /// Names that would run or break a page.
    private static func hostileActions() async throws -> PictureWorld {
        try await PictureWorld("hostile-actions", from: "2026-03-01", through: "2026-03-18") {
            changes, tenant, _, dates in
            try addActions(
                &changes, tenant, dates,
                [
                    ("</title></svg><script>window.__hit=1</script>", "\" onload=\"window.__hit=1", 20),
                    ("شركة النقل السريع", "東京運輸株式会社", 10),
                    (
                        String(repeating: "Consolidated ", count: 8) + "end",
                        String(repeating: "Freight ", count: 9) + "end", 15
                    ),
                ])
            try addCoverage(&changes, tenant, "2026-03-01T05:00:00Z", "2026-03-19T04:00:00Z")
        }
    }

    static func addCoverage(
        _ changes: inout ChangeSet, _ tenant: Tenant, _ first: String, _ end: String
    ) throws {
        for metric in [Metric.actions, .actionsFailed, .actionsSuppressed] {
            changes.add(
                try Coverage(
                    tenant: tenant.id, metric: metric.id, source: SourceID("workflows"),
                    range: instant(first)..<instant(end)))
        }
    }

    /// Adds actions of some types around a size, at three hours of each date: fewer at the weekend, none in an outage.
    static func addActions(
        _ changes: inout ChangeSet, _ tenant: Tenant, _ dates: [LocalDate],
        _ types: [(category: String, type: String, size: Int)]
    ) throws {
        var random = SplitMix64(seed: 5)
        for (place, date) in dates.enumerated() where !(129..<135).contains(place) {
            let isWeekend = date.weekday == .saturday || date.weekday == .sunday
            for (slot, entry) in types.enumerated() {
                for hour in ["06", "13", "19"] {
                    let size = (isWeekend ? entry.size / 3 : entry.size) * (100 + place / 3) / 100
                    let count = size / 3 + Int(random.next() % UInt64(max(1, size / 6)))
                    guard count > 0 else { continue }
                    changes.add(
                        try ActionRecord(
                            tenant: tenant.id, source: SourceID("workflows"),
                            id: ActionID("\(place)-\(slot)-\(hour)"), at: instant("\(date)T\(hour):10:00Z"),
                            type: ActionType(entry.type), category: ActionCategory(entry.category),
                            succeeded: count, failed: count / 20, suppressed: count / 10))
                }
            }
        }
    }
}
