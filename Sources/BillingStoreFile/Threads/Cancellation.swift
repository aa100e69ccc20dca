import BillingTime

/// Tells blocking work that nobody waits for its result any more.
final class Cancellation: Sendable {
    private let flag = Lock(false)

    var isCancelled: Bool { flag.withLock { $0 } }

    func cancel() { flag.withLock { $0 = true } }

    /// Throws if the work was cancelled.
    func check() throws(CancellationError) {
        if isCancelled { throw CancellationError() }
    }
}
