import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@testable import BillingStoreFile

/// What reads and a verification say of a file.
struct Outcome {
    var isOpen = false
    /// The errors of the opening and of reads.
    var errors: [BillingError] = []
    /// The answers that are not those that were expected.
    var wrong: [String] = []
    var findings: [String] = []

    /// Nothing is wrong with the file, as far as anybody can tell.
    var isSound: Bool { isOpen && errors.isEmpty && findings.isEmpty }

    /// Opens a file, reads everything, and verifies it.
    ///
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - answers: What the reads are to answer.
    ///   - seen: The revision that the host has seen.
    init(_ path: String, _ answers: [Answer], seen: Revision = .zero) async throws {
        func take(_ error: any Error) throws {
            errors.append(try #require(error as? BillingError, "\(error)"))
        }
        do {
            let repository = try await StoredWorld.open(path, seen: seen)
            isOpen = true
            for (found, expected) in zip(try await StoredWorld.answers(of: repository), answers) {
                switch found {
                case .success(let found): if found != expected { wrong.append(found.request) }
                case .failure(let error): try take(error)
                }
            }
            await repository.close()
        } catch {
            try take(error)
        }
        do {
            findings = try await FileRepository.verify(at: path, seen: seen).map(\.description)
        } catch {
            try take(error)
        }
    }
}

/// A connection that does what another program may do to a file.
func stranger(_ path: String) throws -> Connection {
    let connection = try Connection(opening: path, path: path, flags: 0x2, wait: 0)
    try connection.run("PRAGMA synchronous = OFF")
    return connection
}
