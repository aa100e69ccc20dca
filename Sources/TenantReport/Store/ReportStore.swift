import Foundation
import InauroBilling

/// The file that keeps the records of the command: one that stays, or one that is gone at the end.
struct ReportStore {
    let repository: FileRepository
    /// The folder that is removed at the end; nil if the file stays.
    private let folder: URL?

    /// Opens the store at a path, which is made if there is none; without a path a new one in a folder of its own.
    init(at path: String?) async throws {
        if let path {
            folder = nil
            repository = try await FileRepository(at: path, clock: { Date() })
            return
        }
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "tenant-report-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        self.folder = folder
        do {
            // What is removed at the end need not outlive the loss of power.
            var options = FileRepository.Options()
            options.durability = .process
            repository = try await FileRepository(
                at: folder.appending(path: "report.sqlite").path, options: options, clock: { Date() })
        } catch {
            try? FileManager.default.removeItem(at: folder)
            throw error
        }
    }

    /// Closes the store, and removes it if it was to be gone at the end.
    func close() async {
        await repository.close()
        if let folder { try? FileManager.default.removeItem(at: folder) }
    }

    /// Checks the store at a path, and writes nothing there.
    ///
    /// - Returns: What is wrong, a line each; nothing if all is well.
    static func findings(in path: String) async throws -> [String] {
        try await FileRepository.verify(at: path).map(\.description)
    }
}
