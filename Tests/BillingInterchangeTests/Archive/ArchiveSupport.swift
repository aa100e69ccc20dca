import BillingInterchange
import BillingModel
import BillingStore
import Foundation

@testable import BillingStoreFile
@testable import BillingTestKit

/// A folder of one test, removed when the test lets go of it.
final class ArchiveFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "archive-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// A file whose stored series are cut small, so that few samples fill chunks.
    func repository(_ name: String, _ clock: KitClock) async throws -> FileRepository {
        var options = FileRepository.Options()
        options.durability = .process
        options.readers = 1
        let bounds = PackingLimits(
            chunk: 8, history: 12, historyRow: 5, page: 3, entries: 40, entriesOfLane: 5, mostEntries: 60,
            rows: 6, cached: 100)
        return try await FileRepository(
            at: url.appending(path: name).path, options: options, bounds: bounds, clock: { clock.now })
    }
}

extension ArchivableRepository {
    func archive() async throws -> [[UInt8]] {
        var lines: [[UInt8]] = []
        try await writeArchive { lines.append($0) }
        return lines
    }

    /// Restores lines that come in parts of another length.
    func restore(_ lines: [[UInt8]], partLength: Int) async throws {
        let bytes = Array(lines.joined())
        var place = 0
        try await restoreArchive {
            guard place < bytes.count else { return nil }
            let end = min(place + partLength, bytes.count)
            defer { place = end }
            return Array(bytes[place..<end])
        }
    }

    /// What becomes of a write.
    func outcome(_ operation: RepositoryOperation, _ clock: KitClock) async -> String {
        do {
            switch operation {
            case .commit(let changes, let instant):
                clock.set(instant)
                return "\(try await commit(changes))"
            case .erase(let request, let instant):
                clock.set(instant)
                return "\(try await erase(request))"
            default: return ""
            }
        } catch {
            return String(reflecting: error)
        }
    }

    /// All that a repository says as of one state of knowledge.
    func answers(_ knownAt: KnownAt) async throws -> [String] {
        var answers = ["\(try await revision(knownAt))"]
        for kind in RecordKind.allCases {
            answers.append("\(try await allRecords(RecordRequest(kind, of: .all, knownAt: knownAt)))")
        }
        answers.append("\(try await allSeries(SeriesRequest(of: .all, knownAt: knownAt)))")
        let derived = [Metric.actions.id, Metric.actionsFailed.id, Metric.actionsSuppressed.id]
        answers.append(
            "\(try await allSeries(SeriesRequest(of: .all, metrics: derived, knownAt: knownAt)))")
        for kind in [SubjectKind.device, .user] {
            answers.append(
                "\(try await allActivity(ActivityRequest(of: .all, kind: kind, knownAt: knownAt)))")
        }
        return answers
    }
}

/// Writes of every kind, in random order; the same for the same seed.
func randomWrites(_ count: Int, seed: UInt64) throws -> [RepositoryOperation] {
    let scenario = Scenario(nil) { builder in
        func writes() -> Int {
            builder.operations.count { operation in
                switch operation {
                case .commit, .erase: true
                default: false
                }
            }
        }
        while writes() < count { try Scenario.everything.fill(&builder) }
    }
    return Array(
        try scenario.operations(seed: seed, round: 0).filter { operation in
            switch operation {
            case .commit, .erase: true
            default: false
            }
        }.prefix(count))
}
