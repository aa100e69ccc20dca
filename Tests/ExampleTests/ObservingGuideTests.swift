import BillingStore
import Foundation
import InauroBilling
import Testing

@Suite("The guide to observing is true")
final class ObservingGuideTests: ExamplePage {
    private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    private var path: String { folder.appending(path: "billing.sqlite").path }
    private let now = Date(timeIntervalSince1970: 1_772_409_600)  // 2026-03-02T00:00:00Z

    override init() {
        super.init()
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    @Test("A file is observed and watched")
    func observing() async throws {
        let now = now
        var changes = ChangeSet(id: try CommitID("first"))
        changes.add(try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud))
        let (shown, showing) = AsyncStream.makeStream(of: Int64.self)
        @Sendable func show(_ inventory: TenantInventory) {
            showing.yield(inventory.stamp.revision.number)
        }
        // Documentation/Guides/observing.md begins here.
        var options = FileRepository.Options()
        options.observer = SlowCalls(limit: .seconds(1))
        let repository = try await FileRepository(at: path, options: options, clock: { Date() })
        let watching = Task {
            for try await revision in repository.revisions {
                let scope = repository.fleet.known(at: .revision(revision))
                show(try await scope.inventory(now: now))
            }
        }
        try await repository.commit(changes)
        // Documentation/Guides/observing.md ends here.
        for await revision in shown where revision == 1 { break }
        await repository.close()
        try await watching.value
    }

    @Test("The example of the observer's comment")
    func comment() async throws {
        let repository = InMemoryRepository(clock: { Date() }, observer: SlowCalls(limit: .seconds(1)))
        #expect(try await repository.revision(.latest) == .zero)
    }
}
