import BillingModel
import BillingReports
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("A graph tells where it has data")
struct GraphKnownTests {
    @Test("from the first bucket with a value to the last, within the range and before now")
    func known() async throws {
        let lines: [(Metric, [Double?])] = [
            (.assets, [nil, nil, 3, nil, nil]), (.users, [nil, nil, nil, 4, nil]),
        ]
        let graph = try await GraphFixture.graph(lines)
        #expect(try graph.known == instant("2026-01-03T00:00:00Z")..<instant("2026-01-05T00:00:00Z"))
        let cut = try instant("2026-01-03T06:00:00Z")..<instant("2026-01-04T18:00:00Z")
        #expect(try await GraphFixture.graph(lines, visible: cut).known == cut)
        let now = try instant("2026-01-04T09:00:00Z")
        #expect(try await GraphFixture.graph(lines, now: now).known == instant("2026-01-03T00:00:00Z")..<now)
        #expect(try await GraphFixture.graph([(.assets, [nil])]).known == nil)
        // A recorded distinct count of a month has only mean and extremes of its days.
        let months = try await GraphFixture.graph([(.dailyActiveUsers, [2, 3])], width: .month)
        #expect(months.series[0].points[0].value == nil)
        #expect(months.known == months.range.range)
    }
}
