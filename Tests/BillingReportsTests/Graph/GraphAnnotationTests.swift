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
        _ id: String, _ at: String, until end: String? = nil, kind: GraphAnnotationKind = .created,
        tenant: String? = nil, metric: Metric? = nil
    ) throws -> GraphAnnotation {
        try GraphAnnotation(
            id: GraphAnnotationID(id), at: instant(at), until: end.map { try instant($0) }, kind: kind,
            text: "Workflow \(id)", tenant: tenant.map { try TenantID($0) }, metric: metric?.id)
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

    @Test("A span of time stands in each bucket that it meets, also if it began before the range")
    func spans() async throws {
        let notes = try [
            note("three", "2026-01-01T10:00:00Z", until: "2026-01-02T00:00:00.000001Z"),
            note("two", "2026-01-01T10:00:00Z", until: "2026-01-02T00:00:00Z"),
            note("into", "2025-12-20T00:00:00Z", until: "2026-01-01T00:00:00.000001Z"),
            note("across", "2025-12-31T00:00:00Z", until: "2026-02-01T00:00:00Z"),
            note("ahead", "2026-01-03T12:00:00Z", until: "2026-01-05T00:00:00Z", kind: .incident),
            note("begun", "2026-01-03T11:59:59.999999Z", until: "2026-01-03T13:00:00Z"),
            // Neither the end of a span nor that of the range is part of it.
            note("before", "2025-12-20T00:00:00Z", until: "2026-01-01T00:00:00Z"),
            note("after", "2026-01-04T00:00:00Z", until: "2026-01-05T00:00:00Z"),
            note("other", "2025-12-20T00:00:00Z", until: "2026-02-01T00:00:00Z", tenant: "bolt"),
            note("line", "2025-12-20T00:00:00Z", until: "2026-02-01T00:00:00Z", metric: .dashboards),
            note("instant", "2026-01-02T00:00:00Z"),
        ]
        let graph = try await GraphFixture.graph(
            [(.assets, [10, 20, 30])], now: instant("2026-01-03T12:00:00Z"), annotations: notes)
        let marks = graph.annotations
        #expect(
            marks.map(\.id.text) == ["into", "across", "three", "two", "instant", "begun", "ahead"])
        #expect(marks.map(\.index) == [0, 0, 0, 0, 1, 2, 2])
        #expect(marks.map(\.lastIndex) == [0, 2, 1, 0, 1, 2, 2])
        #expect(marks.map(\.future) == [false, false, false, false, false, false, true])
        try expectStableForms(graph)
        func names(_ text: String) throws -> [String]? {
            graph.hover(at: try instant(text))?.annotations.map(\.id.text)
        }
        #expect(try names("2026-01-01T23:00:00Z") == ["into", "across", "three", "two"])
        #expect(try names("2026-01-02T23:00:00Z") == ["across", "three", "instant"])
        #expect(try names("2026-01-03T00:00:00Z") == ["across", "begun", "ahead"])
        #expect(
            body(graph).contains(
                """
                Note  At (UTC)              Until (UTC)           Kind             What
                ────  ────────────────────  ────────────────────  ───────────────  ────────────────
                1     2025-12-20 00:00:00Z  2026-01-01 00:00:00Z  created          Workflow into
                2     2025-12-31 00:00:00Z  2026-02-01 00:00:00Z  created          Workflow across
                3     2026-01-01 10:00:00Z  2026-01-02 00:00:00Z  created          Workflow three
                4     2026-01-01 10:00:00Z  2026-01-02 00:00:00Z  created          Workflow two
                5     2026-01-02 00:00:00Z                        created          Workflow instant
                6     2026-01-03 11:59:59Z  2026-01-03 13:00:00Z  created          Workflow begun
                7     2026-01-03 12:00:00Z  2026-01-05 00:00:00Z  incident, ahead  Workflow ahead

                From        Assets   Note
                ──────────  ───────  ──────────
                2026-01-01      10   1, 2, 3, 4
                2026-01-02      20   2, 3, 5
                2026-01-03      30*  2, 6, 7
                """))
        #expect(body(graph).contains("Until") && graph.tables[2]["until"]?[4] == .empty)
        let instants = try await GraphFixture.graph(
            [(.assets, [10])], annotations: [note("a", "2026-01-01T10:00:00Z")])
        #expect(instants.tables[2]["until"] == nil && !body(instants).contains("Until"))
    }

    @Test("Buckets that have not begun are shown to the end of a span")
    func ahead() async throws {
        let graph = try await GraphFixture.graph(
            [(.assets, [10, 20, nil, nil, nil])],
            visible: instant("2026-01-01T00:00:00Z")..<instant("2026-01-06T00:00:00Z"),
            now: instant("2026-01-02T12:00:00Z"),
            annotations: [note("a", "2026-01-02T10:00:00Z", until: "2026-01-04T00:00:01Z")])
        let text = body(graph)
        #expect(text.contains("From 2026-01-05 on nothing has begun"))
        #expect(text.contains("\n2026-01-04") && !text.contains("\n2026-01-05"))
    }

    @Test("Without time there is no place for a span")
    func empty() async throws {
        let start = try instant("2026-01-01T00:00:00Z")
        let graph = try await GraphFixture.graph(
            [(.assets, [10])], visible: start..<start,
            annotations: [note("a", "2025-12-01T10:00:00Z", until: "2026-02-01T00:00:00Z")])
        #expect(graph.annotations.isEmpty)
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
        let span = try note("a", "9999-12-31T00:00:00Z", until: "9999-12-31T23:59:59.000000Z")
        #expect(try roundTrip(span) == span && span.end == instant("9999-12-31T23:59:59.000000Z"))
        #expect(
            try json(span) == """
                {"at":"9999-12-31T00:00:00.000000Z","id":"a","kind":"created","text":"Workflow a",\
                "until":"9999-12-31T23:59:59.000000Z"}
                """)
        #expect(try !json(read).contains("until") && read.end == nil)
        let at = try instant("2026-01-01T10:00:00Z")
        let far = [try instant("10000-01-01T00:00:00.000000Z"), Date(timeIntervalSince1970: .nan)]
        for end in [at, at - 1, at + 2e-7, .distantPast] + far {
            let code = refusal {
                try GraphAnnotation(id: GraphAnnotationID("a"), at: at, until: end, text: "x")
            }
            #expect(code == .invalidValue, "\(end.timeIntervalSince1970)")
        }
        for end in [#""2026-01-01T10:00:00Z""#, #""2026-13-01T10:00:00Z""#, "7"] {
            #expect(throws: (any Error).self, "\(end)") {
                try JSONDecoder().decode(
                    GraphAnnotation.self,
                    from: Data(text.replacingOccurrences(of: "}", with: #","until":\#(end)}"#).utf8))
            }
        }
        let hostile = try GraphAnnotation(
            id: GraphAnnotationID("h"), at: instant("2026-01-01T10:00:00Z"), text: "\u{1B}[2J\u{202E}\n=1+1")
        let graph = try await GraphFixture.graph([(.assets, [10, 20])], annotations: [hostile])
        try expectStableForms(graph)
    }
}
