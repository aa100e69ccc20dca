import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@Suite("A scope names nothing outside it")
struct ScopeTests {
    @Test(
        "A scope holds the tenants that it was made for, and narrows to one of them",
        arguments: Backend.allCases)
    func scopes(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        let revision = try await repository.addTenants().revision
        let one = repository.scope(of: acme)
        #expect(one.tenants == .one(acme) && one.knownAt == .latest)
        #expect(try one.scope(of: acme).tenants == .one(acme))
        #expect(refusal { _ = try one.scope(of: bolt) } == .outOfScope)
        let both = repository.scope(of: [acme, bolt]).known(at: .revision(revision))
        #expect(try both.scope(of: bolt).knownAt == .revision(revision))
        #expect(try repository.fleet.scope(of: bolt).tenants == .one(bolt))
        #expect(refusal { _ = try repository.scope(of: []).scope(of: acme) } == .outOfScope)
        #expect(refusal { _ = try one.scope(of: TenantID("Acme")) } == .outOfScope)
    }

    /// Sets of one record each of a tenant.
    private static func sets(of owner: TenantID) throws -> [ChangeSet] {
        var sets: [ChangeSet] = []
        for fill: (inout ChangeSet) throws -> Void in [
            { $0.add(try makeTenant(owner)) }, { $0.add(messages, for: owner) },
            { $0.add(write(owner, messages, at: 1, 1)) },
            { $0.add(try Inventory(tenant: owner, at: minute(1), counts: [.assets: 1])) },
            { $0.add(try DailyUsage(tenant: owner, date: day("2026-03-01"), counts: [.users: 1])) },
            { $0.add(try action(owner, "1", at: 1)) },
            { $0.amend(try action(owner, "1", at: 2)) },
            { $0.void(action: try ActionID("1"), of: feed, tenant: owner) },
            { $0.add(try activity(owner, "d", at: 1)) },
            {
                $0.add(
                    try Coverage(
                        tenant: owner, metric: messages.id, source: feed, range: minute(0)..<minute(1)))
            },
            { $0.add(try invoice(owner, "I", at: 1)) }, { $0.add(try entry(owner, "e", of: "I", at: 1)) },
        ] {
            var changes = ChangeSet(id: try CommitID("\(owner) \(sets.count)"))
            try fill(&changes)
            sets.append(changes)
        }
        return sets
    }

    @Test(
        "A writer takes every kind of record of its tenants, and none of another", arguments: Backend.allCases
    )
    func writers(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.commit("start") { changes in
            for owner in [acme, bolt] {
                changes.add(try makeTenant(owner))
                changes.add(messages, for: owner)
            }
        }
        for (inside, outside) in zip(try Self.sets(of: acme), try Self.sets(of: bolt)) {
            for writer in [repository.writer(for: acme), repository.writer(for: [acme])] {
                let before = try await repository.revision(.latest)
                let error = await billingError { try await writer.commit(outside) }
                #expect(error?.code == .outOfScope)
                #expect(error?.description.contains("bolt") == false)
                #expect(try await repository.revision(.latest) == before)
                try await writer.commit(inside)
            }
            let none = await billingError { try await repository.writer(for: []).commit(inside) }
            #expect(none?.code == .outOfScope)
        }
        #expect(try await repository.allRecords(.invoice).count == 1)
        #expect(try await repository.allRecords(.invoice, of: .one(bolt)).isEmpty)
    }
}
