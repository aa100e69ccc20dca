#if PostgreSQL && ServiceLifecycle
import BillingModel
import BillingServiceLifecycle
import BillingStore
import BillingStorePostgres
import BillingTestSupport
import PostgresServers
import ServiceLifecycle
import ServiceLifecycleTestKit
import Testing

@Suite(.enabled(if: LocalServer.programs != nil))
struct PostgresServiceTests {
    /// The server of this test run.
    private static let address = try? LocalServer.address(["fsync": "off"])

    private func service() throws -> PostgresRepositoryService {
        var options = PostgresRepository.Options()
        options.schema = "service_\(UInt32.random(in: .min ... .max))"
        return PostgresRepositoryService(
            try #require(Self.address ?? nil), options: options, clock: { minute(0) })
    }

    @Test func `it is connected once, by whoever comes first, and closed when services shut down`()
        async throws
    {
        let service = try service()
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
    }

    @Test func `a task that is cancelled closes it too`() async throws {
        let service = try service()
        let task = Task { try await service.run() }
        let repository = try await service.repository
        task.cancel()
        try await task.value
        #expect(await billingError { try await repository.revision(.latest) }?.code == .closed)
    }

    @Test func `a server that is not there ends it with the error`() async throws {
        let service = PostgresRepositoryService("host=/nowhere dbname=none", clock: { minute(0) })
        #expect(await billingError { try await service.run() }?.code == .unavailable)
    }
}
#endif
