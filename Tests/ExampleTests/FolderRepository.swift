import BillingStore
import Foundation
import InauroBilling

/// A repository in a folder: a snapshot, and one file of JSON for each commit since.
actor FolderRepository: BillingRepository {
    /// What one file says.
    private struct Entry: Codable {
        var recorded: Date
        var changes: ChangeSet?
        var erasure: ErasureRequest?
    }

    private let folder: URL
    private let clock: @Sendable () -> Date
    private var state = RepositoryState()
    private var count = 0

    init(in folder: URL, clock: @escaping @Sendable () -> Date) throws {
        self.folder = folder
        self.clock = clock
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        if files.contains("snapshot.json") {
            state = try Self.read(RepositoryState.self, folder.appending(path: "snapshot.json"))
        }
        for file in files.filter({ $0.hasPrefix("commit-") }).sorted() {
            let entry = try Self.read(Entry.self, folder.appending(path: file))
            if let changes = entry.changes { try state.commit(changes, at: entry.recorded) }
            if let erasure = entry.erasure { try state.erase(erasure, at: entry.recorded) }
            count += 1
        }
    }

    func commit(_ changes: ChangeSet) throws -> CommitRecord {
        let recorded = clock()
        var next = state
        let commit = try next.commit(changes, at: recorded)
        // What was committed before needs no second file.
        if state.commit(changes.id) == nil {
            let name = "commit-" + String(format: "%012d", count) + ".json"
            try Self.write(Entry(recorded: recorded, changes: changes), folder.appending(path: name))
            count += 1
            state = next
        }
        return commit
    }

    func erase(_ request: ErasureRequest) throws -> CommitRecord {
        var next = state
        let commit = try next.erase(request, at: clock())
        // A new snapshot holds nothing of what was erased, but the files before it do.
        try Self.write(next, folder.appending(path: "snapshot.json"))
        state = next
        count = 0
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path)
        where file.hasPrefix("commit-") {
            try FileManager.default.removeItem(at: folder.appending(path: file))
        }
        return commit
    }

    func revision(_ knownAt: KnownAt) throws -> Revision { try state.revision(knownAt) }
    func records(_ request: RecordRequest) throws -> RecordPage { try state.records(request) }
    func series(_ request: SeriesRequest) throws -> SeriesPage { try state.series(request) }
    func activity(_ request: ActivityRequest) throws -> ActivityPage { try state.activity(request) }
    func commit(withID id: CommitID) -> CommitRecord? { state.commit(withID: id) }
    func invoice(_ number: InvoiceNumber, of tenant: TenantID, at revision: Revision) throws -> Invoice? {
        try state.invoice(number, of: tenant, at: revision)
    }

    private static func read<Value: Decodable>(_ type: Value.Type, _ file: URL) throws -> Value {
        try JSONDecoder().decode(type, from: try Data(contentsOf: file))
    }

    private static func write(_ value: some Encodable, _ file: URL) throws {
        try JSONEncoder().encode(value).write(to: file, options: .atomic)
    }
}
