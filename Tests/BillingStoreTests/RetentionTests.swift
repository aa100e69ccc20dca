import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("What lies below a retention floor is gone, and does not come back")
struct RetentionTests {
    /// Midnight of 2 March 2026, the floor of these tests, is 1,440 minutes after that of 1 March.
    private let midnight = 1_440

    private func raise(
        _ kind: RetainedKind, to text: String = "2026-03-02", of tenant: TenantID = acme,
        _ id: String = "floor"
    ) throws -> ErasureRequest {
        try ErasureRequest(id: CommitID(id), .records(kind, before: LocalDate(text), tenant: tenant))
    }

    /// Each kind of record on both sides of the floor, for two tenants.
    private func fill(_ repository: any BillingRepository) async throws -> Revision {
        try await repository.addTenants()
        return try await repository.commit("fill") { changes in
            for owner in [acme, bolt] {
                for minutes in [midnight - 1, midnight] {
                    changes.add(write(owner, messages, at: minutes, Double(minutes)))
                    changes.add(try action(owner, "\(minutes)", at: minutes))
                    changes.add(try activity(owner, "device \(minutes)", at: minutes))
                    changes.add(try invoice(owner, "I\(minutes)", at: minutes))
                    changes.add(try entry(owner, "e\(minutes)", of: "I\(minutes)", at: midnight + 5))
                }
                changes.add(try daily(owner, .assets, on: "2026-03-01", 1))
                changes.add(try daily(owner, .assets, on: "2026-03-02", 2))
                for metric in [messages, Metric.actions] {
                    changes.add(
                        try Coverage(
                            tenant: owner, metric: metric.id, source: feed,
                            range: minute(0)..<minute(midnight + 60)))
                }
            }
        }.revision
    }

