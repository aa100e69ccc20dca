import Foundation
import InauroBilling

/// The file that keeps the records of the command: one that stays, or one that is gone at the end.
struct ReportStore {
    let repository: FileRepository
    /// The folder that is removed at the end; nil if the file stays.
    private let folder: TemporaryFolder?

    /// Opens the store at a path, which is made if there is none; without a path a new one in a folder of its own.
    ///
    /// A store that holds records is opened to be read if nothing is to be imported, so that one that may only be read is shown too.
    init(at path: String?, isFilled: Bool) async throws {
        if let path {
            try Self.checkKind(of: path)
            folder = nil
            if !isFilled, let filled = try await Self.filled(path) {
                repository = filled
                return
            }
            do {
                repository = try await FileRepository(at: path, clock: { Date() })
            } catch let error as BillingError where [.notFound, .readOnly].contains(error.code) {
                throw Self.unwritten(path, error)
            }
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

    /// Opens a store to be read; nil if there is none, or none with records, or if it has to be written first.
    private static func filled(_ path: String) async throws -> FileRepository? {
        let repository: FileRepository
        do {
            repository = try await FileRepository(at: path, access: .readOnly, clock: { Date() })
        } catch let error as BillingError
            // There is no file, or an empty one, one of an older release, or one whose log was not finished.
            where [.notFound, .malformed, .unavailable, .readOnly].contains(error.code)
        {
            return nil
        }
        if let latest = try? await repository.revision(.latest), latest > .zero { return repository }
        await repository.close()
        return nil
    }

    /// What a store that cannot be written, or made, is told as.
    private static func unwritten(_ path: String, _ error: BillingError) -> BillingError {
        let isThere = FileManager.default.fileExists(atPath: path)
        return BillingError(
            error.code,
            rule: isThere
                ? "the store '\(path)' may only be read, and so takes no records"
                : "there is no store '\(path)', and none can be made there", detail: error.detail)
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
        do {
            return try await FileRepository.verify(at: path).map(\.description)
        } catch let error as BillingError where error.code == .notFound {
            throw BillingError(.notFound, rule: "there is no store '\(path)'", detail: error.detail)
        } catch {
            // What is no store at all has better words of its own; what the damage has left of one is verified before.
            try checkKind(of: path)
            throw error
        }
    }
}
