import BillingInterchange
import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Screens as CSV")
struct ScreensCSVTests {
    private static let level = "level"

    /// Assets of two tenants, messages at instants, and devices that are active.
    private func filled() async throws -> InMemoryRepository {
        try await repository { changes in
            for (id, zone) in [("acme", "America/New_York"), ("=b", "Asia/Tokyo")] {
                changes.add(try Tenant(id: id, name: "Name, of \(id)", zone: zone, currency: .usd))
            }
            try changes.add(
                .assets, of: acme, [("2025-02-27", 90), ("2025-03-01", 100), ("2025-03-03", 120)])
            try changes.add(.monthlyActiveUsers, of: acme, [("2025-02-28", 40), ("2025-03-01", 3)])
            try changes.add(.users, of: acme, [("2025-02-28", 50)])
            try changes.add(.assets, of: TenantID("=b"), [("2025-03-03", 7)])
            let level = try Metric(id: MetricID(Self.level), unit: "l", kind: .gauge)
            changes.add(level, for: acme)
            try changes.add(
                level, of: acme, labels: Labels(("site", "a\"b")),
                [("2025-03-01T12:00:00Z", -1.5), ("2025-03-01T18:00:00Z", 2.5)])
            for metric in [Metric.assets, level] {
                try changes.cover(metric, "2025-02-01T05:00:00Z", "2025-03-03T05:00:00Z")
            }
            for (number, issued, paid) in [
                ("=1", "2025-02-01T05:00:00Z", "10.00"), ("2", "2025-03-01T05:00:00Z", "0.00"),
            ] {
                changes.add(
                    try Invoice(
                        tenant: acme, number: InvoiceNumber(number), issuedAt: instant(issued),
                        currency: .usd,
                        period: instant("2025-01-01T05:00:00Z")..<instant("2025-02-01T05:00:00Z"),
                        payable: Money("10.00", .usd), totalPaid: Money(paid, .usd)))
            }
            changes.add(
                try InvoiceEntry(
                    id: .init("r"), tenant: acme, invoice: InvoiceNumber("=1"), kind: .refund,
                    instant: instant("2025-02-05T00:00:00Z"), amount: Money("12.50", .usd)))
        }
    }

    private let now = "2025-03-04T05:00:00Z"

