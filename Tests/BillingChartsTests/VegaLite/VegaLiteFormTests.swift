import BillingReports
import BillingTestSupport
import BillingTime
import Foundation
import PictureWorlds
import Testing

@testable import BillingCharts

@Suite struct VegaLiteFormTests {
    /// Specifications of every state; with a folder in the environment they are written there, to be looked at.
    private static let specifications = Task { try await makeSpecifications() }

    private static func makeSpecifications() async throws -> [(
        name: String, specification: VegaSpecification
    )] {
        var all: [(String, String)] = []
        for (name, graph) in try await PictureWorld.graphs.value { all.append((name, try graph.vegaLite())) }
        all.append(("weeks", try await PictureWorld.year().graph(width: .week, joined: false).vegaLite()))
        let hours = try BucketWidth.hours(6)
        all.append(("hours", try await PictureWorld.oneDay().graph(width: hours, joined: false).vegaLite()))
        let world = try await VegaWorld.actions()
        let now = "2026-03-29T15:00:00Z"
        for (name, start, end, width) in [
            ("actions", "2026-03-20T23:00:00Z", "2026-03-31T22:00:00Z", BucketWidth.day),
            ("actions-hours", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", .hour),
            ("actions-before", "2026-03-01T23:00:00Z", "2026-03-04T23:00:00Z", .day),
            ("actions-none", "2026-03-20T23:00:00Z", "2026-03-20T23:00:00Z", .day),
        ] {
            all.append((name, try await world.actions(start, end, width, now: now).vegaLite()))
        }
        all.append(("actions-expected", try VegaLiteOutlookTests.made().screen().vegaLite()))
        if let folder = ProcessInfo.processInfo.environment["INAURO_PICTURES"] {
            for (name, text) in all {
                try text.write(toFile: "\(folder)/\(name).vl.json", atomically: true, encoding: .utf8)
            }
        }
        return try all.map { ($0.0, try VegaSpecification($0.1)) }
    }

    @Test func `only what the published schema has of the parts in use is written`() async throws {
        let schema = try JSONSchema(VegaLiteParts.schema)
        for (name, specification) in try await Self.specifications.value {
            #expect(schema.violations(of: specification.short) == [], "\(name)")
        }
    }

    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["VEGA_LITE_SCHEMA"]?.isEmpty == false,
            "VEGA_LITE_SCHEMA names no file with the published schema"))
    func `the published schema accepts every state`() async throws {
        let path = try #require(ProcessInfo.processInfo.environment["VEGA_LITE_SCHEMA"])
        let schema = try JSONSchema(String(contentsOfFile: path, encoding: .utf8))
        let specifications = try await Self.specifications.value
        for (name, specification) in specifications {
            #expect(schema.violations(of: specification.short) == [], "\(name)")
        }
        let actions = try #require(specifications.first { $0.name == "actions" }).specification.short
        for (path, value) in Self.breaks {
            #expect(schema.violations(of: actions.setting(path, to: value)) != [], "\(path)")
        }
    }

    /// Rows write themselves, so that each of their members must stand where its key belongs.
    @Test func `the bytes are those of an encoder that sorts keys`() async throws {
        for (name, specification) in try await Self.specifications.value {
            let encoded = try json(specification.json).replacing("<", with: #"\u003c"#)
            // Of a text of half a million letters, no difference is to be looked for.
            let isSame = encoded == specification.text
            #expect(isSame, "\(name)")
        }
    }

    @Test func `what is no specification is refused`() async throws {
        let schema = try JSONSchema(VegaLiteParts.schema)
        let world = try await VegaWorld.actions()
        let actions = try VegaSpecification(
            try await world.actions(
                "2026-03-20T23:00:00Z", "2026-03-31T22:00:00Z", now: "2026-03-29T15:00:00Z"
            ).vegaLite()
        ).short
        #expect(schema.violations(of: actions) == [])
        // The last is valid, but a page without `eval` would draw all at one place.
        let bounds = (
            ["layer", "2", "encoding", "x", "scale", "domain"], JSONValue.list([.number(0), .number(1)])
        )
        for (path, value) in Self.breaks + [bounds] {
            #expect(schema.violations(of: actions.setting(path, to: value)) != [], "\(path)")
        }
    }

    /// What breaks the specification of actions, by the part that is set.
    private static let breaks: [(path: [String], value: JSONValue?)] = [
        (["layer", "2", "encoding", "colour"], .object(["field": .text("kind")])),
        (["layer", "2", "mark", "type"], .text("rectangle")), (["layer", "2", "mark", "type"], nil),
        (["layer", "2", "encoding", "x", "type"], .text("time")),
        (["layer", "2", "encoding", "x", "scale", "type"], .text("berlin")),
        (["layer", "2", "encoding", "x", "axes"], .object([:])),
        (["layer", "2", "encoding", "y", "field"], .number(3)), (["height"], .text("tall")),
        (["layer", "2", "transform", "0", "groupby"], nil),
        (["layer", "2", "transform", "1", "from", "key"], .list([])), (["layers"], .list([])),
        (["layer", "2", "data", "name"], .number(1)), (["title", "text"], nil), (["description"], .number(1)),
    ]
}
