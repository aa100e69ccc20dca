#if Logging
import BillingLogging
import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import InMemoryLogging
import Logging
import Testing

@Suite("What a repository does is logged at the level that it deserves")
struct LoggingTests {
    private let handler: InMemoryLogHandler
    private let logger: Logger

    init() {
        var handler = InMemoryLogHandler()
        handler.logLevel = .trace
        self.handler = handler
        logger = Logger(label: "store") { [handler] _ in handler }
    }

    private func level(_ event: StoreEvent) throws -> Logger.Level {
        handler.clear()
        LoggingObserver(logger).observe(event)
        #expect(handler.entries.count == 1)
        return try #require(handler.entries.first).level
    }

    @Test("Levels follow the outcome and the duration")
    func levels() throws {
        #expect(try level(StoreEvent(.commit)) == .debug)
        #expect(try level(StoreEvent(.commit, duration: .seconds(1))) == .debug)
        #expect(try level(StoreEvent(.commit, duration: .milliseconds(1_001))) == .notice)
        #expect(try level(StoreEvent(.series, outcome: .cancelled, duration: .seconds(9))) == .debug)
        for code in [BillingError.Code.refused, .conflict, .outdated, .notFound, .closed] {
            #expect(try level(StoreEvent(.commit, outcome: .failed(code))) == .info)
        }
        for code in [BillingError.Code.busy, .noSpace, .unavailable] {
            #expect(try level(StoreEvent(.commit, outcome: .failed(code))) == .warning)
        }
        for code in [BillingError.Code.corruptData, .storageFailed, .replaced, .rolledBack, .newerFormat] {
            #expect(try level(StoreEvent(.series, outcome: .failed(code))) == .error)
        }
        #expect(try level(StoreEvent(.verify)) == .debug)
        #expect(try level(StoreEvent(.verify, records: 1)) == .error)
    }

    @Test("Sizes and waits are metadata, and what is nothing is left out")
    func metadata() throws {
        let observer = LoggingObserver(logger, level: .trace)
        observer.observe(StoreEvent(.commit, duration: .microseconds(1_999)))
        observer.observe(
            StoreEvent(
                .commit, outcome: .failed(.busy), duration: .milliseconds(30), queued: .milliseconds(4),
                locked: .milliseconds(25), retries: 9, records: 3, packed: 7,
                pages: StoreEvent.Pages(hits: 5, misses: 2, written: 3, size: 1_000)))
        #expect(
            handler.entries.map(\.metadata) == [
                ["store.operation": "commit", "store.outcome": "succeeded", "store.duration_ms": "1"],
                [
                    "store.operation": "commit", "store.outcome": "busy", "store.duration_ms": "30",
                    "store.queued_ms": "4", "store.locked_ms": "25", "store.retries": "9",
                    "store.records": "3", "store.packed": "7", "store.bytes_read": "2000",
                    "store.bytes_written": "3000",
                ],
            ])
        #expect(handler.entries.map { "\($0.message)" } == ["commit succeeded", "commit busy"])
        #expect(handler.entries.map(\.level) == [.trace, .warning])
    }

    @Test("No line of a repository names a tenant, unless the host asks")
    func tenants() async throws {
        for asks in [false, true] {
            handler.clear()
            let observer = LoggingObserver(logger, namesTenants: asks)
            let repository = InMemoryRepository(clock: { minute(0) }, observer: observer)
            try await repository.addTenants()
            _ = await billingError {
                try await repository.commit("x") {
                    $0.add(write(EntityID<Tenant>(constant: "x"), messages, at: 0, 1))
                }
            }
            _ = try await repository.series(SeriesRequest(of: .one(bolt)))
            #expect(handler.entries.count == 3)
            #expect("\(handler.entries)".contains("acme") == asks)
            #expect(handler.entries.map(\.level) == [.debug, .info, .debug])
            guard asks else { continue }
            #expect(
                handler.entries.map { $0.metadata["store.tenants"] } == [
                    ["acme", "bolt"], ["x"], ["bolt"],
                ])
        }
    }
}
#endif
