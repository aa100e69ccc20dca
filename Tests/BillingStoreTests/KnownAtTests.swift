import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

/// The slow, obvious repository: a log of all that was written, replayed for each read.
private struct EventLog {
    struct Sample {
        let key: SeriesKey
        let position: Int64
        let value: Double?
        let version: Int64?
        let revision: Int64
    }

    enum Action {
        case set(ActionRecord, revision: Int64)
        case void(TenantID, ActionID, revision: Int64)
    }

    var samples: [Sample] = []
    var actions: [Action] = []

    /// What a revision sees of a series: each value, and the revision that made it visible.
    func series(_ key: SeriesKey, at revision: Int64) -> [Int64: (value: Double, revision: Int64)] {
        var visible: [Int64: (value: Double, revision: Int64)] = [:]
        var highest: [Int64: Int64] = [:]
        for write in samples where write.key == key && write.revision <= revision {
            if let version = write.version {
                guard version > highest[write.position] ?? .min else { continue }
                highest[write.position] = version
            }
            if let value = write.value {
                if visible[write.position]?.value != value {
                    visible[write.position] = (value, write.revision)
                }
            } else {
                visible[write.position] = nil
            }
        }
        return visible
    }

    func actions(of tenant: TenantID, at revision: Int64) -> [ActionRecord] {
        var visible: [ActionID: ActionRecord] = [:]
        for action in actions {
            switch action {
            case .set(let record, let made) where made <= revision && record.tenant == tenant:
                visible[record.id] = record
            case .void(tenant, let id, let made) where made <= revision: visible[id] = nil
            default: break
            }
        }
        return visible.values.sorted { ($0.at, $0.id) < ($1.at, $1.id) }
    }
}

@Suite("A read sees what was known at its revision")
struct KnownAtTests {
    @Test(
        "Every revision of a random history reads as a replay of its log", arguments: Backend.allCases,
        Sweep.cases([1, 2, 3, 4, 5, 6] as [UInt64], every: 2))
    func history(_ backend: Backend, _ seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        var log = EventLog()
        let keys = [acme, bolt].flatMap { [key($0, messages), key($0, level)] }
        var (revision, before): (Int64, [[Int64: Double]]) = (1, keys.map { _ in [:] })
        for number in 0..<40 {
            var changes = ChangeSet(id: try CommitID("\(number)"))
            var staged = log
            // The counts of a tenant come without versions, the levels with, and a version always says the same.
            for (index, series) in keys.enumerated() where Int.random(in: 0..<3, using: &random) > 0 {
                for at in Set(
                    (0..<Int.random(in: 1...4, using: &random)).map { _ in
                        Int.random(in: 0..<9, using: &random)
                    })
                {
                    let version: Int64? = index % 2 == 0 ? nil : .random(in: 0..<12, using: &random)
                    let mixed =
                        version.map { ($0 * 5 + Int64(at) * 3) % 7 } ?? .random(in: 0..<5, using: &random)
                    let value: Double? = mixed == 0 ? nil : Double(mixed)
                    changes.add(SampleWrite(series, at: .instant(minute(at)), value: value, version: version))
                    staged.samples.append(
                        .init(
                            key: series, position: position(at), value: value, version: version,
                            revision: revision + 1))
                }
            }
            let after = keys.map { staged.series($0, at: revision + 1).mapValues(\.value) }
            let commit = try await repository.commit(changes)
            if after != before { revision += 1 }
            #expect(commit.revision.number == revision, "seed \(seed), commit \(number)")
            before = after
            // What made no revision is in the log of the one before.
            log.samples += staged.samples[log.samples.count...].map {
                .init(
                    key: $0.key, position: $0.position, value: $0.value, version: $0.version,
                    revision: revision)
            }
        }
        for number in 1...revision {
            for key in keys {
                let expected = log.series(key, at: number)
                try await check(repository, key, number, expected, "seed \(seed), revision \(number), \(key)")
            }
        }
    }

