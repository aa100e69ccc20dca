import BillingModel
import BillingReports
import BillingStore
import BillingTime
import PictureWorlds
import Testing

@testable import BillingCharts

@Suite struct PictureLegendTests {
    /// What stands in bold behind the names of the lines.
    private func figures(_ world: PictureWorld) async throws -> [String] {
        let svg = try await world.scope.consumptionGraph(
            metrics: [.assets, .dailyActiveUsers], range: world.start..<world.now, width: .day, now: world.now
        ).svg()
        return svg.matches(of: /<tspan class="j"[^>]*>([^<]*)</).map { String($0.1) }
    }

    @Test func `a figure of long ago has its date`() async throws {
        let figures = try await figures(.deadFeed())
        #expect(figures == ["114 (2026-01-17)", "14 (2026-01-17, right)"])
    }

    @Test func `a figure of yesterday has none, also while today goes on`() async throws {
        for figure in try await figures(.unfinishedMonth()) {
            #expect(!figure.contains("2026-"), "\(figure)")
        }
    }
}
