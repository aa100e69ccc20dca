import BillingTime
import Foundation
import InauroBilling
import Testing

@testable import FleetExample

@Suite("The guides for hosts are true")
final class HostGuideTests: ExamplePage {
    private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    private var path: String { folder.appending(path: "billing.sqlite").path }
    private let now = Date(timeIntervalSince1970: 1_772_409_600)  // 2026-03-02T00:00:00Z
    private let march =
        Date(timeIntervalSince1970: 1_772_323_200)..<Date(timeIntervalSince1970: 1_775_001_600)

    override init() {
        super.init()
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    @Test("Getting started")
    func gettingStarted() async throws {
        // Documentation/Guides/getting-started.md begins here.
        let repository = try await FileRepository(at: path, clock: { Date() })
        let acme = try Tenant(id: "acme", name: "Acme Logistics", zone: "Australia/Sydney", currency: .aud)
        var changes = ChangeSet(id: try CommitID("tenants-1"))
        changes.add(acme)
        try await repository.commit(changes)
        var march = ChangeSet(id: try CommitID("usage-2026-03-01"))
        march.add(
            try DailyUsage(
                tenant: acme.id, date: LocalDate("2026-03-01"),
                counts: [.assets: 120, .devicesLinked: 118, .users: 8, .dailyActiveUsers: 5]))
        march.add(
            try ActionRecord(
                tenant: acme.id, source: SourceID("workflows"), id: ActionID("run-4711"),
                at: Date("2026-03-01T02:30:00Z", strategy: .iso8601), type: .sendSMS, category: .alert,
                quantity: 3, unit: "segments"))
        let midnights = try ["2026-02-28T13:00:00Z", "2026-03-01T13:00:00Z"]
            .map { try Date($0, strategy: .iso8601) }
        march.add(
            try Coverage(
                tenant: acme.id, metric: Metric.actions.id, source: SourceID("workflows"),
                range: midnights[0]..<midnights[1]))
        march.add(
            try Invoice(
                tenant: acme.id, number: InvoiceNumber("2026-02"),
                issuedAt: Date("2026-03-01T01:00:00Z", strategy: .iso8601), totalPaid: Money("249.00", .aud)))
        let commit = try await repository.commit(march)
        print(commit.inserted)  // 7
        var wrong = ChangeSet(id: try CommitID("invoice-again"))
        wrong.add(
            try Invoice(
                tenant: acme.id, number: InvoiceNumber("2026-02"),
                issuedAt: Date("2026-03-01T01:00:00Z", strategy: .iso8601), totalPaid: Money("250.00", .aud)))
        do {
            try await repository.commit(wrong)
        } catch let error as BillingError {
            for violation in error.violations { print(violation.kind, violation.rule) }
        }
        let scope = repository.scope(of: acme.id)
        let now = try Date("2026-03-01T12:00:00Z", strategy: .iso8601)
        let zone = try ZoneDatabase.system.zone(acme.zones)
        let month = try zone.bucket(holding: now, width: .month).interval

        let inventory = try await scope.inventory(now: now)
        print(inventory.row(acme.id)?.counts.first?.value ?? 0)  // 120.0
        let actions = try await scope.actions(range: month, width: .day, now: now)
        let graph = try await scope.consumptionGraph(range: month, width: .day, now: now)
        let table = try await scope.consumptionTable(now: now)
        let invoices = try await scope.invoices(now: now)
        print(invoices.totals[0].paid)  // 249.00 AUD
        await repository.close()
        // Documentation/Guides/getting-started.md ends here.
        #expect(printed.remove(at: 1) == "invoice an invoice is frozen at issue")
        #expect(actions.total.executed == 1 && graph.series(.assets) != nil && table.row(.users) != nil)
        try expectPrinted("Documentation/Guides/getting-started.md")
    }

    @Test("A web handler: a known tag is answered without a body")
    func webHandler() async throws {
        let repository = InMemoryRepository(clock: { Date() })
        let acme = try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud)
        var changes = ChangeSet(id: try CommitID("first"))
        changes.add(acme)
        try await repository.commit(changes)
        // Documentation/Guides/web-handler.md begins here.
        let handler = ScreenHandler(repository: repository)
        let first = await handler.respond(to: WebRequest(path: "/table"), of: acme.id, at: now)
        let known = WebRequest(path: "/table", headers: ["if-none-match": first.headers["etag"] ?? ""])
        let response = await handler.respond(to: known, of: acme.id, at: now + 3_600)
        print(response.status)  // 304
        // Documentation/Guides/web-handler.md ends here.
        try expectPrinted("Documentation/Guides/web-handler.md")
    }

