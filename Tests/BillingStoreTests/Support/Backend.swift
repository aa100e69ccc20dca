import BillingModel
import BillingStore
import BillingStoreFile
import BillingTestSupport
import BillingTime
import Foundation
import Testing

/// The backends that the shared checks run over.
enum Backend: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case memory
    case file

    var testDescription: String { rawValue }

    /// An empty repository whose clock is under the test's hand.
    func makeEmpty(
        clock: TestClock = TestClock(), observer: (any StoreObserver)? = nil
    ) async throws -> any BillingRepository {
        switch self {
        case .memory:
            return InMemoryRepository(clock: { clock.next() }, zones: .system, observer: observer)
        case .file:
            // What these tests say holds with and without syncs, and without is faster.
            var options = FileRepository.Options()
            options.durability = .process
            options.readers = 2
            options.observer = observer
            let path = Self.folder.appending(path: UUID().uuidString).path
            return try await FileRepository(at: path, options: options) { clock.next() }
        }
    }

    /// The files of one run of the tests, which go with it.
    private static let folder: URL = {
        let folder = FileManager.default.temporaryDirectory.appending(path: "billing-\(UUID().uuidString)")
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        atexit { Backend.removeFolder() }
        return folder
    }()

    private static func removeFolder() { try? FileManager.default.removeItem(at: folder) }
}

/// A clock that starts with 2026, and goes on by one second with each reading, or to where a test puts it.
final class TestClock: Sendable {
    private let instant: Lock<Date>

    init(_ start: Date = Date(timeIntervalSince1970: 1_767_225_600)) { instant = Lock(start) }

    func next() -> Date {
        instant.withLock { instant in
            defer { instant.addTimeInterval(1) }
            return instant
        }
    }

    func set(_ date: Date) { instant.withLock { $0 = date } }
}
