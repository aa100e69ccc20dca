#if PostgreSQL
import BillingModel
import BillingStoreFile
import BillingTime

/// Tells all nodes of revisions, one notice for however many are made meanwhile.
///
/// Not in the transaction of the commit: its notices are sent under a lock of the whole server, and held until the commit is on the disk.
/// One that is lost costs a node the time until it looks for itself.
final class NoticeSender: Sendable {
    private struct State {
        var waiting: Revision?
        var isSending = false
    }

    private let state = Lock(State())
    private let writers: ReaderPool<PostgresSession>

    init(_ writers: ReaderPool<PostgresSession>) { self.writers = writers }

    /// Sends a revision when a connection is free.
    func send(_ revision: Revision) {
        let begins = state.withLock { state in
            state.waiting = max(state.waiting ?? revision, revision)
            defer { state.isSending = true }
            return !state.isSending
        }
        guard begins else { return }
        Task.detached { [self] in
            while let next = next() {
                _ = try? await writers.run { session, _ in try session.notify(next) }
            }
        }
    }

    private func next() -> Revision? {
        state.withLock { state in
            state.isSending = state.waiting != nil
            return state.waiting.take()
        }
    }
}
#endif
