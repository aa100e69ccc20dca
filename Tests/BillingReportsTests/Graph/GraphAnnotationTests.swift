import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("A host's annotations stand at their instant")
struct GraphAnnotationTests {
    private func note(
        _ id: String, _ at: String, kind: GraphAnnotationKind = .created, tenant: String? = nil,
        metric: Metric? = nil
    ) throws -> GraphAnnotation {
        try GraphAnnotation(
            id: GraphAnnotationID(id), at: instant(at), kind: kind, text: "Workflow \(id)",
            tenant: tenant.map { try TenantID($0) }, metric: metric?.id)
    }

    @Test("sorted, in their bucket, only what the graph is about, and marked if they lie ahead")
    func placed() async throws {
        let notes = try [
            note("c", "2026-01-03T00:00:00Z"), note("b", "2026-01-01T10:00:00Z"),
            note("a", "2026-01-01T10:00:00Z", kind: .deleted, tenant: "acme", metric: .assets),
            note("before", "2025-12-31T23:59:59.999999Z"), note("after", "2026-01-04T00:00:00Z"),
            note("other", "2026-01-01T10:00:00Z", tenant: "bolt"),
            note("line", "2026-01-01T10:00:00Z", metric: .dashboards),
            note("now", "2026-01-03T12:00:00Z"), note("b", "2026-01-01T10:00:00Z"),
        ]
        let now = try instant("2026-01-03T12:00:00Z")
        let graph = try await GraphFixture.graph(
            [(.assets, [10, 20, 30])], now: now, annotations: notes)
        #expect(graph.annotations.map(\.id.text) == ["a", "b", "c", "now"])
        #expect(graph.annotations.map(\.index) == [0, 0, 2, 2])
        #expect(graph.annotations.map(\.future) == [false, false, false, true])
        try expectStableForms(graph)
        #expect(
            graph.hover(at: try instant("2026-01-01T03:00:00Z"))?.annotations.map(\.id.text) == ["a", "b"])
        #expect(graph.hover(at: try instant("2026-01-02T03:00:00Z"))?.annotations.isEmpty == true)
        #expect(graph.hover(at: now)?.annotations.map(\.id.text) == ["c", "now"])
        #expect(
            body(graph) == """
                2026-01-01 to 2026-01-03, per day

                Line    Unit    Lowest  Highest   Last   Course
                ──────  ──────  ──────  ────────  ─────  ──────
                Assets  assets      10       30*    30*  ▁▅█

                Note  At (UTC)              Kind            What          Tenant  Metric
                ────  ────────────────────  ──────────────  ────────────  ──────  ──────
                1     2026-01-01 10:00:00Z  deleted         Workflow a    acme    Assets
                2     2026-01-01 10:00:00Z  created         Workflow b
                3     2026-01-03 00:00:00Z  created         Workflow c
                4     2026-01-03 12:00:00Z  created, ahead  Workflow now

                From        Assets   Note
                ──────────  ───────  ────
                2026-01-01      10   1, 2
                2026-01-02      20
                2026-01-03      30*  3, 4

                * may still change: in progress, or late values may come

                """)
    }

    @Test("One id for two is refused, also where one of them is not in the range")
    func conflict() async throws {
        let error = await #expect(throws: BillingError.self) {
            try await GraphFixture.graph(
                [(.assets, [10])],
                annotations: [note("a", "2026-01-01T10:00:00Z"), note("a", "2027-01-01T10:00:00Z")])
        }
        #expect(error?.code == .invalidValue)
        #expect(error?.description.contains("'a'") == false)
        // Ids that differ in their bytes only are two.
        let graph = try await GraphFixture.graph(
            [(.assets, [10])],
            annotations: [note("\u{E9}", "2026-01-01T10:00:00Z"), note("e\u{301}", "2026-01-01T11:00:00Z")])
        #expect(graph.annotations.count == 2)
    }

    @Test("Malformed ones are refused, and hostile text stays text")
    func forms() async throws {
        let text = #"{"id":"a","at":"2026-01-01T10:00:00Z","kind":"created","text":"x","metric":"assets"}"#
        let read = try JSONDecoder().decode(GraphAnnotation.self, from: Data(text.utf8))
        #expect(read.metric == Metric.assets.id && read.tenant == nil && read.text == "x")
        #expect(try roundTrip(read) == read)
        for (old, new) in [
            (#""a""#, #""""#), ("2026-01-01T10", "2026-13-01T10"), (#""x""#, #""""#), (#""x""#, #""\u0000""#),
            (#""kind":"created","#, ""),
        ] {
            #expect(throws: (any Error).self, "\(new)") {
                try JSONDecoder().decode(
                    GraphAnnotation.self, from: Data(text.replacingOccurrences(of: old, with: new).utf8))
            }
        }
        #expect(throws: BillingError.self) { try note("a", "10000-01-01T00:00:00.000000Z") }
        let hostile = try GraphAnnotation(
            id: GraphAnnotationID("h"), at: instant("2026-01-01T10:00:00Z"), text: "\u{1B}[2J\u{202E}\n=1+1")
        let graph = try await GraphFixture.graph([(.assets, [10, 20])], annotations: [hostile])
        try expectStableForms(graph)
    }
}
