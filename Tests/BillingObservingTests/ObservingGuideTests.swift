#if Logging && Metrics && Tracing && ServiceLifecycle
import BillingLogging
import BillingMetrics
import BillingServiceLifecycle
import BillingStore
import BillingStoreFile
import BillingTestSupport
import BillingTracing
import Foundation
import Logging
import ServiceLifecycle
import Testing

@Suite("The server of the guide to observing")
struct ObservingGuideTests {
    @Test("It is compiled here, line for line, and runs until it is told to stop")
    func server() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("store")
        let logger = Logger(label: "server") { _ in SwiftLogNoOpLogHandler() }
        // Documentation/Guides/observing.md begins here.
        var options = FileRepository.Options()
        options.observer = CombinedObserver(
            LoggingObserver(logger, slow: .seconds(2)),
            MetricsObserver(dimensions: [("store", "billing")]),
            TracingObserver(namespace: "billing"))
        let store = FileRepositoryService(
            at: path, options: options, compactingEvery: .seconds(7 * 86_400), clock: { Date() })
        let group = ServiceGroup(services: [store], logger: logger)
        // Documentation/Guides/observing.md ends here.
        let running = Task { try await group.run() }
        let repository = try await store.repository
        try await repository.addTenants()
        await group.triggerGracefulShutdown()
        try await running.value
        #expect(try folder.names() == ["store"])
    }

    @Test("The guide shows these lines")
    func shown() throws {
        let here = try String(contentsOfFile: #filePath, encoding: .utf8).split(separator: "\n")
            .map { $0.drop { $0 == " " } }
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let guide = try String(
            contentsOf: root.appending(path: "Documentation/Guides/observing.md"), encoding: .utf8
        ).split(separator: "\n").map { $0.drop { $0 == " " } }
        let lines = here.drop { !$0.hasSuffix("begins here.") }.dropFirst().prefix {
            !$0.hasSuffix("ends here.")
        }
        #expect(lines.count > 6 && lines.allSatisfy { guide.contains($0) })
    }
}
#endif
