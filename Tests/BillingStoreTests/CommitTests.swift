import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@Suite("A commit is whole, is made once, and says what it did")
struct CommitTests {
    @Test("An empty repository is at revision 0 and has no records", arguments: Backend.allCases)
    func empty(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        #expect(try await repository.revision(.latest) == .zero)
        for kind in RecordKind.allCases { #expect(try await repository.allRecords(kind).isEmpty) }
        #expect(try await repository.allSeries(SeriesRequest(of: .all)).isEmpty)
        #expect(try await repository.activity(ActivityRequest(of: .all, kind: .device)).blocks.isEmpty)
    }

    @Test(
        "Each commit that changes something makes one revision, and counts its records",
        arguments: Backend.allCases)
    func counts(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        let first = try await repository.addTenants()
        #expect(first.revision.number == 1)
        #expect(first.tally == [6, 0, 0, 0])
        let second = try await repository.commit("second") {
            $0.add(write(acme, messages, at: 1, 5))
            $0.add(write(acme, messages, at: 2, 6))
        }
        #expect(second.tally == [2, 0, 0, 0])
        let third = try await repository.commit("third") {
            $0.add(write(acme, messages, at: 1, 7))
            $0.add(write(acme, messages, at: 2, nil))
            $0.add(write(acme, messages, at: 3, 8))
            $0.add(write(acme, messages, at: 4, nil))
        }
        #expect(third.tally == [1, 1, 1, 1])
        #expect(third.revision.number == 3)
        #expect(try await repository.samples(key(acme, messages)) == [position(1): 7, position(3): 8])
        #expect(
            try await repository.samples(key(acme, messages), knownAt: .revision(second.revision))
                == [position(1): 5, position(2): 6])
    }

    @Test(
        "A set that says nothing new makes no revision, but its id is remembered", arguments: Backend.allCases
    )
    func nothingNew(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        let first = try await repository.commit("first") { $0.add(write(acme, messages, at: 1, 5)) }
        let again = try await repository.commit("again") { $0.add(write(acme, messages, at: 1, 5)) }
        #expect(again.revision == first.revision)
        #expect(again.tally == [0, 1, 0, 0])
        let nothing = try await repository.commit("nothing") { _ in }
        #expect(nothing.tally == [0, 0, 0, 0])
        #expect(try await repository.revision(.latest) == first.revision)
        let error = await billingError {
            try await repository.commit("nothing") { $0.add(write(acme, messages, at: 2, 5)) }
        }
        #expect(error?.code == .conflict)
    }

    @Test("An id stands for one content forever", arguments: Backend.allCases)
    func commitIDs(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        let first = try await repository.commit("first") { $0.add(write(acme, messages, at: 1, 5)) }
        let second = try await repository.commit("second") { $0.add(write(acme, messages, at: 1, 9)) }
        let again = try await repository.commit("first") { $0.add(write(acme, messages, at: 1, 5)) }
        #expect(again == first)
        #expect(try await repository.revision(.latest) == second.revision)
        #expect(try await repository.samples(key(acme, messages)) == [position(1): 9])
        // Also with a basis that is long gone.
        let outdated = try await repository.commit("first", basis: .zero) {
            $0.add(write(acme, messages, at: 1, 5))
        }
        #expect(outdated == first)
        for other in [
            write(acme, messages, at: 1, 6), write(acme, messages, at: 2, 5), write(bolt, messages, at: 1, 5),
        ] {
            let error = await billingError { try await repository.commit("first") { $0.add(other) } }
            #expect(error?.code == .conflict)
        }
        // Ids that Swift's String equates are two ids.
        let composed = try await repository.commit("caf\u{E9}") { $0.add(write(acme, messages, at: 3, 1)) }
        let decomposed = try await repository.commit("cafe\u{301}") {
            $0.add(write(acme, messages, at: 4, 1))
        }
        #expect(composed.revision < decomposed.revision)
    }

