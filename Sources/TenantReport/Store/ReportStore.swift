import Foundation
import InauroBilling

/// The file that keeps the records of the command: one that stays, or one that is gone at the end.
struct ReportStore {
    let repository: FileRepository
    /// The folder that is removed at the end; nil if the file stays.
    private let folder: TemporaryFolder?

    /// Opens the store at a path, which is made if there is none; without a path a new one in a folder of its own.
    init(at path: String?) async throws {
        if let path {
            try Self.checkKind(of: path)
            folder = nil
            repository = try await FileRepository(at: path, clock: { Date() })
            return
        }
        let folder = try TemporaryFolder()
        self.folder = folder
        do {
            // What is removed at the end need not outlive the loss of power.
            var options = FileRepository.Options()
            options.durability = .process
            repository = try await FileRepository(
                at: folder.url.appending(path: "report.sqlite").path, options: options, clock: { Date() })
        } catch {
            folder.remove()
            throw error
        }
    }

    /// Closes the store, and removes it if it was to be gone at the end.
    func close() async {
        await repository.close()
        folder?.remove()
    }

    /// Refuses a file that is no database at all.
    private static func checkKind(of path: String) throws {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { return }
        defer { _ = Foundation.close(descriptor) }
        guard let kind = FileKind(of: descriptor), kind != .empty, kind != .sqlite else { return }
        throw BillingError(
            .malformed,
            rule: "a store is a database that --store has made; rows are read by --usage or --events",
            detail: "'\(path)' is \(kind.rawValue)")
    }

    /// Checks the store at a path, and writes nothing there.
    ///
    /// - Returns: What is wrong, a line each; nothing if all is well.
    static func findings(in path: String) async throws -> [String] {
        try checkKind(of: path)
        return try await FileRepository.verify(at: path).map(\.description)
    }
}
