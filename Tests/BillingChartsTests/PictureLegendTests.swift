import BillingModel
import BillingReports
import BillingStore
import BillingTime
import PictureWorlds
import Testing

@testable import BillingCharts

@Suite struct PictureLegendTests {
    private func graph(_ world: PictureWorld) async throws -> ConsumptionGraph {
        try await world.scope.consumptionGraph(
            metrics: [.assets, .dailyActiveUsers], range: world.start..<world.now, width: .day, now: world.now
        )
    }

    /// What stands in bold behind the names of the lines, and in brackets behind that.
    private func figures(_ world: PictureWorld) async throws -> [String] {
        try await graph(world).svg().matches(of: /<tspan (?:class="j" )?dx="6">([^<]*)</).map { String($0.1) }
    }

    @Test func `a figure of long ago has its date`() async throws {
        let world = try await PictureWorld.deadFeed()
        let ends = try await graph(world).series.map { line in
            let values = line.points.compactMap(\.value).map { Int($0) }
            return "\(try #require(values.min())) to \(try #require(values.max()))"
        }
        let figures = try await figures(world)
        #expect(figures == ["114", "(2026-01-17; \(ends[0]))", "14", "(2026-01-17; \(ends[1]); right)"])
    }

    @Test func `a figure of yesterday has none, also while today goes on`() async throws {
        for figure in try await figures(.unfinishedMonth()) {
            #expect(!figure.contains("2026-"), "\(figure)")
        }
    }
}
