#if Tracing
import BillingModel
public import BillingStore
public import Tracing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Makes a span of each call of a repository, with the attributes of OpenTelemetry's conventions for databases.
///
/// A span belongs to the one that is current in the task that made the call. It is made when the call has ended, with
/// the instants at which it began and ended.
///
/// | attribute | what |
/// | --- | --- |
/// | `db.system.name`, `db.namespace` | what the host says |
/// | `db.operation.name` | the operation, such as `commit` |
/// | `db.response.returned_rows` | the records of a read |
/// | `error.type` | the code of the error, or `cancelled`; a failure is also the status of the span |
/// | `billing.records` | the records of anything else |
/// | `billing.queued`, `billing.locked` | the waits, in seconds |
/// | `billing.retries`, `billing.packed`, `billing.bytes_read`, `billing.bytes_written` | where there were any |
/// | `billing.tenants` | the ids of tenants, if the host asks for them |
public struct TracingObserver: StoreObserver {
    private let tracer: (any Tracer)?
    private let system: String
    private let namespace: String?
    /// Whether spans name tenants, by their ids.
    public let namesTenants: Bool

    /// Makes an observer.
    ///
    /// - Parameters:
    ///   - tracer: Where spans are made; nil for that of the process at the time of the call.
    ///   - system: The database, by the names of OpenTelemetry; a file is `sqlite`.
    ///   - namespace: The name of the repository, such as that of its file without the folder; nil for none.
    ///   - namesTenants: Whether spans name tenants.
    public init(
        tracer: (any Tracer)? = nil, system: String = "sqlite", namespace: String? = nil,
        namesTenants: Bool = false
    ) {
        self.tracer = tracer
        self.system = system
        self.namespace = namespace
        self.namesTenants = namesTenants
    }

    /// Makes a span of an event.
    public func observe(_ event: StoreEvent) {
        let tracer = tracer ?? InstrumentationSystem.tracer
        record(event, with: tracer)
    }

    private func record(_ event: StoreEvent, with tracer: some Tracer) {
        let end = Instant(Date())
        let name = namespace.map { "\(event.operation) \($0)" } ?? "\(event.operation)"
        let span = tracer.startSpan(name, ofKind: .client, at: end.before(event.duration))
        span.attributes["db.system.name"] = system
        span.attributes["db.operation.name"] = "\(event.operation)"
        if let namespace { span.attributes["db.namespace"] = namespace }
        addSizes(of: event, to: span)
        switch event.outcome {
        case .succeeded: break
        case .cancelled: span.attributes["error.type"] = "cancelled"
        case .failed(let code):
            span.attributes["error.type"] = "\(code)"
            span.setStatus(SpanStatus(code: .error, message: "\(code)"))
        }
        span.end(at: end)
    }

    private func addSizes(of event: StoreEvent, to span: some Span) {
        span.attributes[event.operation.isRead ? "db.response.returned_rows" : "billing.records"] =
            event.records
        span.attributes["billing.queued"] = event.queued / .seconds(1)
        span.attributes["billing.locked"] = event.locked / .seconds(1)
        func add(_ key: String, _ count: Int) {
            if count > 0 { span.attributes["billing.\(key)"] = count }
        }
        add("retries", event.retries)
        add("packed", event.packed)
        add("bytes_read", event.pages?.bytesRead ?? 0)
        add("bytes_written", event.pages?.bytesWritten ?? 0)
        switch event.tenants {
        case .one(let tenant): span.attributes["billing.tenants"] = ["\(tenant)"]
        case .set(let tenants): span.attributes["billing.tenants"] = tenants.sorted().map { "\($0)" }
        case .all: span.attributes["billing.tenants"] = "all"
        case nil: break
        }
    }
}

/// An instant of the system's clock, which can be moved back.
private struct Instant: TracerInstant {
    let nanosecondsSinceEpoch: UInt64

    init(_ date: Date) { nanosecondsSinceEpoch = UInt64(max(0, date.timeIntervalSince1970) * 1e9) }

    private init(_ nanoseconds: UInt64) { nanosecondsSinceEpoch = nanoseconds }

    func before(_ duration: Duration) -> Instant {
        let nanoseconds = UInt64(max(0, duration / .nanoseconds(1)))
        return Instant(nanosecondsSinceEpoch - min(nanoseconds, nanosecondsSinceEpoch))
    }

    static func < (left: Instant, right: Instant) -> Bool {
        left.nanosecondsSinceEpoch < right.nanosecondsSinceEpoch
    }
}

extension StoreEvent.Operation {
    /// Whether it reads records for its caller.
    fileprivate var isRead: Bool {
        switch self {
        case .open, .commit, .erase, .restore, .checkpoint, .pack, .compact, .verify, .backup: false
        default: true
        }
    }
}
#endif
