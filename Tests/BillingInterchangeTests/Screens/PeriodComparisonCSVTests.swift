import BillingInterchange
import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@Suite("Comparisons of periods and tables by labels as CSV")
struct PeriodComparisonCSVTests {
    private let now = "2025-03-11T05:00:00Z"

    private func filled() async throws -> BillingScope {
        let repository = try await repository { changes in
            changes.add(try Tenant(id: "acme", name: "=Acme", zone: "America/New_York", currency: .usd))
            for (region, february, march) in [("eu", 90.0, 100.0), ("us", 10, 30)] {
                try changes.add(
                    .assets, of: acme, labels: Labels(("region", region)),
                    (1...10).flatMap { day in
                        let text = day < 10 ? "0\(day)" : "\(day)"
                        return [("2025-02-\(text)", february), ("2025-03-\(text)", march)]
                    })
            }
            for region in ["eu", "us"] {
                try changes.add(
                    .dailyActiveUsers, of: acme, labels: Labels(("region", region)), [("2025-03-05", 2)])
            }
        }
        return repository.scope(of: acme)
    }

    @Test("Each figure is a row with both of its sides, and the ranges of both")
    func comparison() async throws {
        let screen = try await filled().periodComparison(
            of: .month(of: LocalDate("2025-03-11")), mode: .toDate, now: instant(now), metrics: [.assets],
            breakdown: LabelBreakdown(group: LabelText("region"), top: 1))
        let sheets = try Sheets(screen)
        let (sheet, ranges) = (sheets.main, sheets["ranges"])
        #expect(
            sheet.cells("part", "labels", "measure", "value", "base_value", "difference", "percent") == [
                "whole||last|130|100|30|30", "whole||mean|130|100|30|30",
                "group|[[\"region\",\"eu\"]]|last|100|90|10|11.11111111111111",
                "group|[[\"region\",\"eu\"]]|mean|100|90|10|11.11111111111111",
                "rest||last|30|10|20|200", "rest||mean|30|10|20|200",
            ])
        #expect(
            ranges.cells("tenant", "mode", "elapsed", "first", "last", "base_first", "base_last")[0]
                == "acme|to-date|10|2025-03-01|2025-03-10|2025-02-01|2025-02-10")
        // Summer time began 9 March.
        #expect(
            ranges.cells("start", "end", "base_end", "zone")[0]
                == "2025-03-01T05:00:00.000000Z|2025-03-11T04:00:00.000000Z|2025-02-11T05:00:00.000000Z|America/New_York"
        )
        #expect(
            sheet.cells("name", "phase", "base_coverage", "zone")[0] == "=Acme|settled|1|America/New_York")
    }

    @Test("What is left out is a row with the reason, and without figures the ranges are told all the same")
    func omitted() async throws {
        let filter = LabelBreakdown.Filter(name: try LabelText("region"), values: [try LabelText("eu")])
        let scope = try await filled()
        let screen = try await scope.periodComparison(
            of: .month(of: LocalDate("2025-03-11")), mode: .perDay, now: instant(now),
            breakdown: LabelBreakdown(filters: [filter]))
        let sheets = try Sheets(screen)
        #expect(
            sheets["omitted"].cells("metric", "reason") == [
                "assets|only sums and increases are divided by days",
                "dau|only sums and increases are divided by days",
            ])
        #expect(
            sheets["omitted"].cells("filters")[0] == "[{\"name\":\"region\",\"values\":[\"eu\"]}]")
        let early = try await scope.periodComparison(
            of: .month(of: LocalDate("2025-03-11")), mode: .toDate, now: instant("2025-03-01T12:00:00Z"))
        #expect(
            try Sheets(early)["ranges"].cells("elapsed", "start", "end", "first") == [
                "0|2025-03-01T05:00:00.000000Z|2025-03-01T05:00:00.000000Z|"
            ])
    }

    @Test("A table tells parts, steps and what it leaves out")
    func table() async throws {
        let screen = try await filled().consumptionTable(
            now: instant("2025-04-02T12:00:00Z"), breakdown: LabelBreakdown(group: LabelText("region")))
        let sheets = try Sheets(screen)
        let windows = sheets.main.rows.filter { $0["months"] == "3" }
        #expect(windows.map { $0["part"] } == ["whole", "group", "group", "group", "group"])
        #expect(windows.prefix(3).map { $0["dates_changed"] } == ["1", "1", "1"])
        #expect(windows.prefix(3).map { $0["net_change"] } == ["30", "10", "20"])
        #expect(
            sheets["omitted"].cells("metric", "part", "reason")
                == ["dau|whole|distinct counts and figures to date of several series are not added"])
        #expect(sheets.main.rows.allSatisfy { $0["revision"] == "1" })
    }
}
