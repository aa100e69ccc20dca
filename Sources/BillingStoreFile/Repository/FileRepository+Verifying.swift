public import BillingModel
import BillingStore
import BillingTime

extension FileRepository {
    /// Something in a file that is not as it was written.
    public struct Finding: Hashable, Sendable, CustomStringConvertible {
        /// Where it is: a table and row, a tenant and month, a series and chunk.
        public let place: String
        /// What is wrong there.
        public let problem: String

        /// The place and what is wrong.
        public var description: String { "\(place): \(problem)" }
    }

    /// Reads all of the file, and compares everything that can be compared.
    ///
    /// The structure of the database, the checksum of each row, the digest of each month, the root of the last commit against all digests and
    /// stored series, the checksum of each chunk, each summary against its samples, the totals of actions against the actions, activity
    /// against the subjects, entries against the invoices, and the sequence of revisions. Others may read and write meanwhile; what is checked
    /// is the state at the beginning.
    ///
    /// - Parameter progress: Is told, on a thread of the repository, how many of how many parts are done.
    /// - Returns: What was found, at most 1,000 findings; none if the file is sound.
    /// - Throws: `CancellationError` if the task is cancelled, and `BillingError` if the file cannot be read at all.
    /// - Complexity: O(*n*) for *n* bytes.
    public func verify(
        progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws -> [Finding] {
        let settings = Self.settings(.readOnly, options)
        return try await observing(.verify, \.count) { _ in
            try await Self.verify(
                { [isClosed, path] in
                    guard !isClosed.withLock({ $0 }) else {
                        throw BillingError(
                            .closed, rule: "a repository that was closed is opened again", detail: path)
                    }
                    return try Verification.open(path, settings)
                }, .zero, progress)
        }
    }

    /// Reads all of a file, as ``verify(progress:)`` does, also where it is too damaged to be opened as a repository.
    ///
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - seen: The latest revision that the host has seen; zero if it remembers none.
    ///   - progress: Is told, on a thread of its own, how many of how many parts are done.
    /// - Returns: What was found, at most 1,000 findings; none if the file is sound. Damage that keeps it from being opened is found too.
    /// - Throws: `CancellationError` if the task is cancelled, `notFound`, `unavailable`, `malformed` and `newerFormat` as the opening of a
    ///   file does, and `corruptData` if it is something else than the file of a repository.
    /// - Complexity: O(*n*) for *n* bytes.
    public static func verify(
        at path: String, seen: Revision = .zero,
        progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws -> [Finding] {
        let settings = settings(.readOnly, Options())
        return try await verify({ try Verification.open(path, settings) }, seen, progress)
    }

    private static func verify(
        _ open: @escaping @Sendable () throws -> Verification.Subject, _ seen: Revision,
        _ progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> [Finding] {
        let queue = WorkQueue(label: "billing verification", open: open)
        let result: Result<[Finding], any Error>
        do {
            result = .success(
                try await queue.run { subject, cancellation in
                    guard let session = subject.session else { return subject.findings }
                    return try subject.findings
                        + Verification.findings(session, cancellation, progress, seen: seen)
                })
        } catch {
            result = .failure(error)
        }
        await queue.close { $0.session?.connection.close() }
        return try result.get()
    }

    /// Copies the file as it is at one moment into a new one, while others read and write it.
    ///
    /// The copy takes its name when it is whole and on the disk; what fails or is cancelled leaves none.
    ///
    /// - Parameters:
    ///   - path: Where the copy is put; nothing may stand there.
    ///   - progress: Is told, on a thread of the repository, how many of how many pages are done.
    /// - Throws: `BillingError` with code `conflict` if a file stands in the place, `noSpace`, and what else writing a
    ///   file may meet; `CancellationError` if the task is cancelled.
    public func backup(
        to path: String, progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws {
        try await observing(.backup) {
            try await readApart(label: "billing backup", $0) { session, cancellation in
                try session.connection.backup(to: path) { done, total in
                    progress(done, total)
                    try cancellation.check()
                }
            }
        }
    }
}
