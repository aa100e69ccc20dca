import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@Suite("Actions are facts that are amended or void, and never lost")
struct ActionTests {
    private func visible(
        _ reader: any BillingReader, _ knownAt: KnownAt = .latest
    ) async throws -> [ActionRecord] {
        var actions: [ActionRecord] = []
        for case .action(let action) in try await reader.allRecords(.action, knownAt: knownAt) {
            actions.append(action)
        }
        return actions
    }

    @Test("A known action takes other content only as an amendment or a void", arguments: Backend.allCases)
    func lifeOfAnAction(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        let original = try action(acme, "1", at: 1)
        let amended = try action(acme, "1", at: 9, type: .sendSMS, succeeded: 3)
        let first = try await repository.commit("1") { $0.add(original) }
        #expect(first.tally == [1, 0, 0, 0])
        #expect(try await repository.commit("2") { $0.add(original) }.tally == [0, 1, 0, 0])
        let conflict = await billingError { try await repository.commit("3") { $0.add(amended) } }
        #expect(conflict?.places == ["action 0: conflict"])
        let second = try await repository.commit("4") { $0.amend(amended) }
        #expect(second.tally == [0, 0, 1, 0])
        #expect(try await repository.commit("5") { $0.amend(amended) }.tally == [0, 1, 0, 0])
        // The feed that is sent again says the original.
        #expect(try await repository.commit("6") { $0.add(original) }.tally == [0, 1, 0, 0])
        #expect(try await visible(repository) == [amended])
        let third = try await repository.commit("7") { $0.void(action: original.id, of: feed, tenant: acme) }
        #expect(third.tally == [0, 0, 0, 1])
        #expect(
            try await repository.commit("8") { $0.void(action: original.id, of: feed, tenant: acme) }.tally
                == [0, 1, 0, 0])
        for (id, change) in [("9", original), ("10", amended)] {
            let error = await billingError { try await repository.commit(id) { $0.add(change) } }
            #expect(error?.places == ["action 0: conflict"])
            let again = await billingError { try await repository.commit(id) { $0.amend(change) } }
            #expect(again?.places == ["action 0: conflict"])
        }
        #expect(try await visible(repository).isEmpty)
        #expect(try await visible(repository, .revision(first.revision)) == [original])
        #expect(try await visible(repository, .revision(second.revision)) == [amended])
        let unknown = await billingError {
            try await repository.commit("11") { $0.void(action: try ActionID("2"), of: feed, tenant: acme) }
        }
        #expect(unknown?.places == ["action 0: notFound"])
    }

    @Test("In one set actions are taken in their order", arguments: Backend.allCases)
    func oneSet(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        let (first, second) = (try action(acme, "1", at: 1), try action(acme, "1", at: 2))
        let commit = try await repository.commit("1") { changes in
            changes.add(first)
            changes.amend(second)
            changes.add(try action(acme, "2", at: 3))
            changes.void(action: try ActionID("2"), of: feed, tenant: acme)
        }
        #expect(commit.tally == [2, 0, 1, 1])
        #expect(try await visible(repository) == [second])
        #expect(try await repository.commit("2") { $0.add(first) }.tally == [0, 1, 0, 0])
        let error = await billingError {
            try await repository.commit("3") { $0.add(try action(acme, "2", at: 3)) }
        }
        #expect(error?.places == ["action 0: conflict"])
    }

    @Test(
        "Actions come in order of instant, tenant, source and id, and newest first if asked",
        arguments: Backend.allCases)
    func order(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        try await repository.commit("1") { changes in
            for (owner, id, at) in [
                (bolt, "b", 1), (bolt, "a", 1), (acme, "z", 1), (bolt, "c", 0), (acme, "d", 2),
            ] {
                changes.add(try action(owner, id, at: at))
            }
        }
        #expect(try await visible(repository).map(\.id.text) == ["c", "z", "a", "b", "d"])
        var request = RecordRequest(.action, of: .all, in: minute(0)..<minute(2), descending: true, limit: 2)
        let page = try await repository.records(request)
        #expect(
            page.records == [.action(try action(bolt, "b", at: 1)), .action(try action(bolt, "a", at: 1))])
        request.cursor = page.next
        let rest = try await repository.records(request)
        #expect(
            rest.records == [.action(try action(acme, "z", at: 1)), .action(try action(bolt, "c", at: 0))])
        #expect(rest.next == nil)
    }

    @Test("Series of actions sum a measure by instant, category and type", arguments: Backend.allCases)
    func derivedSeries(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        let first = try await repository.commit("1") { changes in
            changes.add(try action(acme, "1", at: 1, succeeded: 2, failed: 1))
            changes.add(try action(acme, "2", at: 1, succeeded: 4))
            changes.add(try action(acme, "3", at: 2, category: .automation, succeeded: 5))
            changes.add(try action(acme, "4", at: 3, succeeded: 0, suppressed: 6))
            changes.add(try action(bolt, "1", at: 1, succeeded: 100))
        }
        let alert = try Labels(("category", "alert"), ("type", "send-email"))
        let automation = try Labels(("category", "automation"), ("type", "send-email"))
        func series(
            _ metric: Metric, _ knownAt: KnownAt = .latest
        ) async throws -> [SeriesKey: [Int64: Double]] {
            let series = try await repository.allSeries(
                SeriesRequest(of: .one(acme), metrics: [metric.id], knownAt: knownAt))
            #expect(series.map(\.key) == series.map(\.key).sorted())
            return Dictionary(
                uniqueKeysWithValues: series.map {
                    ($0.key, Dictionary(uniqueKeysWithValues: zip($0.positions, $0.values)))
                })
        }
        let before: [SeriesKey: [Int64: Double]] = [
            key(acme, .actions, alert): [position(1): 7], key(acme, .actions, automation): [position(2): 5],
        ]
        #expect(try await series(.actions) == before)
        #expect(try await series(.actionsFailed) == [key(acme, .actionsFailed, alert): [position(1): 1]])
        #expect(
            try await series(.actionsSuppressed) == [key(acme, .actionsSuppressed, alert): [position(3): 6]])
        // All recorded series are asked for with nil: no derived one is among them.
        #expect(try await repository.allSeries(SeriesRequest(of: .one(acme))).isEmpty)
        try await repository.commit("2") { changes in
            changes.amend(try action(acme, "1", at: 5, succeeded: 2, failed: 1))
            changes.void(action: try ActionID("3"), of: feed, tenant: acme)
        }
        #expect(try await series(.actions) == [key(acme, .actions, alert): [position(1): 4, position(5): 3]])
        #expect(try await series(.actions, .revision(first.revision)) == before)
        // A tenant's own metric may count the same.
        let own = try Metric(
            id: MetricID("failures"), unit: "actions", kind: .count, source: .actions(.failed))
        try await repository.commit("3") { $0.add(own, for: acme) }
        #expect(try await series(own) == [key(acme, own, alert): [position(5): 1]])
    }

    @Test("Totals of actions that no number holds are refused", arguments: Backend.allCases)
    func overflow(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        let error = await billingError {
            try await repository.commit("1") { changes in
                for index in 0..<10_000 {
                    changes.add(try action(acme, "\(index)", at: 1, succeeded: ActionRecord.executionLimit))
                }
            }
        }
        #expect(error?.violations.map(\.code) == [.overflow])
        #expect(try await visible(repository).isEmpty)
    }
}
