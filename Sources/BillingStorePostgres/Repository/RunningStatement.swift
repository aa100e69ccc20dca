#if PostgreSQL
import BillingTime

/// What the server does for one call, so that a task that is cancelled stops it.
final class RunningStatement: Sendable {
    private let canceller = Lock<PostgresCanceller?>(nil)

    /// Whether the server was asked to stop.
    let isCancelled = Lock(false)

    func begin(_ canceller: PostgresCanceller) { self.canceller.withLock { $0 = canceller } }
    func end() { canceller.withLock { $0 = nil } }

    /// Throws if the call was cancelled.
    func check() throws(CancellationError) {
        if isCancelled.withLock({ $0 }) { throw CancellationError() }
    }

    func cancel() {
        isCancelled.withLock { $0 = true }
        // Under the lock, so that nothing of a later call is stopped.
        canceller.withLock { $0?.cancel() }
    }
}
#endif
