import Foundation
import InauroBilling
import Testing

@Suite("The stretches of a chart end where the line of the guide does")
struct ChartStretchTests {
    @Test("A gap cuts a line, and an unfinished part goes on from the last complete point")
    func stretches() async throws {
        let repository = InMemoryRepository(clock: { Date(timeIntervalSince1970: 0) })
        let acme = try Tenant(id: "acme", name: "Acme", zone: "UTC", currency: .aud)
        var changes = ChangeSet(id: try CommitID("1"))
        changes.add(acme)
        for (date, users) in [("2026-03-01", 1), ("2026-03-02", 2), ("2026-03-05", 5), ("2026-03-06", 6)] {
            changes.add(
                try DailyUsage(tenant: acme.id, date: LocalDate(date), counts: [.dailyActiveUsers: users]))
        }
        try await repository.commit(changes)
        let days = try ["2026-03-01", "2026-03-08"].map { try Date($0 + "T00:00:00Z", strategy: .iso8601) }
        // At noon of the 6th its number may still change.
        let graph = try await repository.scope(of: acme.id).consumptionGraph(
            range: days[0]..<days[1], width: .day,
            now: Date("2026-03-06T12:00:00Z", strategy: .iso8601))
        let series = try #require(graph.series(.dailyActiveUsers))
        let stretches = graph.stretches(of: series)
        #expect(stretches.map { $0.points.map(\.value) } == [[1, 2], [5], [5, 6]])
        #expect(stretches.map(\.isComplete) == [true, true, false])
        #expect(Set(stretches.map(\.id)).count == 3)
        #expect(stretches[0].points.map(\.start) == [days[0], days[0].addingTimeInterval(86_400)])
    }
}