    @Test("The usage report is written in the platform's columns, and missing figures are empty")
    func dailyUsage() async throws {
        let acme = try await filled().scope(of: "acme")
        let report = try await acme.dailyUsage(
            dates: LocalDate("2025-02-28")...LocalDate("2025-03-04"), now: instant(now))
        let stamp = "America/New_York,2025-03-04T05:00:00.000000Z,1"
        #expect(
            try report.csv()
                == """
                Tenant,Date,Assets,Devices,DAD,MAD,Users,DAU,MAU,Rules,Geofences,Dashboards,Asset Groups,\
                Security Groups,Phase,Coverage,Filled,Report Zone,Report Instant,Revision
                acme,2025-02-28,90,,,,50,,40,,,,,,settled,1,Assets,\(stamp)
                acme,2025-03-01,100,,,,,,3,,,,,,settled,1,,\(stamp)
                acme,2025-03-02,100,,,,,,,,,,,,settled,1,Assets,\(stamp)
                acme,2025-03-03,120,,,,,,,,,,,,settled,1,,\(stamp)
                acme,2025-03-04,,,,,,,,,,,,,future,0,,\(stamp)

                """.replacing("\n", with: "\r\n"))
    }

    @Test("An inventory has a row for each count, and a table of totals")
    func inventory() async throws {
        let screen = try await filled().fleet.inventory(
            now: instant(now), since: LocalDate("2025-03-01"), metrics: [.assets, .users])
        let sheets = try Sheets(screen)
        // In Tokyo it is 4 March, of which nothing is known yet; nothing covers what was known before.
        #expect(
            sheets["counts"].cells("tenant", "name", "metric", "value", "asof", "zone") == [
                "=b|Name, of =b|assets||2025-03-03|Asia/Tokyo", "=b|Name, of =b|users|||Asia/Tokyo",
                "acme|Name, of acme|assets|120|2025-03-03|America/New_York",
                "acme|Name, of acme|users||2025-02-28|America/New_York",
            ])
        #expect(
            sheets["totals"].cells("metric", "value", "members", "reporting", "shared", "revision")
                == [
                    "assets|120|2|1|true|1", "users||2|0|true|1",
                ])
        #expect(
            sheets["counts"].cells("tenant", "base", "difference", "percent", "change_phase")[2]
                == "acme|100|20|20|settled")
        #expect(sheets.main.cells("since").allSatisfy { $0 == "2025-03-01" })
        #expect(sheets.main.rows.allSatisfy { $0["phase"] != nil && $0["coverage"] != nil })
    }

    @Test("Invoices have a row each, and a table of totals, with plain amounts")
    func invoices() async throws {
        let screen = try await filled().fleet.invoices(now: instant(now))
        let sheets = try Sheets(screen)
        #expect(
            sheets["invoices"].cells(
                "number", "issued", "local", "currency", "payable", "paid", "due", "status")
                == [
                    "2|2025-03-01T05:00:00.000000Z|2025-03-01T00:00:00-05:00|USD|10.00|0.00|10.00|open",
                    "=1|2025-02-01T05:00:00.000000Z|2025-02-01T00:00:00-05:00|USD|10.00|-2.50|12.50|open",
                ])
        #expect(
            sheets["invoices"].cells("start", "end", "first", "last")[0]
                == "2025-01-01T05:00:00.000000Z|2025-02-01T05:00:00.000000Z|2025-01-01|2025-01-31")
        #expect(
            sheets["totals"].cells("currency", "invoices", "payable", "paid", "due")
                == ["USD|2|20.00|-2.50|22.50"])
        // Negative amounts are numbers; a number that is a text is guarded.
        #expect(try screen.csv().contains(",-2.50,"))
        #expect(try screen.csv().contains(",'=1,"))
        #expect(try Sheet(try screen.csv(.semicolons), .semicolons).rows == sheets.main.rows)
        #expect(try Sheet(try screen.csv(.tabs), .tabs).rows == sheets.main.rows)
    }

    @Test("A graph has a row for each point, and a table of parts, with the instants of its bucket")
    func graph() async throws {
        let acme = try await filled().scope(of: "acme")
        let range = try instant("2025-03-01T05:00:00Z")..<instant("2025-03-03T05:00:00Z")
        let screen = try await acme.consumptionGraph(range: range, width: .day, now: instant(now))
        let sheet = try Sheet(try screen.csv())
        let points = screen.series.map(\.points.count)
        #expect(sheet.rows.count == points.reduce(0, +))
        let labelled = sheet.rows.filter { $0["metric"] == Self.level && $0["labels"] != "" }
        #expect(
            labelled.map { row in
                ["labels", "start", "end", "first", "value", "minimum", "maximum", "sampled"].map {
                    row[$0] ?? ""
                }
            } == [
                [
                    "[[\"site\",\"a\\\"b\"]]", "2025-03-01T05:00:00.000000Z", "2025-03-02T05:00:00.000000Z",
                    "2025-03-01", "2.5", "-1.5", "2.5", "2025-03-01T18:00:00.000000Z",
                ],
                [
                    "[[\"site\",\"a\\\"b\"]]", "2025-03-02T05:00:00.000000Z", "2025-03-03T05:00:00.000000Z",
                    "2025-03-02", "2.5", "2.5", "2.5", "2025-03-01T18:00:00.000000Z",
                ],
            ])
        // Each figure is the one of the screen, to the last bit.
        let values = screen.series.flatMap(\.points).map { $0.value.map { "\($0)" } ?? "" }
        #expect(sheet.cells("value").map { Double($0).map { "\($0)" } ?? "" } == values)
        // A figure to date in a bucket that crosses a reset has its parts below it.
        let across = try instant("2025-02-24T05:00:00Z")..<instant("2025-03-03T05:00:00Z")
        let weeks = try await acme.consumptionGraph(
            metrics: [.monthlyActiveUsers], range: across, width: .week(startingOn: .monday),
            now: instant(now))
        #expect(
            try Sheets(weeks)["points"].cells("end", "value", "members").first
                == "2025-03-03T05:00:00.000000Z||1")
        #expect(
            try Sheets(weeks)["parts"].cells("start", "end", "value").prefix(2) == [
                "2025-02-24T05:00:00.000000Z|2025-03-01T05:00:00.000000Z|40",
                "2025-02-24T05:00:00.000000Z|2025-03-03T05:00:00.000000Z|",
            ])
    }

    @Test("A table has tables of windows, months in progress and levels of activity")
    func table() async throws {
        let acme = try await filled().scope(of: "acme")
        let screen = try await acme.consumptionTable(now: instant(now))
        let sheets = try Sheets(screen)
        #expect(sheets["windows"].cells("metric").count == 3 * screen.rows.count)
        #expect(sheets["progress"].cells("metric").count == screen.rows.count)
        let windows = sheets["windows"].rows.filter { $0["metric"] == "assets" }
        #expect(windows.map { $0["months"] } == ["3", "6", "12"])
        #expect(windows.map { $0["value"] } == ["90", "90", "90"])
        #expect(windows.map { $0["peak_date"] } == ["2025-02-27", "2025-02-27", "2025-02-27"])
        #expect(windows.map { $0["covered"] } == ["1", "1", "1"])
        let progress = sheets["progress"].rows.filter { $0["metric"] == "assets" }
        #expect(progress.map { $0["month"] } == ["2025-03-01"])
        #expect(progress.map { $0["value"] } == ["120"])
        // 40 of 50 users were active in February.
        let months = sheets["activity"].rows.filter { $0["subject"] == "user" }
        #expect(months.last.map { [$0["month"], $0["level"]] } == ["2025-02-01", "0.8"])
        let levels = sheets["means"].rows.filter { $0["subject"] == "user" }
        #expect(levels.map { $0["level"] } == ["0.8", "0.8", "0.8"])
        #expect(levels.map { $0["level_months"] } == ["1", "1", "1"])
    }

    @Test("A comparison has a row for each cell that differs, with the plain figures and the causes")
    func comparison() async throws {
        let repository = try await filled()
        try await repository.commit("late") { try $0.add(.assets, of: acme, [("2025-03-02", 105)]) }
        let scope = repository.scope(of: acme)
        let now = try instant(now)
        let dates = try LocalDate("2025-03-01")...LocalDate("2025-03-03")
        let screen = try await scope.comparison(since: .revision(Revision(1))) {
            try await $0.dailyUsage(dates: dates, now: now)
        }
        #expect(
            try Sheet(try screen.csv()).cells(
                "metric", "part", "old", "new", "causes", "since", "revision") == [
                    "assets|2025-03-02|100|105|late|1|2"
                ])
        let bills = try await scope.comparison(since: .revision(.zero)) { try await $0.invoices(now: now) }
        let sheet = try Sheet(try bills.csv())
        #expect(
            sheet.rows.contains { $0["invoice"] == "=1" && $0["new"] == "-2.50" && $0["currency"] == "USD" })
        let erased = try await repository.erase(
            ErasureRequest(
                id: CommitID("-gone"),
                .records(.sample, before: LocalDate("2025-03-02"), tenant: acme)))
        let fleet = try await repository.fleet.comparison(since: .revision(Revision(1))) {
            try await $0.inventory(now: now, metrics: [.assets])
        }
        #expect(
            try Sheets(fleet)["erasures"].cells("commit", "revision") == [
                "-gone|\(erased.revision)"
            ])
    }
}
