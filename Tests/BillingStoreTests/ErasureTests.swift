import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Erasure reaches every revision")
struct ErasureTests {
    @Test(
        "An erased tenant is unknown at every revision, and its id may be used again",
        arguments: Backend.allCases)
    func tenant(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        let before = try await repository.commit("1") { changes in
            for owner in [acme, bolt] {
                changes.add(write(owner, messages, at: 1, 5))
                changes.add(try action(owner, "1", at: 1))
                changes.add(try activity(owner, "d", at: 1))
                changes.add(try invoice(owner, "I", at: 1))
                changes.add(try entry(owner, "e", of: "I", at: 1))
                changes.add(
                    try Coverage(
                        tenant: owner, metric: messages.id, source: feed, range: minute(0)..<minute(1)))
                changes.add(try monthTerm(owner, 1))
                changes.add(try monthBudget(owner))
            }
        }.revision
        let request = ErasureRequest(id: try CommitID("erase"), .tenant(acme))
        let erasure = try await repository.erase(request)
        #expect(erasure.revision.number == before.number + 1)
        for knownAt in [KnownAt.latest, .revision(before), .revision(erasure.revision)] {
            for kind in RecordKind.allCases where kind != .floor && kind != .commit {
                let error = await billingError {
                    _ = try await repository.records(RecordRequest(kind, of: .one(acme), knownAt: knownAt))
                }
                #expect(error?.code == .notFound)
                let rest = try await repository.allRecords(kind, knownAt: knownAt)
                #expect(rest == (try await repository.allRecords(kind, of: .one(bolt), knownAt: knownAt)))
                #expect(!rest.isEmpty)
            }
            #expect(
                await billingError {
                    _ = try await repository.series(SeriesRequest(of: .one(acme), knownAt: knownAt))
                }?
                .code == .notFound)
            #expect(
                await billingError {
                    _ = try await repository.activity(
                        ActivityRequest(of: .one(acme), kind: .device, knownAt: knownAt))
                }?.code == .notFound)
            #expect(
                try await repository.allSeries(SeriesRequest(of: .all, knownAt: knownAt)).map(\.key.tenant)
                    == [bolt])
            #expect(try await repository.activeRows(knownAt: knownAt).map(\.tenant) == [bolt])
        }
        let late = await billingError {
            try await repository.commit("2") { $0.add(write(acme, messages, at: 2, 5)) }
        }
        #expect(late?.places == ["sample 0: notFound"])
        #expect(try await repository.erase(request) == erasure)
        let other = await billingError {
            _ = try await repository.erase(ErasureRequest(id: request.id, .tenant(bolt)))
        }
        #expect(other?.code == .conflict)
        #expect(await billingError { try await repository.commit("erase") { _ in } }?.code == .conflict)
        let unknown = await billingError {
            _ = try await repository.erase(ErasureRequest(id: try CommitID("x"), .tenant(acme)))
        }
        #expect(unknown?.code == .notFound)
        // The id stands for a new tenant from now on.
        try await repository.commit("3") { $0.add(try makeTenant(acme)) }
        #expect(try await repository.allRecords(.tenant).map(\.owner) == [acme, bolt])
        #expect(try await repository.allSeries(SeriesRequest(of: .one(acme))).isEmpty)
        #expect(try await repository.allRecords(.invoice, of: .one(acme)).isEmpty)
        let early = await billingError {
            _ = try await repository.records(
                RecordRequest(.tenant, of: .one(acme), knownAt: .revision(before)))
        }
        #expect(early?.code == .notFound)
    }

    @Test(
        "An erased subject leaves its counts and no id, and comes back as another",
        arguments: Backend.allCases)
    func subject(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        let (one, two) = (try SubjectID("one"), try SubjectID("two"))
        let before = try await repository.commit("1") { changes in
            for owner in [acme, bolt] {
                for at in [0, 20, 40] { changes.add(try activity(owner, "one", at: at)) }
                changes.add(try activity(owner, "two", at: 20))
                changes.add(try activity(owner, "one", at: 20, kind: .user))
            }
        }.revision
        let request = ErasureRequest(id: try CommitID("erase"), .subject(one, kind: .device, tenant: acme))
        let erasure = try await repository.erase(request)
        #expect(erasure.revision > before)
        for knownAt in [KnownAt.latest, .revision(before)] {
            let rows = try await repository.activeRows(of: .one(acme), knownAt: knownAt)
            let stranger = try #require(Set(rows.map(\.subject)).subtracting([two]).first)
            #expect(stranger != one && !stranger.text.contains("one"))
            #expect(rows.filter { $0.subject == stranger }.count == 3 && rows.count == 4)
            #expect(
                try await repository.activeRows(of: .one(bolt), knownAt: knownAt).filter { $0.subject == one }
                    .count == 3)
            #expect(
                try await repository.activeRows(.user, of: .one(acme), knownAt: knownAt).map(\.subject) == [
                    one
                ])
        }
        #expect(try await repository.erase(request) == erasure)
        let again = await billingError {
            _ = try await repository.erase(ErasureRequest(id: try CommitID("x"), request.target))
        }
        #expect(again?.code == .notFound)
        let back = try await repository.commit("2") { $0.add(try activity(acme, "one", at: 0)) }
        #expect(back.tally == [1, 0, 0, 0])
        let rows = try await repository.activeRows(of: .one(acme))
        #expect(Set(rows.map(\.subject)).count == 3 && rows.count == 5)
    }
}