    @Test("One writer and readers")
    func processes() async throws {
        let acme = try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud)
        var changes = ChangeSet(id: try CommitID("first"))
        changes.add(acme)
        // Documentation/Guides/processes.md begins here.
        let writer = try await FileRepository(at: path, clock: { Date() })
        func commit(_ changes: ChangeSet) async throws -> CommitRecord {
            for seconds in [1, 5, 25] {
                do {
                    return try await writer.commit(changes)
                } catch let error as BillingError where error.code.retry == .later {
                    try await Task.sleep(for: .seconds(seconds))
                }
            }
            return try await writer.commit(changes)
        }
        let first = try await commit(changes)
        var second = ChangeSet(id: try CommitID("second"), basis: first.revision)
        second.add(try DailyUsage(tenant: acme.id, date: LocalDate("2026-03-01"), counts: [.assets: 121]))
        try await writer.commit(second)
        let reader = try await FileRepository(at: path, access: .readOnly, clock: { Date() })
        let revision = try await reader.revision(.latest)
        let scope = reader.scope(of: acme.id).known(at: .revision(revision))
        let table = try await scope.consumptionTable(now: now)
        let inventory = try await scope.inventory(now: now)
        print(table.stamp.revision == inventory.stamp.revision)  // true
        if try await reader.revision(.latest) != revision {
            print("news")
        }
        await reader.close()
        await writer.close()
        // Documentation/Guides/processes.md ends here.
        #expect(printed == ["true"])
    }

    @Test("Metrics of your own")
    func ownMetrics() async throws {
        let repository = InMemoryRepository(clock: { Date() })
        let acme = try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud)
        // Documentation/Guides/own-metrics.md begins here.
        let storage = try Metric(
            id: MetricID("storage"), name: "Storage", unit: "GB", kind: .gauge, cadence: .daily,
            lag: .seconds(6 * 3_600), staleness: .seconds(3 * 86_400))
        let messages = try Metric(id: MetricID("messages"), name: "Messages", unit: "messages", kind: .count)

        var changes = ChangeSet(id: try CommitID("metrics"))
        changes.add(acme)
        changes.add(storage, for: acme.id)
        changes.add(messages, for: acme.id)
        let energy = try Metric(
            id: MetricID("energy"), name: "Energy", unit: "kWh", kind: .cumulative,
            resets: .below(percent: 50))
        changes.add(energy, for: acme.id)
        changes.add(try DailyUsage(tenant: acme.id, date: LocalDate("2026-03-02"), counts: [storage: 480]))
        for (region, value) in [("eu", 1_200.0), ("us", 800)] {
            let key = SeriesKey(
                tenant: acme.id, metric: messages.id, labels: try Labels(("region", region)))
            let at = try SampleTime.instant(Date("2026-03-01T03:00:00Z", strategy: .iso8601))
            changes.add(SampleWrite(key, at: at, value: value, version: 1))
        }
        try await repository.commit(changes)
        let table = try await repository.scope(of: acme.id).consumptionTable(now: now)
        print(table.row(storage)?.progress.value ?? 0)  // 480.0

        let graph = try await repository.scope(of: acme.id)
            .consumptionGraph(metrics: [messages], range: march, width: .week, now: now)
        print(graph.series(messages)?.points.first?.value ?? 0)  // 2000.0
        // Documentation/Guides/own-metrics.md ends here.
        try expectPrinted("Documentation/Guides/own-metrics.md")
    }

    @Test("Time zones")
    func timeZones() async throws {
        let repository = InMemoryRepository(clock: { Date() })
        let now = Date(timeIntervalSince1970: 1_774_137_600)  // 2026-03-22T00:00:00Z
        var changes = ChangeSet(id: try CommitID("first"))
        // Documentation/Guides/time-zones.md begins here.
        let acme = try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud)
        let moved = try Tenant(
            id: acme.id, name: acme.name,
            zones: acme.zones.changing(
                to: ZoneID("Australia/Perth"), from: Date("2026-03-14T13:00:00Z", strategy: .iso8601)),
            currency: acme.currency)
        changes.add(moved)
        try await repository.commit(changes)
        let clock = try ZoneDatabase.system.zone(moved.zones)
        let day = try LocalDate("2026-03-14")
        print(try BucketGrid(covering: day...day, width: .hour, zone: clock).count)  // 27
        let graph = try await repository.scope(of: acme.id)
            .consumptionGraph(metrics: [.assets], range: march, width: .day, now: now)
        print(graph.stamp.zone, graph.stamp.moves.count)  // Australia/Perth 1
        let own = ZoneDatabase(folder: "/usr/share/zoneinfo")
        let scope = repository.scope(of: acme.id).using(own)
        let table = try await scope.consumptionTable(now: now)
        print(table.stamp.digest == graph.stamp.digest)  // true
        // Documentation/Guides/time-zones.md ends here.
        try expectPrinted("Documentation/Guides/time-zones.md")
    }
}
