import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@testable import BillingStoreFile

@Suite("Actions are recorded, amended and void as a list by key says, however their ids are found")
struct ActionHistoryTests {
    private struct Key: Hashable {
        let tenant: TenantID
        let source: SourceID
        let id: ActionID
    }

    /// What is known of an action: its contents, the newest last.
    private struct Known {
        var contents: [ActionRecord] = []
        var isVoid = false
    }

    /// What a set comes to.
    private enum Expected: Equatable {
        case tally([Int])
        case refused([String])
    }

    /// The rules, one change after the other.
    private struct Model {
        var known: [Key: Known] = [:]
        var floors: [TenantID: Int64] = [:]

        mutating func commit(_ changes: [ChangeSet.ActionChange]) throws -> Expected {
            var (next, tally, refused) = (known, [0, 0, 0, 0], [String]())
            for (place, change) in changes.enumerated() {
                let (key, record) =
                    switch change {
                    case .record(let action), .amend(let action):
                        (Key(tenant: action.tenant, source: action.source, id: action.id), Optional(action))
                    case .void(let tenant, let source, let id):
                        (Key(tenant: tenant, source: source, id: id), ActionRecord?.none)
                    }
                func refuse(_ code: String) { refused.append("action \(place): \(code)") }
                if let record, let floor = floors[key.tenant],
                    try Instants.microseconds(record.at) < floor
                {
                    refuse("expired")
                    continue
                }
                let before = next[key]
                switch change {
                case .record(let action):
                    if let before {
                        if before.isVoid || !before.contents.contains(action) {
                            refuse("conflict")
                        } else {
                            tally[1] += 1
                        }
                    } else {
                        next[key] = Known(contents: [action])
                        tally[0] += 1
                    }
                case .amend(let action):
                    if let before {
                        if before.isVoid {
                            refuse("conflict")
                        } else if before.contents.last == action {
                            tally[1] += 1
                        } else {
                            next[key]?.contents.append(action)
                            tally[2] += 1
                        }
                    } else {
                        refuse("notFound")
                    }
                case .void:
                    if let before {
                        tally[before.isVoid ? 1 : 3] += 1
                        next[key]?.isVoid = true
                    } else {
                        refuse("notFound")
                    }
                }
            }
            guard refused.isEmpty else { return .refused(refused) }
            known = next
            return .tally(tally)
        }

        mutating func drop(before floor: Int64, of tenant: TenantID) throws {
            floors[tenant] = floor
            for (key, value) in known where key.tenant == tenant {
                let rest = try value.contents.filter { try Instants.microseconds($0.at) >= floor }
                let isGone = value.contents.last.map { !rest.contains($0) } ?? true
                known[key] = rest.isEmpty ? nil : Known(contents: rest, isVoid: value.isVoid || isGone)
            }
        }

        var visible: Set<ActionRecord> {
            Set(known.values.filter { !$0.isVoid }.compactMap(\.contents.last))
        }
    }

    private struct Maker {
        var random: SplitMix64

        mutating func action(_ id: Int) throws -> ActionRecord {
            try ActionRecord(
                tenant: random.below(3) == 0 ? bolt : acme,
                source: SourceID(random.below(4) == 0 ? "other" : "feed"), id: ActionID("\(id)"),
                at: StoredWorld.day(random.below(40)),
                type: random.below(2) == 0 ? .sendEmail : .sendSMS, category: .alert,
                succeeded: 1 + random.below(2),
                workflow: random.below(4) == 0 ? WorkflowID("flow") : nil)
        }

        mutating func changes(_ ids: Int) throws -> [ChangeSet.ActionChange] {
            try (0..<(1 + random.below(12))).map { _ in
                let action = try action(random.below(ids))
                return switch random.below(12) {
                case 0: .amend(action)
                case 1: .void(tenant: action.tenant, source: action.source, id: action.id)
                default: .record(action)
                }
            }
        }
    }

    private func set(_ number: Int, _ changes: [ChangeSet.ActionChange]) throws -> ChangeSet {
        var set = ChangeSet(id: try CommitID("set \(number)"))
        for change in changes {
            switch change {
            case .record(let action): set.add(action)
            case .amend(let action): set.amend(action)
            case .void(let tenant, let source, let id): set.void(action: id, of: source, tenant: tenant)
            }
        }
        return set
    }

    private static func bounds(mask: Int64) -> PackingLimits {
        var bounds = PackingLimits()
        (bounds.runPage, bounds.runFactor, bounds.merged, bounds.hashMask) = (4, 3, 3, mask)
        return bounds
    }

