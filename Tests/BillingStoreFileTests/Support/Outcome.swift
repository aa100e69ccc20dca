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
    /// The answers of the reads that gave one.
    private var answers: [Answer] = []
    var findings: [String] = []

    /// Opens a file, reads everything, and verifies it.
    ///
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - seen: The revision that the host has seen.
    init(_ path: String, seen: Revision = .zero) async throws {
        func take(_ error: any Error) throws {
            errors.append(try #require(error as? BillingError, "\(error)"))
        }
        do {
            let repository = try await StoredWorld.open(path, seen: seen)
            isOpen = true
            for found in try await StoredWorld.answers(of: repository) {
                switch found {
                case .success(let answer): answers.append(answer)
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

    /// The requests whose answers are not those that are expected.
    func wrong(_ expected: [Answer]) -> Set<String> {
        Set(answers.map(\.request)).subtracting(Set(answers).intersection(expected).map(\.request))
    }
}

/// A connection that does what another program may do to a file.
func stranger(_ path: String) throws -> Connection {
    let connection = try Connection(opening: path, path: path, flags: 0x2, wait: 0)
    try connection.run("PRAGMA synchronous = OFF")
    return connection
}