    private func check(
        _ repository: any BillingRepository, _ key: SeriesKey, _ revision: Int64,
        _ expected: [Int64: (value: Double, revision: Int64)], _ place: String
    ) async throws {
        let knownAt = KnownAt.revision(try Revision(revision))
        let times = expected.keys.sorted()
        let whole = try await repository.series(
            SeriesRequest(of: .one(key.tenant), metrics: [key.metric], knownAt: knownAt)
        ).series
        #expect(whole.map(\.key) == (expected.isEmpty ? [] : [key]), "\(place)")
        #expect(whole.first?.positions ?? [] == times, "\(place)")
        #expect(whole.first?.values ?? [] == times.compactMap { expected[$0]?.value }, "\(place)")
        #expect(
            whole.first?.revisions.map(\.number) ?? [] == times.compactMap { expected[$0]?.revision },
            "\(place)")
        // A window of it, sample by sample.
        let window = try await repository.allSeries(
            SeriesRequest(
                of: .one(key.tenant), metrics: [key.metric], instants: minute(3)..<minute(6),
                includesPrevious: true, knownAt: knownAt, limit: 1))
        let carried = times.last { $0 < position(3) }
        let inside = times.filter { $0 >= position(3) && $0 < position(6) }
        #expect(window.first?.positions ?? [] == (carried.map { [$0] } ?? []) + inside, "\(place)")
    }

    @Test(
        "Actions and their series read as a replay of their log", arguments: Backend.allCases,
        Sweep.cases([1, 2, 3, 4] as [UInt64], every: 2))
    func actions(_ backend: Backend, _ seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        var log = EventLog()
        var life: [TenantID: [ActionID: Bool]] = [:]
        for number in 0..<30 {
            let revision = Int64(number) + 2
            var changes = ChangeSet(id: try CommitID("\(number)"))
            // A fresh action makes sure that there is something new.
            var ids = ["fresh \(number)"]
            ids += Set((0..<3).map { _ in "\(Int.random(in: 0..<12, using: &random))" })
            for id in try ids.map({ try ActionID($0) }) {
                let owner = Bool.random(using: &random) ? acme : bolt
                let record = try action(
                    owner, id.text, at: .random(in: 0..<5, using: &random),
                    type: Bool.random(using: &random) ? .sendEmail : .sendSMS,
                    succeeded: .random(in: 0..<4, using: &random), failed: 1 + number)
                switch life[owner]?[id] {
                case nil:
                    changes.add(record)
                    log.actions.append(.set(record, revision: revision))
                    life[owner, default: [:]][id] = true
                case true? where Int.random(in: 0..<3, using: &random) == 0:
                    changes.void(action: id, of: feed, tenant: owner)
                    log.actions.append(.void(owner, id, revision: revision))
                    life[owner, default: [:]][id] = false
                case true?:
                    changes.amend(record)
                    log.actions.append(.set(record, revision: revision))
                case false?: break
                }
            }
            #expect(try await repository.commit(changes).revision.number == revision)
        }
        for number in 1...Int64(31) {
            for owner in [acme, bolt] {
                let expected = log.actions(of: owner, at: number)
                let revision = try Revision(number)
                #expect(
                    try await repository.actions(of: .one(owner), at: revision) == expected, "seed \(seed)")
                for (metric, measure) in [
                    (Metric.actions, \ActionRecord.executed), (.actionsFailed, \.failed),
                ] {
                    var totals: [SeriesKey: [Int64: Double]] = [:]
                    for record in expected where record[keyPath: measure] > 0 {
                        let labels = try Labels(
                            ("category", record.category.text), ("type", record.type.text))
                        totals[key(owner, metric, labels), default: [:]][
                            try Instants.microseconds(record.at), default: 0
                        ] += Double(record[keyPath: measure])
                    }
                    let series = try await repository.allSeries(
                        SeriesRequest(
                            of: .one(owner), metrics: [metric.id], knownAt: .revision(revision), limit: 3))
                    let found = Dictionary(
                        uniqueKeysWithValues: series.map {
                            ($0.key, Dictionary(uniqueKeysWithValues: zip($0.positions, $0.values)))
                        })
                    #expect(found == totals, "seed \(seed), revision \(number)")
                }
            }
        }
    }

    @Test("Disordered activity reads as a set of rows at every revision", arguments: Backend.allCases, 1...3)
    func activityKnownAt(_ backend: Backend, _ seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        var known: Set<ActiveRow> = []
        var snapshots = [Int64(1): known]
        for number in 0..<25 {
            var records: [ActivityRecord] = []
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                records.append(
                    try BillingTestSupport.activity(
                        Bool.random(using: &random) ? acme : bolt,
                        "d\(Int.random(in: 0..<6, using: &random))",
                        at: 15 * Int.random(in: 0..<20, using: &random)))
            }
            let fresh = Set(
                records.map {
                    ActiveRow(tenant: $0.tenant, subject: $0.subject, quarterHour: $0.quarter.number)
                }
            ).subtracting(known)
            let commit = try await repository.commit("\(number)") { changes in
                for record in records { changes.add(record) }
            }
            #expect(commit.tally == [fresh.count, records.count - fresh.count, 0, 0], "seed \(seed)")
            known.formUnion(fresh)
            snapshots[commit.revision.number] = known
        }
        for (number, expected) in snapshots {
            let rows = try await repository.activeRows(knownAt: .revision(try Revision(number)), limit: 7)
            #expect(rows.count == expected.count && Set(rows) == expected, "seed \(seed), revision \(number)")
            for owner in [acme, bolt] {
                let hours = rows.filter { $0.tenant == owner }.map(\.quarterHour)
                #expect(hours == hours.sorted())
            }
        }
    }

    @Test(
        "A read says at which revision it was made, and is the same ever after", arguments: Backend.allCases)
    func sameEverAfter(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        try await repository.commit("1") { $0.add(write(acme, messages, at: 1, 1)) }
        let request = SeriesRequest(of: .all)
        let first = try await repository.series(request)
        #expect(first.revision.number == 2)
        try await repository.commit("2") { changes in
            changes.add(write(acme, messages, at: 0, 1))
            changes.add(write(acme, messages, at: 1, 2))
        }
        var pinned = request
        pinned.knownAt = .revision(first.revision)
        #expect(try await repository.series(pinned) == first)
        #expect(try await repository.series(request).revision.number == 3)
    }
}
