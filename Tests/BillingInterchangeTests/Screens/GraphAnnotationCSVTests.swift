import BillingInterchange
import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Annotations of a graph are a table of it")
struct GraphAnnotationCSVTests {

    @Test("with their instant and bucket; text that a spreadsheet would run is guarded")
    func annotations() async throws {
        let repository = try await repository { changes in
            changes.add(try makeTenant(acme, name: "Acme", zone: "America/New_York"))
            changes.add(try DailyUsage(tenant: acme, date: LocalDate("2025-03-09"), counts: [.assets: 120]))
        }
        let graph = try await repository.scope(of: acme).consumptionGraph(
            metrics: [.assets], range: instant("2025-03-09T05:00:00Z")..<instant("2025-03-11T04:00:00Z"),
            width: .day, now: instant("2025-03-10T12:00:00Z"),
            annotations: [
                GraphAnnotation(
                    id: GraphAnnotationID("b"), at: instant("2025-03-10T20:00:00Z"), text: "Fair, and planned"
                ),
                GraphAnnotation(
                    id: GraphAnnotationID("a"), at: instant("2025-03-09T08:00:00Z"), kind: .deleted,
                    text: "=SUM(A1)", tenant: acme, metric: Metric.assets.id),
            ])
        let sheets = try Sheets(graph)
        #expect(
            sheets["annotations"].cells("annotation", "kind", "text", "instant", "tenant", "metric")
                == [
                    "a|deleted|=SUM(A1)|2025-03-09T08:00:00.000000Z|acme|assets",
                    "b|note|Fair, and planned|2025-03-10T20:00:00.000000Z||",
                ])
        // 9 March has 23 hours in New York.
        #expect(
            sheets["annotations"].cells("start", "end", "first", "last", "future", "zone") == [
                "2025-03-09T05:00:00.000000Z|2025-03-10T04:00:00.000000Z|2025-03-09|2025-03-09|false|America/New_York",
                "2025-03-10T04:00:00.000000Z|2025-03-11T04:00:00.000000Z|2025-03-10|2025-03-10|true|America/New_York",
            ])
        #expect(try graph.csv(table: "annotations").contains(",'=SUM(A1),"))
        #expect(
            sheets["points"].cells("value", "widened") == [
                "120|false", "|false",
            ])
        // No span, no column for its end.
        #expect(try !graph.csv(table: "annotations").contains("until"))
    }

    @Test("A span of time has its end, and the bounds of all buckets that it meets")
    func spans() async throws {
        let repository = try await repository { changes in
            changes.add(try makeTenant(acme, name: "Acme", zone: "America/New_York"))
            changes.add(try DailyUsage(tenant: acme, date: LocalDate("2025-03-09"), counts: [.assets: 120]))
        }
        let graph = try await repository.scope(of: acme).consumptionGraph(
            metrics: [.assets], range: instant("2025-03-09T05:00:00Z")..<instant("2025-03-11T04:00:00Z"),
            width: .day, now: instant("2025-03-10T12:00:00Z"),
            annotations: [
                GraphAnnotation(
                    id: GraphAnnotationID("a"), at: instant("2025-03-01T08:00:00Z"),
                    until: instant("2025-03-10T04:00:00.000001Z"), kind: .incident, text: "Outage"),
                GraphAnnotation(
                    id: GraphAnnotationID("b"), at: instant("2025-03-10T20:00:00Z"), text: "Fair"),
                GraphAnnotation(
                    id: GraphAnnotationID("c"), at: instant("2025-03-10T21:00:00Z"),
                    until: instant("9999-12-31T23:59:59.000000Z"), text: "From now on"),
            ])
        #expect(
            try Sheets(graph)["annotations"].cells(
                "annotation", "instant", "until", "start", "end", "first", "last")
                == [
                    "a|2025-03-01T08:00:00.000000Z|2025-03-10T04:00:00.000001Z"
                        + "|2025-03-09T05:00:00.000000Z|2025-03-11T04:00:00.000000Z|2025-03-09|2025-03-10",
                    "b|2025-03-10T20:00:00.000000Z|"
                        + "|2025-03-10T04:00:00.000000Z|2025-03-11T04:00:00.000000Z|2025-03-10|2025-03-10",
                    "c|2025-03-10T21:00:00.000000Z|9999-12-31T23:59:59.000000Z"
                        + "|2025-03-10T04:00:00.000000Z|2025-03-11T04:00:00.000000Z|2025-03-10|2025-03-10",
                ])
    }

    @Test("Limits are a table of it too, without rows where none were added")
    func limits() async throws {
        let repository = try await repository { changes in
            changes.add(try makeTenant(acme, name: "Acme"))
            changes.add(try DailyUsage(tenant: acme, date: LocalDate("2025-03-09"), counts: [.assets: 120]))
        }
        let graph = try await repository.scope(of: acme).consumptionGraph(
            metrics: [.assets], range: instant("2025-03-09T00:00:00Z")..<instant("2025-03-11T00:00:00Z"),
            width: .day, now: instant("2025-03-10T12:00:00Z"))
        let limit = try MetricLimit(
            name: "=SUM(A1)", metric: Metric.assets.id, quantity: 1_500.5, period: .month)
        let sheet = try Sheets(graph.adding([limit]))["limits"]
        #expect(
            sheet.cells("metric", "labels", "name", "quantity", "unit", "width")
                == ["assets||=SUM(A1)|1500.5|assets|month"])
        #expect(try Sheets(graph)["limits"].rows.isEmpty)
    }
}