    @Test("Samples, at every revision, with their coverage", arguments: Backend.allCases)
    func samples(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        let before = try await fill(repository)
        try await repository.commit("correct") {
            $0.add(write(acme, messages, at: midnight - 1, 7))
            $0.add(write(acme, messages, at: midnight, 8))
        }
        let commit = try await repository.erase(try raise(.sample))
        #expect(commit.kind == .erasure && commit.tally == [0, 0, 0, 1])
        for (knownAt, value) in [(KnownAt.latest, 8.0), (.revision(before), Double(midnight))] {
            #expect(
                try await repository.samples(key(acme, messages), knownAt: knownAt) == [
                    position(midnight): value
                ])
            #expect(
                try await repository.samples(key(acme, .assets), knownAt: knownAt).values.map(\.self) == [2])
            #expect(try await repository.samples(key(bolt, messages), knownAt: knownAt).count == 2)
            let covered = try await repository.coverage(of: .one(acme), at: repository.revision(knownAt))
            #expect(
                covered[acme]?[messages.id]?[feed]?.intervals == [minute(midnight)..<minute(midnight + 60)])
            #expect(
                covered[acme]?[Metric.actions.id]?[feed]?.intervals == [minute(0)..<minute(midnight + 60)])
            #expect(try await repository.allRecords(.action, of: .one(acme), knownAt: knownAt).count == 2)
        }
    }

    @Test("Actions, with the series that are derived from them", arguments: Backend.allCases)
    func actions(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        let before = try await fill(repository)
        try await repository.erase(try raise(.action))
        for knownAt in [KnownAt.latest, .revision(before)] {
            let actions = try await repository.actions(of: .one(acme), at: repository.revision(knownAt))
            #expect(actions.map(\.id.text) == ["1440"])
            let series = try await repository.allSeries(
                SeriesRequest(of: .one(acme), metrics: [Metric.actions.id], knownAt: knownAt))
            #expect(series.map(\.values) == [[1]] && series[0].positions == [position(midnight)])
            let covered = try await repository.coverage(of: .one(acme), at: repository.revision(knownAt))
            #expect(
                covered[acme]?[Metric.actions.id]?[feed]?.intervals == [
                    minute(midnight)..<minute(midnight + 60)
                ])
        }
    }

    @Test("Activity, whose subjects keep their numbers", arguments: Backend.allCases)
    func activityOfSubjects(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        let before = try await fill(repository)
        try await repository.erase(try raise(.activity))
        for knownAt in [KnownAt.latest, .revision(before)] {
            #expect(
                try await repository.activeRows(of: .one(acme), knownAt: knownAt).map(\.subject.text) == [
                    "device 1440"
                ])
        }
        let again = try await repository.commit("again") { changes in
            changes.add(try activity(acme, "device 1439", at: midnight + 30))
        }
        #expect(again.tally == [1, 0, 0, 0])
        #expect(try await repository.activeRows(of: .one(acme)).count == 2)
    }

    @Test("Invoices by their issue, with all their entries", arguments: Backend.allCases)
    func invoices(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        let before = try await fill(repository)
        try await repository.erase(try raise(.invoice))
        for revision in [before, try await repository.revision(.latest)] {
            #expect(
                try await repository.invoices(of: .one(acme), at: revision).map(\.number.text) == ["I1440"])
            #expect(try await repository.entries(of: .one(acme), at: revision).map(\.id.text) == ["e1440"])
        }
    }

    @Test("A record that is sent again is refused by name", arguments: Backend.allCases)
    func refused(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        _ = try await fill(repository)
        for (number, kind) in RetainedKind.allCases.enumerated() {
            try await repository.erase(try raise(kind, "floor \(number)"))
        }
        let revision = try await repository.revision(.latest)
        let below = midnight - 1
        let error = await billingError {
            try await repository.commit("again") { changes in
                changes.add(write(acme, messages, at: below, 1))
                changes.add(try daily(acme, .assets, on: "2026-03-01", 1))
                changes.add(write(acme, messages, at: midnight, Double(midnight)))
                changes.add(try Inventory(tenant: acme, at: minute(below), counts: [.assets: 1]))
                changes.add(try DailyUsage(tenant: acme, date: day("2026-03-01"), counts: [.assets: 1]))
                changes.add(try action(acme, "1439", at: below))
                changes.amend(try action(acme, "1440", at: below))
                changes.void(action: try ActionID("1439"), of: feed, tenant: acme)
                changes.add(try activity(acme, "device 1439", at: below))
                changes.add(
                    try Coverage(
                        tenant: acme, metric: messages.id, source: feed, range: minute(0)..<minute(midnight)))
                changes.add(try invoice(acme, "I1439", at: below))
                changes.add(try entry(acme, "e1439", of: "I1439", at: below))
                changes.add(try entry(acme, "e1439", of: "I1439", at: midnight + 5))
            }
        }
        #expect(
            error?.places == [
                "sample 0: expired", "sample 1: expired", "inventory 0: expired", "usage 0: expired",
                "action 0: expired", "action 1: expired", "action 2: notFound", "activity 0: expired",
                "coverage 0: expired", "invoice 0: expired", "entry 0: expired", "entry 1: notFound",
            ])
        #expect(error?.violations.first?.rule == "a record lies at or after the retention floor of its kind")
        #expect(try await repository.revision(.latest) == revision)
    }

    @Test("A statement of coverage that crosses the floor counts from it on", arguments: Backend.allCases)
    func crossing(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        _ = try await fill(repository)
        try await repository.erase(try raise(.sample))
        let commit = try await repository.commit("cover") { changes in
            for end in [midnight + 60, midnight + 90] {
                changes.add(
                    try Coverage(
                        tenant: acme, metric: messages.id, source: feed, range: minute(0)..<minute(end)))
            }
        }
        #expect(commit.tally == [1, 1, 0, 0])
        let covered = try await repository.coverage(of: .one(acme), at: commit.revision)
        #expect(covered[acme]?[messages.id]?[feed]?.intervals == [minute(midnight)..<minute(midnight + 90)])
    }

    @Test(
        "A floor never sinks, is read at every revision, and goes with its tenant",
        arguments: Backend.allCases)
    func floors(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        let before = try await fill(repository)
        let first = try await repository.erase(try raise(.sample, "1"))
        #expect(try await repository.erase(try raise(.sample, "1")) == first)
        let lower = try await repository.erase(try raise(.sample, to: "2026-03-01", "2"))
        #expect(lower.tally == [0, 1, 0, 0] && lower.revision == first.revision)
        try await repository.erase(try raise(.activity, to: "2026-02-01", of: bolt, "3"))
        let floors = [
            RetentionFloor(tenant: acme, kind: .sample, date: try day("2026-03-02")),
            RetentionFloor(tenant: bolt, kind: .activity, date: try day("2026-02-01")),
        ]
        for knownAt in [KnownAt.latest, .revision(before)] {
            #expect(
                try await repository.allRecords(.floor, knownAt: knownAt) == floors.map { .floor($0) })
        }
        let unknown = await billingError {
            try await repository.erase(try raise(.sample, of: TenantID("nobody"), "4"))
        }
        #expect(unknown?.code == .notFound)
        try await repository.erase(ErasureRequest(id: try CommitID("5"), .tenant(acme)))
        try await repository.commit("6") { $0.add(try makeTenant(acme)) }
        #expect(try await repository.allRecords(.floor) == [.floor(floors[1])])
    }

    @Test("An action that was amended across the floor stands no more", arguments: Backend.allCases)
    func amended(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        let late = try action(acme, "a", at: midnight + 1)
        let first = try await repository.commit("1") { $0.add(late) }
        try await repository.commit("2") { $0.amend(try action(acme, "a", at: midnight - 1)) }
        try await repository.erase(try raise(.action))
        #expect(try await repository.actions(of: .one(acme), at: first.revision) == [late])
        #expect(try await repository.allRecords(.action) == [])
        let again = await billingError { try await repository.commit("3") { $0.add(late) } }
        #expect(again?.places == ["action 0: conflict"])
    }
}

@Suite("Commits are read as records")
struct CommitRecordTests {
    @Test(
        "Those that made a revision, in its order, at the revision that is read", arguments: Backend.allCases)
    func commits(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        var made: [CommitRecord] = []
        made.append(try await repository.addTenants())
        try await repository.addTenants()
        for number in 1...4 {
            made.append(
                try await repository.commit("\(number)") { $0.add(write(acme, messages, at: number, 1)) })
            try await repository.commit("again \(number)") { $0.add(write(acme, messages, at: number, 1)) }
        }
        made.append(try await repository.erase(ErasureRequest(id: try CommitID("e"), .tenant(bolt))))
        #expect(made.map(\.kind) == [.changes, .changes, .changes, .changes, .changes, .erasure])
        for limit in 1...7 {
            for descending in [false, true] {
                let request = RecordRequest(.commit, of: .all, descending: descending, limit: limit)
                let expected = descending ? made.reversed() : made
                #expect(try await repository.allRecords(request) == expected.map { .commit($0) })
            }
        }
        let third = made[2].revision
        #expect(
            try await repository.allRecords(.commit, knownAt: .revision(third))
                == made[...2].map { .commit($0) })
        let range = RecordRequest(.commit, of: .all, in: made[1].recordedAt..<made[3].recordedAt)
        #expect(try await repository.allRecords(range) == made[1...2].map { .commit($0) })
        #expect(try await repository.allRecords(RecordRequest(.commit, of: .set([]))) == [])
    }
}
