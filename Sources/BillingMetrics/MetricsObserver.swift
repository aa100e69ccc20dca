#if Metrics
import BillingModel
public import BillingStore
import BillingTime
public import CoreMetrics

/// Counts and times what a repository does, under names that say their unit, as Prometheus has them.
///
/// | name | kind | labels | what |
/// | --- | --- | --- | --- |
/// | `billing_store_commit_seconds` | timer | `operation`, `outcome` | commits, erasures and states that were taken over |
/// | `billing_store_read_seconds` | timer | `operation`, `outcome` | reads |
/// | `billing_store_maintenance_seconds` | timer | `operation`, `outcome` | opening, checkpoints, packing, compacting, verifications, copies |
/// | `billing_store_wait_seconds` | timer | `reason`: `queue`, `lock` | what commits and reads waited; `lock` only where there was a wait |
/// | `billing_store_retries_total` | counter | | locks and transactions that were tried again |
/// | `billing_store_records_total` | counter | `operation` | records that were written, read, or found wrong by `verify` |
/// | `billing_store_packed_records_total` | counter | | samples and totals that were moved into chunks |
/// | `billing_store_bytes_total` | counter | `direction`: `read`, `written` | pages of the file |
/// | `billing_store_cache_pages_total` | counter | `result`: `hit`, `miss` | pages that were looked for in the cache |
/// | `billing_store_failures_total` | counter | `operation`, `code` | calls that failed; `corruptData` is damage |
///
/// Labels never name a tenant. There are at most as many series as operations times codes.
public final class MetricsObserver: StoreObserver {
    private struct Key: Hashable {
        let label: String
        let dimensions: [String]
    }

    private let factory: any MetricsFactory
    private let dimensions: [(String, String)]
    private let timers = Lock<[Key: CoreMetrics.Timer]>([:])
    private let counters = Lock<[Key: Counter]>([:])

    /// Makes an observer.
    ///
    /// - Parameters:
    ///   - factory: Where metrics are made; by default that of the process.
    ///   - dimensions: Labels that all metrics get, such as the name of the repository where a process has several.
    public init(
        factory: any MetricsFactory = MetricsSystem.factory, dimensions: [(String, String)] = []
    ) {
        self.factory = factory
        self.dimensions = dimensions
    }

    /// Counts and times an event.
    public func observe(_ event: StoreEvent) {
        let operation = ("operation", "\(event.operation)")
        let timer = event.operation.timer
        time(timer, [operation, ("outcome", "\(event.outcome)")], event.duration)
        if timer != .maintenance { time(.wait, [("reason", "queue")], event.queued) }
        if event.locked > .zero { time(.wait, [("reason", "lock")], event.locked) }
        count("billing_store_retries_total", [], event.retries)
        count("billing_store_records_total", [operation], event.records)
        count("billing_store_packed_records_total", [], event.packed)
        if let pages = event.pages {
            count("billing_store_bytes_total", [("direction", "read")], pages.bytesRead)
            count("billing_store_bytes_total", [("direction", "written")], pages.bytesWritten)
            count("billing_store_cache_pages_total", [("result", "hit")], pages.hits)
            count("billing_store_cache_pages_total", [("result", "miss")], pages.misses)
        }
        if case .failed(let code) = event.outcome {
            count("billing_store_failures_total", [operation, ("code", "\(code)")], 1)
        }
    }

    private func time(_ label: String, _ labels: [(String, String)], _ duration: Duration) {
        let timer = timers.withLock { timers in
            let key = Key(label: label, dimensions: labels.map(\.1))
            if let known = timers[key] { return known }
            let made = CoreMetrics.Timer(label: label, dimensions: dimensions + labels, factory: factory)
            timers[key] = made
            return made
        }
        let (seconds, attoseconds) = duration.components
        timer.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    private func count(_ label: String, _ labels: [(String, String)], _ amount: Int) {
        guard amount > 0 else { return }
        let counter = counters.withLock { counters in
            let key = Key(label: label, dimensions: labels.map(\.1))
            if let known = counters[key] { return known }
            let made = Counter(label: label, dimensions: dimensions + labels, factory: factory)
            counters[key] = made
            return made
        }
        counter.increment(by: Int64(amount))
    }
}

extension String {
    fileprivate static let commit = "billing_store_commit_seconds"
    fileprivate static let read = "billing_store_read_seconds"
    fileprivate static let maintenance = "billing_store_maintenance_seconds"
    fileprivate static let wait = "billing_store_wait_seconds"
}

extension StoreEvent.Operation {
    /// The timer that an operation belongs to.
    fileprivate var timer: String {
        switch self {
        case .commit, .erase, .restore: .commit
        case .open, .checkpoint, .pack, .compact, .verify, .backup: .maintenance
        default: .read
        }
    }
}
#endif
