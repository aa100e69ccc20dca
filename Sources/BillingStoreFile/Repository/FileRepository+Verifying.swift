import BillingModel
import BillingStore

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
    /// The structure of the database, the seal of each row, the digest of each month, the checksum of each chunk, each
    /// summary against its samples, and the sequence of revisions. Others may read and write meanwhile; what is checked
    /// is the state at the beginning.
    ///
    /// - Parameter progress: Is told, on a thread of the repository, how many of how many parts are done.
    /// - Returns: What was found, at most 1,000 findings; none if the file is sound.
    /// - Throws: `CancellationError` if the task is cancelled, and `BillingError` if the file cannot be read at all.
    /// - Complexity: O(*n*) for *n* bytes.
    public func verify(
        progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws -> [Finding] {
        try await readApart(label: "billing verification") { session, cancellation in
            try session.read(cancellation) { session in
                var verification = Verification(session, cancellation, progress)
                try verification.run()
                return verification.findings
            }
        }
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
        try await readApart(label: "billing backup") { session, cancellation in
            try session.connection.backup(to: path) { done, total in
                progress(done, total)
                try cancellation.check()
            }
        }
    }
}
