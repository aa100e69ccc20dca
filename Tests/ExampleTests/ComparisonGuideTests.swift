import Foundation
import InauroBilling
import Testing

@Suite("The guide to comparisons is true")
final class ComparisonGuideTests: ExamplePage {
    /// 13:00 on 10 March in Sydney.
    private let now = Date(timeIntervalSince1970: 1_773_108_000)
    private let repository = InMemoryRepository(clock: { Date(timeIntervalSince1970: 1_800_000_000) })

    private var sydney: Zone {
        get throws { try ZoneDatabase.system.zone(ZoneID("Australia/Sydney")) }
    }

    /// Rows of January, February and the first nine days of March, with messages from three regions.
    private func fill(_ messages: Metric) async throws {
        let acme = try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud)
        var changes = ChangeSet(id: try CommitID("usage"))
        changes.add(acme)
        changes.add(messages, for: acme.id)
        var date = try LocalDate("2026-01-30")
        while date <= (try LocalDate("2026-03-09")) {
            let isMarch = date.month == 3
            let assets = isMarch ? 150 : date.month == 2 ? 120 : 100
            changes.add(try DailyUsage(tenant: acme.id, date: date, counts: [.assets: assets]))
            if date.month > 1 {
                let users = date.day * (isMarch ? 3 : 2)
                let key = SeriesKey(tenant: acme.id, metric: Metric.monthlyActiveUsers.id)
                changes.add(SampleWrite(key, at: .date(date), value: Double(users)))
            }
            for (region, amounts) in [("eu", (10.0, 12.0)), ("us", (20, 20)), ("jp", (5, 6))]
            where date.month > 1 {
                let key = SeriesKey(
                    tenant: acme.id, metric: messages.id, labels: try Labels(("region", region)))
                changes.add(SampleWrite(key, at: .date(date), value: isMarch ? amounts.1 : amounts.0))
            }
            date = try date.adding(days: 1)
        }
        try await repository.commit(changes)
    }

    @Test("A period is compared, as values and as text")
    func guide() async throws {
        let messages = try Metric(
            id: MetricID("messages"), name: "Messages", unit: "messages", kind: .count, cadence: .daily)
        try await fill(messages)
        let (scope, sydney) = (repository.scope(of: try TenantID("acme")), try sydney)
        // Documentation/Guides/comparisons.md begins here.
        let march = ComparedPeriod.month(of: try LocalDate("2026-03-10"))
        let comparison = try await scope.periodComparison(of: march, mode: .toDate, now: now)
        print(comparison.ranges.elapsed ?? 0)  // 9

        let assets = comparison.row(.assets)?.figure(.last)
        print(assets?.period.value ?? 0, assets?.base.value ?? 0)  // 150.0 120.0
        print(assets?.change?.difference ?? 0, assets?.change?.percent ?? 0)  // 30.0 25.0
        let week = ComparedPeriod.dates(try LocalDate("2026-03-02")...LocalDate("2026-03-06"))
        let ranges = try ComparisonMode.sameWeekdays.ranges(of: week, in: sydney, now: now)
        print(ranges.base.dates?.lowerBound ?? .max)  // 2026-02-23
        let breakdown = try LabelBreakdown(group: LabelText("region"), top: 1)
        let regions = try await scope.periodComparison(
            of: march, mode: .perDay, now: now, metrics: [messages], breakdown: breakdown)
        for row in regions.rows {
            print(row.part, row.figures[0].period.value ?? 0)  // whole 38.0, then group 20.0, then rest 18.0
        }

        let europe = LabelBreakdown.Filter(name: try LabelText("region"), values: [try LabelText("eu")])
        let table = try await scope.consumptionTable(
            now: now, metrics: [messages], breakdown: LabelBreakdown(filters: [europe]))
        print(table.row(messages)?.progress.value ?? 0)  // 108.0
        let steps = try await scope.consumptionTable(now: now).row(.assets)?.windows[0].steps
        print(steps?.days ?? 0, steps?.net ?? 0)  // 1 20.0
        // Documentation/Guides/comparisons.md ends here.
        try expectPrinted("Documentation/Guides/comparisons.md")
        let page = try Document("Documentation/Guides/comparisons.md")
        let shown = page.blocks("text").joined().joined(separator: "\n")
        let text = comparison.text()
        #expect(text.contains(shown), "\(text)")
    }

    @Test("The table of modes tells the ranges of March 2026")
    func modes() throws {
        let sydney = try sydney
        let march = ComparedPeriod.month(of: try LocalDate("2026-03-10"))
        let dates = try ComparisonMode.all.map { mode in
            let ranges = try mode.ranges(of: march, in: sydney, now: now)
            return [ranges.period, ranges.base].map { range in
                range.dates.map { "\($0.lowerBound) \($0.upperBound)" } ?? ""
            }.joined(separator: " beside ")
        }
        #expect(
            dates == [
                "2026-03-01 2026-03-09 beside 2026-02-01 2026-02-09",
                "2026-03-01 2026-03-31 beside 2026-02-01 2026-02-28",
                "2026-03-01 2026-03-31 beside 2026-01-29 2026-02-28",
                "2026-03-01 2026-03-31 beside 2026-01-25 2026-02-24",
                "2026-03-01 2026-03-31 beside 2025-03-01 2025-03-31",
                "2026-03-01 2026-03-31 beside 2026-02-01 2026-02-28",
            ])
        let page = try Document("Documentation/Guides/comparisons.md").lines.joined(separator: "\n")
        for mode in ComparisonMode.all { #expect(page.contains("` | `\(mode)` |")) }
    }

    @Test("The examples of doc comments give what they say")
    func docComments() async throws {
        let messages = try Metric(
            id: MetricID("messages"), name: "Messages", unit: "messages", kind: .count, cadence: .daily)
        try await fill(messages)
        let (acme, sydney) = (repository.scope(of: try TenantID("acme")), try sydney)
        let today = try LocalDate("2026-03-10")
        do {
            let march = ComparedPeriod.month(of: try LocalDate("2026-03-10"))
            let ranges = try ComparisonMode.toDate.ranges(of: march, in: sydney, now: now)
            let dates =
                ranges.base.dates
            #expect(try dates == LocalDate("2026-02-01")...LocalDate("2026-02-09"))
        }
        let comparison = try await acme.periodComparison(of: .month(of: today), mode: .toDate, now: now)
        let percent =
            comparison.row(.actions)?.figure(.sum)?.change?.percent
        #expect(percent == nil)
        let breakdown = try LabelBreakdown(group: LabelText("region"), top: 3)
        #expect(breakdown.top == 3)
    }
}