    private func outcome(_ set: ChangeSet, _ repository: any BillingRepository) async throws -> Expected {
        do {
            let commit = try await repository.commit(set)
            return .tally([commit.inserted, commit.unchanged, commit.corrected, commit.retracted])
        } catch let error as BillingError where error.code == .refused {
            return .refused(error.violations.map { "action \($0.index): \($0.code)" })
        }
    }

    private func visible(_ repository: any BillingRepository) async throws -> [ActionRecord] {
        var (actions, request) = ([ActionRecord](), RecordRequest(.action, of: .all, limit: 50))
        repeat {
            let page = try await repository.records(request)
            for case .action(let action) in page.records { actions.append(action) }
            request.cursor = page.next
        } while request.cursor != nil
        return actions
    }

    @Test(
        "Random sets, reopened between, with erasures, and with hashes of which many are equal",
        arguments: [Int64.max, 0, 0x7])
    func randomSets(_ mask: Int64) async throws {
        for seed in 1...Sweep.count(6, part: 2) {
            let folder = try TemporaryFolder()
            let path = folder.file("billing")
            let bounds = Self.bounds(mask: mask)
            func open() async throws -> FileRepository {
                var options = FileRepository.Options()
                options.durability = .process
                return try await FileRepository(at: path, options: options, bounds: bounds) {
                    StoredWorld.day(100)
                }
            }
            var file = try await open()
            let memory = InMemoryRepository(clock: { StoredWorld.day(100) })
            try await file.addTenants()
            try await memory.addTenants()
            var model = Model()
            var maker = Maker(random: SplitMix64(seed: UInt64(seed)))
            for number in 0..<60 {
                let changes = try maker.changes(number < 30 ? 25 : 400)
                let set = try set(number, changes)
                let expected = try model.commit(changes)
                #expect(try await outcome(set, file) == expected, "seed \(seed), set \(number)")
                #expect(try await outcome(set, memory) == expected, "seed \(seed), set \(number)")
                if number % 20 == 15 {
                    let date = try LocalDate("2026-01-0\(1 + number / 20)")
                    let request = ErasureRequest(
                        id: try CommitID("floor \(number)"),
                        .records(.action, before: date, tenant: acme))
                    try await file.erase(request)
                    try await memory.erase(request)
                    try model.drop(before: date.floorInstant, of: acme)
                }
                if number % 10 == 9 {
                    await file.close()
                    file = try await open()
                }
                let found = try await visible(file)
                #expect(Set(found) == model.visible, "seed \(seed), set \(number)")
                #expect(try await visible(memory) == found)
            }
            try await file.erase(ErasureRequest(id: CommitID("away"), .tenant(acme)))
            #expect(try await visible(file).allSatisfy { $0.tenant == bolt })
            await file.close()
            try verify(path, bounds)
        }
    }

    /// Verifies a file that was written with other bounds.
    private func verify(_ path: String, _ bounds: PackingLimits) throws {
        var options = ConnectionOptions(applicationID: Schema.applicationID)
        options.access = .readOnly
        let session = Session(try Connection.open(path, options), bounds)
        defer { session.connection.close() }
        #expect(try Verification.findings(session, Cancellation()) { _, _ in } == [])
    }

    @Test("Runs that do not agree with sound rows are found by a verification")
    func disagreement() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("billing")
        try await StoredWorld.make(path)
        var options = ConnectionOptions(applicationID: Schema.applicationID)
        options.access = .readWrite
        let connection = try Connection.open(path, options)
        try connection.write {
            // As if the release that wrote the file had forgotten a row, and kept one of another action.
            let digests = DigestChanges()
            let runs = ActionRuns(connection, PackingLimits())
            var sequences: Set<Int64> = []
            try runs.eachRow(of: 1) { sequence, _ in sequences.insert(sequence) }
            let last = try #require(sequences.max())
            try runs.drop([last], of: 1, digests)
            try runs.add(RunEntries(unordered: [(hash: 5, sequence: last)]), of: 1, digests)
            try digests.write(connection)
            try Root.add(digests.partChanges, connection)
        }
        connection.close()
        let findings = try await FileRepository.verify(at: path).map(\.description)
        #expect(findings.count == 1)
        #expect(findings.allSatisfy { $0.contains("table action_run, tenant 'acme'") }, "\(findings)")
    }
}
