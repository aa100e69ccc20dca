import BillingModel
import BillingStore
import BillingTestSupport

@testable import BillingStoreFile

extension StoredWorld {
    /// Makes a file and closes it.
    ///
    /// - Parameter whenWritten: Is called after each step, with the repository still open.
    static func make(
        _ path: String, whenWritten: (Int, FileRepository) async throws -> Void = { _, _ in }
    ) async throws {
        let repository = try await open(path, .create)
        for (index, step) in try steps().enumerated() {
            try await step.run(on: repository)
            try await whenWritten(index, repository)
        }
        await repository.close()
    }

    /// Opens a file for a test, which need not outlive the loss of power.
    static func open(
        _ path: String, _ access: FileRepository.Access = .readOnly, wait: Duration = .milliseconds(100),
        readers: Int = 1, seen: Revision = .zero
    ) async throws -> FileRepository {
        var options = FileRepository.Options()
        options.durability = .process
        options.wait = wait
        options.readers = readers
        options.seen = seen
        return try await FileRepository(at: path, access: access, options: options) { day(100) }
    }
}
