import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("A period is compared by the rule of each kind of metric")
struct PeriodComparisonTests {
    private static let march = constant { ComparedPeriod.month(of: try day("2026-03-15")) }
    private static let april = constant { try instant("2026-04-01T00:00:00Z") }

    private func pair(
        _ comparison: PeriodComparison, _ metric: Metric, _ measure: PeriodComparison.Measure
    ) throws -> PeriodComparison.Pair {
        try #require(comparison.row(metric)?.figure(measure))
    }

    @Test("A gauge has its last value and its mean over time")
    func gauge() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(.assets, 10, on: try days("2026-02-01", "2026-02-28"))
            changes.add(.assets, 20, on: try days("2026-03-01", "2026-03-15"))
            changes.add(.assets, 36, on: try days("2026-03-16", "2026-03-31"))
        }
        let comparison = try await world.acme.periodComparison(
            of: Self.march, mode: .previousPeriod, now: Self.april)
        #expect(comparison.rows.map(\.metric) == [Metric.assets.id])
        let last = try pair(comparison, .assets, .last)
        #expect(last.period.value == 36 && last.base.value == 10)
        #expect(last.change?.difference == 26 && last.change?.percent == 260)
        #expect(last.period.completeness.isComplete && last.base.completeness.isComplete)
        let mean = try pair(comparison, .assets, .mean)
        let assetDays: Double = 20 * 15 + 36 * 16
        #expect(mean.period.value == assetDays / 31)
        #expect(mean.base.value == 10)
        try expectStableForms(comparison)
    }

    @Test("Counts have exact sums whose difference is exact, and no percent of nothing")
    func count() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(messages, for: acme)
            try changes.cover(messages, "2026-02-01T00:00:00Z", "2026-04-01T00:00:00Z")
            try changes.add(messages, 1e16, at: "2026-03-01T00:00:00Z")
            try changes.add(messages, 0.75, at: "2026-03-02T00:00:00Z")
            try changes.add(messages, 1e16, at: "2026-02-28T23:59:59.999999Z")
            try changes.add(messages, 0.25, at: "2026-02-28T12:00:00Z")
        }
        var comparison = try await world.acme.periodComparison(
            of: Self.march, mode: .previousPeriod, now: Self.april, metrics: [messages, .actions])
        let sum = try pair(comparison, messages, .sum)
        // Both sums round to 1e16, and their difference is told all the same.
        #expect(sum.period.value == 1e16 && sum.base.value == 1e16)
        #expect(sum.change?.difference == 0.5)
        // What was asked for is shown without a value.
        #expect(try pair(comparison, .actions, .sum).period.value == nil)
        #expect(try pair(comparison, .actions, .sum).change == nil)
        comparison = try await world.acme.periodComparison(
            of: .dates(day("2026-03-02")...day("2026-03-02")), mode: .sameWeekdays, now: Self.april)
        let monday = try pair(comparison, messages, .sum)
        #expect(monday.period.value == 0.75 && monday.base.value == 0)
        #expect(monday.change?.difference == 0.75 && monday.change?.percent == nil)
    }

    @Test("Per day, months of 31 and 28 days are on equal terms, and levels are left out with the reason")
    func perDay() async throws {
        let hours = try Metric(id: MetricID("engine-hours"), unit: "h", kind: .cumulative)
        var world = try await World(zone: "America/New_York")
        try await world.commit { changes in
            changes.add(messages, for: acme)
            changes.add(hours, for: acme)
            changes.add(.assets, 4, on: try days("2026-02-01", "2026-03-31"))
            for metric in [messages, hours] {
                try changes.cover(metric, "2026-01-01T00:00:00Z", "2026-04-02T00:00:00Z")
            }
            try changes.add(messages, 62, at: "2026-03-10T00:00:00Z")
            try changes.add(messages, 56, at: "2026-02-10T00:00:00Z")
            try changes.add(hours, 100, at: "2026-01-31T00:00:00Z")
            try changes.add(hours, 128, at: "2026-02-10T00:00:00Z")
            try changes.add(hours, 31, at: "2026-03-10T00:00:00Z")
        }
        let comparison = try await world.acme.periodComparison(
            of: Self.march, mode: .perDay, now: instant("2026-04-02T00:00:00Z"))
        let sent = try pair(comparison, messages, .perDay)
        #expect(sent.period.value == 2 && sent.base.value == 2)
        #expect(sent.change?.difference == 0 && sent.change?.percent == 0)
        let engine = try pair(comparison, hours, .perDay)
        #expect(engine.period.value == 1 && engine.base.value == 1)
        #expect(comparison.row(.assets) == nil)
        #expect(comparison.omitted.map(\.metric) == [Metric.assets.id])
        #expect(comparison.omitted.map(\.reason) == ["only sums and increases are divided by days"])
        // Asking for it by name does not change what makes sense.
        let asked = try await world.acme.periodComparison(
            of: Self.march, mode: .perDay, now: Self.april, metrics: [.assets])
        #expect(asked.rows.isEmpty && asked.omitted.count == 1)
    }

    @Test("Subjects are counted once over the whole range, and idle covered time counts none")
    func distinctFromActivity() async throws {
        var world = try await World()
        let daily = try Metric.dailyActiveDevices.derived(from: .activity(of: .device))
        try await world.commit { changes in
            changes.add(daily, for: acme)
            try changes.cover(daily, "2026-01-20T00:00:00Z", "2026-03-20T10:05:00Z")
            for (subject, at) in [
                ("a", "2026-03-01T00:00:00Z"), ("a", "2026-03-02T00:00:00Z"), ("b", "2026-03-20T10:00:00Z"),
                ("c", "2026-03-20T10:15:00Z"), ("c", "2026-02-28T23:45:00Z"), ("a", "2026-02-01T00:00:00Z"),
                ("d", "2026-02-01T00:00:00Z"),
            ] {
                try changes.activate(subject, at: at)
            }
        }
        let now = try instant("2026-03-20T10:05:00Z")
        let month = try await world.acme.periodComparison(of: Self.march, mode: .previousPeriod, now: now)
        let devices = try pair(month, .dailyActiveDevices, .distinct)
        #expect(devices.period.value == 2 && devices.base.value == 3)
        #expect(devices.change?.difference == -1)
        // Now cuts a quarter hour, which is read whole.
        #expect(devices.period.widened && !devices.base.widened)
        #expect(devices.period.completeness.phase == .inProgress)
        #expect(devices.period.completeness.coverage == 1)
        #expect(month.text().contains("whole quarter hours"))
        try expectStableForms(month)
        let idle = try await world.acme.periodComparison(
            of: .dates(day("2026-03-05")...day("2026-03-07")), mode: .sameWeekdays, now: now,
            metrics: [.dailyActiveDevices])
        let none = try pair(idle, .dailyActiveDevices, .distinct)
        #expect(none.period.value == 0 && none.base.value == 1)
        let unknown = try await world.acme.periodComparison(
            of: .dates(day("2026-01-10")...day("2026-01-12")), mode: .sameWeekdays, now: now,
            metrics: [.dailyActiveDevices])
        #expect(try pair(unknown, .dailyActiveDevices, .distinct).period.value == nil)
    }

    @Test("Daily numbers of subjects have a mean and a highest day, and make no number of a range")
    func distinctRecorded() async throws {
        var world = try await World()
        try await world.commit { changes in
            for (date, users) in [
                ("2026-03-01", 1.0), ("2026-03-02", 7), ("2026-03-03", 2), ("2026-02-26", 3),
                ("2026-02-27", 4),
            ] {
                changes.add(.dailyActiveUsers, users, on: [try day(date)])
            }
        }
        let comparison = try await world.acme.periodComparison(
            of: .dates(day("2026-03-01")...day("2026-03-03")), mode: .equalLength, now: Self.april)
        let row = try #require(comparison.row(.dailyActiveUsers))
        #expect(row.figures.map(\.measure) == [.mean, .peak])
        #expect(row.figures[0].period.value == 10.0 / 3 && row.figures[0].base.value == 3.5)
        // 10/3 less 7/2, rounded once.
        #expect(row.figures[0].change?.difference == -1.0 / 6)
        #expect(row.figures[1].period.value == 7 && row.figures[1].base.value == 4)
        #expect(try row.figures[1].period.date == day("2026-03-02"))
        #expect(row.figures[0].base.completeness.coverage == 0)
    }

    @Test(
        "The first of a month is never a collapse: a figure to date stands beside that of the same day",
        arguments: ComparisonMode.all.filter { $0 != .perDay })
    func firstOfMonth(mode: ComparisonMode) async throws {
        var world = try await World(zone: "Australia/Sydney")
        try await world.commit { changes in
            // A saw-tooth of 4 a day from 2025 on, and one of 5 a day in March.
            for date in try days("2025-01-01", "2026-02-28") {
                changes.add(.monthlyActiveUsers, Double(4 * date.day), on: [date])
            }
            changes.add(.monthlyActiveUsers, 5, on: [try day("2026-03-01")])
        }
        let first = try day("2026-03-01")
        let comparison = try await world.acme.periodComparison(
            of: mode == .toDate ? .month(of: first) : .dates(first...first), mode: mode,
            now: instant("2026-03-01T13:00:00Z"))
        let users = try pair(comparison, .monthlyActiveUsers, .toDate)
        #expect(users.period.value == 5 && users.base.value == 4)
        #expect(users.change?.percent == 25)
        #expect(users.period.date == first)
        let base = mode == .sameLastYear ? "2025-03-01" : "2026-02-01"
        #expect(try users.base.date == day(base))
        #expect(users.period.completeness.isComplete && users.base.completeness.isComplete)
    }

    @Test(
        "In the course of a month a figure to date stands beside the same day, at its end beside the month-end"
    )
    func courseOfMonth() async throws {
        var world = try await World()
        try await world.commit { changes in
            for date in try days("2026-02-01", "2026-03-31") {
                changes.add(.monthlyActiveUsers, Double(date.month * 100 + date.day), on: [date])
            }
        }
        for (now, new, old) in [
            ("2026-03-10T15:00:00Z", 310.0, 210.0), ("2026-03-31T15:00:00Z", 331, 228),
            ("2026-04-10T00:00:00Z", 331, 228),
        ] {
            let comparison = try await world.acme.periodComparison(
                of: Self.march, mode: .previousPeriod, now: instant(now))
            let users = try pair(comparison, .monthlyActiveUsers, .toDate)
            #expect(users.period.value == new && users.base.value == old, "at \(now)")
        }
        // A day that is missing stays missing, and takes no neighbour.
        let comparison = try await world.acme.periodComparison(
            of: .month(of: day("2026-02-01")), mode: .toDate, now: Self.april)
        let users = try pair(comparison, .monthlyActiveUsers, .toDate)
        #expect(users.period.value == 228 && users.base.value == nil && users.change == nil)
        #expect(try users.base.date == day("2026-01-28"))
    }

    @Test("A figure to date and a level at the end are known as far as their range is, on both sides")
    func knowledge() async throws {
        var world = try await World()
        try await world.commit { changes in
            for date in [try day("2026-02-28"), try day("2026-03-05")] {
                changes.add(.monthlyActiveDevices, 9, on: [date])
                changes.add(.assets, 105, on: [date])
            }
        }
        let comparison = try await world.acme.periodComparison(
            of: .dates(day("2026-03-01")...day("2026-03-05")), mode: .previousPeriod, now: Self.april)
        let devices = try pair(comparison, .monthlyActiveDevices, .toDate)
        let assets = try pair(comparison, .assets, .last)
        #expect(devices.period.value == 9 && assets.period.value == 105)
        // Nothing is known of the days before the fifth.
        #expect(devices.period.completeness.coverage == 0)
        for (figure, level) in [(devices.period, assets.period), (devices.base, assets.base)] {
            #expect(figure.completeness.coverage == level.completeness.coverage)
            #expect(figure.completeness.phase == level.completeness.phase)
        }
        let text = comparison.text()
        #expect(text.contains("9.0~") && text.contains("105.0~"))
    }

    @Test("Before the first day has ended a comparison to date has no rows and says so")
    func nothingEnded() async throws {
        var world = try await World()
        try await world.commit { $0.add(.assets, 4, on: try days("2026-02-01", "2026-03-01")) }
        let comparison = try await world.acme.periodComparison(
            of: Self.march, mode: .toDate, now: instant("2026-03-01T15:00:00Z"))
        #expect(comparison.rows.isEmpty && comparison.ranges.elapsed == 0)
        #expect(comparison.text().contains("No day of the period has ended yet"))
        try expectStableForms(comparison)
    }

    @Test("Part of a day is compared with the same clock time, cut to the microsecond")
    func partsOfDays() async throws {
        var world = try await World(zone: "America/New_York")
        try await world.commit { changes in
            changes.add(messages, for: acme)
            try changes.cover(messages, "2026-01-01T00:00:00Z", "2026-04-02T00:00:00Z")
            // 9:00 is 13:00 UTC in summer time, which begins 8 March, and 14:00 UTC before.
            try changes.add(messages, 5, at: "2026-03-09T13:00:00Z")
            try changes.add(messages, 70, at: "2026-03-09T12:59:59.999999Z")
            try changes.add(messages, 4, at: "2026-03-02T14:00:00Z")
            try changes.add(messages, 700, at: "2026-03-02T13:59:59.999999Z")
            changes.add(.assets, 3, on: try days("2026-03-01", "2026-03-09"))
        }
        let comparison = try await world.acme.periodComparison(
            of: .instants(instant("2026-03-09T13:00:00Z")..<instant("2026-03-09T21:00:00Z")),
            mode: .sameWeekdays, now: Self.april)
        let sent = try pair(comparison, messages, .sum)
        #expect(sent.period.value == 5 && sent.base.value == 4)
        #expect(sent.period.completeness.isComplete && sent.base.completeness.isComplete)
        // A value of a date stands for more than a part of its day.
        let assets = try pair(comparison, .assets, .last)
        #expect(assets.period.value == 3 && assets.period.completeness.clippedStart)
        try expectStableForms(comparison)
    }

    @Test("Nothing at or after now is read, on either side")
    func now() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(messages, for: acme)
            try changes.cover(messages, "2026-01-01T00:00:00Z", "2026-04-02T00:00:00Z")
            try changes.add(messages, 1, at: "2026-03-05T00:00:00Z")
            try changes.add(messages, 2, at: "2026-03-10T00:00:00Z")
            try changes.add(messages, 9, at: "2026-02-20T00:00:00Z")
        }
        func sums(_ now: String) async throws -> [Double?] {
            let comparison = try await world.acme.periodComparison(
                of: Self.march, mode: .previousPeriod, now: instant(now), metrics: [messages])
            let pair = try pair(comparison, messages, .sum)
            return [pair.period.value, pair.base.value]
        }
        #expect(try await sums("2026-03-10T00:00:00Z") == [1, 9])
        #expect(try await sums("2026-02-10T00:00:00Z") == [nil, 0])
        #expect(try await sums("2026-01-31T00:00:00Z") == [nil, nil])
    }

    @Test("A feed that was silent in one range has nothing there, not the figure of another")
    func silentPart() async throws {
        var world = try await World()
        try await world.commit { changes in
            try changes.cover(.actions, "2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z")
            try changes.act("1", at: "2026-03-05T00:00:00Z", category: .alert, succeeded: 5)
            try changes.act("2", at: "2026-02-05T00:00:00Z", category: .automation, succeeded: 2)
        }
        let comparison = try await world.acme.periodComparison(
            of: Self.march, mode: .previousPeriod, now: Self.april, metrics: [.actions])
        #expect(comparison.rows.count == 3)
        #expect(try pair(comparison, .actions, .sum).change?.difference == 3)
        let alerts = try #require(comparison.row(.actions, labels: Labels(("category", "alert"))))
        #expect(alerts.figures[0].period.value == 5 && alerts.figures[0].base.value == 0)
        let automation = try #require(comparison.row(.actions, labels: Labels(("category", "automation"))))
        #expect(automation.figures[0].period.value == 0 && automation.figures[0].base.value == 2)
        #expect(automation.figures[0].change?.percent == -100)
    }

    @Test("A comparison is of one tenant, at one revision, and tells of a change of zone in either range")
    func scope() async throws {
        let history = try ZoneHistory(
            first: .utc, changes: [.init(from: instant("2026-02-10T00:00:00Z"), zone: ZoneID("Asia/Tokyo"))])
        var world = try await World([
            Tenant(id: acme, name: "Acme", zones: history, currency: .usd),
            Tenant(id: "bolt", name: "Bolt", zone: "UTC", currency: .usd),
        ])
        try await world.commit { $0.add(.assets, 4, on: try days("2026-02-01", "2026-03-31")) }
        let before = try await world.repository.revision(.latest)
        try await world.commit { $0.add(.assets, 9, on: try days("2026-03-31", "2026-03-31")) }
        let later = try await world.acme.periodComparison(
            of: Self.march, mode: .previousPeriod, now: Self.april)
        #expect(later.stamp.moves.map(\.zone.name) == ["Asia/Tokyo"])
        #expect(try pair(later, .assets, .last).change?.difference == 5)
        let earlier = try await world.acme.known(at: .revision(before)).periodComparison(
            of: Self.march, mode: .previousPeriod, now: Self.april)
        #expect(earlier.stamp.revision == before)
        #expect(try pair(earlier, .assets, .last).change?.difference == 0)
        await #expect(throws: BillingError.self) {
            try await world.repository.fleet.periodComparison(
                of: Self.march, mode: .previousPeriod, now: Self.april)
        }
    }

    @Test("The text names both ranges and lines up each figure with its base")
    func text() async throws {
        var world = try await World()
        try await world.commit { changes in
            try changes.cover(.actions, "2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z")
            for date in try days("2026-02-01", "2026-03-10") {
                changes.add(.monthlyActiveUsers, Double(date.day + date.month), on: [date])
                changes.add(.assets, date.month == 2 ? 1_000 : 1_250, on: [date])
                changes.add(.dailyActiveUsers, Double(date.day % 3), on: [date])
            }
            try changes.act("1", at: "2026-03-05T00:00:00Z", category: .alert, succeeded: 5)
        }
        let comparison = try await world.acme.periodComparison(
            of: Self.march, mode: .toDate, now: instant("2026-03-10T08:00:00Z"))
        #expect(
            body(comparison) == """
                2026-03-01 to 2026-03-09 beside 2026-02-01 to 2026-02-09, the first 9 days of each

                Metric                Figure    Period  on           Before  on          Change        %
                ────────────────────  ───────  ───────  ──────────  ───────  ──────────  ──────  ───────
                Assets                last     1,250.0              1,000.0                +250  +25.0 %
                                      mean     1,250.0              1,000.0                +250  +25.0 %
                Daily active users    mean         1.0                  1.0                   0    0.0 %
                                      peak         2.0  2026-03-02      2.0  2026-02-02       0    0.0 %
                Monthly active users  to date     12.0  2026-03-09     11.0  2026-02-09      +1   +9.1 %
                Actions               sum          5.0                  0.0                  +5
                Actions: alert        sum          5.0                  0.0                  +5

                % of a sum or an increase compares the averages per covered day

                """)
        try expectStableForms(comparison)
        // A month that goes on is compared to date without a note, and otherwise with one.
        #expect(!comparison.text().contains("has not ended"))
        let whole = try await world.acme.periodComparison(
            of: Self.march, mode: .previousPeriod, now: instant("2026-03-10T08:00:00Z"))
        #expect(whole.text().contains("The period has not ended"))
        #expect(whole.text().split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test("A difference of means has two decimals where one of sums has as many as it needs")
    func decimals() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(.dailyActiveUsers, 7, on: try days("2026-02-01", "2026-02-28"))
            changes.add(.dailyActiveUsers, 7, on: try days("2026-03-01", "2026-03-30"))
            changes.add(.dailyActiveUsers, 8, on: [try day("2026-03-31")])
        }
        let text = try await world.acme.periodComparison(
            of: Self.march, mode: .previousPeriod, now: Self.april
        ).text()
        // 1/31 = 0.032…, which is 0.46 % of 7.
        #expect(text.contains("+0.03   +0.5 %"), "\(text)")
    }
}
