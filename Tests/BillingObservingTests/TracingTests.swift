#if Tracing
import BillingModel
import BillingStore
import BillingTestSupport
import BillingTracing
import InMemoryTracing
import Testing
import Tracing

@Suite("Each call of a repository is a span of a database")
struct TracingTests {
    private let tracer = InMemoryTracer()

    private func attribute(_ name: String, of span: FinishedInMemorySpan) -> SpanAttribute? {
        span.attributes.get(name)
    }

    @Test("A span has the name, the attributes and the duration of a call")
    func commit() throws {
        let observer = TracingObserver(tracer: tracer, namespace: "billing")
        observer.observe(
            StoreEvent(
                .commit, duration: .milliseconds(250), queued: .milliseconds(125), locked: .milliseconds(62),
                retries: 2, records: 3, packed: 7,
                pages: StoreEvent.Pages(hits: 5, misses: 0, written: 3, size: 1_000)))
        let span = try #require(tracer.finishedSpans.first)
        #expect(span.operationName == "commit billing" && span.kind == .client && span.status == nil)
        #expect(
            span.endInstant.nanosecondsSinceEpoch - span.startInstant.nanosecondsSinceEpoch == 250_000_000)
        #expect(attribute("db.system.name", of: span) == .string("sqlite"))
        #expect(attribute("db.operation.name", of: span) == .string("commit"))
        #expect(attribute("db.namespace", of: span) == .string("billing"))
        #expect(attribute("billing.records", of: span) == .int64(3))
        #expect(attribute("billing.queued", of: span) == .double(0.125))
        #expect(attribute("billing.locked", of: span) == .double(0.062))
        #expect(attribute("billing.retries", of: span) == .int64(2))
        #expect(attribute("billing.packed", of: span) == .int64(7))
        #expect(attribute("billing.bytes_written", of: span) == .int64(3_000))
        for absent in ["billing.bytes_read", "error.type", "billing.tenants", "db.response.returned_rows"] {
            #expect(attribute(absent, of: span) == nil)
        }
    }

    @Test("What fails says so in its status, and what was cancelled does not")
    func failures() throws {
        let observer = TracingObserver(tracer: tracer)
        observer.observe(StoreEvent(.series, outcome: .failed(.corruptData)))
        observer.observe(StoreEvent(.series, outcome: .cancelled))
        let spans = tracer.finishedSpans
        #expect(spans.map(\.operationName) == ["series", "series"])
        #expect(
            spans.map { attribute("error.type", of: $0) } == [.string("corruptData"), .string("cancelled")])
        #expect(spans.map(\.status) == [SpanStatus(code: .error, message: "corruptData"), nil])
        #expect(attribute("db.response.returned_rows", of: spans[0]) == .int64(0))
        #expect(attribute("db.namespace", of: spans[0]) == nil)
    }

    @Test("A span belongs to the one in which the call was made, and names tenants only if asked")
    func nested() async throws {
        for asks in [false, true] {
            tracer.clearFinishedSpans()
            let observer = TracingObserver(tracer: tracer, system: "memory", namesTenants: asks)
            let repository = InMemoryRepository(clock: { minute(0) }, observer: observer)
            try await tracer.withSpan("job") { _ in
                try await repository.addTenants()
                _ = try await repository.records(RecordRequest(.tenant, of: .all))
            }
            let spans = tracer.finishedSpans
            #expect(spans.map(\.operationName) == ["commit", "records_tenant", "job"])
            #expect(spans.prefix(2).allSatisfy { $0.parentSpanID == spans.last?.spanID })
            #expect(attribute("db.response.returned_rows", of: spans[1]) == .int64(2))
            #expect(
                attribute("billing.tenants", of: spans[0]) == (asks ? .stringArray(["acme", "bolt"]) : nil))
            #expect(attribute("billing.tenants", of: spans[1]) == (asks ? .string("all") : nil))
        }
    }
}
#endif
