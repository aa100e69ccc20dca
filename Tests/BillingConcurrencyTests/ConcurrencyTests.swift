import BillingModel
import BillingStore
import BillingStoreFile
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Commits and reads at once equal some serial order")
struct ConcurrencyTests {
    private static let writers = 6
    private static let commits = 15

    enum Backend: CaseIterable { case memory, file }

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func repository(_ backend: Backend) async throws -> any BillingRepository {
        guard backend == .file else { return emptyRepository() }
        var options = FileRepository.Options()
        options.durability = .process
        options.readers = 2
        return try await FileRepository(at: folder.file("store"), options: options) { minute(0) }
    }

    @Test("No commit is lost, and no read sees half of one", arguments: Backend.allCases)
    func serial(_ backend: Backend) async throws {
        let repository = try await repository(backend)
        try await repository.addTenants()
        let revisions = try await withThrowingTaskGroup(of: [Int64].self) { group in
            for writer in 0..<Self.writers {
                group.addTask {
                    var revisions: [Int64] = []
                    for number in 0..<Self.commits {
                        let at = (number * 7 % Self.commits) * Self.writers + writer
                        let commit = try await repository.commit("\(writer) \(number)") { changes in
                            // The two series of one revision cancel out, and so does this with the actions.
                            changes.add(write(acme, level, at: at, Double(at + 1)))
                            changes.add(
                                write(acme, level, at: at, -Double(at + 1), labels: try Labels(("a", "b"))))
                            changes.add(try action(acme, "\(writer) \(number)", at: at % 5))
                            changes.add(try activity(acme, "d\(at)", at: at % 60))
                        }
                        revisions.append(commit.revision.number)
                    }
                    return revisions
                }
            }
            for _ in 0..<2 {
                group.addTask {
                    for _ in 0..<25 {
                        let revision = try await repository.revision(.latest)
                        let page = try await repository.series(
                            SeriesRequest(
                                of: .one(acme), metrics: [level.id, Metric.actions.id],
                                knownAt: .revision(revision)))
                        let count = Double(revision.number - 1)
                        let values = page.series.filter { $0.key.metric == level.id }.flatMap(\.values)
                        #expect(values.reduce(0, +) == 0 && Double(values.count) == 2 * count)
                        let actions = page.series.filter { $0.key.metric != level.id }.flatMap(\.values)
                        #expect(actions.reduce(0, +) == count)
                        let activity = try await repository.allActivity(
                            ActivityRequest(of: .one(acme), kind: .device, knownAt: .revision(revision)))
                        #expect(Double(activity.map(\.activity.subjects.count).reduce(0, +)) == count)
                        let records = try await repository.allRecords(
                            RecordRequest(.action, of: .all, knownAt: .revision(revision)))
                        #expect(Double(records.count) == count)
                    }
                    return []
                }
            }
            return try await group.reduce(into: [Int64]()) { $0 += $1 }
        }
        let total = Self.writers * Self.commits
        #expect(revisions.sorted() == (2...Int64(total + 1)).map { $0 })
        let samples = try await repository.samples(key(acme, level))
        #expect(
            samples == Dictionary(uniqueKeysWithValues: (0..<total).map { (position($0), Double($0 + 1)) }))
    }

    @Test("Of commits at once with one id only one is made", arguments: Backend.allCases)
    func sameID(_ backend: Backend) async throws {
        let repository = try await repository(backend)
        try await repository.addTenants()
        let commits = try await withThrowingTaskGroup(of: CommitRecord.self) { group in
            for _ in 0..<8 {
                group.addTask { try await repository.commit("same") { $0.add(write(acme, level, at: 1, 1)) } }
            }
            return try await group.reduce(into: Set<CommitRecord>()) { $0.insert($1) }
        }
        #expect(commits.count == 1 && commits.first?.tally == [1, 0, 0, 0])
        #expect(try await repository.revision(.latest).number == 2)
    }
}
