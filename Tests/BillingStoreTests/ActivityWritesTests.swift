import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@Suite("The activity of a set names each subject once, and is the records in their order")
struct ActivityWritesTests {
    private static let start = Date(timeIntervalSince1970: 1_767_225_600)

    private static func record(
        _ tenant: TenantID, _ kind: SubjectKind, _ subject: String, _ quarter: Int
    ) throws -> ActivityRecord {
        ActivityRecord(
            tenant: tenant, kind: kind, subject: try SubjectID(subject),
            quarter: try QuarterHour(holding: start + Double(quarter) * 900))
    }

    /// Few tenants and subjects, some of which have ids that Swift's `String` takes for one.
    private static func drawn(_ random: inout SplitMix64) throws -> [ActivityRecord] {
        let subjects = ["a", "b", "é", "e\u{301}", String(repeating: "x", count: 255), "a b", "A"]
        return try (0..<random.below(60)).map { _ in
            try record(
                random.below(3) == 0 ? bolt : acme, random.below(3) == 0 ? .device : .user,
                subjects[random.below(subjects.count)], random.below(9) - 4)
        }
    }

    private static func set(_ records: [ActivityRecord]) throws -> ChangeSet {
        var set = ChangeSet(id: try CommitID("c"))
        for record in records { set.add(record) }
        return set
    }

    @Test("A set gives its records back, also through JSON")
    func roundTrip() throws {
        for seed in UInt64(1)...300 {
            var random = SplitMix64(seed: seed)
            let records = try Self.drawn(&random)
            let set = try Self.set(records)
            #expect(Array(set.activity) == records, "seed \(seed)")
            #expect(set.activity.indices.map { set.activity[$0] } == records, "seed \(seed)")
            #expect(set.count == records.count && set.isEmpty == records.isEmpty, "seed \(seed)")
            let again = try Self.set(records)
            #expect(set == again && set.hashValue == again.hashValue, "seed \(seed)")
            let coded = try JSONEncoder().encode(set)
            #expect(try JSONDecoder().decode(ChangeSet.self, from: coded) == set, "seed \(seed)")
        }
    }

    @Test("Sets of other records, or of the same in another order, differ in themselves and in their digests")
    func otherSet() throws {
        var known: [String: [ActivityRecord]] = [:]
        for seed in UInt64(1)...300 {
            var random = SplitMix64(seed: seed)
            var records = try Self.drawn(&random)
            for change in 0..<5 where !records.isEmpty {
                let place = random.below(records.count)
                switch change {
                case 0: break
                case 1: records.remove(at: place)
                case 2: records.append(records[place])
                case 3: records[place] = try Self.record(bolt, .user, "b", random.below(9))
                default: records.swapAt(0, place)
                }
                let set = try Self.set(records)
                guard let other = known.updateValue(records, forKey: set.contentDigest) else { continue }
                #expect(other == records, "seed \(seed)")
                #expect(try Self.set(other) == set, "seed \(seed)")
            }
        }
        #expect(known.count > 800)
    }

    private static func mixed() throws -> ChangeSet {
        var set = try Self.set([
            record(acme, .user, "u1", 0), record(acme, .user, "u2", 0), record(bolt, .device, "u1", 6),
            record(acme, .user, "u1", 1),
        ])
        try set.add(
            series: SeriesKey(tenant: acme, metric: MetricID("level")), times: [start + 60], values: [2.5])
        return set
    }

    /// By a program in Python, from the description of the forms.
    private static let mixedDigests = (
        columns: "3:2e0475615bb425615cbf05cfd88e7610fe4223b806a64dfb6b6bbd178a58f9b6",
        earlier: "2:d025a260cb1d4d7a1e03c99732b067aaa7e39725109440f731b70a2a6e5e4b49"
    )

    @Test("The form of the digest is the one that is described")
    func form() throws {
        #expect(try Self.mixed().contentDigest == Self.mixedDigests.columns)
    }

    @Test("A commit of an earlier release is known by each digest that it may have been stored with")
    func earlierReleases() throws {
        var state = RepositoryState()
        var tenants = ChangeSet(id: try CommitID("tenants"))
        for id in [acme, bolt] { tenants.add(try makeTenant(id)) }
        tenants.add(level, for: acme)
        _ = try state.commit(tenants, at: Self.start)
        let set = try Self.mixed()
        let commit = try state.commit(set, at: Self.start + 9_000)
        let text = String(decoding: try JSONEncoder().encode(state), as: UTF8.self)
        #expect(text.contains(Self.mixedDigests.columns))
        for stored in [Self.mixedDigests.earlier, set.digest, set.contentDigest] {
            let earlier = text.replacing(Self.mixedDigests.columns, with: stored)
            var read = try JSONDecoder().decode(RepositoryState.self, from: Data(earlier.utf8))
            #expect(try read.commit(set, at: Self.start + 9_001) == commit)
            var other = set
            other.add(try Self.record(acme, .user, "u3", 0))
            #expect(throws: BillingError.self) { try read.commit(other, at: Self.start + 9_001) }
        }
    }

    @Test("Records are refused one by one, and what is refused numbers no subject")
    func refusals() async throws {
        let repository = InMemoryRepository { Self.start + 86_400 }
        var tenants = ChangeSet(id: try CommitID("tenants"))
        tenants.add(try makeTenant(acme))
        try await repository.commit(tenants)
        let records = try [
            Self.record(bolt, .user, "u1", 0), Self.record(acme, .user, "u1", 0),
            Self.record(bolt, .user, "u1", 1),
        ]
        let error = await billingError { try await repository.commit(try Self.set(records)) }
        #expect(error?.violations.map(\.index) == [0, 2])
        #expect(try await repository.commit(try Self.set([records[1], records[1]])).inserted == 1)
    }
}
