import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@Suite("A metric of a tenant means one thing")
struct MetricTests {
    @Test(
        "A known metric may change its name, unit, lag, staleness and reset rule only",
        arguments: Backend.allCases)
    func redefinition(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        let first = try await repository.addTenants().revision
        let renamed = try Metric(
            id: level.id, name: "Level", unit: "l", kind: .gauge, lag: .seconds(5), staleness: .seconds(9))
        let second = try await repository.commit("renamed") { $0.add(renamed, for: acme) }
        #expect(second.tally == [0, 0, 1, 0])
        #expect(try await repository.metric(level.id, of: acme, at: first) == level)
        #expect(try await repository.metric(level.id, of: acme, at: second.revision) == renamed)
        #expect(try await repository.metric(level.id, of: bolt, at: second.revision) == level)
        for (index, other) in [
            try Metric(id: level.id, unit: "l", kind: .count),
            try Metric(id: level.id, unit: "l", kind: .gauge, cadence: .daily),
            try Metric(id: level.id, unit: "l", kind: .gauge, identity: .shared),
        ].enumerated() {
            let error = await billingError {
                try await repository.commit("\(index)") { $0.add(other, for: acme) }
            }
            #expect(error?.places == ["metric 0: conflict"])
        }
        let twice = await billingError {
            try await repository.commit("twice") { changes in
                changes.add(level, for: acme)
                changes.add(renamed, for: acme)
            }
        }
        #expect(twice?.places == ["metric 1: conflict"])
    }

    @Test("A metric of the platform is derived before its first sample or never", arguments: Backend.allCases)
    func derived(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        let derived = try Metric.dailyActiveDevices.derived(from: .activity(of: .device))
        try await repository.commit("acme") { $0.add(derived, for: acme) }
        let refused = await billingError {
            try await repository.commit("sample") {
                $0.add(try daily(acme, .dailyActiveDevices, on: "2026-03-01", 5))
            }
        }
        #expect(refused?.places == ["sample 0: unsupported"])
        // Samples are judged by what the same set defines.
        let both = await billingError {
            try await repository.commit("both") { changes in
                changes.add(derived, for: bolt)
                changes.add(try daily(bolt, .dailyActiveDevices, on: "2026-03-01", 5))
            }
        }
        #expect(both?.places == ["sample 0: unsupported"])
        try await repository.commit("bolt") {
            $0.add(try daily(bolt, .dailyActiveDevices, on: "2026-03-01", 5))
        }
        let late = await billingError { try await repository.commit("late") { $0.add(derived, for: bolt) } }
        #expect(late?.places == ["metric 0: conflict"])
        let other = await billingError {
            try await repository.commit("other") {
                $0.add(try Metric(id: Metric.actions.id, unit: "x", kind: .count), for: acme)
            }
        }
        #expect(other?.places == ["metric 0: conflict"])
        let kind = await billingError {
            try await repository.commit("kind") {
                $0.add(try Metric(id: Metric.users.id, unit: "x", kind: .count), for: acme)
            }
        }
        #expect(kind?.places == ["metric 0: conflict"])
    }

    @Test("Metrics are listed per tenant, and merged with the platform's", arguments: Backend.allCases)
    func listing(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        let revision = try await repository.addTenants().revision
        #expect(
            try await repository.allRecords(.metric)
                == [
                    .metric(acme, level), .metric(acme, messages), .metric(bolt, level),
                    .metric(bolt, messages),
                ])
        let metrics = try await repository.metrics(of: acme, at: revision)
        #expect(metrics == Metric.platform + [level, messages])
        let error = await billingError {
            _ = try await repository.metric(MetricID("unheard-of"), of: acme, at: revision)
        }
        #expect(error?.code == .notFound)
    }
}
