import BillingReports
import Foundation
import InauroBilling
import Testing

@Suite("The guide to the graph is true")
final class GraphGuideTests: ExamplePage {
    @Test("Moving, hovering, axes, annotations and polylines")
    func guide() async throws {
        // A nil on the way ends the example before everything is printed, and so is found here.
        try await example()
        try expectPrinted("Documentation/Guides/graph.md")
    }

    private func example() async throws {
        // Documentation/Guides/graph.md begins here.
        let repository = InMemoryRepository(clock: { Date() })
        let acme = try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud)
        var changes = ChangeSet(id: try CommitID("usage"))
        changes.add(acme)
        for (date, assets) in [("2026-03-30", 118), ("2026-03-31", 120), ("2026-04-02", 121)] {
            changes.add(
                try DailyUsage(
                    tenant: acme.id, date: LocalDate(date),
                    counts: [.assets: assets, .devicesLinked: 90, .users: 8]))
        }
        try await repository.commit(changes)
        let scope = repository.scope(of: acme.id)
        let now = try Date("2026-04-03T02:00:00Z", strategy: .iso8601)
        let zone = try ZoneDatabase.system.zone(ZoneID("Australia/Sydney"))
        let long = zone.start(of: try LocalDate("2020-01-01"))..<now
        let history = try await scope.consumptionGraph(range: long, width: .month, now: now)
        let navigator = try GraphNavigator(zone: zone, data: history.known ?? long, points: 100)
        guard let april = navigator.lastView(of: .month), let march = navigator.view(before: april)
        else { return }
        print(april.range)  // 2026-03-31 13:00:00 +0000..<2026-04-30 14:00:00 +0000
        print(navigator.view(after: april) == nil)  // true
        print(navigator.view(before: march) == nil)  // true
        print(navigator.view(after: march) == april)  // true
        guard let week = navigator.view(of: .week, insteadOf: april) else { return }
        print(week.range)  // 2026-03-29 13:00:00 +0000..<2026-04-05 14:00:00 +0000
        let handles = try Date("2026-03-30T20:00:00Z", strategy: .iso8601)..<now
        guard let zoom = navigator.zoom(to: handles) else { return }
        print(zoom.range)  // 2026-03-30 13:00:00 +0000..<2026-04-03 13:00:00 +0000
        let width = navigator.width(of: week)
        print(width)  // day
        let created = try GraphAnnotation(
            id: GraphAnnotationID("workflow-17"), at: Date("2026-04-01T23:30:00Z", strategy: .iso8601),
            kind: .created, text: "Workflow 'Late arrival'", tenant: acme.id)
        let graph = try await scope.consumptionGraph(
            metrics: [.assets, .devicesLinked, .users], range: week.range, width: width, now: now,
            annotations: [created])
        print(graph.series.map(\.name))  // ["Assets", "Devices linked", "Users"]
        let cursor = try Date("2026-04-02T00:00:00Z", strategy: .iso8601)
        guard let hover = graph.hover(at: cursor) else { return }
        for value in hover.values {
            print(value.value ?? 0, value.unit)  // 121.0 assets, then 90.0 devices, then 8.0 users
        }
        print(hover.values[0].time.map { "\($0)" } ?? "")  // 2026-04-02
        let noData = graph.hover(at: cursor.addingTimeInterval(-86_400))
        print(noData?.values[0].value == nil)  // true
        for axis in graph.axes() {
            print(axis.lower ?? 0, axis.unit)  // 118.0 assets, then 90.0 devices, then 8.0 users
        }
        print(graph.annotations.map(\.index))  // [3]
        print(hover.annotations[0].annotation.text)  // Workflow 'Late arrival'
        let polylines = try graph.polylines(of: graph.series[0], limit: 50)
        print(polylines.map { $0.map { $0.value ?? 0 } })  // [[118.0, 120.0], [121.0]]
        // Documentation/Guides/graph.md ends here.
    }

    @Test("Doc comments: a navigator leads from March to April, and a cursor reads a value")
    func docComments() async throws {
        let (zone, acme) = (Zone.utc, try TenantID("acme"))
        let data = zone.start(of: try LocalDate("2026-03-01"))..<zone.start(of: try LocalDate("2026-05-01"))
        let navigator = try GraphNavigator(zone: zone, data: data)
        let march = navigator.view(of: .month, on: try LocalDate("2026-03-15"))
        let april = march.flatMap { navigator.view(after: $0) }
        #expect(april?.range.upperBound == data.upperBound)
        let noon = data.lowerBound + 43_200
        let created = try GraphAnnotation(
            id: GraphAnnotationID("workflow-17"), at: noon, kind: .created, text: "Workflow 'Late arrival'")
        let repository = InMemoryRepository(clock: { Date() })
        var changes = ChangeSet(id: try CommitID("usage"))
        changes.add(try Tenant(id: "acme", name: "Acme", zone: "Etc/UTC", currency: .usd))
        changes.add(try DailyUsage(tenant: acme, date: LocalDate("2026-03-01"), counts: [.assets: 120]))
        try await repository.commit(changes)
        let graph = try await repository.scope(of: acme).consumptionGraph(
            range: data, width: .day, now: data.upperBound, annotations: [created])
        let cursor = noon
        let value =
            graph.hover(at: cursor)?.values.first?.value
        #expect(value == 120)
        #expect(graph.hover(at: cursor)?.annotations.count == 1)
    }
}
