import BillingModel
import Foundation
import InauroBilling
import Testing

@testable import TenantReport

/// What the screens say of the sample, beside what an independent script computes from it.
@Suite("Figures of the sample")
struct FiguresTests {
    static let carriers = Figures.all["carriers"].keys
    static let zone = ReportCommand.home

    /// The end of a local date.
    private func end(of date: String, in zone: String = zone) throws -> Date {
        try ZoneDatabase.system.zone(try ZoneID(zone)).interval(of: try LocalDate(date)).upperBound
    }

    private func scope(_ carrier: String) async throws -> BillingScope {
        try await Sample.repository.value.scope(of: try TenantID(carrier))
    }

    private func year(in zone: String = zone) throws -> Range<Date> {
        try end(of: "2012-12-31", in: zone)..<end(of: "2013-12-31", in: zone)
    }

    @Test("The fixture is about the sample")
    func fixture() async throws {
        #expect(Figures.all["events"].count == Sample.lines.count)
        #expect(Self.carriers == ["AS", "F9", "HA", "OO", "VX", "YV"])
        #expect(Figures.all["zone"].text == ReportCommand.home)
    }

    @Test("Actions by month and category", arguments: carriers)
    func actions(carrier: String) async throws {
        let months = Figures.of(carrier)["months"]
        let screen = try await scope(carrier).actions(
            range: year(), width: .month, now: end(of: "2013-12-31"))
        for name in ["automation", "alert", "notification"] {
            let category = screen.categories.first { $0.category.text == name }
            let expected = months[name].counts
            #expect((category?.executed ?? expected.map { _ in 0 }) == expected, "\(name)")
            #expect(
                agree(
                    category?.total.share ?? 0,
                    Figures.of(carrier)["report"]["windows"].list[2]["shares"][name].fraction))
        }
        #expect(screen.buckets.map(\.executed) == months["actions"].counts)
        #expect(screen.total.executed == Figures.of(carrier)["events"].count)
        // Nothing is known of the year before.
        #expect(screen.total.change == nil)
    }

    @Test("Actions by day, by week and by the hours of the days with a change of clocks", arguments: carriers)
    func actionsOfDays(carrier: String) async throws {
        let figures = Figures.of(carrier)
        let (scope, now) = (try await scope(carrier), try end(of: "2013-12-31"))
        let days = try await scope.actions(range: year(), width: .day, now: now)
        #expect(days.buckets.map(\.executed) == figures["days"]["actions"].counts)
        let weeks = try await scope.actions(range: year(), width: .week, now: now)
        #expect(weeks.buckets.map(\.executed) == figures["weeks"]["actions"].counts)
        for day in figures["hours"].keys {
            let date = try LocalDate(day)
            let range = try end(of: "\(date.adding(days: -1))")..<end(of: day)
            let hours = try await scope.actions(range: range, width: .hour, now: now)
            #expect(hours.buckets.map(\.executed) == figures["hours"][day].counts, "\(day)")
        }
    }

    @Test("The change of actions against the window before", arguments: carriers)
    func changeOfActions(carrier: String) async throws {
        for (window, first) in zip(Figures.of(carrier)["report"]["windows"].list, ["09-30", "06-30"]) {
            let screen = try await scope(carrier).actions(
                range: end(of: "2013-\(first)")..<end(of: "2013-12-31"), width: .month,
                now: end(of: "2013-12-31"))
            let expected = window["metrics"]["actions"]
            #expect(screen.total.executed == expected["value"].count)
            #expect(screen.total.change?.base == expected["before"].number)
            #expect(screen.total.change?.difference == expected["change"].fraction)
            #expect(agree(screen.total.change?.percent, expected["percent"].fraction))
        }
    }

    @Test("Invoices, and what the periods cost that have ended", arguments: carriers)
    func invoices(carrier: String) async throws {
        let figures = Figures.of(carrier)
        let now = try end(of: "2013-12-31")
        let screen = try await scope(carrier).invoices(now: now)
        let expected = figures["invoices"].list
        #expect(
            screen.rows.map(\.payable.amountText) == expected.dropLast().reversed().map { $0["total"].text })
        #expect(
            screen.rows.map { Instants.text((try? Instants.microseconds($0.issued)) ?? 0) }
                == expected.dropLast().reversed().map { $0["issuedAt"].text })
        #expect(screen.rows.first?.number.text == "\(carrier)-2013-11")
        #expect(screen.rows.allSatisfy { $0.paid == $0.payable && $0.due.minorUnits == 0 })
        #expect(screen.totals.map(\.payable.amountText) == [figures["report"]["invoicedBeforeNow"].text])
        let home = try ZoneDatabase.system.zone(try ZoneID(Self.zone))
        let charges = try await EndedPeriods(
            of: scope(carrier), zone: home, plan: SamplePlan(), now: now, invoices: screen)
        #expect(charges.periods.map(\.amount.amountText) == expected.map { $0["total"].text })
        #expect(charges.total.amountText == figures["invoiced"].text)
        #expect(charges.pending.amountText == expected.last?["total"].text)
        #expect(charges.periods.map(\.invoiced) == (0..<12).map { $0 < 11 })
        // A microsecond later the last one is issued, and paid.
        let later = try await scope(carrier).invoices(now: now + 1e-6)
        #expect(later.totals.map(\.paid.amountText) == [figures["invoiced"].text])
    }

    @Test("The table at the end of the year", arguments: carriers)
    func table(carrier: String) async throws {
        let table = try await scope(carrier).consumptionTable(now: end(of: "2013-12-31"))
        try compare(table, with: Figures.of(carrier)["report"])
        try compareActivity(table, with: Figures.of(carrier)["months"], months: 12)
    }

    @Test("The table on other dates, with months in progress", arguments: Figures.all["dates"].keys)
    func tables(date: String) async throws {
        let carrier = try #require(Figures.all["largest"].text)
        let table = try await scope(carrier).consumptionTable(now: end(of: date))
        try compare(table, with: Figures.all["dates"][date])
    }

    private static let metrics: KeyValuePairs<String, Metric> = [
        "assets": .assets, "devicesLinked": .devicesLinked, "devicesReporting": .devicesReporting,
        "automation": .actions, "alert": .actions, "notification": .actions, "actions": .actions,
        "dailyActiveDevices": .dailyActiveDevices, "monthlyActiveDevices": .monthlyActiveDevices,
    ]

    private func row(
        _ name: String, _ metric: Metric, of table: ConsumptionTable
    ) throws -> ConsumptionTable.Row? {
        let isPart = metric == .actions && name != "actions"
        return table.row(metric, labels: isPart ? try Labels(("category", name)) : .none)
    }

    private func compare(_ table: ConsumptionTable, with report: Figures, windows: Range<Int> = 0..<3) throws
    {
        for (name, metric) in Self.metrics {
            guard let row = try row(name, metric, of: table) else {
                // A category that never ran has no row.
                #expect(report["windows"].list[2]["metrics"][name]["value"].number ?? 0 == 0, "\(name)")
                continue
            }
            for index in windows {
                let (window, expected) = (row.windows[index], report["windows"].list[index])
                let figures = expected["metrics"][name]
                #expect(figures != .null, "\(name)")
                let place: Comment = "\(name) of \(window.months) months at \(report["on"].text ?? "")"
                #expect(window.months == expected["months"].count, place)
                #expect(window.covered == expected["covered"].count, place)
                #expect(window.value == figures["value"].number, place)
                #expect(agree(window.average, figures["average"].fraction), place)
                #expect(window.peak?.value == figures["peak"].number, place)
                #expect(window.peak?.date.description == figures["peakDate"].text, place)
                #expect(agree(window.change?.difference, figures["change"].fraction), place)
                #expect(agree(window.change?.percent, figures["percent"].fraction), place)
            }
            let expected = report["monthInProgress"]
            guard expected != .null else { continue }
            let place: Comment = "\(name) in progress at \(report["on"].text ?? "")"
            #expect(row.progress.month.description == expected["month"].text, place)
            if metric.kind == .distinct {
                #expect(agree(row.progress.average, expected["dailyActiveDevicesMean"].fraction), place)
            } else {
                #expect(row.progress.value == expected[name].number, place)
            }
        }
    }

    private func compareActivity(_ table: ConsumptionTable, with months: Figures, months count: Int) throws {
        let activity = try #require(table.activity.first { $0.subject == .device })
        let (levels, stickiness) = (months["activityLevel"].fractions, months["stickiness"].fractions)
        let shown = activity.months.suffix(count)
        #expect(zip(shown.map(\.level), levels).allSatisfy(agree))
        #expect(zip(shown.map(\.stickiness), stickiness).allSatisfy(agree))
        #expect(shown.count == count && levels.count == count)
        for window in activity.windows {
            func mean(_ figures: [Double?]) -> Double? {
                let known = figures.suffix(window.months).compactMap(\.self)
                return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
            }
            #expect(agree(window.level.value, mean(levels)), "\(window.months)")
            #expect(agree(window.stickiness.value, mean(stickiness)), "\(window.months)")
        }
    }

    @Test("The inventory at the end of the year, and its change in a month", arguments: carriers)
    func inventory(carrier: String) async throws {
        let days = Figures.of(carrier)["days"]
        let screen = try await scope(carrier).inventory(
            now: end(of: "2013-12-31"), since: LocalDate("2013-11-30"))
        let row = try #require(screen.row(try TenantID(carrier)))
        for (name, metric) in Self.metrics where metric.kind == .gauge {
            let count = try #require(row.counts.first { $0.metric == metric.id })
            #expect(count.value == Figures.of(carrier)["report"]["inventory"][name].number, "\(name)")
            #expect(count.asof == .date(try LocalDate("2013-12-31")))
            let values = days[name].numbers
            #expect(count.change?.base == values[333], "\(name)")
            #expect(count.value == values.last ?? nil, "\(name)")
        }
        #expect(row.counts.first { $0.metric == Metric.geofences.id }?.value == nil)
    }

    @Test("The inventory of all tenants")
    func inventories() async throws {
        let screen = try await Sample.repository.value.fleet.inventory(
            now: end(of: "2013-12-31"), sortedBy: .assets, descending: true)
        var expected: [(carrier: String, assets: Double)] = []
        for carrier in Self.carriers {
            expected.append((carrier, Figures.of(carrier)["report"]["inventory"]["assets"].number ?? 0))
        }
        // Of equal ones the first by id comes first, and the carriers are in that order.
        expected.sort { $0.assets > $1.assets }
        #expect(screen.rows.map(\.tenant.text) == expected.map(\.carrier))
        let total = screen.totals.first { $0.metric == Metric.assets.id }
        #expect(total?.value == expected.map(\.assets).reduce(0, +))
        #expect(total?.shared == true)
    }

    @Test("Daily usage on each day of the year", arguments: carriers)
    func usage(carrier: String) async throws {
        let days = Figures.of(carrier)["days"]
        let screen = try await scope(carrier).dailyUsage(
            dates: LocalDate("2013-01-01")...LocalDate("2013-12-31"), now: end(of: "2013-12-31"))
        #expect(screen.rows.count == days["count"].count)
        for (name, metric) in Self.metrics where Metric.dailyUsage.contains(where: { $0.id == metric.id }) {
            let column = try #require(screen.columns.firstIndex { $0.metric == metric.id })
            #expect(screen.rows.map { $0.figures[column].value } == days[name].numbers, "\(name)")
            #expect(screen.rows.allSatisfy { $0.figures[column].completeness.isComplete }, "\(name)")
        }
    }

    @Test("The graph by day, week and month", arguments: carriers)
    func graph(carrier: String) async throws {
        let figures = Figures.of(carrier)
        let (scope, now) = (try await scope(carrier), try end(of: "2013-12-31"))
        func points(_ graph: ConsumptionGraph, _ metric: Metric) throws -> [ConsumptionGraph.Point] {
            try #require(graph.series(metric)).points
        }
        let days = try await scope.consumptionGraph(range: year(), width: .day, now: now)
        for (name, metric) in Self.metrics where metric != .actions || name == "actions" {
            #expect(try points(days, metric).map(\.value) == figures["days"][name].numbers, "\(name) by day")
        }
        let weeks = try await scope.consumptionGraph(range: year(), width: .week, now: now)
        for (name, metric) in Self.metrics where metric.kind == .gauge || name == "actions" {
            #expect(
                try points(weeks, metric).map(\.value) == figures["weeks"][name].numbers, "\(name) by week")
        }
        #expect(
            try points(weeks, .dailyActiveDevices).map(\.value) == figures["weeks"]["distinctDevices"].numbers
        )
        let months = try await scope.consumptionGraph(range: year(), width: .month, now: now)
        for (name, metric) in Self.metrics
        where metric.kind != .distinct && (metric != .actions || name == "actions") {
            #expect(
                try points(months, metric).map(\.value) == figures["months"][name].numbers, "\(name) by month"
            )
            if metric.kind == .gauge {
                let means = try points(months, metric).map(\.mean)
                #expect(zip(means, figures["months"]["\(name)TimeWeighted"].fractions).allSatisfy(agree))
            }
        }
        // The distinct devices of a whole month are its last month to date.
        #expect(
            try points(months, .dailyActiveDevices).map(\.value)
                == figures["months"]["monthlyActiveDevices"].numbers)
    }

    @Test("Actions and the table in other zones", arguments: Figures.all["zones"].keys)
    func zones(name: String) async throws {
        let carrier = try #require(Figures.all["largest"].text)
        let figures = Figures.all["zones"][name]
        let zone = try ZoneID(name)
        let now = try end(of: try #require(figures["on"].text), in: name)
        let first = try LocalDate(try #require(figures["days"]["first"].text))
        let range = try end(of: "\(first.adding(days: -1))", in: name)..<now
        let scope = try await scope(carrier)
        let days = try await scope.actions(range: range, width: .day, now: now, zone: zone)
        #expect(days.buckets.map(\.executed) == figures["days"]["actions"].counts)
        for category in days.categories {
            #expect(category.executed == figures["days"][category.category.text].counts)
        }
        let months = try await scope.actions(
            range: range.lowerBound..<end(of: "2013-06-30", in: name), width: .month, now: now, zone: zone)
        #expect(months.buckets.map(\.executed).suffix(6) == figures["months"]["actions"].counts.suffix(6))
        let graph = try await scope.consumptionGraph(
            metrics: [.dailyActiveDevices, .monthlyActiveDevices, .actions], range: range, width: .day,
            now: now,
            zone: zone)
        for (metricName, metric) in Self.metrics
        where metric.kind == .distinct || metric.kind == .distinctToDate {
            #expect(
                graph.series(metric)?.points.map(\.value) == figures["days"][metricName].numbers,
                "\(metricName)")
        }
        // The file begins in the course of a date there; only the last three months are covered as a whole in each zone.
        let table = try await scope.consumptionTable(now: now, zone: zone)
        for (metricName, metric) in Self.metrics where metric.kind != .gauge {
            guard let row = try row(metricName, metric, of: table) else { continue }
            let (window, expected) = (row.windows[0], figures["windows"].list[0]["metrics"][metricName])
            #expect(window.value == expected["value"].number, "\(metricName)")
            #expect(agree(window.average, expected["average"].fraction), "\(metricName)")
            #expect(window.peak?.value == expected["peak"].number, "\(metricName)")
            #expect(window.peak?.date.description == expected["peakDate"].text, "\(metricName)")
        }
    }
}
