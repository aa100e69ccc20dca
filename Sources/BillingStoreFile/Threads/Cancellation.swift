import BillingTime

/// Tells blocking work that nobody waits for its result any more.
package final class Cancellation: Sendable {
    private let flag = Lock(false)

    package var isCancelled: Bool { flag.withLock { $0 } }

    package func cancel() { flag.withLock { $0 = true } }

    /// Throws if the work was cancelled.
    package func check() throws(CancellationError) {
        if isCancelled { throw CancellationError() }
    }
}