    @Test("A refused id is free for another content", arguments: Backend.allCases)
    func refusedID(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        let error = await billingError {
            try await repository.commit("x") { $0.add(write(acme, messages, at: 1, .nan)) }
        }
        #expect(error?.code == .refused)
        #expect(
            try await repository.commit("x") { $0.add(write(acme, messages, at: 1, 5)) }.tally == [
                1, 0, 0, 0,
            ])
    }

    @Test("A basis refuses a set once the revision has moved on", arguments: Backend.allCases)
    func basis(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        let basis = try await repository.addTenants().revision
        try await repository.commit("a", basis: basis) { $0.add(write(acme, messages, at: 1, 5)) }
        let error = await billingError {
            try await repository.commit("b", basis: basis) { $0.add(write(acme, messages, at: 2, 5)) }
        }
        #expect(error?.code == .outdated)
        #expect(try await repository.samples(key(acme, messages)) == [position(1): 5])
    }

    @Test(
        "A refused set changes nothing and lists every offending record with its rule",
        arguments: Backend.allCases)
    func atomicity(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        let before = try await repository.addTenants().revision
        let stranger = try TenantID("stranger")
        let error = await billingError {
            try await repository.commit("mixed") { changes in
                changes.add(try makeTenant(TenantID("fresh")))
                changes.add(write(acme, messages, at: 1, 5))
                changes.add(write(stranger, messages, at: 1, 5))
                changes.add(write(acme, messages, at: 2, .infinity))
                changes.add(try daily(acme, messages, on: "2026-03-01", 5))
                changes.add(write(acme, .assets, at: 1, 5))
                changes.add(try daily(acme, .dailyActiveUsers, on: "2026-03-01", 1.5))
                changes.add(try daily(acme, .monthlyActiveUsers, on: "2026-03-01", -1))
                changes.add(write(acme, .actions, at: 1, 5))
                changes.add(
                    SampleWrite(
                        SeriesKey(tenant: acme, metric: try MetricID("unheard-of")), at: .instant(minute(1)),
                        value: 1))
                changes.add(
                    try DailyUsage(
                        tenant: acme, date: day("2026-03-01"), counts: [.init(metric: messages.id, count: 1)]
                    ))
                changes.add(
                    try Inventory(tenant: acme, at: minute(1), counts: [.init(metric: messages.id, count: 1)])
                )
                changes.add(try action(acme, "1", at: 1))
                changes.amend(try action(acme, "2", at: 1))
                changes.add(try activity(stranger, "d", at: 1))
                changes.add(
                    try Coverage(
                        tenant: acme, metric: MetricID("unheard-of"), source: feed,
                        range: minute(0)..<minute(1)))
                changes.add(try invoice(stranger, "I-1", at: 1))
                changes.add(try entry(acme, "e-1", of: "I-1", at: 1))
            }
        }
        #expect(error?.code == .refused)
        #expect(
            error?.places == [
                "sample 1: notFound", "sample 2: invalidValue", "sample 3: invalidValue",
                "sample 4: invalidValue",
                "sample 5: invalidValue", "sample 6: invalidValue", "sample 7: unsupported",
                "sample 8: notFound",
                "inventory 0: invalidValue", "usage 0: invalidValue", "action 1: notFound",
                "activity 0: notFound",
                "coverage 0: notFound", "invoice 0: notFound", "entry 0: notFound",
            ])
        #expect(error?.violations.allSatisfy { !$0.rule.isEmpty && !$0.rule.contains("acme") } == true)
        #expect(try await repository.revision(.latest) == before)
        #expect(try await repository.allSeries(SeriesRequest(of: .all)).isEmpty)
        #expect(try await repository.allRecords(.tenant).count == 2)
        #expect(try await repository.allRecords(.action).isEmpty)
    }

    @Test("A refused set lists a thousand records at most, the first ones", arguments: Backend.allCases)
    func violationLimit(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        let error = await billingError {
            try await repository.commit("many") { changes in
                for index in 0..<1_200 { changes.add(write(acme, messages, at: index, 1)) }
            }
        }
        #expect(error?.violations.map(\.index) == Array(0..<1_000))
    }

    @Test(
        "A tenant and its records fit in one set, and a changed tenant keeps its past",
        arguments: Backend.allCases)
    func tenants(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        let first = try await repository.commit("first") { changes in
            changes.add(try DailyUsage(tenant: acme, date: day("2026-03-01"), counts: [.assets: 7]))
            changes.add(try makeTenant(acme, name: "Acme"))
        }
        #expect(first.tally == [2, 0, 0, 0])
        let second = try await repository.commit("second") { $0.add(try makeTenant(acme, name: "Acme Ltd")) }
        #expect(second.tally == [0, 0, 1, 0])
        #expect(try await repository.tenant(acme, at: first.revision).name == "Acme")
        #expect(try await repository.tenant(acme, at: second.revision).name == "Acme Ltd")
        // A name that differs in its bytes differs.
        try await repository.commit("nfc") { $0.add(try makeTenant(acme, name: "caf\u{E9}")) }
        let decomposed = try await repository.commit("nfd") {
            $0.add(try makeTenant(acme, name: "cafe\u{301}"))
        }
        #expect(decomposed.tally == [0, 0, 1, 0])
        let error = await billingError {
            try await repository.commit("twice") { changes in
                changes.add(try makeTenant(acme, name: "a"))
                changes.add(try makeTenant(acme, name: "b"))
            }
        }
        #expect(error?.places == ["tenant 1: conflict"])
    }

    @Test("A commit is never recorded before the one before it", arguments: Backend.allCases)
    func clockGoingBack(_ backend: Backend) async throws {
        let clock = TestClock(try instant("2026-01-01T12:00:00Z"))
        let repository = try await backend.makeEmpty(clock: clock)
        let first = try await repository.addTenants()
        #expect(try first.recordedAt == instant("2026-01-01T12:00:00Z"))
        clock.set(try instant("2026-01-01T11:00:00Z"))
        let second = try await repository.commit("second") { $0.add(write(acme, messages, at: 1, 5)) }
        #expect(second.recordedAt == first.recordedAt)
        // Neither does one that changes nothing go back, nor one that follows it.
        clock.set(try instant("2026-01-01T13:00:00Z"))
        try await repository.commit("nothing") { _ in }
        clock.set(try instant("2026-01-01T12:30:00Z"))
        let third = try await repository.commit("third") { $0.add(write(acme, messages, at: 2, 5)) }
        #expect(try third.recordedAt == instant("2026-01-01T13:00:00Z"))
        #expect(try await repository.revision(.instant(instant("2026-01-01T11:59:59Z"))) == .zero)
        #expect(try await repository.revision(.instant(instant("2026-01-01T12:00:00Z"))) == second.revision)
        #expect(try await repository.revision(.instant(instant("2026-01-01T12:59:59Z"))) == second.revision)
        #expect(try await repository.revision(.instant(instant("2026-01-01T13:00:00Z"))) == third.revision)
    }

    @Test("A revision that is not made yet is not found", arguments: Backend.allCases)
    func futureRevision(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        let future = KnownAt.revision(try Revision(2))
        #expect(await billingError { _ = try await repository.revision(future) }?.code == .notFound)
        #expect(
            await billingError {
                _ = try await repository.records(RecordRequest(.tenant, of: .all, knownAt: future))
            }?
            .code == .notFound)
        #expect(
            await billingError { _ = try await repository.series(SeriesRequest(of: .all, knownAt: future)) }?
                .code
                == .notFound)
    }
}
