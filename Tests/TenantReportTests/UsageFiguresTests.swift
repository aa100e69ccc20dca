import BillingModel
import Foundation
import InauroBilling
import Testing

@testable import TenantReport

/// What the screens say of usage rows, beside what an independent script computes from the same files.
@Suite("Figures of usage rows")
struct UsageFiguresTests {
    static let tenants = UsageSample.figures["tenants"].keys

    private static let metrics = Metric.dailyUsage

    private func figures(_ tenant: String) -> Figures { UsageSample.figures["tenants"][tenant] }

    private func scope(_ tenant: String) async throws -> BillingScope {
        try await UsageSample.repository.value.scope(of: try TenantID(tenant))
    }

    private func clock(_ tenant: String) async throws -> Zone {
        let repository = try await UsageSample.repository.value
        let known = try await repository.tenant(TenantID(tenant), at: repository.revision(.latest))
        return try ZoneDatabase.system.zone(known.zones)
    }

    /// The end of a local date of a tenant, on its clock.
    private func end(of date: String, _ tenant: String) async throws -> Date {
        try await clock(tenant).interval(of: try LocalDate(date)).upperBound
    }

    @Test("The fixture is about two tenants, one of which moved")
    func fixture() async throws {
        #expect(Self.tenants == ["acme", "borealis"])
        let repository = try await UsageSample.repository.value
        let known = try await repository.tenants(.all, at: repository.revision(.latest))
        for tenant in known {
            let figures = figures(tenant.id.text)
            #expect(tenant.name == figures["name"].text)
            var moves: [Figures] = []
            for change in tenant.zones.changes {
                let date = try ZoneDatabase.system.zone(change.zone).date(of: change.from)
                moves.append(
                    .object(["date": .text(date.description), "zone": .text(change.zone.name)]))
            }
            #expect(moves == figures["moves"].list)
            #expect(
                tenant.zones.changes.last?.zone ?? tenant.zones.first == ZoneID.named(figures["zone"].text))
        }
        #expect(known.map(\.currency) == [.cad, .aud])
    }

    @Test("Every row of the usage report, and no carried or made up number", arguments: tenants)
    func usage(tenant: String) async throws {
        let figures = figures(tenant)
        let (first, last) = (
            try LocalDate(figures["first"].text ?? ""), try LocalDate(figures["on"].text ?? "")
        )
        let screen = try await scope(tenant).dailyUsage(
            dates: first...last, now: end(of: last.description, tenant))
        for (index, metric) in Self.metrics.enumerated() {
            let expected = figures["days"][metric.id.text].numbers
            #expect(screen.rows.map { $0.figures[index].value } == expected, "\(metric.id)")
            #expect(expected.count == screen.rows.count && expected.count == 424)
        }
        #expect(screen.rows.count { $0.figures[0].value != nil } == figures["rows"].count)
    }

    @Test("The graph by day, by week and by month", arguments: tenants, [BucketWidth.day, .week, .month])
    func graph(tenant: String, width: BucketWidth) async throws {
        let figures = figures(tenant)
        let on = figures["on"].text ?? ""
        let now = try await end(of: on, tenant)
        let start = try await clock(tenant).start(of: try LocalDate(figures["first"].text ?? ""))
        let graph = try await scope(tenant).consumptionGraph(
            metrics: Self.metrics, range: start..<now, width: width, now: now)
        let expected = width == .week ? figures["weeks"] : figures["months"]
        for metric in Self.metrics {
            let points = try #require(graph.series(metric)).points
            guard width != .day else {
                #expect(points.map(\.value) == figures["days"][metric.id.text].numbers, "\(metric.id)")
                continue
            }
            let wanted = expected["metrics"][metric.id.text].list
            #expect(points.count == wanted.count)
            for (index, (point, figure)) in zip(points, wanted).enumerated() {
                let place: Comment = "\(metric.id) from \(expected["first"].list[index].text ?? "")"
                #expect(point.value == figure["value"].number, place)
                #expect(point.minimum == figure["minimum"].number, place)
                #expect(point.maximum == figure["maximum"].number, place)
                #expect(agree(point.mean, figure["mean"].fraction), place)
                #expect(point.parts.map(\.value) == figure["parts"].numbers, place)
                #expect(point.lastKnown?.value == figure["known"]["value"].number, place)
                #expect(point.lastKnown.map { "\($0.time)" } == figure["known"]["date"].text, place)
                #expect(agree(point.completeness.coverage, figure["coverage"].fraction), place)
            }
        }
    }

    @Test("The table at the end of the data, within a month and after a gap", arguments: tenants, 0..<3)
    func table(tenant: String, place: Int) async throws {
        let expected = figures(tenant)["tables"].list[place]
        let table = try await scope(tenant).consumptionTable(
            now: end(of: expected["on"].text ?? "", tenant), metrics: Self.metrics)
        compare(table, with: expected)
    }

    private func compare(_ table: ConsumptionTable, with expected: Figures) {
        for metric in Self.metrics {
            let figures = expected["metrics"][metric.id.text]
            guard let row = table.row(metric) else {
                Issue.record("no row of \(metric.id)")
                continue
            }
            for (window, figure) in zip(row.windows, figures["windows"].list) {
                let place: Comment = "\(metric.id), \(window.months) months at \(expected["on"].text ?? "")"
                #expect(window.months == figure["months"].count, place)
                #expect(window.covered == figure["covered"].count, place)
                #expect(window.value == figure["value"].number, place)
                #expect(agree(window.average, figure["average"].fraction), place)
                #expect(window.peak?.value == figure["peak"]["value"].number, place)
                #expect(window.peak?.date.description == figure["peak"]["date"].text, place)
                #expect(agree(window.change?.difference, figure["change"]["difference"].fraction), place)
                #expect(agree(window.change?.percent, figure["change"]["percent"].fraction), place)
            }
            let (progress, figure) = (row.progress, figures["progress"])
            #expect(progress.month.description == expected["current"].text)
            #expect(progress.value == figure["value"].number, "\(metric.id) in progress")
            #expect(agree(progress.average, figure["average"].fraction), "\(metric.id) in progress")
            #expect(progress.peak?.value == figure["peak"]["value"].number, "\(metric.id) in progress")
        }
        for activity in table.activity {
            let figures = expected["activity"][activity.subject.text]
            let months = Dictionary(uniqueKeysWithValues: activity.months.map { ($0.month, $0) })
            for (index, month) in activity.months.map(\.month).enumerated() {
                let place = index + figures["level"].list.count - activity.months.count
                #expect(agree(months[month]?.level, figures["level"].fractions[place]))
                #expect(agree(months[month]?.stickiness, figures["stickiness"].fractions[place]))
            }
            for (window, figure) in zip(activity.windows, figures["windows"].list) {
                #expect(agree(window.level.value, figure["level"].fraction))
                #expect(agree(window.stickiness.value, figure["stickiness"].fraction))
            }
        }
        #expect(table.activity.map(\.subject) == [.device, .user])
    }

    @Test("The inventory at the end of the data, in a gap and after it", arguments: tenants)
    func inventory(tenant: String) async throws {
        for on in figures(tenant)["inventories"].keys {
            let date = try LocalDate(on)
            let screen = try await scope(tenant).inventory(
                now: end(of: on, tenant), since: date.monthBefore)
            try compare(screen, tenant, on)
        }
    }

    private func compare(_ screen: TenantInventory, _ tenant: String, _ on: String) throws {
        let figures = figures(tenant)["inventories"][on]
        let row = try #require(screen.row(try TenantID(tenant)))
        for count in row.counts where count.metric != Metric.devicesReporting.id {
            let expected = figures[count.metric.text]
            let place: Comment = "\(count.metric) on \(on)"
            #expect(expected != .null, place)
            #expect(count.value == expected["value"].number, place)
            if count.value != nil { #expect(count.asof == .date(try LocalDate(on)), place) }
            #expect(count.lastKnown?.value == expected["known"]["value"].number, place)
            #expect(count.lastKnown.map { "\($0.time)" } == expected["known"]["date"].text, place)
            #expect(agree(count.change?.difference, expected["difference"].fraction), place)
            #expect(agree(count.change?.percent, expected["percent"].fraction), place)
        }
        // The feed does not tell which devices report.
        #expect(row.counts.first { $0.metric == Metric.devicesReporting.id }?.value == nil)
    }

    /// The screens as the command prints them, read back from its JSON.
    private struct Printed: Decodable {
        let tenants: [TenantID]
        let inventory: TenantInventory
        let invoices: InvoiceList
        let graph: ConsumptionGraph
        let table: ConsumptionTable
        let usage: DailyUsageReport
    }

    @Test("What the command prints as JSON, for every screen", arguments: tenants)
    func printed(tenant: String) async throws {
        let run = await Transcript.run(UsageSample.arguments + ["--tenant", tenant, "--format", "json"])
        #expect(run.status == .complete && run.errors == [])
        let report = try JSONDecoder().decode(Printed.self, from: Data(run.output.utf8))
        let figures = figures(tenant)
        #expect(report.tenants.map(\.text) == [tenant])
        try compare(report.inventory, tenant, figures["on"].text ?? "")
        compare(report.table, with: figures["tables"].list[0])
        // Twelve months, of the fourteen that the files tell of.
        for metric in Self.metrics {
            let expected = figures["months"]["metrics"][metric.id.text].list.dropFirst(2)
            let points = try #require(report.graph.series(metric)).points
            #expect(points.map(\.value) == expected.map { $0["value"].number }, "\(metric.id)")
            #expect(points.map(\.maximum) == expected.map { $0["maximum"].number }, "\(metric.id)")
            #expect(zip(points.map(\.mean), expected.map { $0["mean"].fraction }).allSatisfy(agree))
        }
        for (index, metric) in Self.metrics.enumerated() {
            #expect(
                report.usage.rows.map { $0.figures[index].value }
                    == figures["days"][metric.id.text].numbers.suffix(31), "\(metric.id)")
        }
        let invoices = figures["invoices"]
        #expect(report.invoices.rows.map(\.number.text) == invoices["rows"].list.map { $0["number"].text })
        #expect(
            report.invoices.rows.map { Instants.text((try? Instants.microseconds($0.issued)) ?? 0) }
                == invoices["rows"].list.map { $0["issued"].text })
        #expect(
            report.invoices.rows.map { "\($0.paid.amountText) \($0.paid.currency)" }
                == invoices["rows"].list.map { "\($0["paid"].text ?? "") \($0["currency"].text ?? "")" })
        #expect(report.invoices.totals.map(\.currency.code).sorted() == invoices["totals"].keys)
        for total in report.invoices.totals {
            let expected = invoices["totals"][total.currency.code]
            #expect(total.invoices == expected["invoices"].count)
            #expect(total.paid.amountText == expected["paid"].text)
        }
        // Nothing is known of actions, which is not the same as none.
        let actions = try JSONDecoder().decode(Figures.self, from: Data(run.output.utf8))["actions"]
        #expect(actions["rows"].list.isEmpty)
        #expect(actions["total"]["executed"] == .null && actions["buckets"].list.count == 12)
        #expect(actions["completeness"]["coverage"].number == 0)
    }
}

extension ZoneID {
    fileprivate static func named(_ name: String?) -> ZoneID? { name.flatMap { try? ZoneID($0) } }
}
