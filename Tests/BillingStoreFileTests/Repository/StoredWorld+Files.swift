import BillingModel
import BillingStore
import BillingTestSupport
import Foundation

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

    /// The bytes of a file that was made and closed, and what it answers; made once for all tests.
    static let sound = Task { () -> (bytes: Data, answers: [Answer]) in
        let folder = try TemporaryFolder()
        try await make(folder.file("sound"))
        let repository = try await open(folder.file("sound"))
        let answers = try await Self.answers(of: repository).map { try $0.get() }
        await repository.close()
        return (try Data(contentsOf: URL(filePath: folder.file("sound"))), answers)
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
