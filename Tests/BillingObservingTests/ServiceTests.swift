#if ServiceLifecycle
import BillingModel
import BillingServiceLifecycle
import BillingStore
import BillingStoreFile
import BillingTestSupport
import ServiceLifecycle
import ServiceLifecycleTestKit
import Testing

@Suite("A file is a service: opened, compacted now and then, and closed at the end")
struct ServiceTests {
    private let folder: TemporaryFolder
    private let observer = RecordingObserver()

    init() throws { folder = try TemporaryFolder() }

    private func service(
        _ access: FileRepository.Access = .create, compactingEvery interval: Duration? = nil
    ) -> FileRepositoryService {
        var options = FileRepository.Options()
        options.durability = .process
        options.observer = observer
        return FileRepositoryService(
            at: folder.file("store"), access: access, options: options, compactingEvery: interval
        ) { minute(0) }
    }

    private func has(_ operation: StoreEvent.Operation) -> Bool {
        observer.events.contains { $0.operation == operation }
    }

    @Test("It is opened once, by whoever comes first, and closed when services shut down")
    func shutdown() async throws {
        let service = service()
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await service.run() }
                let repository = try await service.repository
                try await repository.addTenants()
                #expect(try await service.repository === repository)
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
                #expect(await billingError { try await repository.revision(.latest) }?.code == .closed)
            }
        }
        #expect(observer.events.filter { $0.operation == .open }.count == 1)
        // The last one to close a file leaves no log.
        #expect(try folder.names() == ["store"])
    }

    @Test("A task that is cancelled closes it too")
    func cancelled() async throws {
        let service = service()
        let task = Task { try await service.run() }
        let repository = try await service.repository
        task.cancel()
        try await task.value
        #expect(await billingError { try await repository.revision(.latest) }?.code == .closed)
    }

    @Test("It compacts again and again while it runs")
    func compacts() async throws {
        let service = service(compactingEvery: .milliseconds(5))
        let task = Task { try await service.run() }
        let repository = try await service.repository
        try await repository.addTenants()
        while observer.events.filter({ $0.operation == .compact }).count < 3 {
            try await Task.sleep(for: .milliseconds(1))
        }
        task.cancel()
        try await task.value
        let compactions = observer.events.filter { $0.operation == .compact }
        #expect(compactions.dropLast().allSatisfy { $0.outcome == .succeeded })
    }

    @Test("What no later try helps with ends it, closed")
    func failing() async throws {
        let maker = try await FileRepository(at: folder.file("store"), clock: { minute(0) })
        await maker.close()
        let service = service(.readOnly, compactingEvery: .milliseconds(1))
        #expect(await billingError { try await service.run() }?.code == .readOnly)
        #expect(try folder.names() == ["store"])
    }

    @Test("An opening that failed is tried again by the next one who asks")
    func reopening() async throws {
        let service = service(.readWrite)
        #expect(await billingError { try await service.run() }?.code == .notFound)
        let maker = try await FileRepository(at: folder.file("store"), clock: { minute(0) })
        await maker.close()
        let repository = try await service.repository
        #expect(try await repository.revision(.latest) == .zero)
        await repository.close()
    }
}
#endif
