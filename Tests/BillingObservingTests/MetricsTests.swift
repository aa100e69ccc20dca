#if Metrics
import BillingMetrics
import BillingModel
import BillingStore
import BillingTestSupport
import CoreMetrics
import MetricsTestKit
import Testing

@Suite("What a repository does is counted and timed")
struct MetricsTests {
    private let metrics = TestMetrics()
    private var observer: MetricsObserver { MetricsObserver(factory: metrics) }

    private func timer(_ label: String, _ dimensions: [(String, String)]) throws -> [Int64] {
        try metrics.expectTimer("billing_store_\(label)_seconds", dimensions).values
    }

    private func total(_ label: String, _ dimensions: [(String, String)] = []) -> Int64 {
        metrics.counterTotal(label: "billing_store_\(label)_total", dimensions: dimensions)
    }

    @Test("A commit: its time, waits, records and pages")
    func commit() throws {
        let observer = observer
        let event = StoreEvent(
            .commit, duration: .milliseconds(30), queued: .milliseconds(4), locked: .microseconds(2_500),
            retries: 2, records: 3, packed: 7,
            pages: StoreEvent.Pages(hits: 5, misses: 2, written: 3, size: 1_000))
        observer.observe(event)
        observer.observe(event)
        #expect(
            try timer("commit", [("operation", "commit"), ("outcome", "succeeded")]) == [
                30_000_000, 30_000_000,
            ])
        #expect(try timer("wait", [("reason", "queue")]) == [4_000_000, 4_000_000])
        #expect(try timer("wait", [("reason", "lock")]) == [2_500_000, 2_500_000])
        #expect(total("retries") == 4)
        #expect(total("records", [("operation", "commit")]) == 6)
        #expect(total("packed_records") == 14)
        #expect(total("bytes", [("direction", "read")]) == 4_000)
        #expect(total("bytes", [("direction", "written")]) == 6_000)
        #expect(total("cache_pages", [("result", "hit")]) == 10)
        #expect(total("cache_pages", [("result", "miss")]) == 4)
        // A handle for each series, however many events there are.
        #expect(metrics.timers.count == 3 && metrics.counters.count == 7)
    }

    @Test("Operations have a timer of three, and outcomes are labels")
    func operations() throws {
        let observer = observer
        observer.observe(StoreEvent(.erase))
        observer.observe(StoreEvent(.records(.invoice), outcome: .cancelled))
        observer.observe(StoreEvent(.checkpoint, outcome: .failed(.busy), duration: .seconds(1)))
        #expect(try timer("commit", [("operation", "erase"), ("outcome", "succeeded")]) == [0])
        #expect(try timer("read", [("operation", "records_invoice"), ("outcome", "cancelled")]) == [0])
        #expect(
            try timer("maintenance", [("operation", "checkpoint"), ("outcome", "busy")]) == [1_000_000_000])
        // A checkpoint does not wait in the queue, and none of them waited for a lock.
        #expect(try timer("wait", [("reason", "queue")]) == [0, 0])
        #expect(throws: (any Error).self) { try timer("wait", [("reason", "lock")]) }
        #expect(total("failures", [("operation", "checkpoint"), ("code", "busy")]) == 1)
        #expect(metrics.counters.count == 1)
    }

    @Test("Every metric says its unit, and labels of the host come first")
    func names() async throws {
        let observer = MetricsObserver(factory: metrics, dimensions: [("store", "main")])
        let repository = InMemoryRepository(clock: { minute(0) }, observer: observer)
        try await repository.addTenants()
        _ = await billingError {
            try await repository.commit("x") {
                $0.add(write(EntityID<Tenant>(constant: "x"), messages, at: 0, 1))
            }
        }
        _ = try await repository.records(RecordRequest(.tenant, of: .one(acme)))
        #expect(total("records", [("store", "main"), ("operation", "commit")]) == 6)
        #expect(total("records", [("store", "main"), ("operation", "records_tenant")]) == 1)
        let all =
            metrics.timers.map { ($0.label, $0.dimensions) }
            + metrics.counters.map { ($0.label, $0.dimensions) }
        #expect(!all.isEmpty)
        for (label, dimensions) in all {
            #expect(label.hasPrefix("billing_store_"))
            #expect(label.hasSuffix("_seconds") || label.hasSuffix("_total"))
            #expect(dimensions.first?.0 == "store")
            #expect(!dimensions.contains { $0.1 == "acme" })
        }
    }
}
#endif
