import BillingCharts
import BillingModel
import BillingReports
import BillingStore
import BillingTime
import Foundation
import PictureWorlds
import Testing

/// The pictures of the guides are what the package draws now.
///
/// With `INAURO_PICTURES` naming a folder, they are written there, to be looked at and put in place where a change is meant.
@Suite struct GuidePicturesTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Documentation/Pictures")

    @Test func `the pictures of the guides are those of today`() async throws {
        let pictures = try await Self.pictures()
        if let path = ProcessInfo.processInfo.environment["INAURO_PICTURES"] {
            let folder = URL(filePath: path)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for (name, picture) in pictures {
                try Data(picture.utf8).write(to: folder.appending(path: name))
            }
        }
        for (name, picture) in pictures {
            let shown = try? String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
            let isSame = shown == picture
            #expect(isSame, "\(name) changed; see Documentation/Development/checks.md")
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(files) == Set(pictures.map(\.name)))
    }

    @Test func `the pictures of the guides are small`() throws {
        let sizes = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
            .map { try Data(contentsOf: Self.folder.appending(path: $0)).count }
        #expect(sizes.allSatisfy { (500..<200_000).contains($0) })
        #expect(sizes.reduce(0, +) < 700_000)
    }

    @Test func `every picture is shown in a guide, with words for those who do not see it`() throws {
        let guides = Self.folder.deletingLastPathComponent().appending(path: "Guides")
        let text = try FileManager.default.contentsOfDirectory(atPath: guides.path)
            .filter { $0.hasSuffix(".md") }
            .map { try String(contentsOf: guides.appending(path: $0), encoding: .utf8) }.joined()
        let shown = text.matches(of: /!\[[^\]]{20,}\]\(\.\.\/Pictures\/([a-z-]+\.svg)\)/).map { String($0.1) }
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(shown) == Set(files))
    }

    /// The pictures by the names of their files.
    private static func pictures() async throws -> [(name: String, picture: String)] {
        let year = try await PictureWorld.year()
        let threeYears = try await PictureWorld.threeYears()
        let actions = try #require(
            try await PictureWorld.actionScreens().first { $0.name == "actions-months" })
        let budget = try #require(
            try await PictureWorld.budgetScreens().first { $0.name == "budget-within" })
        let course = try await year.scope.consumptionGraph(
            metrics: [.dailyActiveDevices], range: year.start..<year.now, width: .week, now: year.now)
        let line = try #require(course.series.first)
        return [
            ("graph.svg", try await graph(of: year, from: "2025-09-01", title: "Consumption by day")),
            (
                "partial-coverage.svg",
                try await graph(
                    of: .partialCoverage(), from: "2026-02-15", title: "Days are missing here and there")
            ),
            (
                "unfinished-month.svg",
                try await graph(of: .unfinishedMonth(), from: "2026-02-01", title: "A month in progress")
            ),
            (
                "dead-feed.svg",
                try await graph(of: .deadFeed(), from: "2025-12-01", title: "Nothing was heard since January")
            ),
            (
                "three-years.svg",
                try await threeYears.scope.consumptionGraph(
                    range: threeYears.start..<threeYears.now, width: .day, now: threeYears.now
                ).svg(title: "14 metrics by day over three years")
            ),
            (
                "compared.svg",
                try await users(of: year, "2026-02-01", "2026-03-01").svg(
                    title: "February over January",
                    before: users(of: year, "2026-01-01", "2026-02-01"))
            ),
            ("actions.svg", try actions.screen.svg()),
            ("budget.svg", try budget.screen.svg()),
            ("sparkline.svg", try course.sparkline(of: line.id)),
        ]
    }

    /// The graph of a tenant by day up to the end of March, with what is expected, unusual and known to have happened.
    private static func graph(
        of world: PictureWorld, from first: String, title: String
    ) async throws -> String {
        let zone = try ZoneDatabase.system.zone(ZoneID("America/New_York"))
        let range = zone.start(of: try LocalDate(first))..<zone.start(of: try LocalDate("2026-04-01"))
        return try await world.scope.consumptionGraph(
            metrics: world.metrics, range: range, width: .day, now: world.now,
            annotations: world.annotations
        )
        .adding(world.scope.forecast(now: world.now)).adding(world.scope.insights(now: world.now))
        .adding(world.limits).svg(title: title)
    }

    private static func users(
        of world: PictureWorld, _ first: String, _ end: String
    ) async throws -> ConsumptionGraph {
        let zone = try ZoneDatabase.system.zone(ZoneID("America/New_York"))
        return try await world.scope.consumptionGraph(
            metrics: [.users], range: zone.start(of: LocalDate(first))..<zone.start(of: LocalDate(end)),
            width: .day, now: world.now)
    }
}
